"""`argmine mine`: progress, results, summary, exit code."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from argmine.document import ArgumentDocument, SourceText
from argmine.errors import InputError
from argmine.exporters.formats import writers
from argmine.exporters.summary import safe, summary, totals
from argmine.mining import Mined, find_files, mine_files
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
    """Where results go and in which formats; `together`: also what the files share."""

    folder: Path
    forms: str = "json"
    together: bool = False


def run_mine(patterns: Sequence[str], writing: Writing, model: str, reading: Reading, *, quiet: bool) -> int:
    """Exit code 0 if every file was mined, 1 if some failed.

    Raises:
        InputError: a pattern names nothing, a format is unknown, or standard input is to be read and its type is not
            given.
    """
    writers(writing.forms)  # refuse a wrong one before any work
    with TemporaryDirectory(prefix="argmine-") as scratch:
        given = [standard_input(Path(scratch), reading.type) if pattern == "-" else pattern for pattern in patterns]
        return _mine(find_files(given), writing, model, reading, quiet=quiet)


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


def _mine(files: Sequence[Path], writing: Writing, model: str, reading: Reading, *, quiet: bool) -> int:
    screen, errors = Console(), Console(stderr=True)
    results: list[Mined] = []
    kept: list[Closely] = []
    with _progress(errors, hidden=quiet) as progress:
        task = progress.add_task("loading the model", total=len(files))
        pipeline = _load(model)
        from argmine.analysis import read_closely

        progress.update(task, description=safe(files[0].name))

        def read_file(path: Path) -> SourceText:
            return read(path, reading.limits(), password=reading.password)

        def analyse(source: SourceText) -> ArgumentDocument:
            document, arrays = read_closely(source, pipeline)
            if writing.together:
                kept.append((document, arrays))
            return document

        mining = mine_files(files, writing.folder, read_file, analyse, writers(writing.forms))
        for position, mined in enumerate(mining, start=1):
            progress.update(task, completed=position, description=safe(files[min(position, len(files) - 1)].name))
            if mined.error:
                progress.console.print(
                    f"error: {safe(mined.error)}", style="red", markup=False, highlight=False, soft_wrap=True
                )
            elif not quiet and len(files) > 1 and mined.document:
                line = f"{mined.path} -> {mined.outputs[0]}: {len(mined.document.units)} units"
                progress.console.print(safe(line), markup=False, highlight=False)
            results.append(mined)
    failed = [mined for mined in results if mined.error]
    if not quiet:
        _show(screen, results)
    if writing.together:
        from argmine.cli.together import show_together

        show_together(kept, [mined for mined in results if not mined.error], writing.folder, pipeline, quiet=quiet)
    if failed:
        errors.print(f"{len(failed)} of {len(files)} files failed", style="red", highlight=False)
    return 1 if failed else 0


def _load(model: str) -> Language:
    """The pipeline, loaded without a search for garbage: all that loading makes is kept to the end."""
    gc.disable()
    try:
        from argmine.analysis import load_pipeline

        pipeline = load_pipeline(model)
        gc.freeze()
        return pipeline
    finally:
        gc.enable()


def _show(screen: Console, results: Sequence[Mined]) -> None:
    documents = [mined.document for mined in results if mined.document]
    if len(results) == 1 and documents:
        screen.print(summary(documents[0]))
        written = ", ".join(str(path) for path in results[0].outputs)
        screen.print(safe(f"Written: {written}"), markup=False, highlight=False, soft_wrap=True)
    elif documents:
        screen.print(totals(documents), highlight=False)


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
