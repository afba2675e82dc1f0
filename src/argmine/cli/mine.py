"""`argmine mine`: progress, results, summary, exit code."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from argmine.document import ArgumentDocument, SourceText
from argmine.errors import InputError
from argmine.exporters.formats import writers
from argmine.exporters.summary import safe, summary
from argmine.mining import Found, Mined, find_named, mine_files, shown
from argmine.readers import READERS, read
from argmine.readers.limits import Limits

if TYPE_CHECKING:
    from spacy.language import Language

    from argmine.cli.together import Closely


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are to be read: the type of standard input, a password, and the limits on each file."""

    type: str = ""
    password: str | None = None
    limits: Callable[[], Limits] = Limits  # made anew for each file: its clock starts then


@dataclass(frozen=True, slots=True)
class Writing:
    """Where results go and in which formats; `together`: also what the files share.

    With a `url` results go there, and the folder holds the manifest.
    """

    folder: Path
    forms: str = "json"
    together: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Crewing:
    """How several files are mined: by how many workers, within which limits, whether again, and by whose processes."""

    workers: int = 1
    max_seconds: float = 1800.0
    max_memory: int = 0  # MiB
    again: bool = False
    engine: str = "local"
    address: str = ""  # of a Ray cluster


@dataclass(frozen=True, slots=True)
class Saying:
    """What is said on the way: errors only, or a line of JSON for each event."""

    quiet: bool = False
    json_logs: bool = False


def run_mine(
    patterns: Sequence[str], writing: Writing, model: str, reading: Reading, crewing: Crewing, saying: Saying
) -> int:
    """Exit code 0 if every file was mined, 1 if some failed.

    A single file that is named is mined in this process; a folder, several files, and whatever is at a URL or goes to
    one are a batch with a manifest, as is all that Ray mines.

    Raises:
        InputError: a pattern names nothing, a format or an engine is unknown, standard input is to be read and its type
            is not given, or the folder cannot be written to.
        MissingExtraError: Ray or fsspec is needed and not installed.
        ModelError: there is no such model, or it cannot be loaded.
    """
    writers(writing.forms)  # refuse a wrong one before any work
    _check_engine(crewing)
    with TemporaryDirectory(prefix="argmine-") as scratch:
        given = [standard_input(Path(scratch), reading.type) if pattern == "-" else pattern for pattern in patterns]
        far = bool(writing.url) or any("://" in pattern for pattern in given)
        found = _find(given, far=far)
        plain = not far and crewing.engine == "local"
        if plain and len(found) == 1 and not any(Path(pattern).is_dir() for pattern in given):
            return _mine_one(found[0], writing, model, reading, saying)
        return _mine_many(found, writing, model, reading, crewing, saying)


def writing_to(output: str, manifest: Path | None, forms: str, *, together: bool) -> Writing:
    """Where results go, from what the user said.

    Raises:
        InputError: a URL needs a folder for the manifest and has none, or cannot be had with `--together`.
    """
    if "://" not in output:
        if manifest is not None:
            raise InputError(f"--manifest {manifest}: only for results at a URL; in a folder it is beside the results")
        return Writing(Path(output), forms, together)
    from argmine.batch.remote import is_url, local_name

    if not is_url(output):
        return writing_to(local_name(output), manifest, forms, together=together)
    if manifest is None:
        raise InputError(
            f"{shown(output)}: say with --manifest FOLDER where on this machine the manifest is to be kept"
        )
    if together:
        raise InputError(f"{shown(output)}: --together needs its results in a folder of this machine")
    return Writing(manifest, forms, together, output.rstrip("/"))


def _check_engine(crewing: Crewing) -> None:
    if crewing.engine not in {"local", "ray"}:
        raise InputError(f"--engine {crewing.engine}: choose local or ray")
    if crewing.address and crewing.engine != "ray":
        raise InputError(f"--address {crewing.address}: is for --engine ray")


def _find(given: Sequence[str], *, far: bool) -> list[Found]:
    if not far:
        return find_named(given)
    from argmine.batch.finding import find_anywhere

    return find_anywhere(given)


def _mine_many(
    found: Sequence[Found], writing: Writing, model: str, reading: Reading, crewing: Crewing, saying: Saying
) -> int:
    from argmine.batch.messages import Crew, Setup
    from argmine.batch.run import Batch
    from argmine.cli.batch import run_many

    setup = Setup(model, writing.forms, writing.together, reading.password, reading.limits)
    setup = replace(setup, max_memory=crewing.max_memory)
    crew = Crew(crewing.workers, crewing.max_seconds)
    batch = Batch(found, writing.folder, setup, crew, crewing.again, writing.url)
    if crewing.engine == "local":
        return run_many(batch, quiet=saying.quiet, json_logs=saying.json_logs)
    from argmine.batch.ray_engine import ray_workers

    with ray_workers(crewing.address) as work:
        return run_many(replace(batch, work=work), quiet=saying.quiet, json_logs=saying.json_logs)


def standard_input(folder: Path, form: str) -> str:
    """Standard input as a file named `stdin` with the suffix of its type.

    Raises:
        InputError: the type is not given or not read.
    """
    suffix = f".{form.lower().lstrip('.')}"
    if suffix not in READERS:
        raise InputError(f"-: say what standard input holds with --type {'|'.join(s[1:] for s in READERS)}")
    path = folder / f"stdin{suffix}"
    path.write_bytes(sys.stdin.buffer.read())
    return str(path)


def _mine_one(found: Found, writing: Writing, model: str, reading: Reading, saying: Saying) -> int:
    screen, errors = Console(), Console(stderr=True)
    kept: list[Closely] = []
    with _progress(errors, hidden=saying.quiet or saying.json_logs) as progress:
        task = progress.add_task("loading the model", total=1)
        pipeline = _load(model)
        from argmine.analysis import read_closely

        progress.update(task, description=safe(found.name))

        def read_file(path: Path) -> SourceText:
            return read(path, reading.limits(), password=reading.password)

        def analyse(source: SourceText) -> ArgumentDocument:
            kept.append(read_closely(source, pipeline))
            return kept[0][0]

        (mined,) = mine_files([found.path], writing.folder, read_file, analyse, writers(writing.forms))
    if saying.json_logs:
        _log(found, mined)
    elif mined.error:
        errors.print(f"error: {safe(mined.error)}", style="red", markup=False, highlight=False, soft_wrap=True)
        errors.print("1 of 1 files failed", style="red", highlight=False)
    if mined.document is None:
        return 1
    if not saying.quiet:
        screen.print(summary(mined.document))
        written = ", ".join(str(path) for path in mined.outputs)
        screen.print(safe(f"Written: {written}"), markup=False, highlight=False, soft_wrap=True)
    if writing.together:
        from argmine.cli.together import show_together

        show_together(kept, [mined], writing.folder, pipeline, quiet=saying.quiet)
    return 0


def _load(model: str) -> Language:
    """The pipeline, loaded without a search for garbage: all that loading makes is kept to the end."""
    gc.disable()
    try:
        from argmine.analysis import load_pipeline

        pipeline = load_pipeline(model)
        gc.freeze()
        _open_ahead(pipeline)
        return pipeline
    finally:
        gc.enable()


def _open_ahead(pipeline: Language) -> None:
    """Have a thread open the encoder's graph, which takes a tenth of a second, while the text is read and parted."""
    if pipeline.has_pipe("argmine_encoder"):
        encoder = getattr(pipeline.get_pipe("argmine_encoder"), "encoder", None)
        if encoder is not None:
            Thread(target=encoder.embed, args=([""],), name="argmine-open").start()


def _log(found: Found, mined: Mined) -> None:
    from argmine.cli.json_log import log

    if mined.document is None:
        log("failed", path=found.name, error=mined.error)
        return
    counts = {"units": len(mined.document.units), "repeated_arguments": len(mined.document.clusters)}
    log("done", path=found.name, outputs=[path.name for path in mined.outputs], **counts)


def _progress(console: Console, *, hidden: bool) -> Progress:
    """A progress bar on standard error, silent when that is no terminal."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console, transient=True, disable=hidden or not console.is_terminal)
