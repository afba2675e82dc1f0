"""Which units would teach a model most: those it is unsure of, each unlike the others and unlike what is known.

Margin sampling (Scheffer et al. 2001) for the component, the same for each tag around its threshold, and a greedy
choice that discounts a unit by its likeness to those chosen before it (as in maximal marginal relevance, Carbonell
and Goldstein 1998).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from argmine.learn.inputs import Matrix

_TINY = 1e-6


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
    """Indices of at most `count` rows, the most informative first.

    `uncertainty` is (n,); `vectors` (n, d) and `known` (m, d) have unit length. What a row is worth is its
    uncertainty times its distance (one less the cosine, not under 0) from the nearest known or chosen row. Equals
    are taken in order.
    """
    nearest = (vectors @ known.T).max(axis=1) if len(known) else np.zeros(len(vectors), np.float32)
    chosen: list[int] = []
    free: npt.NDArray[np.bool_] = np.ones(len(vectors), dtype=bool)
    while len(chosen) < min(count, len(vectors)):
        worth = np.where(free, uncertainty * np.clip(1 - nearest, _TINY, None), -1.0)
        best = int(np.argmax(worth))
        chosen.append(best)
        free[best] = False
        nearest = np.maximum(nearest, vectors @ vectors[best])
    return chosen


def _log_odds(probabilities: Matrix) -> Matrix:
    inside = np.clip(probabilities, _TINY, 1 - _TINY)
    return np.asarray(np.log(inside / (1 - inside)), dtype=np.float64)
