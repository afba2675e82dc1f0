"""Which text of one list is which of another: the same wording first, then the most alike, one to one."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from argmine.findings.wording import normalise
from argmine.learn.inputs import Matrix
from argmine.learn.tfidf import character_tfidf

CHARACTERS_SHARE = 0.4  # of the score, where there are meaning vectors; benchmarks/comparing.py
_BLOCK = 512  # rows of a similarity matrix held at once: memory grows with n, not n squared
_NEAREST = 20  # candidates of a text
_ROUNDING = 1e-4  # a score of a block may differ from the one of the pair by as much
_ROUNDS = 4  # texts whose candidates have all been taken look again

Places = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Match:
    """Text `before` of the first list is text `after` of the second; 1.0 where their normalised wording is the same."""

    before: int
    after: int
    score: float
    same_wording: bool


def same_wording(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of texts with the same normalised wording, in order of `before`; duplicates pair in reading order."""
    places: defaultdict[str, deque[int]] = defaultdict(deque)
    for place, text in enumerate(after):
        places[normalise(text)].append(place)
    return [(place, twins.popleft()) for place, text in enumerate(before) if (twins := places[normalise(text)])]


def match(
    before: Sequence[str], after: Sequence[str], *, threshold: float, meaning: tuple[Matrix, Matrix] | None = None
) -> list[Match]:
    """One-to-one matches in order of `before`: all of the same wording, then pairs that score `threshold` or more.

    The pair with the highest score is taken first, then the highest of those left; of equal pairs the one that stands
    first. A score is the cosine of character n-grams, weighted over both lists; `meaning`, unit-length vectors (n, d)
    of both, adds theirs (rows of texts with a twin of the same wording are not looked at). Swapping the lists swaps
    the matches.
    """
    twins = same_wording(before, after)
    found = [Match(left, right, 1.0, True) for left, right in twins]
    rows = np.setdiff1d(np.arange(len(before)), [left for left, _ in twins])
    columns = np.setdiff1d(np.arange(len(after)), [right for _, right in twins])
    if not len(rows) or not len(columns):
        return found
    sides = [
        _Side(matrix, vectors)
        for matrix, vectors in zip(_characters(before, after), meaning or (None, None), strict=True)
    ]
    for _ in range(_ROUNDS):
        chosen = _stable(*_candidates(sides[0].part(rows), sides[1].part(columns), threshold), threshold)
        found += [Match(int(rows[left]), int(columns[right]), score, False) for left, right, score in chosen]
        rows = np.delete(rows, [left for left, _, _ in chosen])
        columns = np.delete(columns, [right for _, right, _ in chosen])
        if not chosen or not len(rows) or not len(columns):
            break
    return sorted(found, key=lambda each: each.before)


@dataclass(frozen=True, slots=True)
class _Side:
    """The texts of one list as they are compared."""

    characters: sparse.csr_matrix
    meaning: Matrix | None

    def part(self, chosen: Places) -> _Side:
        """Some of the texts."""
        return _Side(self.characters[chosen], None if self.meaning is None else self.meaning[chosen])


def _characters(before: Sequence[str], after: Sequence[str]) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    texts = [normalise(text) for text in (*before, *after)]
    weights = character_tfidf(texts, sizes=(3, 5), rarest=1)
    return weights[: len(before)], weights[len(before) :]


def _candidates(before: _Side, after: _Side, threshold: float) -> tuple[Places, Scores]:
    """(m, 2) pairs that score `threshold` or more, of each text only those with its nearest, and their scores."""
    near: list[Places] = []
    back: list[tuple[Places, Matrix]] = []
    turned = sparse.csr_matrix(after.characters.T)
    for start in range(0, before.characters.shape[0], _BLOCK):
        rows = slice(start, start + _BLOCK)
        scores = (before.characters[rows] @ turned).toarray()
        if before.meaning is not None and after.meaning is not None:
            scores = _combined(scores, before.meaning[rows] @ after.meaning.T)
        scores = np.round(scores, 5)
        near.append(_nearest(scores, threshold) + (start, 0))
        columns = _nearest(scores.T, threshold)
        back.append((columns + (0, start), scores[columns[:, 1], columns[:, 0]]))
    pairs = np.concatenate([*near, _nearest_of_all(back)[:, ::-1]])
    pairs = np.unique(pairs, axis=0)
    parts = [pairs[i : i + _BLOCK] for i in range(0, len(pairs), _BLOCK)]
    empty = np.zeros(0)
    return pairs, np.concatenate([empty, *(_scores(before, after, part[:, 0], part[:, 1]) for part in parts)])


def _nearest(scores: Matrix, threshold: float) -> Places:
    """(m, 2) of row and column: in each row the highest scores, less what is sure to be below the threshold."""
    kept = scores >= threshold - _ROUNDING
    crowded = np.flatnonzero(kept.sum(axis=1) > _NEAREST)
    highest = np.argsort(-scores[crowded], axis=1, kind="stable")[:, :_NEAREST]
    kept[crowded] = False
    kept[crowded[:, None], highest] = True
    return np.argwhere(kept)


def _nearest_of_all(found: Sequence[tuple[Places, Matrix]]) -> Places:
    """(m, 2) pairs of what blocks have found: of each text those with the highest scores."""
    pairs = np.concatenate([part for part, _ in found])
    scores = np.concatenate([part for _, part in found])
    order = np.lexsort((pairs[:, 1], -scores, pairs[:, 0]))
    texts = pairs[order, 0]
    first = np.searchsorted(texts, texts)  # where the pairs of the same text begin
    nearest: Places = pairs[order[np.arange(len(texts)) - first < _NEAREST]]
    return nearest


def _scores(before: _Side, after: _Side, left: Places, right: Places) -> Scores:
    """Scores of pairs, rounded: the same from either side and on every machine."""
    scores = np.asarray(before.characters[left].multiply(after.characters[right]).sum(axis=1)).ravel()
    if before.meaning is not None and after.meaning is not None:
        scores = _combined(scores, np.einsum("ij,ij->i", before.meaning[left], after.meaning[right]))
    return np.asarray(np.round(scores.astype(np.float64), 5))


def _combined(characters: Matrix, meaning: Matrix) -> Matrix:
    return np.asarray(CHARACTERS_SHARE * characters + (1 - CHARACTERS_SHARE) * meaning, dtype=np.float32)


def _stable(pairs: Places, scores: Scores, threshold: float) -> list[tuple[int, int, float]]:
    """Greedy from the top. Pairs that share a text never have equal sums of places, so swapped lists give the same."""
    order = np.lexsort((pairs[:, 0], pairs.sum(axis=1), -scores))
    taken_before: set[int] = set()
    taken_after: set[int] = set()
    chosen = []
    for index in order[scores[order] >= threshold].tolist():
        left, right = pairs[index].tolist()
        if left not in taken_before and right not in taken_after:
            taken_before.add(left)
            taken_after.add(right)
            chosen.append((left, right, float(scores[index])))
    return chosen
