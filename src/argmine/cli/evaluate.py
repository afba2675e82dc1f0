"""`argmine evaluate`: a table for people, JSON for machines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from argmine.analysis import load_pipeline
from argmine.errors import ConfigError
from argmine.evaluating import evaluate_split


def run_evaluate(annotations: Path, split: str, model: str, output: Path | None) -> int:
    """Exit code 0 when the figures have been shown.

    Raises:
        ConfigError: the split is not train, dev or test.
    """
    if split not in ("train", "dev", "test"):
        raise ConfigError(f"--split {split}: choose train, dev or test")
    figures = evaluate_split(annotations, split, load_pipeline(model))  # type: ignore[arg-type]
    Console().print(_table(figures))
    if output:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def _table(figures: dict[str, Any]) -> Table:
    table = Table(
        title=f"{figures['split']}: {figures['documents']} documents, {figures['units']} units", title_justify="left"
    )
    table.add_column("figure")
    table.add_column("value", justify="right")
    table.add_column("95 % interval", justify="right")
    table.add_row("unit boundaries, F1 at IoU 0.9", f"{figures['boundaries']['f1']:.3f}", "")
    rows = (
        ("components, macro-F1", "components", "macro_f1"),
        ("risk types, micro-F1", "risk_types", "micro_f1"),
        ("specialties, micro-F1", "specialties", "micro_f1"),
    )
    for title, key, name in rows:
        low, high = figures[key]["interval_95"]
        table.add_row(title, f"{figures[key][name]:.3f}", f"{low:.3f} to {high:.3f}")
    for label, scores in figures["components"]["labels"].items():
        table.add_row(f"  {label}, F1 ({scores['support']} units)", f"{scores['f1']:.3f}", "")
    repeats = figures["repeated_arguments"]
    table.add_row("repeated arguments, F1 on pairs drawn by similarity", f"{repeats['alike_pairs_f1']:.3f}", "")
    table.add_row("repeated arguments, F1 on all judged pairs", f"{repeats['judged_pairs_f1']:.3f}", "")
    table.add_row("repeated arguments, F1 on all pairs", f"{repeats['all_pairs_f1']:.3f}", "")
    table.add_row("repeated arguments, B-cubed F1", f"{repeats['b_cubed_f1']:.3f}", "")
    table.add_row("calibration error (ECE)", f"{figures['calibration_error']:.3f}", "")
    review = figures["needs_review"]
    table.add_row("needs review: share", f"{review['share']:.2f}", "")
    table.add_row(
        "  component accuracy in review / not", f"{review['accuracy_flagged']:.2f} / {review['accuracy_rest']:.2f}", ""
    )
    return table
