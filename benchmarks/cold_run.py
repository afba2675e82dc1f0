"""What a cold `argmine mine FILE` costs, beside spaCy's own pipeline: CPU time, wall time and peak memory.

    python benchmarks/cold_run.py [FILE] [--spacy-model NAME] [--spacy-python PYTHON] [--before SRC] [--runs 5]

Every run is a fresh process; the programs take turns, so that a busy machine slows all of them. Figures are medians.
`--before` names the `src` folder of another version of argmine, to measure both in one run; `--spacy-python` is an
interpreter that has the model, if it is installed elsewhere. Results go to benchmarks/cold_run.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from argmine.benchmarking import cost_of

HERE = Path(__file__).parent
EXAMPLE = HERE.parent / "examples" / "vascular-scientists-submission.md"

_SPACY = """
import sys, spacy
nlp = {load}
text = open(sys.argv[1], encoding="utf-8").read()
nlp.max_length = max(nlp.max_length, len(text) + 1)
print(sum(1 for _ in nlp(text).sents))
"""

# CPU seconds of each stage, printed as JSON: names that both versions have.
_STAGES = """
import json, sys, time
spent, last = {}, time.process_time()
def lap(name):
    global last
    now = time.process_time()
    spent[name], last = round(now - last, 3), now
spent["start of Python"] = round(last, 3)
from pathlib import Path
import argmine.cli.app, argmine.cli.mine, argmine.analysis
lap("imports")
from argmine.analysis import load_pipeline
from argmine.components.state import get_document, make_doc
nlp = load_pipeline()
lap("loading the model")
from argmine.readers import read
source = read(Path(sys.argv[1]))
lap("reading the file")
doc = make_doc(nlp, source)
lap("spaCy's tokens")
for name, pipe in nlp.pipeline:
    doc = pipe(doc)
    lap(name)
from argmine.exporters.json_file import write_json
write_json(get_document(doc), Path(sys.argv[2]) / "result.json")
lap("writing the JSON")
print(json.dumps(spent))
"""


def measured(command: list[str], environment: dict[str, str]) -> dict[str, float]:
    """CPU seconds, wall seconds and peak memory of one process, by wait4."""
    cost = cost_of(command, environment)
    assert cost.cpu_seconds is not None, "this system has no wait4"
    assert cost.peak_megabytes is not None
    return {"cpu_seconds": cost.cpu_seconds, "wall_seconds": cost.seconds, "peak_megabytes": cost.peak_megabytes}


def stages(file: Path, source: Path, folder: str) -> dict[str, float]:
    """CPU seconds a stage of one fresh process."""
    command = [sys.executable, "-c", _STAGES, str(file), folder]
    done = subprocess.run(command, env=with_source(source), capture_output=True, text=True, check=True)
    spent: dict[str, float] = json.loads(done.stdout)
    return spent


def with_source(source: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(source)}


def medians(rows: list[dict[str, float]]) -> dict[str, float]:
    return {key: round(statistics.median(row[key] for row in rows), 3) for key in rows[0]}


def programs(file: Path, folder: str, options: argparse.Namespace) -> dict[str, tuple[list[str], dict[str, str]]]:
    """Command and environment of each program."""
    python, here = sys.executable, HERE.parent / "src"
    load = f"spacy.load({options.spacy_model!r})" if options.spacy_model else 'spacy.blank("en")'
    load += "" if options.spacy_model else '; nlp.add_pipe("sentencizer")'
    mine = [python, "-m", "argmine", "mine", str(file), "-q", "-o", folder]
    chosen = {
        "argmine mine": (mine, with_source(here)),
        "spaCy": ([options.spacy_python, "-c", _SPACY.format(load=load), str(file)], dict(os.environ)),
        "argmine --help": ([python, "-m", "argmine", "--help"], with_source(here)),
    }
    if options.before:
        chosen["argmine mine, before"] = (mine, with_source(options.before))
        chosen["argmine --help, before"] = ([python, "-m", "argmine", "--help"], with_source(options.before))
    return chosen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=EXAMPLE)
    parser.add_argument("--spacy-model", default="")
    parser.add_argument("--spacy-python", default=sys.executable)
    parser.add_argument("--before", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--stages-only", action="store_true", help="print CPU seconds a stage and write nothing")
    options = parser.parse_args()
    sources = {"now": HERE.parent / "src"} | ({"before": options.before} if options.before else {})
    with tempfile.TemporaryDirectory() as folder:
        by_stage: dict[str, Any] = {name: [] for name in sources}
        for _ in range(options.runs):
            for name, source in sources.items():
                by_stage[name].append(stages(options.file, source, folder))
        spent = {name: medians(rows) for name, rows in by_stage.items()}
        if options.stages_only:
            print(json.dumps(spent, indent=1))
            return
        chosen = programs(options.file, folder, options)
        rows: dict[str, list[dict[str, float]]] = {name: [] for name in chosen}
        for _ in range(options.runs):
            for name, (command, environment) in chosen.items():
                rows[name].append(measured(command, environment))
    write(options, {name: medians(each) for name, each in rows.items()}, spent)


def write(options: argparse.Namespace, found: dict[str, dict[str, float]], spent: dict[str, Any]) -> None:
    ours, theirs = found["argmine mine"], found["spaCy"]
    result = {
        "file": options.file.name,
        "bytes": options.file.stat().st_size,
        "runs": options.runs,
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "spacy_pipeline": options.spacy_model or "blank English with sentencizer (a lower bound)",
        "medians": found,
        "argmine_to_spacy": {key: round(ours[key] / theirs[key], 2) for key in ours},
        "cpu_seconds_a_stage": spent,
    }
    if "argmine mine, before" in found:
        before = found["argmine mine, before"]
        result["now_to_before"] = {key: round(ours[key] / before[key], 2) for key in ours}
    path = HERE / "cold_run.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    known[options.file.name] = result
    path.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
