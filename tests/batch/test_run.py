"""Batches by real worker processes with a cheap stand-in for the model: resuming, poison documents, order, kills."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest
from fakes import here, structure

from argmine.batch import worker
from argmine.batch.events import Event
from argmine.batch.manifest import NAME, open_manifest
from argmine.batch.messages import Crew, Job, Setup
from argmine.batch.records import read_lines
from argmine.batch.results import Folder
from argmine.batch.run import Batch, run_batch
from argmine.errors import MissingExtraError, ModelError
from argmine.mining import find_named

FAKE = Setup("m", opens="fakes:structure")
TROUBLED = replace(FAKE, opens="fakes:troubled")
ALONE = Crew(1)


def run(inbox: Path, out: Path, setup: Setup = FAKE, crew: Crew = ALONE, *, again: bool = False) -> list[Event]:
    with open_manifest(out) as manifest:
        return list(run_batch(Batch(find_named([str(inbox)]), out, setup, crew, again), manifest))


def kinds(events: list[Event]) -> dict[str, int]:
    return dict(Counter(event.kind for event in events if event.kind not in {"planned", "started"}))


def contents(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_results_and_manifest_are_the_same_bytes_whatever_the_number_of_workers(inbox: Path, tmp_path: Path) -> None:
    one, three = (run(inbox, tmp_path / str(n), FAKE, Crew(n)) for n in (1, 3))
    assert kinds(one) == kinds(three) == {"done": 4}
    assert contents(tmp_path / "1") == contents(tmp_path / "3")
    assert set(contents(tmp_path / "1")) == {NAME, *(f"{stem}.argmine.json" for stem in "abcd")}
    records, _ = read_lines((tmp_path / "3" / NAME).read_bytes())
    assert [record.path for record in records] == ["a.txt", "b.md", "deep/c.txt", "deep/d.txt"]


def test_what_is_done_is_passed_over_unless_it_is_asked_for_again(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(inbox, out)
    before = contents(out)
    assert kinds(run(inbox, out)) == {"skipped": 4}
    assert kinds(run(inbox, out, again=True)) == {"done": 4}
    assert contents(out) == before


def _edit(inbox: Path, out: Path) -> None:
    (inbox / "b.md").write_text("Another text.\n", encoding="utf-8")


def _damage(inbox: Path, out: Path) -> None:
    (out / "b.argmine.json").write_bytes(b"{}")


def _lose(inbox: Path, out: Path) -> None:
    (out / "b.argmine.json").unlink()


def _tear(inbox: Path, out: Path) -> None:
    lines = (out / NAME).read_bytes().splitlines(keepends=True)
    (out / NAME).write_bytes(b"".join([lines[0], lines[2], lines[3], lines[1][:-1]]))


@pytest.mark.parametrize("change", [_edit, _damage, _lose, _tear])
def test_only_a_document_that_is_not_done_is_done_again(
    inbox: Path, tmp_path: Path, change: Callable[[Path, Path], None]
) -> None:
    out = tmp_path / "out"
    run(inbox, out)
    change(inbox, out)
    events = run(inbox, out)
    assert kinds(events) == {"skipped": 3, "done": 1}
    assert [event.record.path for event in events if event.kind == "done" and event.record] == ["b.md"]
    run(inbox, tmp_path / "anew")
    assert contents(out) == contents(tmp_path / "anew")


def test_another_model_or_another_format_means_all_again(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(inbox, out)
    assert kinds(run(inbox, out, replace(FAKE, model="other"))) == {"done": 4}
    assert kinds(run(inbox, out, replace(FAKE, model="other", forms="json,csv"))) == {"done": 4}
    assert kinds(run(inbox, out, replace(FAKE, model="other"))) == {"skipped": 4}  # fewer formats: they are there


def test_results_that_get_another_name_do_not_stay_under_the_old_one(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(inbox, out)
    (inbox / "a.md").write_text("A second file of that stem.\n", encoding="utf-8")
    assert kinds(run(inbox, out)) == {"skipped": 3, "done": 2}
    run(inbox, tmp_path / "anew")
    assert contents(out) == contents(tmp_path / "anew")


def test_poison_documents_are_tried_twice_reported_and_do_not_stop_the_rest(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for name, trouble in (("1.txt", "CRASH"), ("2.txt", "HANG"), ("3.txt", "HUGE")):
        (inbox / name).write_text(f"This text says {trouble}.\n", encoding="utf-8")
    events = run(inbox, out, TROUBLED, Crew(2, max_seconds=1.0))
    assert kinds(events) == {"done": 4, "retried": 3, "failed": 3}
    failed = {e.record.path: e.record for e in events if e.kind == "failed" and e.record}
    assert {path: record.attempts for path, record in failed.items()} == {"1.txt": 2, "2.txt": 2, "3.txt": 2}
    for path, reason in (("1.txt", "signal 6"), ("2.txt", "took too long"), ("3.txt", "too little memory")):
        assert reason in (failed[path].error or "")
    assert set(contents(out)) == {NAME, *(f"{stem}.argmine.json" for stem in "abcd")}
    assert kinds(run(inbox, out, FAKE, Crew(2))) == {"done": 7}  # another run: read by other code
    assert len(contents(out)) == 8


def test_a_document_that_crashes_a_worker_once_is_read_the_second_time(inbox: Path, tmp_path: Path) -> None:
    (inbox / "a.txt").write_text(f"CRASH once {tmp_path / 'noted'}\n", encoding="utf-8")
    events = run(inbox, tmp_path / "out", TROUBLED)
    assert kinds(events) == {"retried": 1, "done": 4}


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux")
def test_a_limit_of_memory_holds_in_workers(inbox: Path, tmp_path: Path) -> None:
    (inbox / "a.txt").write_text("LARGE\n", encoding="utf-8")
    assert kinds(run(inbox, tmp_path / "free", TROUBLED)) == {"done": 4}
    events = run(inbox, tmp_path / "tight", replace(TROUBLED, max_memory=2048))
    assert kinds(events) == {"retried": 1, "failed": 1, "done": 3}


def test_a_model_that_cannot_be_loaded_is_one_error(inbox: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model 'nonesuch'"):
        run(inbox, tmp_path / "out", replace(FAKE, model="nonesuch"))
    with pytest.raises(ModelError, match="5 workers in a row ended with code 3"):
        run(inbox, tmp_path / "out", replace(FAKE, opens="fakes:dying"))


def test_readings_are_kept_for_what_files_share_and_asked_for_later_means_again(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(inbox, out)
    assert kinds(run(inbox, out, replace(FAKE, together=True))) == {"done": 4}
    assert ".argmine-readings/a.safetensors" in contents(out)
    assert kinds(run(inbox, out, replace(FAKE, together=True))) == {"skipped": 4}


PROGRAM = """
import sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from test_run import TROUBLED, Crew, run
if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]), TROUBLED, Crew(2))
"""


@pytest.mark.slow
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_killed_is_gone_on_with_and_leaves_no_process(inbox: Path, tmp_path: Path, sent: int) -> None:
    for number in range(12):
        (inbox / f"{number}.txt").write_text(f"Text {number} is SLOW.\n", encoding="utf-8")
    program, out = tmp_path / "program.py", tmp_path / "out"
    program.write_text(PROGRAM.format(tests=str(Path(__file__).parent)), encoding="utf-8")
    with subprocess.Popen([sys.executable, str(program), str(inbox), str(out)], stderr=subprocess.DEVNULL) as process:
        until = time.monotonic() + 60
        while len(list(out.glob("*.json"))) < 3 and time.monotonic() < until:
            time.sleep(0.02)
        workers = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
        process.send_signal(sent)
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
    done = [r.path for r in read_lines((out / NAME).read_bytes())[0] if r.state == "done"]
    assert 2 <= len(done) < 16  # the third file may be there before the line that says so
    assert kinds(run(inbox, out, TROUBLED)) == {"skipped": len(done), "done": 16 - len(done)}
    run(inbox, tmp_path / "anew", TROUBLED, Crew(2))
    results = {name: content for name, content in contents(out).items() if name != NAME}
    assert results == {name: content for name, content in contents(tmp_path / "anew").items() if name != NAME}


def test_environment_of_the_parent_stays_as_it_was(inbox: Path, tmp_path: Path) -> None:
    before = dict(os.environ)
    run(inbox, tmp_path / "out", FAKE, Crew(2))
    assert dict(os.environ) == before


def test_results_under_another_name_go_when_the_name_changes_back(inbox: Path, tmp_path: Path) -> None:
    out, other = tmp_path / "out", inbox / "b.txt"
    other.write_text("Another text.\n", encoding="utf-8")
    work_here(inbox, out)
    assert {"b.md.argmine.json", "b.txt.argmine.json"} < set(contents(out))
    other.unlink()
    work_here(inbox, out)
    assert {name for name in contents(out) if name.startswith("b.md")} == set()
    assert "b.argmine.json" in contents(out)


def test_results_of_a_document_that_fails_later_stay_its_own(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    work_here(inbox, out)
    (inbox / "b.md").write_bytes(b"")
    assert kinds(work_here(inbox, out)) == {"skipped": 3, "failed": 1}
    records = {record.path: record for record in read_lines((out / NAME).read_bytes())[0]}
    assert set(records["b.md"].outputs) == {"b.argmine.json"}
    (inbox / "b.txt").write_text("Another text.\n", encoding="utf-8")
    (inbox / "b.md").write_text("It is back.\n", encoding="utf-8")
    work_here(inbox, out)
    assert {name for name in contents(out) if name.startswith("b.")} == {"b.md.argmine.json", "b.txt.argmine.json"}


def test_a_result_that_cannot_be_removed_does_not_stop_the_run(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    work_here(inbox, out)
    (inbox / "b.txt").write_text("Another text.\n", encoding="utf-8")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Folder, "remove", refuse)
    assert kinds(work_here(inbox, out)) == {"skipped": 3, "done": 2}


def test_what_is_amiss_with_a_document_is_never_the_end_of_its_worker(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = Job(0, str(inbox / "b.md"), str(tmp_path / "staging"), "b.argmine.json", str(tmp_path))
    for error, said, lost in (
        (MissingExtraError("x", "y"), "x is not installed", False),
        (MemoryError(), "memory", True),
    ):
        monkeypatch.setattr(worker, "at_hand", Mock(side_effect=error))
        outcome = worker.carry_out(job, FAKE, structure("m"))
        assert said in (outcome.error or "")
        assert outcome.lost is lost


def test_a_limit_of_memory_that_is_not_allowed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_hush", lambda: None)
    monkeypatch.setattr(
        worker.resource, "setrlimit", Mock(side_effect=ValueError("not allowed to raise maximum limit"))
    )
    connection = Mock()
    worker.serve(connection, replace(FAKE, max_memory=7))
    (ready,) = connection.send.call_args.args
    assert ready.error == "--max-memory 7: this system does not allow it: not allowed to raise maximum limit"


def work_here(inbox: Path, out: Path) -> list[Event]:
    with open_manifest(out) as manifest:
        return list(run_batch(Batch(find_named([str(inbox)]), out, FAKE, ALONE, work=here), manifest))
