"""Sheets of a workbook: cells that cannot break the file or run, and tables with a header that stays in view."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, TypeAlias
from unicodedata import east_asian_width

from argmine.errors import InputError
from argmine.exporters.quote_columns import formula_like

Cell: TypeAlias = str | int | float | bool | datetime | date | time | timedelta | None
Style: TypeAlias = Literal[
    "text", "line", "ids", "whole", "score", "share", "typed", "new", "changed", "strong", "faint", "link"
]

MOST_CHARACTERS = 32_767  # UTF-16 code units in a cell; Excel calls a file with more damaged
MOST_ROWS = 1_048_576
CUT = " … [cut here: a cell holds no more than 32,767 characters]"

_UNWRITABLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0, and so in a workbook
_CREATED = datetime(2000, 1, 1)  # no clock: the same document gives the same bytes
_DARK, _RULE, _TYPED, _NEW, _CHANGED = "#1F3A5F", "#D0D7DE", "#FFFBEB", "#DDF4E4", "#FFE8B8"
_A3 = 8
_FONT = {"font_name": "Arial", "font_size": 10}  # LibreOffice has one of the same widths
_LINE, _HIGHEST = 12.75, 409.0  # points

_STYLES: dict[str, dict[str, Any]] = {
    "text": {"text_wrap": True, "indent": 1},
    "line": {"font_color": "#57606A"},
    "ids": {"font_color": "#57606A", "text_wrap": True},
    "whole": {"num_format": "#,##0", "align": "right", "indent": 1},
    "score": {"num_format": "0.00", "align": "right", "indent": 1},
    "share": {"num_format": "0.0%", "align": "right", "indent": 1},
    "typed": {"text_wrap": True, "indent": 1, "bg_color": _TYPED},
    "new": {"text_wrap": True, "indent": 1, "bg_color": _NEW},
    "changed": {"text_wrap": True, "indent": 1, "bg_color": _CHANGED},
    "strong": {"text_wrap": True, "bold": True},
    "faint": {"text_wrap": True, "indent": 1, "font_color": "#57606A"},
    "link": {"font_color": "#0969DA", "underline": 1},
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: header, width in characters and how its cells look."""

    header: str
    width: float
    style: Style = "text"
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook in memory and its formats, each made once."""

    file: io.BytesIO
    workbook: Any
    formats: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def format(self, style: Style = "text", **more: Any) -> Any:
        """The format of a style, with more properties of XlsxWriter if need be."""
        properties = _FONT | {"valign": "top", "bottom": 1, "bottom_color": _RULE} | _STYLES[style] | more
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format(properties)
        return self.formats[key]

    def header(self, colour: str = _DARK) -> Any:
        """The format of a header cell."""
        return self.format("strong", font_color="#FFFFFF", bg_color=colour, valign="vcenter", border=0)

    def sheet(self, name: str, *, colour: str = _DARK) -> Any:
        """A new sheet, ready to be printed: landscape, as wide as the page."""
        sheet = self.workbook.add_worksheet(name)
        sheet.set_tab_color(colour)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(_A3)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&L&8&A&R&8page &P of &N")
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS}"})
        return sheet

    def table(self, name: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Any:
        """A sheet of rows under a header that stays in view and filters.

        Raises:
            InputError: there are more rows than a sheet holds.
        """
        if len(rows) >= MOST_ROWS:
            raise InputError(f"{len(rows):,} rows for the sheet {name!r}; a sheet holds {MOST_ROWS - 1:,}: write CSV")
        sheet = self.sheet(name)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        for index, column in enumerate(columns):
            self.put(sheet, (0, index), column.header, self.header())
            sheet.set_column(index, index, column.width, None, {"hidden": column.hidden})
        fit_row(sheet, 0, [column.header for column in columns], [column.width - 3 for column in columns])
        widths = [0.0 if column.hidden or column.style not in ("text", "ids") else column.width for column in columns]
        for place, row in enumerate(rows, start=1):
            self.row(sheet, (place, 0), row, [column.style for column in columns])
            fit_row(sheet, place, row, widths)
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
        return sheet

    def row(self, sheet: Any, at: tuple[int, int], cells: Iterable[Cell], styles: Iterable[Style]) -> None:
        """Write cells from `at` (row and column, from 0) to the right."""
        for index, (cell, style) in enumerate(zip(cells, styles, strict=True)):
            self.put(sheet, (at[0], at[1] + index), cell, self._fitting(cell, style))

    def put(self, sheet: Any, at: tuple[int, int], cell: Cell, look: Any) -> None:
        """Write a cell as what it is; text is never taken for a formula, a link or a number."""
        if cell is None or cell == "":
            sheet.write_blank(*at, None, look)
        elif isinstance(cell, bool):
            sheet.write_boolean(*at, cell, look)
        elif isinstance(cell, datetime | date | time | timedelta):
            sheet.write_datetime(*at, cell, look)
        elif isinstance(cell, str) or not math.isfinite(cell):
            _put_text(sheet, at, cell_text(str(cell)), look)
        else:
            sheet.write_number(*at, cell, look)

    def content(self) -> bytes:
        """The file; nothing can be written to the workbook after."""
        self.workbook.close()
        return _free_heights(self.file.getvalue())

    def _fitting(self, cell: Cell, style: Style) -> Any:
        """With the mark for text that follows where an edit of the cell would make a formula of it."""
        if isinstance(cell, str) and formula_like(cell):
            return self.format(style, quote_prefix=True)
        return self.format(style)


def fit_row(sheet: Any, line: int, cells: Sequence[Cell], widths: Sequence[float], *, points: float = _LINE) -> None:
    """Make a row as high as its wrapped text; columns of width 0 do not count."""
    lines = max(
        (_lines(str(cell), width) for cell, width in zip(cells, widths, strict=True) if cell and width), default=1
    )
    sheet.set_row(line, min(points * lines + 4, _HIGHEST))


def _lines(text: str, width: float) -> int:
    """Lines that text takes in a column, about: letters are narrower than the figures that widths count in."""
    room = max(int(1.2 * width), 1)
    lines = 0
    for paragraph in text.split("\n"):
        lines, left = lines + 1, room
        for word in paragraph.split():
            breadth = _breadth(word)
            if breadth > left:
                more = math.ceil(breadth / room)
                lines, left = lines + more, more * room
            left -= breadth + 1
    return lines


def _breadth(word: str) -> int:
    return len(word) if word.isascii() else sum(1 + (east_asian_width(character) in "WF") for character in word)


def _free_heights(data: bytes) -> bytes:
    """The same workbook, whose rows grow again when people type into them.

    LibreOffice shows wrapped text only in rows that say how high they are, and XlsxWriter then fixes the height.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as written, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as free:
        for part in written.infolist():
            content = written.read(part)
            if part.filename.startswith("xl/worksheets/sheet"):  # its text stands elsewhere
                content = content.replace(b' customHeight="1"', b"")
            free.writestr(part, content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def new_book(title: str) -> Book:
    """An empty workbook with that title in its properties."""
    from xlsxwriter import Workbook

    file = io.BytesIO()
    options: dict[str, Any] = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    options |= {"default_format_properties": dict(_FONT)}
    workbook = Workbook(file, options)
    workbook.set_properties({"title": cell_text(title)[:255], "created": _CREATED, "author": "argmine"})
    return Book(file, workbook)


def _put_text(sheet: Any, at: tuple[int, int], text: str, look: Any) -> None:
    if text.startswith("<r>") and text.endswith("</r>"):  # XlsxWriter takes that for XML of its own, and copies it
        sheet.write_rich_string(*at, text[:1], text[1:2], text[2:], look)
    else:
        sheet.write_string(*at, text, look)


def cell_text(text: str) -> str:
    """`text` as a cell can hold it.

    Characters that a workbook cannot hold are replacement characters; text that is too long ends in a note that says
    so.
    """
    text = _UNWRITABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) <= MOST_CHARACTERS // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MOST_CHARACTERS:
        return text
    return units[: 2 * (MOST_CHARACTERS - len(CUT))].decode("utf-16-le", "ignore") + CUT
