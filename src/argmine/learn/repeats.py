"""Units as the pair scorer sees them, and the scores of its candidate pairs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from argmine.document import COMPONENTS, ArgumentDocument, Tag, Unit
from argmine.learn.heads import Head
from argmine.learn.inputs import Matrix
from argmine.learn.many_units import candidate_pairs_many, comparable_many, pair_scores_many
from argmine.learn.similarity import Comparable, Pairs, candidate_pairs, comparable, pair_features


def chosen_units(document: ArgumentDocument) -> list[int]:
    """Indices of the units that may repeat an argument: all but `other`."""
    return [index for index, unit in enumerate(document.units) if unit.component != "other"]


def comparable_units(units: Sequence[Unit], meaning: Matrix, context: Matrix, *, many: bool = False) -> Comparable:
    """Units of one document or several; `meaning` and `context` have a row for each; `many` saves memory."""
    components = np.array([[getattr(unit.scores, label) for label in COMPONENTS] for unit in units], dtype=np.float32)
    return (comparable_many if many else comparable)(
        [unit.clean_text for unit in units],
        meaning,
        context,
        components,
        _tag_matrix(units, [unit.specialties for unit in units]),
        _tag_matrix(units, [unit.risk_types for unit in units]),
    )


def pair_scores(units: Comparable, head: Head, *, per_unit: int, many: bool = False) -> tuple[Pairs, Matrix]:
    """Candidate pairs (m, 2) and the probability (m,) that each makes one argument; of `many` units by an index.

    Raises:
        MissingExtraError: there are many units, and faiss is not installed.
    """
    if many:
        near = candidate_pairs_many(units, per_unit=per_unit)
        return near, pair_scores_many(units, head, near)
    pairs = candidate_pairs(units, per_unit=per_unit)
    return pairs, head.predict(pair_features(units, pairs))[:, 0]


def _tag_matrix(units: Sequence[Unit], tags: Sequence[tuple[Tag, ...]]) -> Matrix:
    names = sorted({tag.id for given in tags for tag in given})
    matrix = np.zeros((len(units), max(len(names), 1)), dtype=np.float32)
    for row, given in enumerate(tags):
        for tag in given:
            matrix[row, names.index(tag.id)] = tag.score
    return matrix
