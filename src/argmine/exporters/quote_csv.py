"""The quote table as CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from argmine.document import ArgumentDocument
from argmine.exporters.json_file import write_whole
from argmine.exporters.quote_columns import QUOTE_COLUMNS, formula_like
from argmine.findings.quotes import quotes


def write_csv(document: ArgumentDocument, path: Path) -> None:
    """Write one row a unit: RFC 4180, in UTF-8 with a byte order mark, so that Excel reads it as what it is.

    Text that a spreadsheet would take for a formula begins with an apostrophe in the file (see `neutralised`): a
    program that needs the text to the letter should read the JSON or the Parquet file. Lists are joined with "; ".

    Raises:
        InputError: the file cannot be written; an older one of that name stays as it was.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(column.header for column in QUOTE_COLUMNS)
    for quote in quotes(document):
        cells = (column.cell(quote) for column in QUOTE_COLUMNS)
        writer.writerow(neutralised(cell) if isinstance(cell, str) else cell for cell in cells)
    write_whole("\ufeff" + written.getvalue(), path)


def neutralised(text: str) -> str:
    """`text`, with an apostrophe before it where a spreadsheet would otherwise run it as a formula.

    A submission is the text of strangers, and =HYPERLINK(...) in it would be live in the analyst's spreadsheet (OWASP,
    "CSV injection"). The apostrophe tells spreadsheets that text follows.
    """
    return f"'{text}" if formula_like(text) else text
