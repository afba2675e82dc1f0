"""The workbook: what was found, for people who work in Excel or LibreOffice, and a matrix to answer it in."""

from __future__ import annotations

from pathlib import Path

from argmine.document import ArgumentDocument
from argmine.exporters.response_matrix import GONE
from argmine.exporters.response_merge import Merged, MergeReport, merged, unmerged
from argmine.exporters.response_reading import read_matrix
from argmine.exporters.response_sheet import add_gone, add_response_matrix
from argmine.exporters.whole_file import write_bytes
from argmine.exporters.workbook_figures import SHEETS, add_overview, add_risk_by_specialty, add_run
from argmine.exporters.workbook_lists import (
    add_quotes,
    add_references,
    add_repeated_arguments,
    add_unsupported_claims,
)
from argmine.exporters.workbook_sheet import new_book


def write_workbook(document: ArgumentDocument, path: Path, *, merge: Path | None = None) -> MergeReport | None:
    """Write the workbook; with `merge`, say what became of the rows of the older one's response matrix.

    What people typed into the older workbook's response matrix is carried over, in its own columns, in columns they
    added and where they wrote over argmine's; rows that match nothing are kept on the sheet "Gone". `merge` and `path`
    may be the same file. Without `merge` the answer is None.

    Raises:
        InputError: the file cannot be written, and an older one of that name stays as it was; or the older workbook
            cannot be read, is too large or is none of argmine's.
    """
    rows = merged(document, read_matrix(merge)) if merge else unmerged(document)
    write_bytes(_workbook(document, rows), path)
    return rows.report


def _workbook(document: ArgumentDocument, rows: Merged) -> bytes:
    book = new_book(document.document.title or document.document.source)
    sheets = [name for name in SHEETS if name != GONE or rows.gone]
    add_overview(book, document, sheets)
    add_response_matrix(book, rows)
    if rows.gone:
        add_gone(book, rows.gone)
    add_quotes(book, document)
    add_repeated_arguments(book, document)
    add_unsupported_claims(book, document)
    add_risk_by_specialty(book, document)
    add_references(book, document)
    add_run(book, document, sheets)
    return book.content()
