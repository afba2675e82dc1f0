"""From trained parts to a spaCy pipeline folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import spacy

from argmine.components import factories  # noqa: F401  (registers the factories)
from argmine.learn.heads import Head

PIPES = (
    "argmine_structure",
    "argmine_units",
    "argmine_encoder",
    "argmine_components",
    "argmine_risk_types",
    "argmine_specialties",
    "argmine_clusters",
)


@dataclass(frozen=True, slots=True)
class Parts:
    """All that training yields; `encoder` is a folder with `windows` and `sentences`."""

    encoder: Path
    component: Head
    risk: Head
    specialty: Head
    pairs: Head
    review_below: float
    cluster_threshold: float
    cluster_largest: int
    cluster_per_unit: int


def build_pipeline(parts: Parts, folder: Path, *, name: str, version: str, meta: dict[str, Any]) -> None:
    """Write a folder that `spacy.load` can read."""
    risks = len(parts.risk.labels)
    settings: dict[str, dict[str, Any]] = {
        "argmine_components": {"risks": risks, "review_below": parts.review_below},
        "argmine_risk_types": {"risks": risks},
        "argmine_specialties": {"risks": risks},
        "argmine_clusters": {
            "threshold": parts.cluster_threshold,
            "largest": parts.cluster_largest,
            "per_unit": parts.cluster_per_unit,
        },
    }
    nlp = spacy.blank("en")
    for pipe in PIPES:
        nlp.add_pipe(pipe, config=settings.get(pipe, {}))
    nlp.get_pipe("argmine_encoder").from_disk(parts.encoder)  # type: ignore[attr-defined]
    for pipe, head in (
        ("argmine_components", parts.component),
        ("argmine_risk_types", parts.risk),
        ("argmine_specialties", parts.specialty),
        ("argmine_clusters", parts.pairs),
    ):
        nlp.get_pipe(pipe).head = head  # type: ignore[attr-defined]
    nlp.meta.update(
        name=name,
        version=version,
        description="Argument mining for policy and regulatory submissions",
        license="MIT",
        **meta,
    )
    nlp.to_disk(folder)


def update_meta(folder: Path, **values: Any) -> None:
    """Set values under "argmine" in the `meta.json` of a pipeline folder."""
    path = folder / "meta.json"
    meta = json.loads(path.read_text(encoding="utf-8"))
    meta["argmine"] = {**meta.get("argmine", {}), **values}
    path.write_text(json.dumps(meta, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
