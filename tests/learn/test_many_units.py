"""A great many units: the index and the parts find what comparing all with all finds, and the same every time."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from argmine.errors import MissingExtraError
from argmine.learn.heads import Head
from argmine.learn.many_units import candidate_pairs_many, comparable_many, pair_scores_many
from argmine.learn.neighbours import CELL, nearest_by_index
from argmine.learn.rare_words import nearest_by_rare_words
from argmine.learn.similarity import PAIR_FEATURES, comparable, pair_features
from argmine.learn.tfidf import word_tfidf

WORDS = "risk patient title law scan nurse fee audit ward dose train staff care delay cost".split()


def rows(n: int, width: int = 32, seed: int = 0) -> np.ndarray:
    """Unit vectors around a third as many middles."""
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(n // 3 + 1, width))[rng.integers(0, n // 3 + 1, n)] + 0.3 * rng.normal(size=(n, width))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def texts(n: int) -> list[str]:
    rng = np.random.default_rng(1)
    return [" ".join(rng.choice(WORDS, 9)) + f" a{i // 2} b{i // 2} c{i // 2}" for i in range(n)]


def by_all(vectors: np.ndarray, count: int) -> list[set[int]]:
    scores = vectors @ vectors.T
    np.fill_diagonal(scores, -2)
    return [set(row) for row in np.argsort(-scores, axis=1)[:, :count].tolist()]


def found(vectors: np.ndarray, count: int) -> list[set[int]]:
    places, scores = nearest_by_index(vectors, count=count)
    assert len(places) == len(scores)
    assert np.abs(scores - np.einsum("ij,ij->i", vectors[places[:, 0]], vectors[places[:, 1]])).max() < 0.002
    groups: list[set[int]] = [set() for _ in vectors]
    for one, other in places.tolist():
        groups[one].add(other)
    return groups


def test_few_vectors_are_compared_with_all() -> None:
    vectors = rows(300)
    assert found(vectors, 5) == by_all(vectors, 5)


def test_the_cells_find_nearly_all() -> None:
    turned = np.linalg.qr(np.random.default_rng(7).normal(size=(384, 24)))[0].T.astype(np.float32)
    vectors = rows(12 * CELL, 24) @ turned  # of as many directions as sentences have, or fewer
    mine, theirs = found(vectors, 10), by_all(vectors, 10)
    assert all(len(own) <= 10 and place not in own for place, own in enumerate(mine))
    assert sum(len(a & b) for a, b in zip(mine, theirs, strict=True)) / (10 * len(vectors)) >= 0.98


@pytest.mark.parametrize("n", [0, 1, 2])
def test_hardly_any_vectors(n: int) -> None:
    assert len(nearest_by_index(rows(n), count=5)[0]) == n * (n - 1)


def test_the_same_by_any_number_of_threads() -> None:
    program = (
        "import hashlib, numpy as np; from argmine.learn.neighbours import nearest_by_index;"
        "v = np.random.default_rng(0).normal(size=(6000, 32)).astype(np.float32);"
        "v /= np.linalg.norm(v, axis=1, keepdims=True);"
        "print(hashlib.sha256(b''.join(a.tobytes() for a in nearest_by_index(v, count=8))).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", f"import os; os.environ['OMP_NUM_THREADS'] = '{threads}'; {program}"],
            check=True, capture_output=True, text=True,
        ).stdout
        for threads in (1, 3)
    }  # fmt: skip
    assert len(digests) == 1
    assert len(digests.pop().strip()) == 64


def test_threads_are_given_back() -> None:
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(before + 1)
    try:
        nearest_by_index(rows(10), count=2)
        assert faiss.omp_get_max_threads() == before + 1
    finally:
        faiss.omp_set_num_threads(before)


def test_without_faiss_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "faiss", None)
    with pytest.raises(MissingExtraError, match=r"faiss-cpu is not installed; run: pip install 'argmine\[scale\]'"):
        nearest_by_index(rows(10), count=2)


def test_texts_that_share_a_rare_word() -> None:
    words = word_tfidf(["apples fall", "apples rise", "pears", "pears rise slowly"])
    pairs = nearest_by_rare_words(words, count=1)
    assert {(a, b) for a, b in pairs.tolist()} == {(0, 1), (1, 0), (2, 3), (3, 2)}


def test_a_word_of_many_texts_brings_none_together() -> None:
    assert len(nearest_by_rare_words(word_tfidf(["common"] * 51), count=5)) == 0
    assert len(nearest_by_rare_words(word_tfidf(["common"] * 50), count=5)) == 250


def test_the_features_are_those_of_comparing_all() -> None:
    n = 400
    given = (texts(n), rows(n), rows(n, seed=2), rows(n, 4, 3), rows(n, 5, 4), rows(n, 6, 5))
    many, all_with_all = comparable_many(*given), comparable(*given)
    pairs = candidate_pairs_many(many, per_unit=6)
    assert (pairs[:, 0] < pairs[:, 1]).all()
    assert np.array_equal(pairs, np.unique(pairs, axis=0))
    assert {(i, i + 1) for i in range(0, n, 2)} <= {(a, b) for a, b in pairs.tolist()}  # they share three words
    assert np.abs(pair_features(many, pairs) - pair_features(all_with_all, pairs)).max() < 0.003
    width = len(PAIR_FEATURES)
    weights = np.random.default_rng(6).normal(size=(width, 1)).astype(np.float32)
    zero = np.zeros(width, np.float32)
    head = Head(("yes",), ((weights, zero[:1]),), zero, zero + 1, zero[:1], exclusive=False)
    scores = pair_scores_many(many, head, pairs)
    assert np.abs(scores - head.predict(pair_features(all_with_all, pairs))[:, 0]).max() < 0.003
