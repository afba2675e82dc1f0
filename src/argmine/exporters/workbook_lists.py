"""The sheets of a workbook that list: quotes, repeated arguments, unsupported claims, references."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence

from argmine.document import ArgumentDocument, Unit
from argmine.exporters.quote_columns import QUOTE_COLUMNS, QuoteColumn
from argmine.exporters.workbook_sheet import Book, Cell, Column, Style
from argmine.findings.arguments import repeated_arguments, unsupported_claims
from argmine.findings.names import SectionNames, place
from argmine.findings.quotes import quotes

_SHORT = 32
_WIDTHS = {
    "id": 25,
    "document": 18,
    "section": 60,
    "page": 7,
    "component": 12,
    "score": 8,
    "text": 80,
    "risk types": 24,
    "specialties": 22,
    "repeated argument": 25,
    "supports": 27,
    "supported by": 50,
    "citations": 11,
    "review": 9,
    "start": 10,
    "end": 10,
}
_IDS = ("id", "repeated argument", "supports", "supported by")
_PLAIN = ("document", "component", "review")


def section_labels(document: ArgumentDocument) -> dict[str, str]:
    """A short name for each section, by id: as printed, and after the top-level section unless its number tells it."""
    names = SectionNames(document)
    sections = {section.id: section for section in document.sections}
    labels = {}
    for section in document.sections:
        top, label = section, names.name(section.id)
        while top.parent is not None and sections[top.parent].parent is not None:
            top = sections[top.parent]
        if top is not section and not (top.number and section.number.startswith(top.number)):
            label = f"{top.number or _shortened(names.name(top.id))} > {label}"
        labels[section.id] = label
    return labels


def _shortened(name: str) -> str:
    return name if len(name) <= _SHORT else name[:_SHORT].rsplit(" ", 1)[0] + " …"


def add_quotes(book: Book, document: ArgumentDocument) -> None:
    """Add the sheet "Quotes": one row a unit, in reading order; the page column is hidden where there are no pages."""
    paged = any(unit.pages for unit in document.units)
    columns = [
        Column(column.header, _WIDTHS[column.header], _style(column), hidden=column.header == "page" and not paged)
        for column in QUOTE_COLUMNS
    ]
    book.table("Quotes", columns, [[column.cell(quote) for column in QUOTE_COLUMNS] for quote in quotes(document)])


def _style(column: QuoteColumn) -> Style:
    if column.kind in ("whole", "score"):
        return "score" if column.kind == "score" else "whole"
    if column.header in _IDS:
        return "ids"
    return "line" if column.header in _PLAIN else "text"


def add_repeated_arguments(book: Book, document: ArgumentDocument) -> None:
    """Add the sheet "Repeated arguments": one row an argument that is made more than once, widest reach first."""
    labels = section_labels(document)
    columns = (
        Column("id", 25, "ids"),
        Column("times made", 8, "whole"),
        Column("sections reached", 10, "whole"),
        Column("wording", 80),
        Column("places", 28),
        Column("sections", 70),
    )
    rows: list[list[Cell]] = [
        [
            argument.id,
            len(argument.units),
            len(argument.sections),
            argument.best.clean_text,
            "; ".join(place(unit) for unit in argument.units),
            "\n".join(labels[section] for section in argument.sections),
        ]
        for argument in repeated_arguments(document)
    ]
    book.table("Repeated arguments", columns, rows)


def add_unsupported_claims(book: Book, document: ArgumentDocument) -> None:
    """Add the sheet "Unsupported claims": one row a claim, with what was looked for and not found."""
    labels = section_labels(document)
    columns = (
        Column("id", 25, "ids"),
        Column("section", 50),
        Column("page", 7, "whole", hidden=not any(unit.pages for unit in document.units)),
        Column("claim", 80),
        Column("score", 8, "score"),
        Column("why", 60),
    )
    places = {unit.id: index for index, unit in enumerate(document.units)}
    evidence = _evidence(document)
    supported = {relation.target for relation in document.relations}
    alike = {argument.id: argument.units for argument in repeated_arguments(document)}
    rows: list[list[Cell]] = []
    for claim in unsupported_claims(document):
        elsewhere = [unit for unit in alike.get(claim.cluster or "", ()) if unit.id in supported or unit.cited_numbers]
        nearest = _nearest(evidence.get(claim.section, ()), places[claim.id])
        why = f"Cites nothing; no quote was found to support it; {nearest}."
        if elsewhere:
            why += f" Made again with support: {'; '.join(f'{unit.id} ({place(unit)})' for unit in elsewhere)}."
        page = claim.pages[0] if claim.pages else None
        rows.append([claim.id, labels[claim.section], page, claim.clean_text, round(claim.scores.claim, 3), why])
    book.table("Unsupported claims", columns, rows)


def _evidence(document: ArgumentDocument) -> dict[str, list[int]]:
    """The places of the evidence among the quotes, by section."""
    found: dict[str, list[int]] = {}
    for index, unit in enumerate(document.units):
        if unit.component == "evidence":
            found.setdefault(unit.section, []).append(index)
    return found


def _nearest(evidence: Sequence[int], index: int) -> str:
    """How far the next evidence of the section is, in quotes on either side."""
    after = bisect(evidence, index)
    near = [abs(place - index) for place in evidence[max(0, after - 1) : after + 1]]
    if not near:
        return "no evidence in its section"
    return f"the nearest evidence in its section is {min(near)} quotes away"


def add_references(book: Book, document: ArgumentDocument) -> None:
    """Add the sheet "References": one row an entry of a reference list or a footnote, with the quotes that cite it."""
    labels = section_labels(document)
    citing: dict[str, list[Unit]] = {}
    for unit in document.units:
        for reference in dict.fromkeys(unit.citations):
            citing.setdefault(reference, []).append(unit)
    columns = (
        Column("id", 22, "ids"),
        Column("number", 9, "line"),
        Column("text", 90),
        Column("page", 7, "whole", hidden=not any(reference.page for reference in document.references)),
        Column("section", 60),
        Column("times cited", 8, "whole"),
        Column("cited by", 40),
    )
    rows: list[list[Cell]] = [
        [
            reference.id,
            reference.number,
            reference.text,
            reference.page,
            labels[reference.section],
            len(citing.get(reference.id, ())),
            "; ".join(unit.id for unit in citing.get(reference.id, ())),
        ]
        for reference in document.references
    ]
    book.table("References", columns, rows)
