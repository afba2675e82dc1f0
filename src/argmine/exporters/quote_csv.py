"""The quote table as CSV."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from argmine.document import ArgumentDocument
from argmine.exporters.json_file import write_whole
from argmine.exporters.quote_columns import QUOTE_COLUMNS, formula_like
from argmine.findings.quotes import quotes

# Where a spreadsheet may begin a cell or a row within a field: a separator of some locale or a line break, and after it
# no more than quotation marks and what shows nothing.
_CELL_STARTS = re.compile('["\\s\x00-\x1f\x7f\u200b\ufeff;]+')
_SEPARATORS = frozenset(";\t\r\n")
_SIGNS = frozenset("=+-@＝＋－＠")


def write_csv(document: ArgumentDocument, path: Path) -> None:
    """Write one row a unit: RFC 4180, in UTF-8 with a byte order mark, so that Excel reads it as what it is.

    Text that a spreadsheet would take for a formula begins with an apostrophe in the file (see `neutralised`): a
    program that needs the text to the letter should read the JSON or the Parquet file. All text is in quotes, so that a
    spreadsheet that parts cells at commas and semicolons alike keeps a field whole. Lists are joined with "; ".

    Raises:
        InputError: the file cannot be written; an older one of that name stays as it was.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(column.header for column in QUOTE_COLUMNS)
    for quote in quotes(document):
        cells = (column.cell(quote) for column in QUOTE_COLUMNS)
        writer.writerow(neutralised(cell) if isinstance(cell, str) else cell for cell in cells)
    write_whole("\ufeff" + written.getvalue(), path)


def neutralised(text: str) -> str:
    """`text`, with an apostrophe wherever a spreadsheet would otherwise run what follows as a formula.

    A submission is the text of strangers, and =HYPERLINK(...) in it would be live in the analyst's spreadsheet (OWASP,
    "CSV injection"). The apostrophe tells spreadsheets that text follows.

    It stands before the text, and also before a sign that follows a semicolon, a tab or a line break inside it. Quotes
    are not enough there: where the separator of the locale is ";", a row is one cell up to the first ";", only the
    quotation mark at the very start of a cell counts, and those of our later fields are plain characters.
    """

    def guarded(run: re.Match[str]) -> str:
        starts = not _SEPARATORS.isdisjoint(run.group()) and text[run.end() : run.end() + 1] in _SIGNS
        return f"{run.group()}'" if starts else run.group()

    within = _CELL_STARTS.sub(guarded, text)
    return f"'{within}" if formula_like(within) else within
