"""Files to text: one module a format, one table of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from argmine.document import SourceText
from argmine.errors import InputError
from argmine.readers.plain_text import read_plain_text

READERS: dict[str, Callable[[Path], SourceText]] = {
    ".md": read_plain_text,
    ".markdown": read_plain_text,
    ".txt": read_plain_text,
}


def read(path: Path) -> SourceText:
    """The text of a file, final and untouched.

    Raises:
        InputError: the format is not supported, or the file is missing, empty, too large or not text.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        suffix = path.suffix or "without a suffix"
        raise InputError(f"{path}: format {suffix} is not supported; convert it to one of {', '.join(READERS)}")
    return reader(path)
