"""The sheets "Response matrix" and "Gone"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from argmine.exporters.quote_columns import formula_like
from argmine.exporters.response_matrix import (
    ARGUMENT,
    GONE,
    HIDDEN,
    KEY,
    MATRIX,
    NOW,
    SINCE,
    TOLD,
    TYPED,
    told_cells,
)
from argmine.exporters.response_merge import Merged, MergedRow
from argmine.exporters.response_reading import OldCell, OldRow
from argmine.exporters.workbook_sheet import Book, Cell, Style, cell_text, fit_row

_WIDTHS = {
    KEY: 24,
    SINCE: 30,
    ARGUMENT: 66,
    "times made": 8,
    "sections": 44,
    "pages": 11,
    "risk types": 22,
    "specialties": 22,
    "response": 50,
    "decision": 18,
    "owner": 18,
    "notes": 36,
    NOW: 36,
}
_STYLES: dict[str, Style] = {KEY: "ids", "times made": "whole"}
_PEOPLE = "#B45309"
_LONGEST_HEADER = 255  # of a table in Excel


def add_response_matrix(book: Book, merged: Merged) -> None:
    """Add the sheet "Response matrix": argmine's columns, then those that people fill in, then those they added.

    It is a table of Excel, so that a column typed beside it becomes part of it, and sorts and filters with it. What
    argmine needs to know a row again is hidden next to the key, where a sort cannot leave it behind.
    """
    sheet = book.sheet(MATRIX, colour=_PEOPLE)
    merging = any(row.since is not None for row in merged.rows)
    told = [KEY, *HIDDEN, *(header for header in TOLD if header != KEY and (merging or header != SINCE))]
    headers = [*told, *TYPED, *merged.added]
    paged = any(row.row.pages for row in merged.rows)
    widths = _columns(sheet, headers, hidden=[*HIDDEN, *([] if paged else ["pages"])])
    _table(sheet, headers, len(merged.rows))
    _headers(book, sheet, headers)
    for line, row in enumerate(merged.rows, start=1):
        fit_row(sheet, line, _matrix_row(book, sheet, line, row, headers), widths)


def _columns(sheet: Any, headers: Sequence[str], *, hidden: Sequence[str]) -> list[float]:
    """Set up the columns; the widths by which rows are fitted."""
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    widths = [float(_WIDTHS.get(header, 24)) for header in headers]
    for index, (header, width) in enumerate(zip(headers, widths, strict=True)):
        sheet.set_column(index, index, width, None, {"hidden": header in hidden})
    fit_row(
        sheet, 0, headers, [0 if header in hidden else width - 3 for header, width in zip(headers, widths, strict=True)]
    )
    unwrapped = (*hidden, KEY, "times made")
    return [0 if header in unwrapped else width for header, width in zip(headers, widths, strict=True)]


def _table(sheet: Any, headers: Sequence[str], rows: int) -> None:
    columns = [{"header": cell_text(header)} for header in headers]
    if all(len(header) <= _LONGEST_HEADER for header in headers):
        sheet.add_table(0, 0, max(rows, 1), len(headers) - 1, {"name": "responses", "style": None, "columns": columns})
    else:
        sheet.autofilter(0, 0, rows, len(headers) - 1)


def _headers(book: Book, sheet: Any, headers: Sequence[str]) -> None:
    for index, header in enumerate(headers):
        ours = header in TOLD or header in HIDDEN or header == NOW
        book.put(sheet, (0, index), header, book.header() if ours else book.header(_PEOPLE))


def _matrix_row(book: Book, sheet: Any, line: int, row: MergedRow, headers: Sequence[str]) -> list[Cell]:
    """Write a row; its cells."""
    told = told_cells(row.row, row.since)
    cells: list[Cell] = []
    for index, header in enumerate(headers):
        if header in told:
            style = _since_style(row.since) if header == SINCE else _STYLES.get(header, "text")
            book.row(sheet, (line, index), [told[header]], [style])
            cells.append(told[header])
        else:
            typed = row.typed.get(header)
            _typed_cell(book, sheet, (line, index), typed)
            cells.append(_value(typed))
    return cells


def _since_style(since: str | None) -> Style:
    for style in ("new", "changed"):
        if since and since.startswith(style):
            return "new" if style == "new" else "changed"
    return "text"


def _typed_cell(book: Book, sheet: Any, at: tuple[int, int], cell: OldCell | None) -> None:
    """What a person typed, shown as that person had it shown."""
    if cell is None:
        book.put(sheet, at, None, book.format("typed"))
        return
    value, shown = cell.value, cell.number_format
    if isinstance(value, date):
        shown = "yyyy-mm-dd" if shown == "General" else shown
        if value.year < 1900:  # before the days that Excel counts
            value = value.isoformat()
    look: dict[str, Any] = {} if shown == "General" else {"num_format": shown}
    if isinstance(value, str) and formula_like(value):
        look["quote_prefix"] = True
    book.put(sheet, at, value, book.format("typed", **look))


def add_gone(book: Book, rows: Sequence[tuple[str, OldRow]]) -> None:
    """Add the sheet "Gone": rows that matched nothing, to the letter, after the words where their quotes are now."""
    sheet = book.sheet(GONE, colour=_PEOPLE)
    filled = dict.fromkeys(header for _, row in rows for header in row.cells if header != NOW)
    known = [header for header in (KEY, *HIDDEN, *TOLD[1:], *TYPED) if header in filled or header != SINCE]
    headers = [NOW, *known, *(header for header in filled if header not in known)]
    widths = _columns(sheet, headers, hidden=[*HIDDEN, *([] if "pages" in filled else ["pages"])])
    _headers(book, sheet, headers)
    for line, (where, row) in enumerate(rows, start=1):
        book.row(sheet, (line, 0), [where], ["text"])
        for index, header in enumerate(headers[1:], start=1):
            _gone_cell(book, sheet, (line, index), header, row.cells.get(header))
        fit_row(sheet, line, [where, *(_value(row.cells.get(header)) for header in headers[1:])], widths)
    sheet.autofilter(0, 0, len(rows), len(headers) - 1)


def _gone_cell(book: Book, sheet: Any, at: tuple[int, int], header: str, cell: OldCell | None) -> None:
    if header in TOLD or header in HIDDEN:
        value = cell.value if cell is not None else None
        book.row(
            sheet, at, [value.isoformat() if isinstance(value, datetime) else value], [_STYLES.get(header, "text")]
        )
    else:
        _typed_cell(book, sheet, at, cell)


def _value(cell: OldCell | None) -> Cell:
    return None if cell is None else cell.value
