"""Every reader on files with mutations: no crash, no hang over ten seconds, no unbounded memory, no foreign error.

Seeds are real files: the beginning of the sample and of two gold documents, typeset as PDF, DOCX and HTML. A mutation
flips, cuts, repeats, moves or invents bytes; of a DOCX, half of them inside the XML of its parts. Each reader runs in a
process of its own with 3 GiB of address space; the parent kills it when a file takes over ten seconds, notes it and
goes on with the next.

    pip install '.[dev]' && python benchmarks/fuzz_readers.py 20000 > benchmarks/fuzz_readers.json
"""

from __future__ import annotations

import io
import json
import multiprocessing
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from argmine.errors import ArgmineError
from argmine.readers import read
from argmine.readers.limits import Limits
from argmine.structure.assemble import assemble
from argmine.structure.parse import parse
from rendering import to_docx, to_html, to_pdf

ROOT = Path(__file__).resolve().parents[1]
SOURCES = (
    "examples/vascular-scientists-submission.md",
    "annotations/documents/regulator-impact-note.md",
    "annotations/documents/wheelchair-users-testimony.md",
)
LONGEST = 10.0  # seconds
MEMORY = 3 * 1024**3
TOKENS = (b"<", b">", b"&", b"\x00", b"\xff\xfe", b"endobj", b"stream", b"/Kids [1 0 R]", b"-1", b"9999999999", b"]]>")


def seeds(folder: Path) -> dict[str, list[bytes]]:
    found: dict[str, list[bytes]] = {".md": [], ".pdf": [], ".docx": [], ".html": []}
    for number, name in enumerate(SOURCES):
        path = ROOT / name
        source = read(path)
        structure = parse(source.text, source.layout)
        document = assemble(source, structure, structure.segments[:20])
        to_pdf(document, folder / "a.pdf", ("report", "columns")[number % 2])
        to_docx(document, folder / "a.docx")
        found[".md"].append(path.read_bytes()[:5_000])
        found[".pdf"].append((folder / "a.pdf").read_bytes())
        found[".docx"].append((folder / "a.docx").read_bytes())
        found[".html"].append(to_html(document).encode())
    return found


def mutate(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16, 64))):
        place = chance.randrange(len(changed) + 1)
        length = chance.choice((1, 1, 4, 32, 512))
        match chance.randrange(6):
            case 0:
                for index in range(place, min(place + length, len(changed))):
                    changed[index] = chance.randrange(256)
            case 1:
                del changed[place : place + length]
            case 2:
                changed[place:place] = changed[place : place + length] * chance.choice((1, 2, 50))
            case 3:
                other = chance.randrange(len(changed) + 1)
                changed[place : place + length] = changed[other : other + length]
            case 4:
                changed[place:place] = chance.choice(TOKENS)
            case 5:
                if chance.random() < 0.2:
                    del changed[place:]
    return bytes(changed)


def mutate_parts(data: bytes, chance: random.Random) -> bytes:
    """A zip archive with one of its parts changed, and whole as an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        chosen = chance.choice([name for name in names if name.endswith((".xml", ".rels"))])
        for name in names:
            part = old.read(name)
            new.writestr(name, mutate(part, chance) if name == chosen else part)
    return out.getvalue()


def run(suffix: str, data: list[bytes], first: int, last: int, folder: str, progress: Any, outcomes: Any) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    path = Path(folder) / f"fuzz{suffix}"
    for number in range(first, last):
        chance = random.Random(f"{suffix}-{number}")
        base = data[number % len(data)]
        progress.value = number
        inside = suffix == ".docx" and chance.random() < 0.5
        path.write_bytes(mutate_parts(base, chance) if inside else mutate(base, chance))
        try:
            source = read(path, Limits(max_characters=2_000_000, max_seconds=8))
            structure = parse(source.text, source.layout)
            assemble(source, structure, structure.segments)
            outcomes.put((number, "read"))
        except ArgmineError:
            outcomes.put((number, "refused"))
        except BaseException as error:
            outcomes.put((number, f"{type(error).__name__}: {str(error)[:120]}"))
    progress.value = last


def fuzz(suffix: str, data: list[bytes], count: int, folder: str) -> dict[str, Any]:
    context = multiprocessing.get_context("fork")
    tally: Counter[str] = Counter()
    faults: list[str] = []
    first, started = 0, time.perf_counter()

    def note(number: int, what: str) -> None:
        tally[what if what in ("read", "refused") else "foreign error"] += 1
        if what not in ("read", "refused"):
            faults.append(f"{suffix} {number}: {what}")

    while first < count:
        progress, outcomes = context.Value("q", first), context.SimpleQueue()
        worker = context.Process(target=run, args=(suffix, data, first, count, folder, progress, outcomes))
        worker.start()
        seen, since = first, time.perf_counter()
        while worker.is_alive():
            while not outcomes.empty():
                note(*outcomes.get())
            if progress.value != seen:
                seen, since = progress.value, time.perf_counter()
            elif time.perf_counter() - since > LONGEST:
                worker.kill()
                tally["hang"] += 1
                faults.append(f"{suffix} {seen}: over {LONGEST:g} s")
                break
            time.sleep(0.01)
        worker.join()
        while not outcomes.empty():
            note(*outcomes.get())
        if progress.value < count and worker.exitcode not in (0, -9):
            tally["crash"] += 1
            faults.append(f"{suffix} {progress.value}: exit code {worker.exitcode}")
        first = count if progress.value >= count else progress.value + 1
    seconds = time.perf_counter() - started
    counts = dict(sorted(tally.items()))
    return {"inputs": count, **counts, "faults": faults[:20], "ms_an_input": round(1000 * seconds / count, 1)}


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        found = seeds(Path(folder))
        report = {suffix: fuzz(suffix, data, count, folder) for suffix, data in found.items()}
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
