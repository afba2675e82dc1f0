"""Candidate pairs: the nearest of each unit, the earliest of equals."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from argmine.learn.similarity import PAIR_FEATURES, _nearest, candidate_pairs, comparable, pair_features

SCORES = st.sampled_from([-1.0, -0.5, -0.0, 0.0, 0.25, 0.5, 1.0])  # many ties


def by_sorting(scores: np.ndarray, start: int, per_unit: int) -> list[int]:
    """What a stable sort of every row finds."""
    n = scores.shape[1]
    order = np.argsort(-scores, axis=1, kind="stable")[:, : min(per_unit + 1, n)]
    pairs = [(start + row, int(j)) for row in range(len(order)) for j in order[row] if scores[row, j] > 0]
    return sorted({min(i, j) * n + max(i, j) for i, j in pairs if i != j})


@given(data=st.data(), n=st.integers(1, 9), per_unit=st.integers(1, 4))
def test_the_nearest_are_those_of_a_stable_sort(data: st.DataObject, n: int, per_unit: int) -> None:
    start = data.draw(st.integers(0, n - 1))
    rows = data.draw(st.integers(1, n - start))
    flat = data.draw(st.lists(SCORES, min_size=rows * n, max_size=rows * n))
    scores = np.array(flat, dtype=np.float32).reshape(rows, n)
    assert np.unique(_nearest(scores, start, per_unit)).tolist() == by_sorting(scores, start, per_unit)


def test_pairs_are_sorted_and_of_the_alike() -> None:
    texts = ["risk to patients rises", "waiting lists are long", "the risk to patients rises"]
    vectors = np.eye(3, dtype=np.float32)
    units = comparable(texts, vectors, vectors, vectors, vectors, vectors)
    pairs = candidate_pairs(units, per_unit=2)
    assert pairs.tolist() == [[0, 1], [0, 2], [1, 2]]  # the texts share "s " and " ar", if nothing else
    features = dict(zip(PAIR_FEATURES, pair_features(units, pairs)[1].tolist(), strict=True))
    assert features["meaning"] == 0
    assert features["characters"] > 0.9
    assert features["length_ratio"] == np.float32(4 / 5)


def test_one_unit_has_no_pairs() -> None:
    vectors = np.ones((1, 3), dtype=np.float32)
    assert candidate_pairs(comparable(["alone"], *[vectors] * 5), per_unit=5).shape == (0, 2)
