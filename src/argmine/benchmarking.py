"""What argmine costs on this machine: a cold run, a warm one, the encoder, and folders mined by several processes."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from argmine.errors import ArgmineError, InputError

if TYPE_CHECKING:
    from spacy.language import Language

    from argmine.document import SourceText

SPACY_MODEL = "en_core_web_sm"
_SAMPLE = "vascular-scientists-submission.md"
_DOCUMENTS = 6  # a worker: enough for a rate, few enough for a minute in all
_MOST_WORKERS = 8

# Measures a command from a small process of its own: the peak memory that the system keeps of a child begins with that
# of its parent, and a parent that has loaded spaCy would hide what the child took.
_LAUNCHER = """
import json, os, subprocess, sys, time
started = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
if hasattr(os, "wait4"):
    _, status, usage = os.wait4(process.pid, 0)
    wall, code = time.perf_counter() - started, os.waitstatus_to_exitcode(status)
    unit = 1024**2 if sys.platform == "darwin" else 1024
    print(json.dumps([code, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit]))
else:
    code = process.wait()
    print(json.dumps([code, time.perf_counter() - started, None, None]))
"""

_SPACY = """
import sys, spacy
nlp = spacy.load(sys.argv[1])
text = open(sys.argv[2], encoding="utf-8", newline="").read()
nlp.max_length = max(nlp.max_length, len(text) + 1)
print(sum(1 for _ in nlp(text).sents))
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds and MiB of a process from its start to its end; None where the system does not say."""

    seconds: float
    cpu_seconds: float | None
    peak_megabytes: float | None


@dataclass(frozen=True, slots=True)
class Warm:
    """A text read by a pipeline that is loaded and has read it before; seconds are the median."""

    seconds: float
    seconds_per_1000_words: float


@dataclass(frozen=True, slots=True)
class EncoderSpeed:
    """Tokens that the encoder reads of the text, headings and marks included, and how many in a second."""

    tokens: int
    tokens_per_second: float
    threads: int


@dataclass(frozen=True, slots=True)
class Throughput:
    """A folder of copies mined by `workers` processes, from the first document's start to the last one's end."""

    workers: int
    documents: int
    documents_per_minute: float


@dataclass(frozen=True, slots=True)
class SpacyCost:
    """The same of spaCy's default pipeline on the same text."""

    model: str
    version: str
    cold: Cost
    warm: Warm


@dataclass(frozen=True, slots=True)
class Benchmark:
    """All figures of one machine; `spacy` is None where its small English pipeline is not installed."""

    argmine: str
    model: str
    python: str
    system: str
    processors: int
    document: str
    characters: int
    words: int
    units: int
    runs: int
    cold: Cost
    warm: Warm
    encoder: EncoderSpeed
    throughput: tuple[Throughput, ...]
    spacy: SpacyCost | None


def sample_file() -> Path:
    """The sample submission of 16 KB that is shipped with argmine.

    Raises:
        InputError: it is not there.
    """
    for folder in (Path(str(files("argmine"))) / "examples", Path(__file__).resolve().parents[2] / "examples"):
        if (folder / _SAMPLE).is_file():
            return folder / _SAMPLE
    raise InputError(f"{_SAMPLE}: the sample is missing; reinstall argmine, or name a file of your own")


def cost_of(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Cost:
    """What a fresh process costs, by wait4.

    Raises:
        ArgmineError: the command fails; the message is what it wrote to standard error.
    """
    launched = subprocess.run(  # noqa: S603  the command is the caller's own
        [sys.executable, "-c", _LAUNCHER, *command], env=environment, capture_output=True, text=True, check=False
    )
    if launched.returncode:
        raise ArgmineError(f"{command[0]}: cannot be started: {launched.stderr.strip()}")
    code, wall, cpu, peak = json.loads(launched.stdout)
    if code:
        raise ArgmineError(launched.stderr.strip().removeprefix("error: ") or f"{command[0]} ended with code {code}")
    return Cost(wall, cpu, peak)


def benchmark(
    path: Path | None = None,
    *,
    model: str,
    beside: str = SPACY_MODEL,
    runs: int = 3,
    workers: int = 0,
    report: Callable[[str], None],
) -> Benchmark:
    """All figures for a file, or for the shipped sample.

    `workers` is the most to try, 0 for one a processor; `beside` is the spaCy pipeline, a package or a folder, that is
    measured beside argmine where it is installed.

    Raises:
        InputError: the file cannot be read, or holds no argument to measure.
        ModelError: there is no such model, or it cannot be loaded.
    """
    from argmine.readers import read

    file = path or sample_file()
    source = read(file)
    from argmine.analysis import analyse_text, load_pipeline, run_of  # spaCy, once the file is known to be readable

    with TemporaryDirectory(prefix="argmine-bench-") as scratch:
        folder = Path(scratch)
        report("cold runs")
        cold = _cold(file, folder / "cold", model, runs)
        report("warm runs")
        pipeline = load_pipeline(model)
        document = analyse_text(source, pipeline)
        words = len(source.text.split())
        if not document.units:
            raise InputError(f"{file}: holds no unit of argument, so there is nothing to measure; name another file")
        warm = _warm(lambda: analyse_text(source, pipeline), words, runs)
        report("encoder")
        encoder = _encoder_speed(source, pipeline, runs)
        throughput = []
        for count in _worker_counts(workers or min(os.cpu_count() or 1, _MOST_WORKERS)):
            report(f"a folder by {count} worker{'s' if count > 1 else ''}")
            throughput.append(_throughput(file, folder / f"by-{count}", model, count))
        report(beside)
        spacy_cost = _spacy_cost(beside, source.text, folder, runs) if _is_there(beside) else None
    return Benchmark(
        version("argmine"), run_of(pipeline).model, platform.python_version(), platform.platform(terse=True),
        os.cpu_count() or 1, file.name, len(source.text), words, len(document.units), runs, cold, warm, encoder,
        tuple(throughput), spacy_cost,
    )  # fmt: skip


def _cold(file: Path, output: Path, model: str, runs: int) -> Cost:
    return _median([cost_of(_mine(file, output, model, "-q")) for _ in range(runs)])


def _mine(path: Path, output: Path, model: str, *more: str) -> list[str]:
    return [sys.executable, "-m", "argmine", "mine", str(path), "-o", str(output), "--model", model, *more]


def _median(costs: Sequence[Cost]) -> Cost:
    """The medians of each figure."""
    wall = statistics.median(cost.seconds for cost in costs)
    cpu = [cost.cpu_seconds for cost in costs if cost.cpu_seconds is not None]
    peak = [cost.peak_megabytes for cost in costs if cost.peak_megabytes is not None]
    return Cost(wall, statistics.median(cpu) if cpu else None, statistics.median(peak) if peak else None)


def _seconds(run: Callable[[], object], runs: int) -> float:
    """The median of `runs` runs."""
    spent = []
    for _ in range(runs):
        started = time.perf_counter()
        run()
        spent.append(time.perf_counter() - started)
    return statistics.median(spent)


def _warm(run: Callable[[], object], words: int, runs: int) -> Warm:
    seconds = _seconds(run, runs)
    return Warm(seconds, seconds * 1000 / max(words, 1))


def _encoder_speed(source: SourceText, pipeline: Language, runs: int) -> EncoderSpeed:
    from argmine.components.state import get_document, make_doc
    from argmine.components.trained import loaded
    from argmine.learn.encoder import thread_count
    from argmine.learn.inputs import document_input
    from argmine.learn.windows import make_windows, tokenize

    doc = make_doc(pipeline, source)
    for name in ("argmine_structure", "argmine_units"):
        doc = pipeline.get_pipe(name)(doc)
    given = document_input(get_document(doc))
    encoder = loaded(pipeline.get_pipe("argmine_encoder").encoder, "argmine_encoder")  # type: ignore[attr-defined]
    windows = make_windows(*tokenize(encoder.tokenizer, given), encoder.shape)
    tokens = sum(len(window.ids) for window in windows)
    return EncoderSpeed(tokens, tokens / _seconds(lambda: encoder.encode(given), runs), thread_count())


def _worker_counts(most: int) -> list[int]:
    """1, 2, 4, ... and `most`."""
    return sorted({most, *(2**power for power in range(most.bit_length()) if 2**power <= most)})


def _throughput(file: Path, folder: Path, model: str, workers: int) -> Throughput:
    count = _DOCUMENTS * workers
    (folder / "in").mkdir(parents=True)
    for number in range(count):
        (folder / "in" / f"{number:03}{file.suffix}").write_bytes(file.read_bytes())
    command = _mine(folder / "in", folder / "out", model, "--workers", str(workers), "--json-logs", "-q")
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  our own command line
    if done.returncode:
        raise ArgmineError(f"mining a folder failed: {done.stderr.strip()[-2000:]}")
    minutes = _span(done.stderr) / 60
    return Throughput(workers, count, count / minutes)


def _span(log: str) -> float:
    """Seconds from the first document's start to the last one's end, by the log's clock of milliseconds."""
    events = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    times = {
        kind: [datetime.fromisoformat(event["time"]) for event in events if event["event"] == kind]
        for kind in ("started", "done")
    }
    return max((max(times["done"]) - min(times["started"])).total_seconds(), 0.001)


def _is_there(pipeline: str) -> bool:
    """Whether a spaCy pipeline is installed, or a folder."""
    return Path(pipeline).is_dir() or (pipeline.isidentifier() and find_spec(pipeline) is not None)


def _spacy_cost(name: str, text: str, folder: Path, runs: int) -> SpacyCost:
    import spacy

    path = folder / "text.txt"
    path.write_bytes(text.encode())
    cold = _median([cost_of([sys.executable, "-c", _SPACY, name, str(path)]) for _ in range(runs)])
    nlp = spacy.load(name)
    nlp.max_length = max(nlp.max_length, len(text) + 1)
    nlp(text)
    return SpacyCost(Path(name).name, version("spacy"), cold, _warm(lambda: nlp(text), len(text.split()), runs))
