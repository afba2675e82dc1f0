"""How likely two units of a document make the same argument: meaning and words together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from argmine.learn.inputs import Matrix

PAIR_FEATURES = (
    "meaning", "meaning_centred", "context_centred", "characters", "words", "meaning_times_characters",
    "component", "specialty", "risk", "length_ratio", "shortest", "meaning_rank",
)  # fmt: skip
_BLOCK = 512  # rows of a similarity matrix held at once: memory grows with n, not n squared

Pairs = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Comparable:
    """`n` units as the pair scorer sees them; rows of the matrices have unit length."""

    meaning: Matrix
    centred: Matrix
    context: Matrix
    characters: sparse.csr_matrix
    words: sparse.csr_matrix
    components: Matrix
    specialties: Matrix
    risks: Matrix
    lengths: Matrix


def comparable(
    texts: Sequence[str], meaning: Matrix, context: Matrix, components: Matrix, specialties: Matrix, risks: Matrix
) -> Comparable:
    """Everything that pairs of units are compared by; TF-IDF weights come from this document alone."""
    lowered = [text.lower() for text in texts]
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2, dtype=np.float32)
    words = TfidfVectorizer(
        ngram_range=(1, 2),
        sublinear_tf=True,
        min_df=1,
        stop_words="english",
        token_pattern=r"(?u)\b\w[\w-]+\b",
        dtype=np.float32,
    )
    return Comparable(
        meaning=meaning,
        centred=_unit_rows(meaning - meaning.mean(axis=0)),
        context=_unit_rows(context - context.mean(axis=0)),
        characters=_fit(characters, lowered),
        words=_fit(words, lowered),
        components=components,
        specialties=_unit_rows(specialties),
        risks=_unit_rows(risks),
        lengths=np.array([max(len(text.split()), 1) for text in texts], dtype=np.float32),
    )


def candidate_pairs(units: Comparable, *, per_unit: int) -> Pairs:
    """(m, 2) pairs i < j: each unit with its `per_unit` nearest by centred meaning and by characters, sorted."""
    n = len(units.lengths)
    found: set[tuple[int, int]] = set()
    for start in range(0, n, _BLOCK):
        rows = slice(start, min(start + _BLOCK, n))
        dense = units.centred[rows] @ units.centred.T
        by_words = np.asarray((units.characters[rows] @ units.characters.T).todense())
        for scores in (dense, by_words, dense + by_words):
            found |= _nearest(scores, start, per_unit)
    return np.array(sorted(found), dtype=np.int64).reshape(-1, 2)


def pair_features(units: Comparable, pairs: Pairs) -> Matrix:
    """(m, len(PAIR_FEATURES)) features of pairs of units."""
    left, right = pairs[:, 0], pairs[:, 1]
    meaning = _dots(units.meaning, left, right)
    characters = _sparse_dots(units.characters, left, right)
    longest = np.maximum(units.lengths[left], units.lengths[right])
    shortest = np.minimum(units.lengths[left], units.lengths[right])
    return np.stack(
        [
            meaning,
            _dots(units.centred, left, right),
            _dots(units.context, left, right),
            characters,
            _sparse_dots(units.words, left, right),
            meaning * characters,
            _dots(units.components, left, right),
            _dots(units.specialties, left, right),
            _dots(units.risks, left, right),
            shortest / longest,
            np.minimum(shortest, 30) / 30,
            _mutual_rank(left, right, meaning),
        ],
        axis=1,
    ).astype(np.float32)


def _mutual_rank(left: npt.NDArray[np.int64], right: npt.NDArray[np.int64], scores: Matrix) -> Matrix:
    """1 where each is the other's best candidate, falling with the mean of the two ranks."""
    ends = np.concatenate([left, right])
    doubled = np.concatenate([scores, scores])
    order = np.lexsort((-doubled, ends))
    ranks = np.empty(len(ends), dtype=np.float32)
    starts = np.r_[0, np.flatnonzero(np.diff(ends[order])) + 1] if len(ends) else np.zeros(0, np.int64)
    ranks[order] = np.arange(len(ends)) - np.repeat(starts, np.diff(np.r_[starts, len(ends)]))
    return np.asarray(1 / (1 + (ranks[: len(left)] + ranks[len(left) :]) / 2), dtype=np.float32)


def _nearest(scores: Matrix, start: int, per_unit: int) -> set[tuple[int, int]]:
    count = min(per_unit + 1, scores.shape[1])
    nearest = np.argsort(-scores, axis=1, kind="stable")[:, :count]
    return {
        (min(start + row, int(column)), max(start + row, int(column)))
        for row in range(len(nearest))
        for column in nearest[row]
        if column != start + row and scores[row, column] > 0
    }


def _fit(vectorizer: TfidfVectorizer, texts: list[str]) -> sparse.csr_matrix:
    try:
        return sparse.csr_matrix(vectorizer.fit_transform(texts))
    except ValueError:  # no term is frequent enough: nothing in common
        return sparse.csr_matrix((len(texts), 1), dtype=np.float32)


def _unit_rows(matrix: Matrix) -> Matrix:
    return np.asarray(matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def _dots(matrix: Matrix, left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]) -> Matrix:
    return np.asarray(np.einsum("ij,ij->i", matrix[left], matrix[right]), dtype=np.float32)


def _sparse_dots(matrix: sparse.csr_matrix, left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]) -> Matrix:
    return np.asarray(matrix[left].multiply(matrix[right]).sum(axis=1), dtype=np.float32).ravel()
