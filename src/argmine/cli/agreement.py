"""`argmine agreement`: a table for people, JSON for machines, disagreements to adjudicate."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from argmine.corpora.readings import read_readings
from argmine.errors import ConfigError
from argmine.learn.agreement import agreement, disagreements


def run_agreement(folders: Sequence[Path], output: Path | None, differing: Path | None) -> int:
    """Exit code 0 when the figures have been shown.

    Raises:
        ConfigError: fewer than two folders are given.
    """
    if len(folders) < 2:
        raise ConfigError("agreement needs the annotations of two readers or more, a folder each")
    documents = read_readings(folders)
    figures = agreement(documents)
    Console().print(_table(figures))
    if output:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    if differing:
        rows = disagreements(documents)
        differing.parent.mkdir(parents=True, exist_ok=True)
        differing.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        Console().print(f"{len(rows)} disagreements written to {differing}", markup=False, soft_wrap=True)
    return 0


def _table(figures: dict[str, Any]) -> Table:
    title = (
        f"{figures['documents']} documents, {figures['units']} units, {figures['units_of_all_readers']} of all readers"
    )
    table = Table(title=title, title_justify="left")
    for name in ("", "Cohen's kappa", "Fleiss' kappa", "Krippendorff's alpha"):
        table.add_column(name, justify="right" if name else "left")
    table.add_row("components", *_cells(figures["components"]))
    for label, values in figures["each_component"].items():
        table.add_row(f"  {label}", *_cells(values))
    table.add_row("components, over the text", "", "", f"{figures['components']['unitized_alpha']:.3f}")
    for field in ("risk_types", "specialties"):
        table.add_section()
        table.add_row(f"{field.replace('_', ' ')}, micro-F1 {figures[field]['micro_f1']:.3f}")
        for label, values in figures[field].items():
            if isinstance(values, dict):
                table.add_row(f"  {label}", *_cells(values))
    return table


def _cells(values: dict[str, Any]) -> tuple[str, str, str]:
    kappas = " / ".join(f"{value:.3f}" for value in values["cohen_kappa"].values())
    return kappas, f"{values['fleiss_kappa']:.3f}", f"{values['krippendorff_alpha']:.3f}"
