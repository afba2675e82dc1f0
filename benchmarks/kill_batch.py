"""`argmine mine` on a folder, its workers and itself killed (SIGKILL) at random moments, against an undisturbed run.

A round is a new results' folder. Runs over it are started and killed until the round has had its kills; then one goes
through. After every kill each result in the folder must be, byte for byte, that of the undisturbed run, and each
document that the manifest calls done must have its results; a document once done may not be begun again, unless the
benchmark tore the last line off the manifest, as a power loss might. At the end of the round all must be as if
nothing had happened. Most rounds use a cheap stand-in for the model (tests/batch/fakes.py), some the shipped model.

    pip install '.[dev]' && python benchmarks/kill_batch.py 200 10 > benchmarks/kill_batch.json
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from argmine.batch.durable import sha256_of
from argmine.batch.manifest import NAME
from argmine.batch.records import read_lines

FAKES = Path(__file__).resolve().parents[1] / "tests" / "batch"
REAL = "argmine.batch.reading:open_model"
KILLS_A_ROUND = 10
PROGRAM = """
import sys
from pathlib import Path
from argmine.batch.messages import Crew, Setup
from argmine.batch.run import Batch
from argmine.cli.batch import run_many
from argmine.mining import find_named
if __name__ == "__main__":
    inbox, out, workers, opens = sys.argv[1:]
    batch = Batch(find_named([inbox]), Path(out), Setup("en_argmine", opens=opens), Crew(int(workers)))
    sys.exit(run_many(batch, quiet=True, json_logs=False))
"""


@dataclass(slots=True)
class Tally:
    kills: Counter[str] = field(default_factory=Counter)
    rounds: int = 0
    runs: int = 0
    torn: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Course:
    inbox: Path
    program: Path
    opens: str
    longest: float  # seconds from the start of a run to a kill
    workers: float  # share of the kills that are to hit a worker, once there is one
    expected: dict[str, bytes]

    def start(self, out: Path, workers: int) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(self.program), str(self.inbox), str(out), str(workers), self.opens]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([os.environ.get("PYTHONPATH", ""), str(FAKES)])}
        return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def results(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.glob("*.argmine.json")}


def workers_of(process: int) -> list[int]:
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        return [int(c) for c in children if b"spawn_main" in Path(f"/proc/{c}/cmdline").read_bytes()]
    except OSError:
        return []


def kill_once(course: Course, out: Path, chance: random.Random, tally: Tally) -> None:
    """Start a run; kill workers of it, then perhaps the run itself."""
    process = course.start(out, chance.choice((1, 2, 3)))
    tally.runs += 1
    for _ in range(chance.choice((1, 1, 2, 3))):
        at_worker = chance.random() < course.workers
        while at_worker and process.poll() is None and not workers_of(process.pid):
            time.sleep(0.02)
        time.sleep(chance.uniform(0.1, course.longest))
        if process.poll() is not None:
            return
        workers = workers_of(process.pid)
        if at_worker and workers:
            os.kill(chance.choice(workers), signal.SIGKILL)
            tally.kills["worker"] += 1
        elif not at_worker:
            process.kill()
            process.wait()
            tally.kills["parent"] += 1
            return
    process.wait()


def check(course: Course, out: Path, tally: Tally, *, torn: bool) -> None:
    for name, content in results(out).items():
        if content != course.expected.get(name):
            tally.faults.append(f"{name} differs after a kill")
    manifest = out / NAME
    records, _ = read_lines(manifest.read_bytes() if manifest.exists() else b"")
    done = set()
    for record in records:
        if record.state == "done":
            done.add(record.path)
            if any(sha256_of(out / name) != digest for name, digest in record.outputs.items()):
                tally.faults.append(f"{record.path} is done without its results")
        elif record.state == "running" and record.path in done and not torn:
            tally.faults.append(f"{record.path} was done and begun again")


def tear(out: Path, chance: random.Random) -> bool:
    manifest = out / NAME
    data = manifest.read_bytes() if manifest.exists() else b""
    last = len(data) - (data[:-1].rfind(b"\n") + 1)
    if not last or chance.random() > 0.3:
        return False
    os.truncate(manifest, len(data) - chance.randint(1, last))
    return True


def one_round(course: Course, out: Path, kills: int, chance: random.Random, tally: Tally) -> None:
    tally.rounds += 1
    torn, before = False, tally.kills.total()
    idle = 0
    while tally.kills.total() - before < kills and idle < 3:
        count = tally.kills.total()
        kill_once(course, out, chance, tally)
        idle += tally.kills.total() == count  # all is done: nothing is left to kill
        check(course, out, tally, torn=torn)
        if tear(out, chance):
            torn = True
            tally.torn += 1
    codes = [course.start(out, 2).wait(300)]
    tally.runs += 1
    if codes != [0]:
        tally.faults.append(f"the last run of a round ended with {codes}")
    check(course, out, tally, torn=True)
    states = Counter(record.state for record in read_lines((out / NAME).read_bytes())[0])
    left = {path.name for path in out.iterdir()} - set(course.expected) - {NAME}
    if results(out) != course.expected or states != {"done": len(course.expected)} or left:
        tally.faults.append(f"a round ended with {states}, {len(results(out))} results, left over: {sorted(left)}")


def measure(kills: int, opens: str, documents: int, longest: float, workers: float = 0.5) -> dict[str, object]:
    chance, tally, began = random.Random(7), Tally(), time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        inbox, program = Path(scratch) / "inbox", Path(scratch) / "program.py"
        inbox.mkdir()
        program.write_text(PROGRAM)
        for number in range(documents):
            text = f"Letter {number}. The title must be protected. " + "Patients were harmed by it. " * (number % 9)
            (inbox / f"{number:03}.txt").write_text(text + "\n")
        undisturbed = Course(inbox, program, opens, longest, workers, {})
        assert undisturbed.start(Path(scratch) / "undisturbed", 1).wait(600) == 0
        course = Course(inbox, program, opens, longest, workers, results(Path(scratch) / "undisturbed"))
        assert len(course.expected) == documents
        while tally.kills.total() < kills:
            one_round(course, Path(scratch) / f"out-{tally.rounds}", KILLS_A_ROUND, chance, tally)
            print(dict(tally.kills), tally.faults[-1:], file=sys.stderr)
    return {
        "documents": documents, "kills": dict(tally.kills), "rounds": tally.rounds, "runs": tally.runs,
        "manifests_torn": tally.torn, "faults": tally.faults, "minutes": round((time.monotonic() - began) / 60, 1),
    }  # fmt: skip


if __name__ == "__main__":
    with_fake, with_model = (int(argument) for argument in sys.argv[1:3])
    report = {
        "stand_in": measure(with_fake, "fakes:slow", 120, 2.0),
        "stand_in_mostly_workers": measure(with_fake // 2, "fakes:slow", 120, 1.0, 0.9),
        "shipped_model": measure(with_model, REAL, 8, 12.0),
    }
    print(json.dumps(report, indent=1))
