"""The manifest on the disk: appended to, cut where torn, settled at the end, open to one process at a time."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from argmine.batch.manifest import NAME, open_manifest
from argmine.batch.records import Record, RunKey, Stamp, read_lines, to_line
from argmine.errors import InputError

A = Record("a.md", "running", Stamp(3, 5, "ab"), RunKey("m", "1", "s"))
B = replace(A, path="b.md")
DONE = replace(A, state="done", outputs={"a.argmine.json": "cd"})


def test_steps_are_appended_and_the_last_of_each_document_counts(tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    with open_manifest(out) as manifest:
        for record in (A, B, DONE):
            manifest.append(record)
    assert (out / NAME).read_bytes() == to_line(A) + to_line(B) + to_line(DONE)
    with open_manifest(out) as manifest:
        assert manifest.records == {"a.md": DONE, "b.md": B}


def test_a_torn_line_is_cut_off_before_the_next_is_written(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(to_line(A) + to_line(B)[:-30])
    with open_manifest(tmp_path) as manifest:
        assert manifest.records == {"a.md": A}
        manifest.append(DONE)
    assert (tmp_path / NAME).read_bytes() == to_line(A) + to_line(DONE)


def test_settled_it_holds_a_line_a_document_in_the_order_asked_for_and_others_after(tmp_path: Path) -> None:
    other = replace(A, path="earlier.md")
    with open_manifest(tmp_path) as manifest:
        for record in (other, B, A, DONE):
            manifest.append(record)
        manifest.settle(["a.md", "never.md", "b.md"])
    assert read_lines((tmp_path / NAME).read_bytes())[0] == [DONE, B, other]
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_a_second_process_is_refused(tmp_path: Path) -> None:
    with open_manifest(tmp_path), pytest.raises(InputError, match="another argmine"), open_manifest(tmp_path):
        pass
    with open_manifest(tmp_path):
        pass


def test_a_full_disk_leaves_the_manifest_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    with open_manifest(tmp_path) as manifest:
        manifest.append(A)
        with monkeypatch.context() as full:
            full.setattr(os, "write", lambda handle, data: write(handle, data[:7]))
            with pytest.raises(InputError, match="make room and run the same command again"):
                manifest.append(B)
        assert (tmp_path / NAME).read_bytes() == to_line(A)
        manifest.append(DONE)
    assert (tmp_path / NAME).read_bytes() == to_line(A) + to_line(DONE)


def test_a_folder_that_cannot_be_made_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(InputError, match=r"out.*cannot be written"), open_manifest(tmp_path / "out"):
        pass


def test_errors_of_the_work_are_not_taken_for_the_manifests(tmp_path: Path) -> None:
    with pytest.raises(ConnectionResetError), open_manifest(tmp_path):
        raise ConnectionResetError("the network is away")
    with open_manifest(tmp_path) as manifest:  # it was let go
        manifest.append(A)
        manifest.settle(["a.md"])
    assert read_lines((tmp_path / NAME).read_bytes())[0] == [A]
