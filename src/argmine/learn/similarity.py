"""How likely two units of a document make the same argument: meaning and words together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from argmine.learn.inputs import Matrix
from argmine.learn.tfidf import character_tfidf, word_tfidf

PAIR_FEATURES = (
    "meaning", "meaning_centred", "context_centred", "characters", "words", "meaning_times_characters",
    "component", "specialty", "risk", "length_ratio", "shortest", "meaning_rank",
)  # fmt: skip
_BLOCK = 512  # rows of a similarity matrix held at once: memory grows with n, not n squared
_PAIRS = 4096  # looked up at once

Pairs = npt.NDArray[np.int64]
Vectors = npt.NDArray[np.float32] | npt.NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Comparable:
    """`n` units as the pair scorer sees them; rows of the matrices have unit length."""

    meaning: Matrix
    centred: Vectors
    context: Vectors
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
    return Comparable(
        meaning=meaning,
        centred=unit_rows(meaning - meaning.mean(axis=0)),
        context=unit_rows(context - context.mean(axis=0)),
        characters=character_tfidf(texts, sizes=(3, 5), rarest=2),
        words=word_tfidf(texts),
        components=components,
        specialties=unit_rows(specialties),
        risks=unit_rows(risks),
        lengths=np.array([max(len(text.split()), 1) for text in texts], dtype=np.float32),
    )


def candidate_pairs(units: Comparable, *, per_unit: int) -> Pairs:
    """(m, 2) pairs i < j: each unit with its `per_unit` nearest by centred meaning and by characters, sorted."""
    n = len(units.lengths)
    by_term = units.characters.T.tocsr()
    found = [np.zeros(0, np.int64)]
    for start in range(0, n, _BLOCK):
        rows = slice(start, min(start + _BLOCK, n))
        dense = units.centred[rows] @ units.centred.T
        by_words = (units.characters[rows] @ by_term).toarray()
        for scores in (dense, by_words, dense + by_words):
            found.append(_nearest(scores, start, per_unit))
    return np.stack(np.divmod(np.unique(np.concatenate(found)), max(n, 1)), axis=1)


def meanings_alike(units: Comparable, pairs: Pairs) -> Matrix:
    """(m,) products of the meanings of pairs of units."""
    return _dots(units.meaning, pairs[:, 0], pairs[:, 1])


def pair_features(units: Comparable, pairs: Pairs, *, ranks: Matrix | None = None) -> Matrix:
    """(m, len(PAIR_FEATURES)) features of pairs of units; `ranks` are theirs among all, if these are only some."""
    left, right = pairs[:, 0], pairs[:, 1]
    meaning = meanings_alike(units, pairs)
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
            mutual_rank(left, right, meaning) if ranks is None else ranks,
        ],
        axis=1,
    ).astype(np.float32)


def mutual_rank(left: npt.NDArray[np.int64], right: npt.NDArray[np.int64], scores: Matrix) -> Matrix:
    """1 where each is the other's best candidate, falling with the mean of the two ranks."""
    ends = np.concatenate([left, right])
    doubled = np.concatenate([scores, scores])
    order = np.lexsort((-doubled, ends))
    ranks = np.empty(len(ends), dtype=np.float32)
    starts = np.r_[0, np.flatnonzero(np.diff(ends[order])) + 1] if len(ends) else np.zeros(0, np.int64)
    ranks[order] = np.arange(len(ends)) - np.repeat(starts, np.diff(np.r_[starts, len(ends)]))
    return np.asarray(1 / (1 + (ranks[: len(left)] + ranks[len(left) :]) / 2), dtype=np.float32)


def _nearest(scores: Matrix, start: int, per_unit: int) -> npt.NDArray[np.int64]:
    """i * n + j of pairs i < j: units `start` and after with their `per_unit` nearest; of equals, the earliest."""
    n = scores.shape[1]
    count = min(per_unit + 1, n)  # one of them may be the unit itself
    least = np.partition(scores, n - count, axis=1)[:, n - count, None]
    nearest = scores > least
    equal = scores == least
    wanted = count - nearest.sum(axis=1, keepdims=True)
    nearest |= equal & (np.cumsum(equal, axis=1, dtype=np.int32) <= wanted)
    rows, columns = np.nonzero(nearest & (scores > 0))
    rows += start
    others = rows != columns
    rows, columns = rows[others], columns[others]
    return np.asarray(np.minimum(rows, columns) * n + np.maximum(rows, columns), dtype=np.int64)


def unit_rows(matrix: Matrix) -> Matrix:
    """The rows of a matrix at unit length; a row of zeros stays one."""
    return np.asarray(matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def _dots(matrix: Vectors, left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]) -> Matrix:
    found = np.empty(len(left), dtype=np.float32)
    for start in range(0, len(left), _PAIRS):
        part = slice(start, start + _PAIRS)
        found[part] = np.einsum("ij,ij->i", _single(matrix[left[part]]), _single(matrix[right[part]]))
    return found


def _single(vectors: Vectors) -> Matrix:
    return vectors.astype(np.float32, copy=False)


def _sparse_dots(matrix: sparse.csr_matrix, left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]) -> Matrix:
    ordered = matrix if matrix.has_sorted_indices else matrix.copy()
    ordered.sort_indices()  # scipy multiplies rows in order in two thirds of the time
    found = np.empty(len(left), dtype=np.float32)
    for start in range(0, len(left), _PAIRS):
        part = slice(start, start + _PAIRS)
        found[part] = np.asarray(ordered[left[part]].multiply(ordered[right[part]]).sum(axis=1)).ravel()
    return found
