"""The memory of each worker over 2,000 documents: `argmine mine inbox/ --workers 2`, as its log tells it.

Documents are runs of the sample's paragraphs, each starting at another one and of another length (1 to 6 KB), so
that no two are the same. The log says what a worker holds after each document. A straight line is fitted to it over
the second half of the documents, past what every process gathers at first.

    python benchmarks/memory_curve.py [2000] [2] > benchmarks/memory_curve.json
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

SAMPLE = Path(__file__).parent.parent / "examples" / "vascular-scientists-submission.md"
POINTS = 20


def write_inbox(folder: Path, count: int) -> None:
    blocks = SAMPLE.read_text(encoding="utf-8").split("\n\n")
    for number in range(count):
        length = 4 + number % 13
        chosen = [blocks[(number * 7 + step) % len(blocks)] for step in range(length)]
        text = "\n\n".join([f"# Submission {number}", *chosen]) + "\n"
        (folder / f"{number:05}.md").write_text(text, encoding="utf-8")


def held(inbox: Path, out: Path, workers: int) -> list[int]:
    """MiB that a worker held after each document, in the order in which they ended."""
    command = [sys.executable, "-m", "argmine", "mine", str(inbox), "-o", str(out), "--json-logs", "-q"]
    done = subprocess.run([*command, "--workers", str(workers)], capture_output=True, text=True, check=True)
    events = [json.loads(line) for line in (done.stderr + done.stdout).splitlines() if line.startswith("{")]
    return [event["worker_memory_mib"] for event in events if event.get("event") == "done"]


def main() -> None:
    count, workers = (int(given) for given in (sys.argv[1:] + ["2000", "2"][len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as folder:
        inbox = Path(folder, "inbox")
        inbox.mkdir()
        write_inbox(inbox, count)
        size = sum(path.stat().st_size for path in inbox.iterdir())
        memory = held(inbox, Path(folder, "out"), workers)
    assert len(memory) == count, f"{len(memory)} of {count} documents were mined"
    late = np.asarray(memory[count // 2 :])
    growth = np.polyfit(np.arange(len(late)), late, 1)[0] * 1000
    step = max(1, count // POINTS)
    curve = [
        {"documents": start + step, "median_mib": float(np.median(memory[start : start + step]))}
        for start in range(0, count, step)
    ]
    report = {
        "documents": count,
        "workers": workers,
        "megabytes_of_text": round(size / 1e6, 2),
        "largest_mib": max(memory),
        "mib_a_thousand_documents_in_the_second_half": round(float(growth), 2),
        "curve": curve,
    }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
