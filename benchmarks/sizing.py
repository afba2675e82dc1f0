"""What submissions by the thousand to ten million cost: core-hours, hours for so many cores, gigabytes.

    python benchmarks/sizing.py > benchmarks/sizing.json
    python benchmarks/sizing.py --from benchmarks/sizing.json --cores 64,1024 > sizing.json

The first line measures one warm worker with one thread on this machine, in a process of its own for each length: a
short letter (examples/vascular-scientists-submission.md, 16 KB) and a long submission (the same text 18 times over,
283 KB, so with more repetition than a real one has). It also measures the driver alone, with results in a folder and a
stand-in engine that answers at once: what one driver can hand out and record, and what it holds in memory. The second
line computes from figures that were measured, here or elsewhere. The tables are arithmetic on CPU seconds, since
machines are shared: no cluster was used.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "vascular-scientists-submission.md"
COPIES = 18
COUNTS = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
ONE_THREAD = dict.fromkeys(
    ("ARGMINE_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1"
)
USED = 0.8  # share of the time that cores mine: the rest is starts, stragglers, lost machines; assumed, not measured


def letter(folder: Path) -> Path:
    path = folder / "letter.md"
    path.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    return path


def long_submission(folder: Path) -> Path:
    text = EXAMPLE.read_text(encoding="utf-8")
    path = folder / "long.md"
    path.write_text("\n\n".join(text for _ in range(COPIES)), encoding="utf-8")
    return path


def cost_of(path: Path, times: int) -> dict[str, float]:
    """Called in a process of its own: the same steps as a worker's, the model loaded and warm."""
    from argmine.batch.messages import Job, Setup
    from argmine.batch.worker import carry_out, memory, opened

    setup, began = Setup("en_argmine"), time.perf_counter()
    reads = opened(setup)
    loading = time.perf_counter() - began
    spent, walls = [], []
    with tempfile.TemporaryDirectory() as scratch:
        for number in range(times + 1):
            job = Job(number, str(path), f"{scratch}/{number}", "x.argmine.json", scratch)
            cpu, wall = time.process_time(), time.perf_counter()
            outcome = carry_out(job, setup, reads)  # type: ignore[arg-type]
            assert outcome.error is None, outcome.error
            if number:  # the first one warms up
                spent.append(time.process_time() - cpu)
                walls.append(time.perf_counter() - wall)
        output = (Path(scratch) / "1" / "x.argmine.json").stat().st_size
    return {
        "source_bytes": path.stat().st_size,
        "result_bytes": output,
        "units": outcome.units,
        "cpu_seconds": round(statistics.median(spent), 3),
        "wall_seconds": round(statistics.median(walls), 3),
        "runs": times,
        "loading_wall_seconds": round(loading, 2),
        "memory_mib": memory(),
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def driver_cost(documents: int) -> dict[str, float]:
    """Called in a process of its own: a batch whose engine answers at once with a result of a letter's size."""
    from argmine.batch.durable import sha256_of, sync_file
    from argmine.batch.manifest import NAME, open_manifest
    from argmine.batch.messages import Crew, Job, Outcome, Setup
    from argmine.batch.run import Batch, run_batch
    from argmine.mining import find_named

    def at_once(jobs: Sequence[Job], setup: Setup, crew: Crew) -> Iterator[tuple[Job, Outcome | None]]:
        for job in jobs:
            yield job, None
            path = Path(job.staging) / job.output
            path.parent.mkdir(parents=True)
            path.write_bytes(bytes(130_000))
            sync_file(path)
            yield job, Outcome({job.output: sha256_of(path) or ""}, 90, 6, "0" * 64)

    with tempfile.TemporaryDirectory(dir=os.environ.get("SIZING_DISK")) as scratch:
        inbox, out = Path(scratch) / "inbox", Path(scratch) / "out"
        inbox.mkdir()
        for number in range(documents):
            (inbox / f"submission-{number:08}.md").write_bytes(b"x" * 16_000)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        cpu, wall = time.process_time(), time.perf_counter()
        with open_manifest(out) as manifest:
            batch = Batch(find_named([str(inbox)]), out, Setup("m", opens="none"), Crew(1), work=at_once)
            assert sum(event.kind == "done" for event in run_batch(batch, manifest)) == documents
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        size = (out / NAME).stat().st_size
    held = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    return {
        "documents": documents,
        "cpu_milliseconds_a_document": round(cpu / documents * 1000, 3),
        "wall_milliseconds_a_document": round(wall / documents * 1000, 3),
        "memory_bytes_a_document": round(held / documents),
        "manifest_bytes_a_document": round(size / documents),
    }


def in_own_process(what: str, *arguments: object) -> dict[str, float]:
    command = [sys.executable, __file__, "--one", what, *map(str, arguments)]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=os.environ | ONE_THREAD).stdout
    found: dict[str, float] = json.loads(answer)
    return found


def measured() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as scratch:
        short, long = letter(Path(scratch)), long_submission(Path(scratch))
        return {
            "machine": f"{os.cpu_count()} cores, {_processor()}, Python {platform.python_version()}",
            "letter": in_own_process("cost", short, 15),
            "long_submission": in_own_process("cost", long, 3),
            "driver": in_own_process("driver", 5_000),
        }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def table(figures: dict[str, Any], cores: Sequence[int]) -> list[dict[str, Any]]:
    driver, rows = figures["driver"], []
    for kind in ("letter", "long_submission"):
        one = figures[kind]
        for count in COUNTS:
            core_hours = count * one["cpu_seconds"] / 3600
            handing_out = count * driver["wall_milliseconds_a_document"] / 3.6e6
            mining = {n: max(core_hours / n / USED, one["cpu_seconds"] / 3600) for n in cores}
            start = one["loading_wall_seconds"] / 3600
            rows.append(
                {
                    "kind": kind,
                    "submissions": count,
                    "core_hours": round(core_hours, 1),
                    "hours_by_cores": {str(n): round(hours + start, 3) for n, hours in mining.items()},
                    "drivers_by_cores": {str(n): math.ceil(handing_out / hours) for n, hours in mining.items()},
                    "sources_gb": round(count * one["source_bytes"] / 1e9, 2),
                    "results_gb": round(count * one["result_bytes"] / 1e9, 2),
                    "manifest_gb": round(count * driver["manifest_bytes_a_document"] / 1e9, 3),
                    "driver_memory_gb": round(count * driver["memory_bytes_a_document"] / 1e9, 2),
                }
            )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="given", type=Path, help="figures that were measured")
    parser.add_argument("--cores", default="2,16,64,256,1024")
    parser.add_argument("--one", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        what, *arguments = options.one
        found = cost_of(Path(arguments[0]), int(arguments[1])) if what == "cost" else driver_cost(int(arguments[0]))
        print(json.dumps(found))
        return
    figures = json.loads(options.given.read_text())["measured"] if options.given else measured()
    rows = table(figures, [int(cores) for cores in options.cores.split(",")])
    print(json.dumps({"measured": figures, "cores_mine_share_assumed": USED, "computed": rows}, indent=1))


if __name__ == "__main__":
    main()
