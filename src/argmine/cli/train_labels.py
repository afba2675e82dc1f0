"""`argmine train --labels`: a table of the labels and how far each can be trusted."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console
from rich.table import Table

from argmine.analysis import model_folder
from argmine.errors import ConfigError
from argmine.exporters.summary import safe
from argmine.frame_training import Slot, sureness, train_frame

_SLOTS: dict[str, Slot] = {"risk-types": "risk_types", "specialties": "specialties"}


def run_train_labels(labels: Path, output: Path | None, base: str, replaces: str) -> int:
    """Exit code 0 when the model folder has been written.

    Raises:
        ConfigError: `replaces` is no code frame of the pipeline, or the labels cannot be trained on.
    """
    if replaces not in _SLOTS:
        raise ConfigError(f"--replaces {replaces}: choose {' or '.join(_SLOTS)}")
    errors = Console(stderr=True)

    def report(line: str) -> None:
        errors.print(line, markup=False, highlight=False, soft_wrap=True)

    target = output or Path("models") / labels.stem
    figures = train_frame(labels, target, base=base, slot=_SLOTS[replaces], report=report)
    table = Table("label", "examples", "F1 on examples not seen (cross-validated)", box=None, padding=(0, 2, 0, 0))
    for label, count in figures.examples.items():
        table.add_row(safe(label), str(count), sureness(figures, label))
    screen = Console()
    screen.print(table)
    if not all(figures.examples.values()):
        screen.print(_expectation(base), highlight=False)
    screen.print(safe(f"Use it: argmine mine FILE -m {target}"), markup=False, highlight=False, soft_wrap=True)
    return 0


def _expectation(base: str) -> str:
    """What labels without examples have reached where it could be measured."""
    metrics = json.loads((model_folder(base) / "metrics.json").read_text(encoding="utf-8"))
    values = sorted(metrics["labels_by_definition"].values())
    return (
        f"Labels by definition alone reached F1 {values[0]:.2f} to {values[-1]:.2f} on code frames that the model had"
        " not seen;\ntheir scores are probabilities, so look at the surest units first, and give examples of the rest."
    )
