"""Pairs of a great many units, of many documents: time and memory grow with their number, not with its square."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from argmine.learn.heads import Head
from argmine.learn.inputs import Matrix
from argmine.learn.neighbours import nearest_by_index
from argmine.learn.rare_words import nearest_by_rare_words
from argmine.learn.similarity import Comparable, Pairs, meanings_alike, mutual_rank, pair_features, unit_rows
from argmine.learn.tfidf import character_tfidf, word_tfidf

EXACT_UP_TO = 20_000  # units that are all compared with all, exactly; the cost of more would grow with their square
_ROWS = 8192  # units at once
_PAIRS = 65_536  # scored at once


def comparable_many(
    texts: Sequence[str], meaning: Matrix, context: Matrix, components: Matrix, specialties: Matrix, risks: Matrix
) -> Comparable:
    """What `similarity.comparable` gives, its vectors in half precision and the entries of its rows in order."""
    characters, words = character_tfidf(texts, sizes=(3, 5), rarest=2), word_tfidf(texts)
    characters.sort_indices()
    words.sort_indices()
    return Comparable(
        meaning=meaning,
        centred=_centred(meaning),
        context=_centred(context),
        characters=characters,
        words=words,
        components=components,
        specialties=unit_rows(specialties),
        risks=unit_rows(risks),
        lengths=np.array([max(len(text.split()), 1) for text in texts], dtype=np.float32),
    )


def candidate_pairs_many(units: Comparable, *, per_unit: int) -> Pairs:
    """(m, 2) pairs i < j: each unit with its `per_unit` nearest by centred meaning and by rare words, sorted.

    Raises:
        MissingExtraError: faiss is not installed.
    """
    n = len(units.lengths)
    by_meaning, products = nearest_by_index(units.centred, count=per_unit)
    found = np.concatenate([by_meaning[products > 0], nearest_by_rare_words(units.words, count=per_unit)])
    return np.stack(np.divmod(np.unique(found.min(axis=1) * n + found.max(axis=1)), max(n, 1)), axis=1)


def pair_scores_many(units: Comparable, head: Head, pairs: Pairs) -> Matrix:
    """(m,) the probability of each pair that it makes one argument; features are made for some of them at a time."""
    ranks = mutual_rank(pairs[:, 0], pairs[:, 1], meanings_alike(units, pairs))
    scores = np.empty(len(pairs), dtype=np.float32)
    for start in range(0, len(pairs), _PAIRS):
        part = slice(start, start + _PAIRS)
        scores[part] = head.predict(pair_features(units, pairs[part], ranks=ranks[part]))[:, 0]
    return scores


def _centred(vectors: Matrix) -> npt.NDArray[np.float16]:
    """Rows less the mean of all, at unit length."""
    mean = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    centred = np.empty(vectors.shape, dtype=np.float16)
    for start in range(0, len(vectors), _ROWS):
        part = slice(start, start + _ROWS)
        centred[part] = unit_rows(vectors[part] - mean)
    return centred
