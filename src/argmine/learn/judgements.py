"""Which texts of a document make the same argument, gathered from all that its annotators said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from argmine.corpora.judged_pairs import JudgedPair, Rewording
from argmine.document import ArgumentDocument


@dataclass(frozen=True, slots=True)
class Judgements:
    """Texts of one document, and for pairs of them (left < right) whether they make the same argument."""

    texts: tuple[str, ...]
    same: dict[tuple[int, int], bool]


def judgements(units: Sequence[str], judged: Sequence[JudgedPair], rewordings: Sequence[Rewording]) -> Judgements:
    """Everything that is known of a document's repeats; the reworded texts stand behind its units."""
    texts = list(units)
    same = {(pair.left, pair.right): pair.same for pair in judged}
    for reworded in rewordings:
        first, second = len(texts), len(texts) + 1
        texts += [reworded.same, reworded.different]
        same |= {(reworded.unit, first): True, (reworded.unit, second): False, (first, second): False}
    return Judgements(tuple(texts), same)


def planted_pairs(document: ArgumentDocument) -> list[JudgedPair]:
    """Every pair within the repeat groups that the author of a gold document marked: for want of a judge, repeats."""
    place = {unit.id: index for index, unit in enumerate(document.units)}
    groups = [sorted(place[unit] for unit in cluster.units) for cluster in document.clusters]
    return [JudgedPair(a, b, True, by_similarity=False) for group in groups for a, b in combinations(group, 2)]
