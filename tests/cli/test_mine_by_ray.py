"""`argmine mine --engine ray` with the shipped model: the bytes of one local worker, and killed it is gone on with."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.ray
TEXTS = (
    "1. Title\n\nParliament must protect the title of clinical technologist in law. Two were harmed in 2019.\n",
    "Registration is voluntary. It must become statutory, because errors of dose have harmed patients.\n",
    "The register costs employers nothing. A survey found that 40% of posts are vacant.\n",
)


def mine(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "argmine", "mine", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def of_ray() -> set[str]:
    """Processes that Ray started on this machine and that still run."""
    names = {"raylet", "gcs_server", "ray::Miner"}
    found = set()
    for place in Path("/proc").glob("[0-9]*"):
        try:
            called = (place / "cmdline").read_bytes().split(b"\0")[0].decode()
        except OSError:
            continue
        if called.split("/")[-1].split(".")[0] in names:
            found.add(place.name)
    return found


def test_killed_and_gone_on_with_two_actors_it_is_as_if_by_one_local_worker(tmp_path: Path) -> None:
    inbox, one, two = tmp_path / "inbox", tmp_path / "one", tmp_path / "two"
    inbox.mkdir()
    for number, text in enumerate(TEXTS * 3):
        (inbox / f"{number}.txt").write_text(f"{text}Letter {number}.\n", encoding="utf-8")
    before = of_ray()
    undisturbed = mine(inbox, "-o", one)
    _, stderr = undisturbed.communicate(timeout=300)
    assert undisturbed.returncode == 0, stderr

    killed = mine(inbox, "-o", two, "--engine", "ray", "--workers", "2")
    until = time.monotonic() + 120
    while not list(two.glob("*.json")) and time.monotonic() < until:
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=60)
    assert list(two.glob("*.json"))
    while of_ray() - before and time.monotonic() < until:
        time.sleep(0.1)
    assert not of_ray() - before  # nobody works on for a driver that is gone

    gone_on = mine(inbox, "-o", two, "--engine", "ray", "--workers", "2")
    stdout, stderr = gone_on.communicate(timeout=300)
    assert gone_on.returncode == 0, stderr
    assert "files were mined before" in stdout
    results = [{p.name: p.read_bytes() for p in folder.glob("*.argmine.json")} for folder in (one, two)]
    assert len(results[0]) == 9
    assert results[0] == results[1]
