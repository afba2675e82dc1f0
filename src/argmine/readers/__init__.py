"""Files to text: one module a format, imported when a file of its format is read; one table of them."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from argmine.document import SourceText
from argmine.errors import InputError
from argmine.readers.file_type import check_type
from argmine.readers.limits import Limits

Reader = Callable[[Path, Limits, str | None], SourceText]


def _reader(module: str, function: str) -> Reader:
    def read_one(path: Path, limits: Limits, password: str | None) -> SourceText:
        source: SourceText = getattr(import_module(f"argmine.readers.{module}"), function)(path, limits, password)
        return source

    return read_one


READERS: dict[str, Reader] = {
    ".md": _reader("plain_text", "read_plain_text"),
    ".markdown": _reader("plain_text", "read_plain_text"),
    ".txt": _reader("plain_text", "read_plain_text"),
    ".pdf": _reader("pdf", "read_pdf"),
    ".docx": _reader("docx_file", "read_docx"),
    ".html": _reader("html_file", "read_html"),
    ".htm": _reader("html_file", "read_html"),
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
