"""Files that are whole, within limits, and stay in their folder."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from argmine.errors import InputError
from argmine.exchange import dot, files
from argmine.exchange.files import file_names, files_in, json_bytes, read_bytes, read_json, write_file, write_folder
from argmine.exchange.markup import Markup, Span
from argmine.exchange.taking_over import checked
from argmine.exporters.json_file import output_paths


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


def test_what_could_not_be_read_back_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 4)
    with pytest.raises(InputError, match=r"b\.txt: would have 5 bytes.*convert fewer documents"):
        write_folder({"a.txt": b"1234", "b.txt": b"12345"}, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_many_of_one_name_take_no_long() -> None:
    count, started = 8_000, time.process_time()
    assert file_names(["a"] * count, "") == ["a", *(f"a-{n}" for n in range(2, count + 1))]
    assert output_paths([Path("in/a.md")] * count, Path("out"))[-1].name == f"in.a.md-{count}.argmine.json"
    spans = tuple(Span("a" + " " * n, ((0, 1),), "claim") for n in range(1_500))
    assert f'"a-{len(spans)}" [' in list(dot._lines(Markup("a", "x", spans)))[-2]
    found, _ = checked(Markup("a", "x", tuple(Span("a", ((0, 1),), "claim") for _ in range(count))), "a")
    assert len({span.id for span in found.spans}) == count
    assert time.process_time() - started < 3


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
