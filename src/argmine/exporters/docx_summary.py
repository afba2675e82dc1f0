"""The Word summary: what a submission argues, for people who go on writing with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from argmine.document import ArgumentDocument, Unit
from argmine.exporters.whole_file import write_bytes
from argmine.exporters.word_document import (
    add_table,
    add_text,
    centre,
    new_document,
    set_height,
    shade,
    to_bytes,
    turn,
)
from argmine.findings.arguments import (
    RepeatedArgument,
    headline_conclusions,
    repeated_arguments,
    unsupported_claims,
)
from argmine.findings.names import SectionNames, label_name, page_ranges, place
from argmine.findings.risk_table import RiskTable, risk_table

if TYPE_CHECKING:
    from docx.document import Document

_REPEATS, _WORDINGS, _CLAIMS, _REVIEWED = 15, 4, 20, 20  # a summary is read; the workbook has everything
_HEADING = 90  # characters
_RISKS, _SPECIALTIES = 16, 14  # rows and columns that fit a page
_HEAT = ("FDF0E6", "FBDCC4", "F7BE96", "F09A63", "E67C3C")  # light enough for black figures


def write_docx(document: ArgumentDocument, path: Path) -> None:
    """Write the summary of a document: the same document gives the same bytes.

    Raises:
        InputError: the file cannot be written.
    """
    write_bytes(_summary(document), path)


def _summary(document: ArgumentDocument) -> bytes:
    source = document.document
    word = new_document(source.title or source.source)
    names = SectionNames(document)
    add_text(word, source.title or source.source, "Title")
    add_text(word, "Summary of arguments", "Subtitle")
    _add_overview(word, document)
    _add_conclusions(word, document, names)
    _add_repeats(word, document, names)
    _add_risks(word, risk_table(document))
    _add_claims(word, document, names)
    _add_review(word, document, names)
    _add_making(word, document)
    return to_bytes(word)


def _add_overview(word: Document, document: ArgumentDocument) -> None:
    word.add_heading("Overview", 1)
    source = document.document
    size = [f"{source.characters:,} characters", _many(len(document.sections) - 1, "section")]
    size += [_many(source.pages, "page")] if source.pages else []
    size += [_many(len(document.references), "reference")]
    add_text(word, f"Read: {source.source} ({', '.join(size)}).", "Normal")
    if source.unreadable_pages:
        pages = page_ranges(source.unreadable_pages)
        add_text(word, f"Not read: {_many(len(source.unreadable_pages), 'page')} without text ({pages}).", "Normal")
    counts = Counter(unit.component for unit in document.units)
    rows = [
        ("Claims", counts["claim"], "passages that the author asks the reader to accept"),
        ("Evidence", counts["evidence"], "passages with facts, figures, cases or sources"),
        ("Conclusions", counts["conclusion"], "passages that say what should follow or be done"),
        ("Repeated arguments", len(document.clusters), "arguments made at least twice, in the same or other words"),
        ("Claims without support", len(unsupported_claims(document)), "claims with nothing cited, linked or near"),
        ("To review", _to_review(document), "passages whose type the model is least sure of"),
        ("Passages in all", len(document.units), "sentences, list items and clauses, also those that argue nothing"),
    ]
    table = add_table(
        word, ("", "Number", "What is counted"), [(name, f"{n:,}", what) for name, n, what in rows], (4.6, 2, 10)
    )
    for cell in table.columns[1].cells:
        centre(cell)


def _add_conclusions(word: Document, document: ArgumentDocument, names: SectionNames) -> None:
    word.add_heading("Headline conclusions", 1)
    headlines = headline_conclusions(document)
    if not headlines:
        add_text(word, "No conclusion was found.", "Normal")
        return
    add_text(word, "The conclusions that are made most often, have most support and are surest.", "Normal")
    for unit in headlines:
        add_text(word, _quoted(unit), "List Bullet", _where(unit, names))


def _add_repeats(word: Document, document: ArgumentDocument, names: SectionNames) -> None:
    word.add_heading("Repeated arguments", 1)
    repeated = repeated_arguments(document)
    if not repeated:
        add_text(word, "No argument is made twice.", "Normal")
        return
    shown = f"; the {_REPEATS} that reach most sections are quoted here" if len(repeated) > _REPEATS else ""
    made = "1 argument is" if len(repeated) == 1 else f"{len(repeated):,} arguments are"
    text = f"{made} made more than once{shown}. They are leads: check the wordings before you count them as one."
    add_text(word, text, "Normal")
    for number, argument in enumerate(repeated[:_REPEATS], start=1):
        _add_repeat(word, number, argument, names)


def _add_repeat(word: Document, number: int, argument: RepeatedArgument, names: SectionNames) -> None:
    add_text(word, f"{number}. {_shorten(argument.best.clean_text)}", "Heading 2")
    times = f"Made in {_many(len(argument.units), 'passage')} of {_many(len(argument.sections), 'section')}"
    rest = [unit for unit in argument.units if unit.id != argument.best.id]
    chosen = sorted([argument.best, *rest[: _WORDINGS - 1]], key=lambda unit: unit.start)
    left = len(argument.units) - len(chosen)
    add_text(word, f"{times}{f'; {len(chosen)} are quoted' if left else ''}.", "Normal")
    for unit in chosen:
        add_text(word, _quoted(unit), "Quote", _where(unit, names))
    if left:
        places = ", ".join(place(unit) for unit in rest[_WORDINGS - 1 :][:_REVIEWED])
        add_text(word, f"Also: {places}{' and more' if left > _REVIEWED else ''}.", "Normal")


def _add_risks(word: Document, found: RiskTable) -> None:
    word.add_heading("Risk by specialty", 1)
    if not found.counts:
        add_text(word, "No risk types were found.", "Normal")
        return
    risks, specialties = found.risks[:_RISKS], found.specialties[:_SPECIALTIES]
    left = len(found.risks) - len(risks) + len(found.specialties) - len(specialties)
    note = f" {_many(left, 'row or column', 'rows and columns')} with few passages left out." if left else ""
    text = "Number of passages that speak of a risk in a specialty; a passage can count in several cells."
    add_text(word, text + note, "Caption")
    head = ("", *(label_name(specialty) for specialty in specialties))
    rows = [
        (label_name(risk), *(f"{found.counts[risk, specialty] or '·'}" for specialty in specialties)) for risk in risks
    ]
    table = add_table(word, head, rows, (4.6, *[12 / len(specialties)] * len(specialties)))
    set_height(table, 3.4)  # room for names that run upwards
    for cell in table.rows[0].cells[1:]:
        turn(cell)
    for row, risk in zip(table.rows[1:], risks, strict=True):
        for cell, specialty in zip(row.cells[1:], specialties, strict=True):
            centre(cell)
            if count := found.counts[risk, specialty]:
                shade(cell, _HEAT[(len(_HEAT) * count - 1) // found.largest])


def _add_claims(word: Document, document: ArgumentDocument, names: SectionNames) -> None:
    word.add_heading("Claims that nothing supports", 1)
    claims = unsupported_claims(document)
    total = sum(unit.component == "claim" for unit in document.units)
    if not claims:
        add_text(word, "Every claim has a source, a passage that supports it or evidence near it.", "Normal")
        return
    text = (
        f"{len(claims):,} of {_many(total, 'claim')}: no source is cited, no passage is offered as a reason, and no"
        " evidence stands within two sentences."
    )
    _add_units(word, text, sorted(claims, key=lambda u: (-u.scores.claim, u.start)), names, _CLAIMS)


def _add_review(word: Document, document: ArgumentDocument, names: SectionNames) -> None:
    word.add_heading("What needs review", 1)
    units = [unit for unit in document.units if unit.needs_review]
    if not units:
        add_text(word, "The model was sure enough of every passage.", "Normal")
        return
    text = f"The model is least sure of the type of {len(units):,} of {_many(len(document.units), 'passage')}."
    least = sorted(units, key=lambda u: (getattr(u.scores, u.component), u.start))
    _add_units(word, text, least, names, _REVIEWED, sure=True)


def _add_units(
    word: Document, text: str, units: Sequence[Unit], names: SectionNames, most: int, *, sure: bool = False
) -> None:
    """The first of `units`, which stand in the order of what matters, in reading order."""
    order = "least sure" if sure else "surest"
    more = f" The {most} {order} are quoted, in reading order." if len(units) > most else ""
    add_text(word, text + more, "Normal")
    for unit in sorted(units[:most], key=lambda u: u.start):
        label = f"{_called(unit)}, {getattr(unit.scores, unit.component):.0%} sure; " if sure else ""
        add_text(word, _quoted(unit), "List Bullet", label + _where(unit, names))


def _add_making(word: Document, document: ArgumentDocument) -> None:
    word.add_heading("How this was made, and what to be careful about", 1)
    run = document.run
    for text in (
        "A model gave the labels and chose what is quoted here. It makes mistakes: check a passage in the document"
        " before you rely on it.",
        "Repeated arguments are leads. Passages that look alike can differ in what they say: check the wordings.",
        "A claim without support may be supported in a way the program does not see, such as a table or an annex.",
        "Passages are quoted as they stand, without the marks of citations and with broken lines joined.",
        *_places(document),
        f"File: {document.document.source}; SHA-256 {document.document.sha256}.",
        f"Program: argmine {run.argmine_version}. Model: {run.model}"
        + (f", hash {run.model_hash}." if run.model_hash else "."),
    ):
        add_text(word, text, "List Bullet")


def _places(document: ArgumentDocument) -> list[str]:
    if any(unit.pages for unit in document.units):
        return []
    return ["The file has no pages: “at 10,482” is the place in its text after 10,482 characters."]


def _to_review(document: ArgumentDocument) -> int:
    return sum(unit.needs_review for unit in document.units)


def _called(unit: Unit) -> str:
    return "argues nothing" if unit.component == "other" else unit.component


def _quoted(unit: Unit) -> str:
    return f"“{unit.clean_text}”"


def _where(unit: Unit, names: SectionNames) -> str:
    return f"{place(unit)}, {names.name(unit.section)}"


def _many(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _shorten(text: str) -> str:
    return text if len(text) <= _HEADING else text[: _HEADING - 1].rsplit(" ", 1)[0] + " …"
