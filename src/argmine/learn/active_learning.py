"""Which units would teach a model most: those it is unsure of, without asking the same thing twice.

Margin sampling (Scheffer et al. 2001) for the component, the same for each tag around its threshold; what is too like a
unit already chosen waits. Weighing a unit by its distance from the others as well made the choice worse than drawing
lots (`docs/experiments.md`): units far from all others are odd rather than telling.
"""

from __future__ import annotations

import numpy as np

from argmine.learn.inputs import Matrix

_TINY = 1e-6
_ALIKE = 0.6  # cosine from which two units of one choice ask the same thing
_KNOWN = 0.9  # and from which a unit says what one says that is annotated


def margin_uncertainty(probabilities: Matrix) -> Matrix:
    """(n,) from 0 (sure) to 1: one less the lead of the likeliest label over the next; (n, labels) sums to 1 a row."""
    if probabilities.shape[1] < 2:
        return np.zeros(len(probabilities), np.float32)
    ordered = np.sort(probabilities, axis=1)
    return np.asarray(1 - (ordered[:, -1] - ordered[:, -2]), dtype=np.float32)


def tag_uncertainty(probabilities: Matrix, thresholds: Matrix) -> Matrix:
    """(n,) from 0 to 1: how near the least sure label is to its threshold, in log-odds."""
    if not probabilities.size:
        return np.zeros(len(probabilities), np.float32)
    apart = np.abs(_log_odds(probabilities) - _log_odds(thresholds))
    return np.asarray((2 / (1 + np.exp(apart))).max(axis=1), dtype=np.float32)


def most_informative(uncertainty: Matrix, vectors: Matrix, known: Matrix, count: int) -> list[int]:
    """Indices of at most `count` rows, the least sure first, equals in order.

    `uncertainty` is (n,); `vectors` (n, d) and `known` (m, d) have unit length. A row with a cosine of 0.6 or more to
    one chosen before it, or of 0.9 or more to a known one, is taken only if there are too few others.
    """
    nearest = (vectors @ known.T).max(axis=1) if len(known) else np.full(len(vectors), -1.0)
    alike = nearest >= _KNOWN
    chosen: list[int] = []
    waiting: list[int] = []
    for row in np.argsort(-uncertainty, kind="stable").tolist():
        if alike[row]:
            waiting.append(row)
            continue
        chosen.append(row)
        if len(chosen) == count:
            return chosen
        alike |= vectors @ vectors[row] >= _ALIKE
    return [*chosen, *waiting][:count]


def _log_odds(probabilities: Matrix) -> Matrix:
    inside = np.clip(probabilities, _TINY, 1 - _TINY)
    return np.asarray(np.log(inside / (1 - inside)), dtype=np.float64)
