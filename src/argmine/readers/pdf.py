"""PDF: the text of each page in reading order, its headings, tables and running heads, and where each line stands.

Built on pypdfium2 (pdfium). The text is what pdfium finds, each printed line on a line of its own; a page that shows
something and has no text is listed as unreadable.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from argmine.document import SourceText
from argmine.errors import InputError
from argmine.readers.flow import render
from argmine.readers.limits import Limits, load_bytes
from argmine.readers.pdf_blocks import pdf_blocks
from argmine.readers.pdf_page import Page, read_page
from argmine.readers.reading_order import reading_order


def read_pdf(path: Path, limits: Limits, password: str | None = None) -> SourceText:
    """The text of a PDF with its layout.

    Raises:
        InputError: the file is no PDF, damaged, encrypted with another password, longer than the limits allow, or
            no page of it holds text.
    """
    data = load_bytes(path, limits)
    pages = _pages(data, path, limits, password)
    rows = reading_order([page.pieces for page in pages])
    unreadable = tuple(number for number, page in enumerate(pages, start=1) if page.has_pictures)
    text, layout = render(
        pdf_blocks(rows, [page.height for page in pages]),
        pages=len(pages), unreadable=unreadable, wrapped=True,
    )  # fmt: skip
    if not text.strip():
        what = "with pictures alone, as a scan has" if unreadable else "that are blank"
        raise InputError(f"{path}: no page holds text: {len(pages)} pages {what}; run text recognition (OCR) first")
    digest = hashlib.sha256(data).hexdigest()
    return SourceText(text, path.name, "application/pdf", digest, "utf-8", layout=layout)


def _pages(data: bytes, path: Path, limits: Limits, password: str | None) -> list[Page]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data, password=password)
    except pypdfium2.PdfiumError as error:
        raise InputError(_reason(path, str(error), password)) from error
    try:
        count = len(document)
        if not count:
            raise InputError(f"{path}: the PDF has no pages")
        limits.check_pages(count, path)
        pages, characters = [], 0
        for number in range(count):
            pages.append(_page(document, number, path))
            characters += sum(len(piece.text) for piece in pages[-1].pieces)
            limits.check_characters(characters, path)
            limits.check_time(path)
        return pages
    finally:
        document.close()


def _page(document: object, number: int, path: Path) -> Page:
    import pypdfium2

    try:
        page = document[number]  # type: ignore[index]
        try:
            return read_page(page)
        finally:
            page.close()
    except pypdfium2.PdfiumError as error:
        raise InputError(
            f"{path}: page {number + 1} is damaged: {error}; save the file again from its program"
        ) from error


def _reason(path: Path, message: str, password: str | None) -> str:
    if "password" in message.lower():
        if password is None:
            return f"{path}: is encrypted; give its password with --password"
        return f"{path}: is encrypted, and the password does not open it"
    return f"{path}: is no PDF that can be read, or is damaged ({message}); save it again from its program"
