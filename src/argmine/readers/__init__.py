"""Files to text: one module a format, one table of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from argmine.document import SourceText
from argmine.errors import InputError
from argmine.readers.docx_file import read_docx
from argmine.readers.file_type import check_type
from argmine.readers.html_file import read_html
from argmine.readers.limits import Limits
from argmine.readers.pdf import read_pdf
from argmine.readers.plain_text import read_plain_text

Reader = Callable[[Path, Limits, str | None], SourceText]

READERS: dict[str, Reader] = {
    ".md": read_plain_text,
    ".markdown": read_plain_text,
    ".txt": read_plain_text,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".html": read_html,
    ".htm": read_html,
}


def read(path: Path, limits: Limits | None = None, *, password: str | None = None) -> SourceText:
    """The text of a file, final and untouched, and what its format says beyond it.

    Raises:
        InputError: the format is not supported or not what the file's name says, or the file is missing, empty,
            damaged, encrypted or beyond the limits.
    """
    suffix = path.suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        shown = path.suffix or "without a suffix"
        raise InputError(f"{path}: format {shown} is not supported; convert it to one of {', '.join(READERS)}")
    check_type(path, suffix)
    return reader(path, limits or Limits(), password)
