"""Markdown and plain text: the decoded file is the text, line breaks and all."""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path

from argmine.document import SourceText
from argmine.errors import InputError
from argmine.readers.limits import Limits, load_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAX_CONTROL_SHARE = 0.05
_SAMPLE = 256 * 1024  # bytes looked at to guess an encoding


def read_plain_text(path: Path, limits: Limits, password: str | None = None) -> SourceText:
    """The decoded file, not a character changed.

    UTF-8 unless a byte-order mark says otherwise; bytes that are not UTF-8 are decoded by the
    likeliest single-byte encoding, and `encoding_assumed` is set.

    Raises:
        InputError: the file cannot be opened, is larger than the limits allow, empty or binary.
    """
    data = load_bytes(path, limits)
    text, encoding, assumed = decode(data, path)
    if not text.strip("\ufeff \t\r\n\f\v"):
        raise InputError(f"{path}: the file holds no text; check that the export of the submission worked")
    controls = sum(text.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\r\f\v")
    if controls > _MAX_CONTROL_SHARE * len(text):
        raise InputError(
            f"{path}: {controls} of {len(text)} characters are control characters; this is a binary file, not text"
        )
    return SourceText(
        text=text,
        source=path.name,
        media_type="text/markdown" if path.suffix.lower() in {".md", ".markdown"} else "text/plain",
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=encoding,
        encoding_assumed=assumed,
    )


def text_source(text: str, name: str) -> SourceText:
    """A text that is in memory already, under a name of the caller's.

    Raises:
        InputError: it holds nothing but white space.
    """
    if not text.strip("\ufeff \t\r\n\f\v"):
        raise InputError(f"{name}: the text is empty")
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return SourceText(text, name, "text/plain", digest, "utf-8")


def decode(data: bytes, path: Path) -> tuple[str, str, bool]:
    """(text, encoding, whether the encoding is a guess).

    Raises:
        InputError: the bytes are no text in any encoding tried.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding, False
            except UnicodeDecodeError as error:
                raise InputError(
                    f"{path}: the byte-order mark says {encoding}, but byte {error.start} is not valid {encoding}"
                ) from error
    try:
        return data.decode("utf-8"), "utf-8", False
    except UnicodeDecodeError:
        pass
    if b"\x00" in data[:_SAMPLE]:
        raise InputError(f"{path}: holds NUL bytes and is not UTF-8; this is a binary file, not text")
    from charset_normalizer import from_bytes  # few files need it

    guess = from_bytes(data[:_SAMPLE], cp_isolation=["cp1252", "latin_1", "mac_roman", "iso8859_15"]).best()
    encoding = guess.encoding if guess is not None else "cp1252"
    return data.decode(encoding, errors="replace"), encoding, True
