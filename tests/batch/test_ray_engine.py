"""The same batches by actors of a local Ray: same bytes, manifest and isolation, resumed where others stopped."""

from __future__ import annotations

import os
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import fsspec
import pytest

from argmine.batch.events import Event
from argmine.batch.finding import find_anywhere
from argmine.batch.manifest import NAME, open_manifest
from argmine.batch.messages import Crew, Setup, Work
from argmine.batch.pool import work as by_processes
from argmine.batch.run import Batch, run_batch
from argmine.errors import InputError, ModelError

pytestmark = [
    pytest.mark.ray,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # Ray leaves pipes of the processes it starts open
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
FAKE = Setup("m", opens="fakes:structure")
TROUBLED = replace(FAKE, opens="fakes:troubled")
SHELF = replace(FAKE, opens="shelf:with_shelf")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shelf")


@pytest.fixture(scope="module")
def ray_work(place: Path) -> Iterator[Work]:
    from argmine.batch.ray_engine import ray_workers

    with pytest.MonkeyPatch.context() as environment:  # what Ray's workers are started with
        paths = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
        environment.setenv("PYTHONPATH", os.pathsep.join(filter(None, paths)))
        environment.setenv("ARGMINE_SHELF", str(place))
        with ray_workers() as work:
            list(work_once(work))
            yield work


def work_once(work: Work) -> Iterator[Any]:
    """So that the first test does not pay for the start: a job that cannot be read starts two actors."""
    from argmine.batch.messages import Job

    jobs = [Job(number, "/nowhere.txt", "/nowhere", "x.argmine.json", "/nowhere") for number in range(2)]
    yield from work(jobs, FAKE, Crew(2))


def run(
    inbox: Path | str, out: Path, work: Work, setup: Setup = FAKE, crew: Crew | None = None, url: str = ""
) -> list[Event]:
    batch = Batch(find_anywhere([str(inbox)]), out, setup, crew or Crew(2), url=url, work=work)
    with open_manifest(out) as manifest:
        return list(run_batch(batch, manifest))


def kinds(events: list[Event]) -> dict[str, int]:
    return dict(Counter(event.kind for event in events if event.kind not in {"planned", "started"}))


def contents(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_results_and_manifest_are_the_bytes_of_one_local_worker(inbox: Path, tmp_path: Path, ray_work: Work) -> None:
    setup = replace(FAKE, forms="json,csv", together=True)
    assert kinds(run(inbox, tmp_path / "local", by_processes, setup, Crew(1))) == {"done": 4}
    assert kinds(run(inbox, tmp_path / "ray", ray_work, setup)) == {"done": 4}
    assert len(contents(tmp_path / "ray")) == 17
    assert contents(tmp_path / "ray") == contents(tmp_path / "local")


def test_a_batch_begun_by_local_workers_is_gone_on_with(inbox: Path, tmp_path: Path, ray_work: Work) -> None:
    out = tmp_path / "out"
    batch = Batch(find_anywhere([str(inbox)]), out, FAKE, Crew(1), work=by_processes)
    with open_manifest(out) as manifest:
        for event in run_batch(batch, manifest):
            if event.kind == "done":
                break  # stopped after the first document
    assert kinds(run(inbox, out, ray_work)) == {"skipped": 1, "done": 3}
    assert kinds(run(inbox, out, by_processes)) == {"skipped": 4}
    run(inbox, tmp_path / "anew", by_processes)
    results = {name: content for name, content in contents(out).items() if name != NAME}
    assert results == {name: content for name, content in contents(tmp_path / "anew").items() if name != NAME}


def test_poison_documents_are_tried_twice_reported_and_do_not_stop_the_rest(
    inbox: Path, tmp_path: Path, ray_work: Work
) -> None:
    out = tmp_path / "out"
    for name, trouble in (("1.txt", "CRASH"), ("2.txt", "HANG"), ("3.txt", "HUGE")):
        (inbox / name).write_text(f"This text says {trouble}.\n", encoding="utf-8")
    (inbox / "4.txt").touch()
    events = run(inbox, out, ray_work, TROUBLED, Crew(2, max_seconds=2.0))
    assert kinds(events) == {"done": 4, "retried": 3, "failed": 4}
    failed = {e.record.path: e.record for e in events if e.kind == "failed" and e.record}
    assert {path: record.attempts for path, record in failed.items()} == {
        "1.txt": 2, "2.txt": 2, "3.txt": 2, "4.txt": 1,
    }  # fmt: skip
    ended = ("1.txt", "the process that read it ended"), ("2.txt", "took too long"), ("3.txt", "too little memory")
    for path, reason in (*ended, ("4.txt", "the file is empty")):
        assert reason in (failed[path].error or "")
        assert (failed[path].error or "").startswith(f"{inbox / path}: ")
    assert set(contents(out)) == {NAME, *(f"{stem}.argmine.json" for stem in "abcd")}


def test_a_limit_of_memory_holds_in_actors(inbox: Path, tmp_path: Path, ray_work: Work) -> None:
    (inbox / "a.txt").write_text("LARGE\n", encoding="utf-8")
    assert kinds(run(inbox, tmp_path / "tight", ray_work, replace(TROUBLED, max_memory=1024))) == {
        "retried": 1, "failed": 1, "done": 3,
    }  # fmt: skip


def test_a_model_that_cannot_be_loaded_is_one_error(inbox: Path, tmp_path: Path, ray_work: Work) -> None:
    with pytest.raises(ModelError, match="no model 'nonesuch'"):
        run(inbox, tmp_path / "out", ray_work, replace(FAKE, model="nonesuch"))
    with pytest.raises(ModelError, match="5 workers in a row ended"):
        run(inbox, tmp_path / "out", ray_work, replace(FAKE, opens="fakes:dying"))


def test_nodes_with_other_libraries_are_refused(
    inbox: Path, tmp_path: Path, ray_work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("argmine.batch.run_key._LIBRARIES", ("numpy",))  # here, and not where the actors are
    with pytest.raises(ModelError, match="other versions than this machine"):
        run(inbox, tmp_path / "out", ray_work)


def test_from_a_store_to_a_store_nothing_passes_through_the_driver(
    inbox: Path, tmp_path: Path, ray_work: Work, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARGMINE_SHELF", str(place))
    import shelf

    (place / "bucket").mkdir()
    inbox.rename(place / "bucket/inbox")
    noted: list[str] = []
    monkeypatch.setattr(shelf.Shelf, "_note", lambda self, what, path: noted.append(f"{what} {Path(path).name}"))
    events = run("shelf://bucket/inbox", tmp_path / "manifest", ray_work, SHELF, url="shelf://bucket/out")
    assert kinds(events) == {"done": 4}
    assert noted == [f"put {NAME}"] * 2  # before and after
    run(place / "bucket/inbox", tmp_path / "here", by_processes)
    for name, content in contents(tmp_path / "here").items():
        assert name == NAME or content == (place / "bucket/out" / name).read_bytes()


def test_from_memory_to_memory_all_passes_through_the_driver(inbox: Path, tmp_path: Path, ray_work: Work) -> None:
    system = fsspec.filesystem("memory")
    system.store.clear()
    for path in inbox.rglob("*.*"):
        system.pipe_file(f"/inbox/{path.relative_to(inbox).as_posix()}", path.read_bytes())
    assert kinds(run("memory://inbox", tmp_path / "manifest", ray_work, url="memory://out")) == {"done": 4}
    run(inbox, tmp_path / "here", by_processes)
    for name, content in contents(tmp_path / "here").items():
        assert name == NAME or system.cat_file(f"/out/{name}") == content
    system.store.clear()


def test_there_are_no_more_documents_under_way_than_workers(inbox: Path, tmp_path: Path, ray_work: Work) -> None:
    for number in range(8):
        (inbox / f"{number}.txt").write_text(f"Text {number} is here.\n", encoding="utf-8")
    under_way, most = 0, 0
    for event in run(inbox, tmp_path / "out", ray_work):
        under_way += (event.kind == "started") - (event.kind in {"done", "failed"})
        most = max(most, under_way)
    assert under_way == 0
    assert 1 <= most <= 2  # one, if all is done before the second worker has started


def test_actors_have_a_processor_and_a_thread_each_and_end_with_the_work(
    inbox: Path, tmp_path: Path, ray_work: Work
) -> None:
    import ray

    assert kinds(run(inbox, tmp_path / "out", ray_work, replace(FAKE, opens="fakes:one_thread"))) == {"done": 4}
    until = time.monotonic() + 30
    while ray.available_resources().get("CPU") != 2.0 and time.monotonic() < until:
        time.sleep(0.1)
    assert ray.available_resources()["CPU"] == 2.0


def test_an_address_where_no_cluster_is_means_an_error_that_names_it(
    monkeypatch: pytest.MonkeyPatch, ray_work: Work
) -> None:
    import ray

    from argmine.batch.ray_engine import _join

    def refuse(**_: object) -> None:
        raise ConnectionError("Could not find any running Ray instance.")

    monkeypatch.setattr(ray, "is_initialized", lambda: False)
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = f"127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(InputError, match=f"--address {closed}: no Ray cluster can be joined there: .*refused"):
        _join(closed, 2)
    monkeypatch.setattr(ray, "init", refuse)
    with pytest.raises(InputError, match="--address auto: no Ray cluster can be joined there"):
        _join("auto", 2)
