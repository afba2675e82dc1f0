"""Every spaCy factory of argmine, with what it requires, assigns and takes.

Installed as entry points (`spacy_factories`), so `spacy.load` finds them without importing argmine.
"""

from __future__ import annotations

from spacy.language import Language

from argmine.components.stages import StructureStage, UnitStage
from argmine.components.state import register_extensions
from argmine.components.trained import (
    ClusterStage,
    ComponentStage,
    EncoderStage,
    RelationStage,
    TaggerStage,
)
from argmine.learn.apply import apply_risk_types, apply_specialties

register_extensions()


@Language.factory("argmine_structure", assigns=["doc._.argmine"], default_config={})
def make_structure(nlp: Language, name: str) -> StructureStage:
    """Sections, references, citations and the ledger."""
    return StructureStage()


@Language.factory(
    "argmine_units", requires=["doc._.argmine"], assigns=["doc._.argmine", "doc.spans"], default_config={}
)
def make_units(nlp: Language, name: str) -> UnitStage:
    """Sentences and list items as the span group "argmine"."""
    return UnitStage()


@Language.factory("argmine_encoder", requires=["doc._.argmine"], assigns=["doc._.argmine_arrays"], default_config={})
def make_encoder(nlp: Language, name: str) -> EncoderStage:
    """Unit vectors and scores."""
    return EncoderStage()


@Language.factory(
    "argmine_components",
    requires=["doc._.argmine", "doc._.argmine_arrays"],
    assigns=["doc._.argmine", "doc.spans"],
    default_config={"risks": 13, "review_below": 0.5},
)
def make_components(nlp: Language, name: str, risks: int, review_below: float) -> ComponentStage:
    """claim, evidence, conclusion or other."""
    return ComponentStage(risks, review_below)


@Language.factory(
    "argmine_risk_types",
    requires=["doc._.argmine", "doc._.argmine_arrays"],
    assigns=["doc._.argmine"],
    default_config={},
)
def make_risk_types(nlp: Language, name: str) -> TaggerStage:
    """Risk types, any number a unit."""
    return TaggerStage(name, apply_risk_types)


@Language.factory(
    "argmine_specialties",
    requires=["doc._.argmine", "doc._.argmine_arrays"],
    assigns=["doc._.argmine"],
    default_config={},
)
def make_specialties(nlp: Language, name: str) -> TaggerStage:
    """Specialties, any number a unit."""
    return TaggerStage(name, apply_specialties)


@Language.factory(
    "argmine_clusters",
    requires=["doc._.argmine", "doc._.argmine_arrays"],
    assigns=["doc._.argmine"],
    default_config={"threshold": 0.3, "largest": 40, "per_unit": 20},
)
def make_clusters(nlp: Language, name: str, threshold: float, largest: int, per_unit: int) -> ClusterStage:
    """Clusters of repeated arguments."""
    return ClusterStage(threshold, largest, per_unit)


@Language.factory(
    "argmine_relations",
    requires=["doc._.argmine", "doc._.argmine_arrays"],
    assigns=["doc._.argmine"],
    default_config={},
)
def make_relations(nlp: Language, name: str) -> RelationStage:
    """Support links between units."""
    return RelationStage()
