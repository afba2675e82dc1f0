"""`argmine mine`: progress, results, summary, exit code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from argmine.exporters.summary import safe, summary, totals
from argmine.mining import Mined, find_files, mine_files


def run_mine(patterns: Sequence[str], output: Path, model: str, *, quiet: bool) -> int:
    """Exit code 0 if every file was mined, 1 if some failed."""
    screen, errors = Console(), Console(stderr=True)
    files = find_files(patterns)
    results: list[Mined] = []
    with _progress(errors, hidden=quiet) as progress:
        task = progress.add_task("loading the model", total=len(files))
        from argmine.analysis import analyse, load_pipeline

        pipeline = load_pipeline(model)
        progress.update(task, description=safe(files[0].name))
        for position, mined in enumerate(mine_files(files, output, lambda path: analyse(path, pipeline)), start=1):
            progress.update(task, completed=position, description=safe(files[min(position, len(files) - 1)].name))
            if mined.error:
                progress.console.print(
                    f"error: {safe(mined.error)}", style="red", markup=False, highlight=False, soft_wrap=True
                )
            elif not quiet and len(files) > 1 and mined.document and mined.output:
                progress.console.print(
                    safe(f"{mined.path} -> {mined.output}: {len(mined.document.units)} units"),
                    markup=False,
                    highlight=False,
                )
            results.append(
                mined
                if len(files) == 1
                else Mined(mined.path, mined.output, mined.document if mined.error is None else None, mined.error)
            )
    failed = [mined for mined in results if mined.error]
    if not quiet:
        _show(screen, results)
    if failed:
        errors.print(f"{len(failed)} of {len(files)} files failed", style="red", highlight=False)
    return 1 if failed else 0


def _show(screen: Console, results: Sequence[Mined]) -> None:
    documents = [mined.document for mined in results if mined.document]
    if len(results) == 1 and documents:
        screen.print(summary(documents[0]))
        screen.print(safe(f"Written: {results[0].output}"), markup=False, highlight=False, soft_wrap=True)
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
