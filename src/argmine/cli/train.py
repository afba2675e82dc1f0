"""`argmine train`: a line a step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from argmine.learn.settings import read_settings
from argmine.training import train


def run_train(config: Path, output: Path | None, overrides: Sequence[str], work: Path) -> int:
    """Exit code 0 when the model folder has been written."""
    console = Console(stderr=True)
    settings = read_settings(config, overrides)
    folder = output or Path("models") / f"en_{settings.model.name}"
    train(settings, folder, work=work, report=lambda line: console.print(line, markup=False, highlight=False))
    return 0
