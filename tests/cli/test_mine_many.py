"""`argmine mine` on a folder with the shipped model: same bytes by any workers, Ctrl+C, logs, no manifest for one."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from argmine.batch.manifest import NAME

TEXTS = (
    "1. Title\n\nParliament must protect the title of clinical technologist in law. Two were harmed in 2019.\n",
    "Registration is voluntary. It must become statutory, because errors of dose have harmed patients.\n",
    "The register costs employers nothing. A survey found that 40% of posts are vacant.\n",
    "We agree with the proposal. Scientists should be regulated as doctors are.\n",
)


def mine(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "argmine", "mine", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def results(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if path.name != NAME}


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for number, text in enumerate(TEXTS):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.slow
def test_stopped_and_gone_on_with_two_workers_it_is_as_if_by_one_undisturbed(inbox: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    undisturbed = mine(inbox, "-o", one, "-f", "json,csv")
    stdout, stderr = undisturbed.communicate(timeout=300)
    assert undisturbed.returncode == 0, stderr
    assert [line.rsplit(" -> ")[0] for line in stderr.splitlines()] == [f"{inbox}/{n}.txt" for n in range(4)]
    assert "4 documents, " in stdout

    stopped = mine(inbox, "-o", two, "-f", "json,csv", "--workers", "2")
    until = time.monotonic() + 120
    while not list(two.glob("*.json")) and time.monotonic() < until:
        time.sleep(0.01)
    stopped.send_signal(signal.SIGINT)
    _, stderr = stopped.communicate(timeout=60)
    assert stopped.returncode == 130, stderr
    assert "Traceback" not in stderr

    logged = mine(inbox, "-o", two, "-f", "json,csv", "--workers", "2", "--json-logs")
    stdout, stderr = logged.communicate(timeout=300)
    assert logged.returncode == 0, stderr
    events = [json.loads(line) for line in stderr.splitlines()]
    assert events[0]["event"] == "planned"
    assert events[0]["done_before"] >= 1
    assert {event["path"] for event in events if event["event"] in {"done", "skipped"}} == {
        f"{n}.txt" for n in range(4)
    }
    assert results(two) == results(one)
    assert "files were mined before" in stdout


def test_a_file_that_is_named_leaves_no_manifest_and_a_folder_of_one_shows_its_summary(
    inbox: Path, tmp_path: Path
) -> None:
    for path in list(inbox.iterdir())[1:]:
        path.unlink()
    (only,) = inbox.iterdir()
    named, folder = mine(only, "-o", tmp_path / "a"), mine(inbox, "-o", tmp_path / "b")
    shown = [process.communicate(timeout=300)[0] for process in (named, folder)]
    assert [process.returncode for process in (named, folder)] == [0, 0]
    assert not (tmp_path / "a" / NAME).exists()
    assert results(tmp_path / "a") == results(tmp_path / "b")
    assert shown[0].replace(str(tmp_path / "a"), str(tmp_path / "b")) == shown[1]


def test_one_file_with_a_log(tmp_path: Path) -> None:
    (tmp_path / "empty.md").touch()
    failed = mine(tmp_path / "empty.md", "-o", tmp_path / "out", "--json-logs")
    _, stderr = failed.communicate(timeout=300)
    assert failed.returncode == 1
    (event,) = [json.loads(line) for line in stderr.splitlines()]
    assert (event["event"], event["path"]) == ("failed", "empty.md")
