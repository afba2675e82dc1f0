"""The sheets of a workbook that count and explain: overview, risk by specialty, run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from argmine.document import ArgumentDocument
from argmine.exporters.workbook_sheet import Book, Cell, Style, fit_row
from argmine.findings.arguments import unsupported_claims
from argmine.findings.coverage import coverage_rows
from argmine.findings.names import label_name, page_ranges
from argmine.findings.risk_table import risk_table

_Line: TypeAlias = tuple[str, int | None, Cell]
_OVERVIEW, _RUN = (34, 13, 100), (32, 110)  # widths of columns

SHEETS = {
    "Overview": "What was found, each figure with what it counts.",
    "Response matrix": (
        "One row for each repeated argument, and for each conclusion that is made once. Fill in the yellow columns, "
        "add columns of your own, sort and filter: all of it is carried into the next workbook with --merge. The other "
        "columns are written anew each time."
    ),
    "Gone": (
        "Rows of earlier versions that match nothing in this one, with all that was typed in them, and where their "
        "quotes are now."
    ),
    "Quotes": "Every quote with its place, its labels and the quotes it supports or is supported by, in reading order.",
    "Repeated arguments": "Each argument that is made more than once, those that reach most sections first.",
    "Unsupported claims": "Claims without a citation, without a quote that supports them and without evidence near.",
    "Risk by specialty": "How many quotes speak of which risk in which specialty.",
    "References": "Reference lists and footnotes, and the quotes that cite each entry.",
    "Run": "Which file was read, by which version and model, and what the sheets are.",
}


def add_overview(book: Book, document: ArgumentDocument, sheets: Sequence[str]) -> None:
    """Add the sheet "Overview": title, file, figures that say what they count, the ledger, the other sheets."""
    source = document.document
    sheet = book.sheet("Overview", colour="#D97706")
    for column, width in enumerate(_OVERVIEW):
        sheet.set_column(column, column, width)
    title, look = source.title or source.source, book.format("strong", font_size=14, bottom=0)
    sheet.merge_range(0, 0, 0, 2, "", look)
    book.put(sheet, (0, 0), title, look)
    fit_row(sheet, 0, [title], [sum(_OVERVIEW) / 1.6], points=19)
    book.put(sheet, (1, 0), _file_line(document), book.format("faint", text_wrap=False, bottom=0))
    line = _block(book, sheet, 3, ("What was found", "how many", "what is counted"), _counts(document), last="faint")
    ledger: list[_Line] = [
        (what[:1].upper() + what[1:], count, share) for what, count, share in coverage_rows(document)
    ]
    ledger.append(("All characters of the document", document.coverage.total, 1.0))
    line = _block(book, sheet, line, ("What became of the text", "characters", "share of the document"), ledger)
    listed: list[_Line] = [(name, None, SHEETS[name]) for name in sheets if name != "Overview"]
    _block(book, sheet, line, ("Sheets", "", "what is on them"), listed, last="faint")
    for place, (name, _, _) in enumerate(listed, start=line + 1):
        sheet.write_url(place, 0, f"internal:'{name}'!A1", book.format("link"), name)


def _file_line(document: ArgumentDocument) -> str:
    source = document.document
    parts = [source.source, f"{source.characters:,} characters"]
    if source.pages:
        parts.append(f"{source.pages:,} pages")
    if source.unreadable_pages:
        parts.append(f"no text on pages {page_ranges(source.unreadable_pages)} (pictures or scans)")
    if source.encoding_assumed:
        parts.append(f"encoding assumed: {source.encoding}")
    return " · ".join(parts)


def _counts(document: ArgumentDocument) -> list[_Line]:
    units = document.units
    claims, evidence, conclusions, other = (
        sum(unit.component == component for unit in units) for component in ("claim", "evidence", "conclusion", "other")
    )
    review, unsupported = sum(unit.needs_review for unit in units), len(unsupported_claims(document))
    repeats = sum(len(cluster.units) for cluster in document.clusters)
    return [
        ("Quotes", len(units), "sentences, list items and clauses that were read and labelled"),
        ("Claims", claims, "quotes that assert something that calls for support"),
        ("Evidence", evidence, "quotes offered in support that could be checked: figures, studies, cases, provisions"),
        ("Conclusions", conclusions, "quotes that say what is argued for: a position, a remedy, what follows"),
        ("Other", other, "quotes that argue nothing: signposts, scope, definitions"),
        ("To review", review, "quotes of which the model is not sure: read them before you rely on their label"),
        ("Repeated arguments", len(document.clusters), f"arguments made more than once, in {repeats:,} quotes in all"),
        (
            "Unsupported claims",
            unsupported,
            f"of {claims:,} claims: no citation, no quote found to support them, no evidence within two quotes",
        ),
        ("References", len(document.references), "entries of reference lists and footnotes"),
    ]


def _block(
    book: Book, sheet: Any, line: int, header: Sequence[str], rows: Sequence[_Line], *, last: Style = "share"
) -> int:
    """Write a header and rows of a name, a number and a third cell; the line of the next block."""
    for column, text in enumerate(header):
        book.put(sheet, (line, column), text, book.header())
    for name, count, third in rows:
        line += 1
        book.row(sheet, (line, 0), [name, count], ["strong", "whole"])
        book.put(sheet, (line, 2), third, book.format(last, align="left", indent=1))
        fit_row(sheet, line, [third], _OVERVIEW[2:])
    return line + 2


def add_risk_by_specialty(book: Book, document: ArgumentDocument) -> None:
    """Add the sheet "Risk by specialty": a heat map, with totals that count each quote once."""
    found = risk_table(document)
    sheet = book.sheet("Risk by specialty")
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, len(found.specialties) + 1, 13)
    sheet.freeze_panes(1, 1)
    header = ["Quotes by risk and specialty", *map(label_name, found.specialties), "All specialties"]
    for column, text in enumerate(header):
        book.put(sheet, (0, column), text, book.header())
    fit_row(sheet, 0, header, [30, *[11] * (len(header) - 1)])
    number = book.format("whole", num_format='#,##0;-#,##0;"·"', align="center")
    for line, risk in enumerate(found.risks, start=1):
        book.row(sheet, (line, 0), [label_name(risk)], ["strong"])
        for column, specialty in enumerate(found.specialties, start=1):
            book.put(sheet, (line, column), found.counts[risk, specialty], number)
    _totals(book, sheet, document)
    if found.counts:
        scale = {
            "type": "2_color_scale",
            "min_type": "num",
            "min_value": 0,
            "min_color": "#FFFFFF",
            "max_color": "#E4572E",
        }
        sheet.conditional_format(1, 1, len(found.risks), len(found.specialties), scale)


def _totals(book: Book, sheet: Any, document: ArgumentDocument) -> None:
    found = risk_table(document)
    both = [unit for unit in document.units if unit.risk_types and unit.specialties]
    total = book.format("whole", align="center", bold=True, bg_color="#F0F3F6")
    last, right = len(found.risks) + 1, len(found.specialties) + 1
    for line, risk in enumerate(found.risks, start=1):
        book.put(sheet, (line, right), sum(any(tag.id == risk for tag in unit.risk_types) for unit in both), total)
    for column, label in enumerate(found.specialties, start=1):
        book.put(sheet, (last, column), sum(any(tag.id == label for tag in unit.specialties) for unit in both), total)
    book.put(sheet, (last, 0), "All risks", book.format("strong", bg_color="#F0F3F6"))
    book.put(sheet, (last, right), len(both), total)
    alone = sum(bool(unit.risk_types) and not unit.specialties for unit in document.units)
    notes = (
        "Each figure counts quotes. A quote with two risks or two specialties is in more than one row or column, and "
        "in a total once: totals are not sums.",
        f"{alone:,} more quotes speak of a risk and of no specialty; they are not in the table." if alone else "",
    )
    for line, note in enumerate(filter(None, notes), start=last + 2):
        book.put(sheet, (line, 0), note, book.format("faint", text_wrap=False, bottom=0))


def add_run(book: Book, document: ArgumentDocument, sheets: Sequence[str]) -> None:
    """Add the sheet "Run": what the result depends on, and what the sheets are."""
    run, source = document.run, document.document
    sheet = book.sheet("Run")
    for column, width in enumerate(_RUN):
        sheet.set_column(column, column, width)
    facts: list[tuple[str, Cell]] = [
        ("File", source.source),
        ("SHA-256 of the file", source.sha256),
        ("Kind of file", source.media_type),
        ("argmine version", run.argmine_version),
        ("Model", run.model),
        ("Hash of the model", run.model_hash),
        ("Hash of the settings", run.config_hash),
        ("Seed", str(run.seed)),
        ("Version of the result's format", document.schema_version),
    ]
    line = _pairs(book, sheet, 0, ("What the result depends on", ""), facts)
    line = _pairs(book, sheet, line, ("Sheets", "what they are"), [(name, SHEETS[name]) for name in sheets])
    _pairs(book, sheet, line, ("Words", "what they mean here"), _WORDS)


_WORDS: list[tuple[str, Cell]] = [
    (
        "quote",
        "A sentence, a list item or a clause of the document; its id holds the place, so it outlives another run.",
    ),
    ("score", "How probable the model finds the label that it gave, from 0 to 1."),
    ("review: yes", "The model is not sure of the label; a person should read the quote."),
    (
        "start, end",
        "Where the quote stands in the text, in characters from the beginning; end is the character after it.",
    ),
    ("supports", "Quotes that this one is offered as a reason for."),
    (
        "repeated argument",
        "Quotes that make the same point, in whatever words; the wording shown is the one most like the others.",
    ),
    ("key", "The id of the repeated argument or of the quote; a row is found again by it."),
]


def _pairs(book: Book, sheet: Any, line: int, header: tuple[str, str], rows: Sequence[tuple[str, Cell]]) -> int:
    """Write a header and rows of two cells; the line after them and a gap."""
    for column, text in enumerate(header):
        book.put(sheet, (line, column), text, book.header())
    for name, value in rows:
        line += 1
        book.row(sheet, (line, 0), [name, value], ["strong", "text"])
        fit_row(sheet, line, [value], _RUN[1:])
    return line + 2
