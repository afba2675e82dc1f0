"""Files to text: every encoding, and every file that is no text."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmine.errors import InputError
from argmine.readers import READERS, read
from argmine.readers.limits import MAX_BYTES
from argmine.readers.plain_text import decode

TEXT = "The Society’s view – in full – is this: £5 for “care”.\n"


def written(folder: Path, data: bytes, name: str = "a.md") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_utf8_is_taken_as_it_is(tmp_path: Path) -> None:
    data = TEXT.encode()
    source = read(written(tmp_path, data))

    assert source.text == TEXT
    assert (source.source, source.media_type, source.encoding) == ("a.md", "text/markdown", "utf-8")
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    assert not source.encoding_assumed


@pytest.mark.parametrize(("name", "media"), [("a.TXT", "text/plain"), ("a.markdown", "text/markdown")])
def test_media_type_follows_the_suffix(tmp_path: Path, name: str, media: str) -> None:
    assert read(written(tmp_path, b"Text.", name)).media_type == media


def test_windows_line_breaks_stay(tmp_path: Path) -> None:
    assert read(written(tmp_path, b"One.\r\n\r\nTwo.\r\n")).text == "One.\r\n\r\nTwo.\r\n"


def test_byte_order_mark_of_utf8_stays_in_the_text(tmp_path: Path) -> None:
    source = read(written(tmp_path, b"\xef\xbb\xbf" + TEXT.encode()))

    assert source.text == "\ufeff" + TEXT
    assert (source.encoding, source.encoding_assumed) == ("utf-8", False)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_byte_order_mark_names_the_encoding(tmp_path: Path, encoding: str) -> None:
    source = read(written(tmp_path, TEXT.encode(encoding)))

    assert source.text == TEXT
    assert (source.encoding, source.encoding_assumed) == (encoding, False)


def test_big_endian_utf16(tmp_path: Path) -> None:
    assert read(written(tmp_path, b"\xfe\xff" + TEXT.encode("utf-16-be"))).text == TEXT


def test_windows_1252_is_assumed_and_said_so(tmp_path: Path) -> None:
    source = read(written(tmp_path, (TEXT * 20).encode("cp1252")))

    assert source.text == TEXT * 20
    assert (source.encoding, source.encoding_assumed) == ("cp1252", True)


@pytest.mark.parametrize("data", [b"", b" \r\n\t\n", b"\xef\xbb\xbf\n"])
def test_empty_file(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InputError, match=r"a\.md: the file (holds no text|is empty)"):
        read(written(tmp_path, data))


@pytest.mark.parametrize(
    "data",
    [bytes(range(256)) * 8, b"%PDF" + b"\x01\x02" * 50, b"ab\x00\x00" * 30],
)
def test_binary_file(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InputError, match="binary file, not text"):
        read(written(tmp_path, data))


def test_stray_control_characters_are_let_through(tmp_path: Path) -> None:
    assert read(written(tmp_path, b"A long line of ordinary text\x07 with a bell in it.")).text.count("\x07") == 1


def test_damaged_utf16(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="byte-order mark says utf-16"):
        read(written(tmp_path, b"\xff\xfea\x00b"))


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.md: cannot be read: No such file"):
        read(tmp_path / "gone.md")
    (tmp_path / "folder.md").mkdir()
    with pytest.raises(InputError, match="cannot be read: Is a directory"):
        read(tmp_path / "folder.md")


def test_file_beyond_the_limit_is_not_loaded(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)

    with pytest.raises(InputError, match="the limit is 67,108,864"):
        read(path)


@pytest.mark.parametrize("name", ["a.xyz", "a"])
def test_unknown_format_names_the_known_ones(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="not supported") as raised:
        read(written(tmp_path, b"Text.", name))
    assert all(suffix in str(raised.value) for suffix in READERS)


@given(st.text(max_size=200).filter(lambda text: not text.startswith(("\ufeff", "\0"))))
def test_decoding_undoes_encoding(text: str) -> None:
    data = text.encode("utf-8")

    assert decode(data, Path("a.md")) == (text, "utf-8", False)
    assert decode(text.encode("utf-16"), Path("a.md")) == (text, "utf-16", False)
