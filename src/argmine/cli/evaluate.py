"""`argmine evaluate`: a table for people, JSON for machines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from argmine.analysis import load_pipeline
from argmine.document import COMPONENTS
from argmine.errors import ConfigError
from argmine.evaluating import compare_pipelines, compare_split, mistakes, pipeline_figures
from argmine.exporters.error_report import error_report
from argmine.tasks.evaluating import evaluate_task
from argmine.tasks.task_model import is_task_model, load_record

_SHARES = (
    ("components, macro-F1", "components", "macro_f1"),
    ("risk types, micro-F1", "risk_types", "micro_f1"),
    ("specialties, micro-F1", "specialties", "micro_f1"),
)
_REPEATS = (
    ("F1 on pairs drawn by similarity", "alike_pairs_f1"),
    ("F1 on all judged pairs", "judged_pairs_f1"),
    ("F1 on all pairs", "all_pairs_f1"),
    ("B-cubed F1", "b_cubed_f1"),
)


def run_evaluate(
    model: str, corpus: str, data: Path, split: str, *, output: Path | None, errors: Path | None, against: str | None
) -> int:
    """Exit code 0 when the figures have been shown.

    Raises:
        ConfigError: an error report or a comparison is asked for of a model of a single task.
    """
    if is_task_model(Path(model)):
        if errors or against:
            raise ConfigError("--errors and --against compare pipelines; this is a model of a single task")
        trained_on = load_record(Path(model)).settings.task.corpus
        figures = evaluate_task(Path(model), corpus if corpus != "argmine" else trained_on, data, split)
        Console().print(_task_table(figures))
    else:
        pipeline = load_pipeline(model)
        documents = compare_split(corpus, data, split, pipeline)
        figures = {"corpus": corpus, "split": split} | pipeline_figures(documents, pipeline)
        if against:
            other = compare_split(corpus, data, split, load_pipeline(against))
            figures["against"] = {"model": against} | compare_pipelines(documents, other)
        Console().print(_table(figures), _confusion(figures["components"]["confusion_gold_by_predicted"]))
        if errors:
            _write(errors, error_report(mistakes(documents)))
    if output:
        _write(output, json.dumps(figures, indent=1) + "\n")
    return 0


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _table(figures: dict[str, Any]) -> Table:
    table = Table(
        title=f"{figures['corpus']}, {figures['split']}: {figures['documents']} documents, {figures['units']} units",
        title_justify="left",
    )
    table.add_column("figure")
    table.add_column("value", justify="right")
    table.add_column("95 % interval", justify="right")
    table.add_row("unit boundaries, F1 at IoU 0.9", f"{figures['boundaries']['f1']:.3f}", "")
    for title, key, name in _SHARES:
        if key in figures:
            low, high = figures[key]["interval_95"]
            table.add_row(title, f"{figures[key][name]:.3f}", f"{low:.3f} to {high:.3f}")
    for label, scores in figures["components"]["labels"].items():
        table.add_row(f"  {label}, F1 ({scores['support']} units)", f"{scores['f1']:.3f}", "")
    for title, name in _REPEATS if "repeated_arguments" in figures else ():
        table.add_row(f"repeated arguments, {title}", f"{figures['repeated_arguments'][name]:.3f}", "")
    if "support_links" in figures:
        table.add_row("support links, F1", f"{figures['support_links']['f1']:.3f}", "")
    table.add_row("calibration error (ECE)", f"{figures['calibration_error']:.3f}", "")
    review = figures["needs_review"]
    table.add_row("needs review: share", f"{review['share']:.2f}", "")
    accuracy = f"{review['accuracy_flagged']:.2f} / {review['accuracy_rest']:.2f}"
    table.add_row("  component accuracy in review / not", accuracy, "")
    if "against" in figures:
        low, high = figures["against"]["interval_95"]
        title = f"macro-F1 above {figures['against']['model']} (p {figures['against']['p_value']:.3f})"
        table.add_row(title, f"{figures['against']['difference']:+.3f}", f"{low:+.3f} to {high:+.3f}")
    return table


def _confusion(rows: list[list[int]]) -> Table:
    table = Table(title="gold (rows) by predicted (columns)", title_justify="left")
    table.add_column("")
    for label in COMPONENTS:
        table.add_column(label, justify="right")
    for label, row in zip(COMPONENTS, rows, strict=True):
        table.add_row(label, *map(str, row))
    return table


def _task_table(figures: dict[str, Any]) -> Table:
    table = Table(title=f"{figures['corpus']}, {figures['split']} ({figures['task']})", title_justify="left")
    table.add_column("figure")
    table.add_column("value", justify="right")
    for name, value in _flat(figures):
        table.add_row(name, f"{value:.4f}" if isinstance(value, float) else str(value))
    return table


def _flat(figures: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for name, value in figures.items():
        if isinstance(value, dict):
            rows += _flat(value, f"{prefix}{name}.")
        elif isinstance(value, (int, float)):
            rows.append((f"{prefix}{name}", value))
    return rows
