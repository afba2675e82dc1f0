"""Results on disk: whole or not at all, and each input its own."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmine.errors import InputError
from argmine.exporters.json_file import SUFFIX, output_paths, write_json
from argmine.schema import dump_json, load_json
from building import document, unit

OLD = document(unit("The title misleads."))
NEW = document(unit("Scans fail."), unit("Half of them failed – “badly”.", "evidence"))


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file can grow beyond `size` bytes: the operating system itself refuses the write."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_the_file_is_the_json_text_in_a_folder_made_for_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "report.argmine.json"
    write_json(NEW, path)
    assert path.read_bytes() == dump_json(NEW).encode("utf-8")
    assert load_json(path) == NEW
    assert list(path.parent.iterdir()) == [path]


def test_a_new_result_replaces_the_old(tmp_path: Path) -> None:
    path = tmp_path / "report.argmine.json"
    write_json(OLD, path)
    write_json(NEW, path)
    assert load_json(path) == NEW
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "report.argmine.json"
    write_json(OLD, path)
    with full_disk(200), pytest.raises(InputError) as caught:
        write_json(NEW, path)
    assert str(caught.value) == f"{path}: cannot be written: {os.strerror(errno.EFBIG)}"
    assert load_json(path) == OLD
    assert list(tmp_path.iterdir()) == [path]


def test_a_replacement_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "report.argmine.json"
    path.mkdir()  # a folder stands where the file should go
    with pytest.raises(InputError, match="cannot be written"):
        write_json(NEW, path)
    assert list(tmp_path.iterdir()) == [path]
    assert list(path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(InputError, match="cannot be written"):
        write_json(NEW, tmp_path / "out" / "report.argmine.json")


def test_a_name_as_long_as_the_file_system_allows(tmp_path: Path) -> None:
    path = tmp_path / ("a" * (255 - len(SUFFIX)) + SUFFIX)
    write_json(NEW, path)
    assert load_json(path) == NEW


@pytest.mark.parametrize(
    ("inputs", "names"),
    [
        ([], []),
        (["a.md", "b.txt"], ["a", "b"]),
        (["a.md", "a.txt", "b.md"], ["a.md", "a.txt", "b"]),
        (["north/a.md", "south/a.md"], ["north.a.md", "south.a.md"]),
        (["north/a.md", "south/a.md", "south/a.txt"], ["north.a.md", "south.a.md", "a.txt"]),
        (["a.md", "south/a.md"], ["a.md", "south.a.md"]),
        (["../a.md", "south/a.md"], ["a.md", "south.a.md"]),
        (["north/A.md", "south/a.txt"], ["A.md", "a.txt"]),
        (["in/A.md", "in/a.md"], ["in.A.md", "in.a.md-2"]),
        (["together.md"], ["together-2"]),
        (["in/Together.docx", "in/together-2.md"], ["Together-2", "together-2-2"]),
        (["in/together.md", "in/TOGETHER.txt"], ["together.md", "TOGETHER.txt"]),
        (["1/in/a.md", "2/in/a.md", "3/in/a.md"], ["in.a.md", "in.a.md-2", "in.a.md-3"]),
    ],
)
def test_output_paths_by_hand(inputs: list[str], names: list[str]) -> None:
    found = output_paths([Path(path) for path in inputs], Path("out"))
    assert found == [Path("out") / f"{name}.argmine.json" for name in names]


FOLDERS = st.sampled_from(["", "..", "in", "IN", "x/in", "in.a"])
STEMS = st.sampled_from(["together", "Together", "a", "A", "a-2", "a.md", "in.a", "in.a.md-2", "ß", "SS"])
INPUTS = st.builds(
    lambda folder, stem, end: Path(folder) / (stem + end), FOLDERS, STEMS, st.sampled_from([".md", ".MD", ".txt"])
)


@given(st.lists(INPUTS, max_size=12))
def test_no_two_inputs_share_an_output_whatever_the_case(inputs: list[Path]) -> None:
    found = output_paths(inputs, Path("out"))
    assert len({path.name.casefold() for path in found}) == len(inputs) == len(found)
    assert all(path.parent == Path("out") and path.name.endswith(SUFFIX) for path in found)
    assert not any(path.name.casefold() == "together.argmine.json" for path in found)
    assert not any(path.name.startswith(".") for path in found)  # nobody finds a hidden result
