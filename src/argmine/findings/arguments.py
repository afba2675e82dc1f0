"""Arguments worth a look: those that come back, conclusions that carry weight, claims that nothing supports."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from argmine.document import ArgumentDocument, Cluster, Unit

_NEAR = 2  # units on either side, in the same section


@dataclass(frozen=True, slots=True)
class RepeatedArgument:
    """An argument that is made more than once; `best` is the wording that stands for it."""

    id: str
    best: Unit
    units: tuple[Unit, ...]
    sections: tuple[str, ...]


def unsupported_claims(document: ArgumentDocument) -> list[Unit]:
    """Claims that nothing supports: no citation, no support link, no evidence within two units in their section."""
    supported = {relation.target for relation in document.relations}
    found = []
    for index, unit in enumerate(document.units):
        if unit.component != "claim" or unit.cited_numbers or unit.id in supported:
            continue
        near = document.units[max(0, index - _NEAR) : index + _NEAR + 1]
        if not any(other.component == "evidence" and other.section == unit.section for other in near):
            found.append(unit)
    return found


def by_reach(document: ArgumentDocument) -> list[Cluster]:
    """Clusters by the number of sections they reach, then of units, then by place."""
    start = {unit.id: unit.start for unit in document.units}
    return sorted(document.clusters, key=lambda c: (-len(c.sections), -len(c.units), start[c.units[0]]))


def repeated_arguments(document: ArgumentDocument) -> list[RepeatedArgument]:
    """The clusters with their units, those that reach most sections first."""
    units = {unit.id: unit for unit in document.units}
    return [
        RepeatedArgument(
            cluster.id,
            units[cluster.representative],
            tuple(units[member] for member in cluster.units),
            cluster.sections,
        )
        for cluster in by_reach(document)
    ]


def headline_conclusions(document: ArgumentDocument, limit: int = 8) -> list[Unit]:
    """Conclusions by how often they are made, how many units support them, and how sure the model is.

    Of a repeated argument only one is listed, the wording that stands for it where that is a conclusion.
    """
    supports = Counter(relation.target for relation in document.relations)
    size = {cluster.id: len(cluster.units) for cluster in document.clusters}
    best = {cluster.representative for cluster in document.clusters}
    conclusions = sorted(
        (unit for unit in document.units if unit.component == "conclusion"),
        key=lambda u: (-size.get(u.cluster or "", 1), u.id not in best, -supports[u.id], -u.scores.conclusion, u.start),
    )
    kept: list[Unit] = []
    for unit in conclusions:
        if unit.cluster is None or all(unit.cluster != other.cluster for other in kept):
            kept.append(unit)
    return kept[:limit]
