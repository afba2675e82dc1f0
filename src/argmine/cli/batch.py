"""`argmine mine` over many files: progress or a log, lines in the order of the files, totals, exit code."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from argmine.batch.events import Event
from argmine.batch.manifest import open_manifest, take_over
from argmine.batch.reading import kept_reading
from argmine.batch.records import Record
from argmine.batch.run import Batch, run_batch
from argmine.cli.json_log import log_event
from argmine.cli.together import show_together
from argmine.exporters.json_file import SUFFIX, output_paths
from argmine.exporters.summary import safe, summary
from argmine.mining import Mined, shown
from argmine.schema import load_json

Tell = Callable[[Event], None]


@dataclass(slots=True)
class Counts:
    """What became of the documents so far; documents themselves are not kept."""

    total: int = 0
    skipped: int = 0
    done: int = 0
    failed: int = 0
    units: int = 0
    repeated: int = 0
    finished: set[int] = field(default_factory=set)  # places of documents with results

    def add(self, event: Event) -> None:
        """Count an event."""
        if event.kind == "planned":
            self.total = event.total
        elif event.kind == "failed":
            self.failed += 1
        elif event.kind in {"skipped", "done"} and event.record is not None:
            self.skipped += event.kind == "skipped"
            self.done += event.kind == "done"
            self.units += event.record.units
            self.repeated += event.record.repeated
            self.finished.add(event.place)


def run_many(batch: Batch, *, quiet: bool, json_logs: bool) -> int:
    """Exit code 0 if every file is mined, 1 if some failed.

    Raises:
        InputError: the folder cannot be written to, or another argmine works in it.
        ModelError: there is no such model, or it cannot be loaded.
        KeyboardInterrupt: it was stopped; the same command goes on.
    """
    counts, errors = Counts(), Console(stderr=True)
    if batch.url:
        take_over(batch.folder, batch.url)
    with open_manifest(batch.folder) as manifest, _said_how_to_go_on(errors, hidden=json_logs):
        events = run_batch(batch, manifest)
        if json_logs:
            _follow(events, counts, log_event)
        else:
            with _progress(errors, hidden=quiet) as progress:
                _follow(events, counts, _Screen(batch, counts, progress, quiet=quiet).tell)
        if not quiet:
            _show(batch, counts, [manifest.records[batch.found[place].name] for place in sorted(counts.finished)[:2]])
        if batch.setup.together and counts.finished:
            _together(batch, sorted(counts.finished), quiet=quiet)
    if counts.failed and not json_logs:
        errors.print(f"{counts.failed} of {counts.total} files failed", style="red", highlight=False)
    return 1 if counts.failed else 0


@contextmanager
def _said_how_to_go_on(errors: Console, *, hidden: bool) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        if not hidden:
            errors.print("the same command goes on from here", highlight=False)
        raise


def _follow(events: Iterable[Event], counts: Counts, tell: Tell) -> None:
    for event in events:
        counts.add(event)
        tell(event)


class _Screen:
    """Lines in the order of the files, whenever they end; the progress bar counts at once."""

    def __init__(self, batch: Batch, counts: Counts, progress: Progress, *, quiet: bool) -> None:
        self._batch = batch
        self._counts = counts
        self._progress = progress
        self._quiet = quiet
        self._task = progress.add_task("loading the model", total=None, rate="", failures="")
        self._waiting: dict[int, Event] = {}
        self._next = 0
        self._began = time.monotonic()

    def tell(self, event: Event) -> None:
        """Show an event, or keep it until those of the files before it are shown."""
        counts = self._counts
        ended = counts.skipped + counts.done + counts.failed
        minutes = (time.monotonic() - self._began) / 60
        self._progress.update(
            self._task, total=counts.total or None, completed=ended, failures=f"{counts.failed} failed",
            rate=f"{(counts.done + counts.failed) / minutes:.1f} a minute" if minutes else "",
        )  # fmt: skip
        if event.kind == "started" and event.record is not None:
            self._progress.update(self._task, description=safe(Path(event.record.path).name))
        if event.kind in {"skipped", "done", "failed"}:
            self._waiting[event.place] = event
        while (shown := self._waiting.pop(self._next, None)) is not None:
            self._next += 1
            self._line(shown)

    def _line(self, event: Event) -> None:
        record, console = event.record, self._progress.console
        assert record is not None
        if record.error:
            text = f"error: {safe(record.error)}"
            console.print(text, style="red", markup=False, highlight=False, soft_wrap=True)
        elif event.kind == "done" and not self._quiet:
            output = self._batch.place_of(next(name for name in record.outputs if "/" not in name))
            line = f"{shown(self._batch.found[event.place].location)} -> {output}: {record.units} units"
            console.print(safe(line), markup=False, highlight=False, soft_wrap=True)


def _show(batch: Batch, counts: Counts, records: Sequence[Record]) -> None:
    screen = Console()
    if counts.total == 1 and records and not batch.url:
        outputs = [batch.folder / name for name in records[0].outputs if "/" not in name]
        for path in outputs:
            if path.name.endswith(SUFFIX):
                screen.print(summary(load_json(path)))
        written = ", ".join(str(path) for path in outputs)
        screen.print(safe(f"Written: {written}"), markup=False, highlight=False, soft_wrap=True)
    elif records:
        documents = counts.skipped + counts.done
        line = f"{documents} documents, {counts.units} units, {counts.repeated} repeated arguments"
        screen.print(line, highlight=False)
    if counts.skipped:
        line = f"{counts.skipped} of {counts.total} files were mined before (--again mines them again)"
        screen.print(line, highlight=False)


def _together(batch: Batch, places: Sequence[int], *, quiet: bool) -> None:
    from argmine.analysis import load_pipeline

    paths = output_paths([one.path for one in batch.found], batch.folder)
    kept = (kept_reading(batch.folder, paths[place].name) for place in places)  # one at a time
    forms = [form.strip().lower() for form in batch.setup.forms.split(",")]
    mined = [
        Mined(batch.found[place].path, (paths[place].with_suffix(".html"),) if "html" in forms else (), None, None)
        for place in places
    ]
    show_together(kept, mined, batch.folder, load_pipeline(batch.setup.model), quiet=quiet)


def _progress(console: Console, *, hidden: bool) -> Progress:
    """A progress bar on standard error, silent when that is no terminal."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}", markup=False),
        TextColumn("{task.fields[failures]}", markup=False),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=console, transient=True, disable=hidden or not console.is_terminal)
