"""Zip archives of others."""

from __future__ import annotations

import io
import zipfile

import pytest

from argmine.errors import InputError
from argmine.exchange import archives
from argmine.exchange.archives import pack, unpack


def test_the_same_files_give_the_same_bytes() -> None:
    files = {"b.xmi": b"1", "a/c.xmi": b"2"}
    assert pack(files) == pack(files)
    assert unpack(pack(files), "x.zip", suffixes=(".xmi",)) == files


def test_only_wanted_members_are_unpacked_and_inner_archives_are_opened() -> None:
    inner = pack({"anna.xmi": b"3", "notes.txt": b"4"})
    found = unpack(pack({"a.xmi": b"1", "b.bin": b"2", "doc/anna.zip": inner}), "x.zip", suffixes=(".xmi",))
    assert found == {"a.xmi": b"1", "doc/anna.zip/anna.xmi": b"3"}


@pytest.mark.parametrize("name", ["../a.xmi", "/etc/a.xmi", "a/../../b.xmi", "..\\a.xmi", "C:/a.xmi", "x" * 1001])
def test_names_that_lead_out_are_refused(name: str) -> None:
    with pytest.raises(InputError, match=r"^x\.zip: names a file outside of the archive"):
        unpack(pack({name: b""}), "x.zip", suffixes=(".xmi",))


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives._Budget, "__init__", _small)
    with pytest.raises(InputError, match=r"^x\.zip: unpacks to more than .* zip bomb"):
        unpack(pack({"a.xmi": bytes(600), "b.xmi": bytes(600)}), "x.zip", suffixes=(".xmi",))
    nested = pack({"a.zip": pack({"a.xmi": bytes(600)}), "b.zip": pack({"a.xmi": bytes(600)})})
    with pytest.raises(InputError, match=r"unpacks to more than .* zip bomb"):
        unpack(nested, "x.zip", suffixes=(".xmi",))


def _small(self: archives._Budget) -> None:
    self.bytes, self.members = 1_000, 10


def test_a_member_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_BYTES", 100)
    with pytest.raises(InputError, match=r"^x\.zip: a\.xmi is larger than 100 bytes"):
        unpack(pack({"a.xmi": bytes(101)}), "x.zip", suffixes=(".xmi",))
    assert unpack(pack({"a.xmi": bytes(100)}), "x.zip", suffixes=(".xmi",)) == {"a.xmi": bytes(100)}


def test_a_size_that_is_not_true_is_found_out() -> None:
    content = pack({"a.xmi": bytes(5_000)})
    lying = content.replace((5_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(InputError, match=r"^x\.zip: a\.xmi is larger than the archive says"):
        unpack(lying, "x.zip", suffixes=(".xmi",))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_compression_that_one_read_may_unpack_to_any_size_is_refused(method: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("a.xmi", bytes(1_000))
    with pytest.raises(InputError, match=rf"^x\.zip: a\.xmi is compressed in an unusual way \(method {method}\)"):
        unpack(buffer.getvalue(), "x.zip", suffixes=(".xmi",))


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives._Budget, "__init__", _small)
    with pytest.raises(InputError, match=r"^x\.zip: holds more than .* files"):
        unpack(pack({f"{number}.txt": b"" for number in range(11)}), "x.zip", suffixes=(".xmi",))


def test_archives_within_archives_end() -> None:
    content = pack({"a.xmi": b"deep"})
    for _ in range(4):
        content = pack({"a.zip": content})
    assert unpack(content, "x.zip", suffixes=(".xmi",)) == {}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.xmi", "1")
        archive.writestr("a.xmi", "2")
    with pytest.raises(InputError, match="two files of one name"):
        unpack(buffer.getvalue(), "x.zip", suffixes=(".xmi",))


def test_an_encrypted_member_is_refused() -> None:
    content = bytearray(pack({"a.xmi": b"1"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    with pytest.raises(InputError, match=r"a\.xmi is encrypted"):
        unpack(bytes(content), "x.zip", suffixes=(".xmi",))


@pytest.mark.parametrize("content", [b"", b"PK", b"<xml/>", pack({"a.xmi": b"1" * 99})[:60]])
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match=r"^x\.zip: is no readable zip archive"):
        unpack(content, "x.zip", suffixes=(".xmi",))
