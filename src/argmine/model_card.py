"""A trained folder's figures and card: what it was trained on, how well it does on documents it has not seen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sklearn.metrics import f1_score

from argmine.document import COMPONENTS
from argmine.learn.fit_heads import Heads, of_known
from argmine.learn.gold import Labels
from argmine.learn.heads import with_surest


def held_out_figures(labels: Sequence[Labels], heads: Heads) -> dict[str, Any]:
    """F1 of every label on the training documents, each scored by encoders and heads that have not seen it."""
    gold = of_known([y.components for y in labels], labels)
    given = of_known(heads.component_probabilities, labels).argmax(axis=1)
    risk = of_known(heads.risk_probabilities, labels) >= heads.risk.head.thresholds
    specialty_scores = of_known(heads.specialty_probabilities, labels)
    specialty = with_surest(specialty_scores, specialty_scores >= heads.specialty.thresholds)
    each = f1_score(gold, given, labels=range(len(COMPONENTS)), average=None, zero_division=0)
    return {
        "components": {"macro_f1": float(each.mean()), "labels": _named(COMPONENTS, each)},
        "risk_types": _multilabel(of_known([y.risks for y in labels], labels), risk, heads.risk.frame.ids),
        "specialties": _multilabel(
            of_known([y.specialties for y in labels], labels), specialty, heads.specialty.frame.ids
        ),
    }


def write_card(folder: Path, text: str, figures: dict[str, Any]) -> None:
    """Write `metrics.json` and `README.md`: the given text, then the held-out figures of every label."""
    (folder / "metrics.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    lines = [
        text.strip(), "", "## Held-out figures", "",
        "F1 on the training documents, each scored by encoders and heads that had not seen it (`metrics.json`).",
        "The shipped model is trained on all of them; the test split is reported in the project's README.", "",
        "| label | F1 |", "|---|---|",
    ]  # fmt: skip
    summary = (("components", "macro_f1"), ("risk_types", "micro_f1"), ("specialties", "micro_f1"))
    for part, name in summary:
        lines.append(f"| **{part.replace('_', ' ')}, {name.replace('_f1', '-F1')}** | **{figures[part][name]:.3f}** |")
        lines += [f"| {label} | {value:.3f} |" for label, value in figures[part]["labels"].items()]
    (folder / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _multilabel(gold: Any, given: Any, labels: Sequence[str]) -> dict[str, Any]:
    each = f1_score(gold, given, average=None, zero_division=0)
    micro = float(f1_score(gold, given, average="micro", zero_division=0))
    return {"micro_f1": micro, "labels": _named(labels, each)}


def _named(labels: Sequence[str], values: Any) -> dict[str, float]:
    return {label: round(float(value), 4) for label, value in zip(labels, values, strict=True)}
