"""Files that are whole, within limits, and stay in their folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from argmine.errors import InputError
from argmine.exchange import files
from argmine.exchange.files import file_names, files_in, json_bytes, read_bytes, read_json, write_file, write_folder


def test_names_stay_in_their_folder_and_apart() -> None:
    names = ["a.md", "A.md", "../../etc/passwd", "..", "", ".hidden", "c:\\x\\b?.txt", "n\x00\n\u202e.md", "a.md-2"]
    found = file_names(names, ".json")
    assert found == [
        "a.md.json", "A.md-2.json", "passwd.json", "document.json", "document-2.json", "hidden.json", "b_.txt.json",
        "n___.md.json", "a.md-2-2.json",
    ]  # fmt: skip
    assert len(file_names(["é" * 500], ".json")[0].encode()) <= 255


def test_a_folder_is_complete_or_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "out" / "deep"
    write_folder({"a.txt": b"1", "data/b.txt": b"2"}, folder)
    (folder / "c.txt").mkdir()
    with pytest.raises(InputError, match=r"c\.txt: is a folder"):
        write_folder({"a.txt": b"9", "c.txt": b"9"}, folder)
    assert (folder / "a.txt").read_bytes() == b"1"
    assert sorted(p.name for p in folder.iterdir()) == ["a.txt", "c.txt", "data"]
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="cannot be written to"):
        write_file(b"1", tmp_path / "file" / "a.txt")


def test_reading_has_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"[1]  ")
    assert read_json(path) == [1]
    monkeypatch.setattr(files, "MAX_BYTES", 4)
    with pytest.raises(InputError, match="larger than 4 bytes"):
        read_bytes(path)


@pytest.mark.parametrize("content", [b"[" * 100_000, b"{", b"\xff\xfe", b"[NaN]", b"[" + b"1" * 5000 + b"]", b""])
def test_what_is_no_json_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"a\.json: is not JSON"):
        read_json(path)


def test_half_of_a_surrogate_pair_is_escaped() -> None:
    assert json_bytes("é\ud800") == b'"\\u00e9\\ud800"\n'
    assert json_bytes("é") == '"é"\n'.encode()


def test_files_of_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no \.json file"):
        files_in(tmp_path, ".json")
    for name in ("b.json", "a.JSON", ".c.json", "d.txt"):
        (tmp_path / name).write_text("{}")
    assert [p.name for p in files_in(tmp_path, ".json")] == ["a.JSON", "b.json"]
    assert files_in(tmp_path / "d.txt", ".json") == [tmp_path / "d.txt"]
    with pytest.raises(InputError, match="no such file"):
        read_bytes(tmp_path)
