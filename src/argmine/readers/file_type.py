"""Whether a file is what its name says, by its first bytes."""

from __future__ import annotations

from pathlib import Path

from argmine.errors import InputError

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive (as .docx, .xlsx and .odt are)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document (.doc, .xls) or an encrypted new one"),
    (b"{\\rtf", "rich text (RTF)"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
)
_EXPECTED = {".pdf": "a PDF", ".docx": "a zip archive (as .docx, .xlsx and .odt are)"}
_LOOKED_AT = 1024  # a PDF may begin after a few other bytes


def check_type(path: Path, suffix: str) -> None:
    """Refuse a file whose first bytes are those of another format than `suffix` says.

    Raises:
        InputError: the file cannot be opened, or is of another format; the message says which.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_LOOKED_AT)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error
    found = next((name for magic, name in _MAGIC if head.startswith(magic)), None)
    if found is None and b"%PDF-" in head:
        found = "a PDF"
    expected = _EXPECTED.get(suffix)
    if found is not None and found != expected:
        raise InputError(f"{path}: is {found}, whatever its name says; rename it or save it as one of the formats read")
    if expected is not None and found is None and head:
        raise InputError(f"{path}: is not {expected}, whatever its name says; save it again from its program")
