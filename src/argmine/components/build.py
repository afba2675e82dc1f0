"""From trained parts to a spaCy pipeline folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import spacy
from spacy.language import Language

from argmine.components import factories  # noqa: F401  (registers the factories)
from argmine.components.trained import (
    ClusterStage,
    ComponentStage,
    EncoderStage,
    RelationStage,
    TaggerStage,
)
from argmine.learn.heads import Head
from argmine.learn.tagging import RiskTagger, SpecialtyTagger

Kind = TypeVar("Kind")

PIPES = (
    "argmine_structure",
    "argmine_units",
    "argmine_encoder",
    "argmine_components",
    "argmine_risk_types",
    "argmine_specialties",
    "argmine_clusters",
    "argmine_relations",
)


@dataclass(frozen=True, slots=True)
class Parts:
    """All that training yields; `encoder` is the folder of a `WindowEncoder`."""

    encoder: Path
    component: Head
    risk: RiskTagger
    specialty: SpecialtyTagger
    pairs: Head
    support: Head
    review_below: float
    clusters: dict[str, float | int]  # threshold, largest, per_unit


def build_pipeline(parts: Parts, folder: Path, *, name: str, version: str, meta: dict[str, Any]) -> None:
    """Write a folder that `spacy.load` can read."""
    settings: dict[str, dict[str, Any]] = {
        "argmine_components": {"risks": len(parts.risk.frame.labels), "review_below": parts.review_below},
        "argmine_clusters": parts.clusters,
    }
    nlp = spacy.blank("en")
    for pipe in PIPES:
        nlp.add_pipe(pipe, config=settings.get(pipe, {}))
    _stage(nlp, "argmine_encoder", EncoderStage).from_disk(parts.encoder)
    _stage(nlp, "argmine_components", ComponentStage).head = parts.component
    _stage(nlp, "argmine_risk_types", TaggerStage).tagger = parts.risk
    _stage(nlp, "argmine_specialties", TaggerStage).tagger = parts.specialty
    _stage(nlp, "argmine_clusters", ClusterStage).head = parts.pairs
    _stage(nlp, "argmine_relations", RelationStage).head = parts.support
    description = "Argument mining for policy and regulatory submissions"
    nlp.meta.update(name=name, version=version, description=description, license="MIT", **meta)
    nlp.to_disk(folder)


def _stage(nlp: Language, name: str, kind: type[Kind]) -> Kind:
    stage = nlp.get_pipe(name)
    assert isinstance(stage, kind)
    return stage


def update_meta(folder: Path, **values: Any) -> None:
    """Set values under "argmine" in the `meta.json` of a pipeline folder."""
    path = folder / "meta.json"
    meta = json.loads(path.read_text(encoding="utf-8"))
    meta["argmine"] = {**meta.get("argmine", {}), **values}
    path.write_text(json.dumps(meta, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
