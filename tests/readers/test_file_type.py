"""Files that are not what their name says."""

from __future__ import annotations

from pathlib import Path

import pytest

from argmine.errors import InputError
from argmine.readers import read


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("a.txt", b"%PDF-1.7 ...", "is a PDF"),
        ("a.md", b"\n\n%PDF-1.4", "is a PDF"),
        ("a.html", b"PK\x03\x04....", "is a zip archive"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
        ("a.md", b"{\\rtf1 text}", "rich text"),
        ("a.txt", b"\x89PNG\r\n", "a picture"),
    ],
)
def test_the_bytes_win_over_the_name(tmp_path: Path, name: str, data: bytes, found: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=found):
        read(tmp_path / name)
