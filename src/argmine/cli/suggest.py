"""`argmine suggest`: the first of the suggestions, and what to do with them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from argmine.analysis import load_pipeline
from argmine.exporters.summary import safe
from argmine.mining import find_files
from argmine.suggesting import SUGGESTIONS, suggest

_SHOWN = 10


def run_suggest(patterns: Sequence[str], output: Path, model: str, count: int) -> int:
    """Exit code 0 when the annotation folder has been written."""
    errors = Console(stderr=True)

    def report(line: str) -> None:
        errors.print(safe(line), markup=False, highlight=False, soft_wrap=True)

    chosen = suggest(find_files(patterns), output, load_pipeline(model), count=count, report=report)
    table = Table("", "document", "unit", "the model hesitates between", "text", title_justify="left")
    for each in chosen[:_SHOWN]:
        table.add_row(str(each.rank), safe(each.document), each.unit, each.why, safe(each.quote))
    screen = Console()
    screen.print(table)
    screen.print(
        safe(
            f"{len(chosen)} suggestions in {output / SUGGESTIONS}. Correct these units in"
            f' {output / "documents"}/*.jsonl and delete their "checked": false; train on what has been checked with'
            f" argmine train CONFIG --data {output}; then suggest again with the new model."
        ),
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    return 0
