"""Batches from and to a store that workers see (tests/batch/shelf.py), and from and to memory that they do not see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import fsspec
import pytest
from fakes import here
from shelf import Shelf

from argmine.batch import remote
from argmine.batch.events import Event
from argmine.batch.finding import find_anywhere
from argmine.batch.manifest import NAME, open_manifest, take_over
from argmine.batch.messages import Crew, Setup, Work
from argmine.batch.pool import work as by_processes
from argmine.batch.records import read_lines
from argmine.batch.run import Batch, run_batch
from argmine.errors import InputError
from argmine.mining import Found, Remote, distinct

SETUP = Setup("m", opens="shelf:with_shelf")
NAMES = ("a.txt", "b.md", "deep/c.txt")


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "shelf"
    monkeypatch.setenv("ARGMINE_SHELF", str(root))
    for name in NAMES:
        path = root / "bucket/inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"The file {name} is here. It must stay.\n", encoding="utf-8")
    return root


def run(
    inbox: str, manifest: Path, url: str = "shelf://bucket/out", setup: Setup = SETUP, work: Work = here
) -> list[Event]:
    if url:
        take_over(manifest, url)
    with open_manifest(manifest) as opened:
        return list(run_batch(Batch(find_anywhere([inbox]), manifest, setup, Crew(2), url=url, work=work), opened))


def kinds(events: list[Event]) -> dict[str, int]:
    return dict(Counter(event.kind for event in events if event.kind not in {"planned", "started"}))


def requests(shelf: Path) -> Counter[str]:
    log = Path(f"{shelf}.log")
    lines = log.read_text().splitlines()
    log.unlink()
    return Counter(line.split()[0] for line in lines)


def test_from_a_store_to_a_store_it_is_as_from_a_folder_to_a_folder(shelf: Path, tmp_path: Path) -> None:
    events = run("shelf://bucket/inbox", tmp_path / "manifest", work=by_processes)
    assert kinds(events) == {"done": 3}
    assert requests(shelf) == {"get": 3, "put": 5}  # each source once, each result once, the manifest before and after
    run(str(shelf / "bucket/inbox"), tmp_path / "here", url="")
    there, near = shelf / "bucket/out", tmp_path / "here"
    assert {p.name for p in there.iterdir()} == {NAME, *(f"{stem}.argmine.json" for stem in "abc")}
    for stem in "abc":
        assert (there / f"{stem}.argmine.json").read_bytes() == (near / f"{stem}.argmine.json").read_bytes()
    assert [path.name for path in (tmp_path / "manifest").iterdir()] == [NAME]
    assert (there / NAME).read_bytes() == (tmp_path / "manifest" / NAME).read_bytes()
    records = (read_lines((folder / NAME).read_bytes())[0] for folder in (there, near))
    for one, other in zip(*records, strict=True):
        assert (one.path, one.outputs, one.source.sha256) == (other.path, other.outputs, other.source.sha256)
        assert one.source.mark
        assert one.stored.keys() == one.outputs.keys()


def test_what_is_done_is_known_by_its_marks_and_not_read(shelf: Path, tmp_path: Path) -> None:
    run("shelf://bucket/inbox", tmp_path / "manifest")
    requests(shelf)
    assert kinds(run("shelf://bucket/inbox", tmp_path / "manifest")) == {"skipped": 3}
    assert requests(shelf) == {"put": 1}  # the manifest
    (tmp_path / "manifest" / NAME).unlink()  # that machine was lost: the copy with the results takes its place
    assert kinds(run("shelf://bucket/inbox", tmp_path / "manifest")) == {"skipped": 3}
    assert requests(shelf) == {"get": 1, "put": 1}


@pytest.mark.parametrize("file", ["inbox/b.md", "out/b.argmine.json"])
@pytest.mark.parametrize("change", ["edit", "remove"])
def test_only_what_was_changed_is_done_again(shelf: Path, tmp_path: Path, file: str, change: str) -> None:
    run("shelf://bucket/inbox", tmp_path / "manifest")
    path = shelf / "bucket" / file
    path.unlink() if change == "remove" else path.write_text("Another text of it.\n")
    expected = {"skipped": 2} if (file, change) == ("inbox/b.md", "remove") else {"skipped": 2, "done": 1}
    assert kinds(run("shelf://bucket/inbox", tmp_path / "manifest")) == expected


def test_copied_elsewhere_with_its_manifest_it_is_known_by_its_bytes(shelf: Path, tmp_path: Path) -> None:
    run(str(shelf / "bucket/inbox"), tmp_path / "here", url="")
    out = shelf / "bucket/out"
    (tmp_path / "here").rename(out)
    assert kinds(run("shelf://bucket/inbox", tmp_path / "manifest")) == {"skipped": 3}
    assert requests(shelf) == {"get": 7, "put": 1}  # the manifest, and every source and result


def test_a_source_that_goes_away_and_one_that_harms_are_recorded(shelf: Path, tmp_path: Path) -> None:
    (shelf / "bucket/inbox/crash.txt").write_text("CRASH now.\n")
    (shelf / "bucket/inbox/empty.txt").touch()
    (shelf / "bucket/inbox/.a.txt.flaky").touch()  # fails once
    setup = replace(SETUP, opens="shelf:with_shelf_troubled")
    events = run("shelf://bucket/inbox", tmp_path / "manifest", setup=setup, work=by_processes)
    assert kinds(events) == {"done": 3, "retried": 1, "failed": 2}
    errors = {e.record.path: e.record.error or "" for e in events if e.kind == "failed" and e.record}
    assert errors["empty.txt"] == "shelf://bucket/inbox/empty.txt: the file is empty"
    assert errors["crash.txt"].startswith("shelf://bucket/inbox/crash.txt: the process that read it")
    assert [path.name for path in (tmp_path / "manifest").iterdir()] == [NAME]


@pytest.fixture
def memory() -> Iterator[fsspec.AbstractFileSystem]:
    system = fsspec.filesystem("memory")
    system.store.clear()
    yield system
    system.store.clear()


def test_results_in_memory_are_put_there_by_the_parent(
    shelf: Path, tmp_path: Path, memory: fsspec.AbstractFileSystem
) -> None:
    done = run("shelf://bucket/inbox", tmp_path / "manifest", "memory://out", work=by_processes)
    assert kinds(done) == {"done": 3}
    run("shelf://bucket/inbox", tmp_path / "other")
    for stem in "abc":
        content = (shelf / f"bucket/out/{stem}.argmine.json").read_bytes()
        assert memory.cat_file(f"/out/{stem}.argmine.json") == content
    assert kinds(run("shelf://bucket/inbox", tmp_path / "manifest", "memory://out")) == {"skipped": 3}


def test_the_stand_in_is_what_workers_find_under_its_protocol() -> None:
    assert isinstance(fsspec.filesystem("shelf"), Shelf)


def test_no_secret_of_a_url_is_in_a_record_or_an_event(tmp_path: Path, memory: fsspec.AbstractFileSystem) -> None:
    for folder in ("a", "b"):
        memory.pipe_file(f"/{folder}?key=pa55word/x.txt", b"All is well.")
    found = [Found(Path(f"{f}/x.txt"), "x.txt", Remote(f"memory://{f}?key=pa55word/x.txt")) for f in "ab"]
    found.append(Found(Path("c/x.txt"), "x.txt", Remote("memory://c?key=pa55word/x.txt")))  # is not there
    batch = Batch(distinct(found), tmp_path, SETUP, Crew(1), url="memory://out?key=pa55word", work=here)
    with open_manifest(tmp_path) as opened:
        events = list(run_batch(batch, opened))
    assert kinds(events) == {"done": 2, "failed": 1}
    assert [e.record.path for e in events if e.kind == "done" and e.record] == ["memory://a", "memory://b"]
    assert "pa55word" not in f"{events}{(tmp_path / NAME).read_text()}{batch.place_of('a.argmine.json')}"


def test_a_place_that_does_not_exist_is_noticed_before_the_work(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "_is_flat", lambda system: True)  # whose buckets are not made in passing
    with pytest.raises(
        InputError, match=r"^shelf://none/out/manifest.* be written: the bucket or folder does not exist"
    ):
        run("shelf://bucket/inbox", tmp_path / "manifest", "shelf://none/out")
    assert requests(shelf)["get"] == 0


def test_a_run_that_was_stopped_before_its_first_document_is_taken_over(shelf: Path, tmp_path: Path) -> None:
    (shelf / "bucket/out").mkdir()
    (shelf / "bucket/out" / NAME).touch()
    assert kinds(run("shelf://bucket/inbox", tmp_path / "manifest")) == {"done": 3}
