"""The scorer of repeated arguments: fitted on judged pairs, its linkage threshold on held-out documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from argmine.corpora.judged_pairs import JudgedPair
from argmine.learn.clustering import average_linkage
from argmine.learn.heads import Head, fit_multilabel
from argmine.learn.inputs import Matrix
from argmine.learn.similarity import Comparable, Pairs, candidate_pairs, pair_features

_AS_GOOD = 0.01  # F1 within which thresholds cannot be told apart


@dataclass(frozen=True, slots=True)
class PairExamples:
    """One document for the pair scorer: candidates with features and labels, and its judged pairs."""

    pairs: Pairs
    features: Matrix
    gold: Matrix
    judged: list[JudgedPair]


def pair_examples(
    units: Comparable, chosen: Sequence[int], judged: Sequence[JudgedPair], *, per_unit: int
) -> PairExamples:
    """Candidate and judged pairs of a document; a candidate that nobody judged counts as different."""
    place = {unit: index for index, unit in enumerate(chosen)}
    known = {(place[j.left], place[j.right]): j for j in judged if j.left in place and j.right in place}
    candidates = {(int(a), int(b)) for a, b in candidate_pairs(units, per_unit=per_unit)}
    same = {pair for pair, j in known.items() if j.same}
    pairs = np.array(sorted(candidates | set(known)), dtype=np.int64).reshape(-1, 2)
    gold = np.array([[float((int(a), int(b)) in same)] for a, b in pairs], dtype=np.float32)
    inside = [JudgedPair(a, b, j.same, j.by_similarity) for (a, b), j in sorted(known.items())]
    return PairExamples(pairs, pair_features(units, pairs), gold, inside)


def fit_pairs(
    examples: Sequence[PairExamples], *, strength: float, largest: int, seed: int
) -> tuple[Head, float, float]:
    """(scorer, linkage threshold, its pairwise F1 on judged pairs of documents that the scorer has not seen)."""
    folds = min(5, len(examples))
    scores: list[Matrix] = [np.zeros(0, np.float32)] * len(examples)
    for fold in range(folds):
        inside = [example for index, example in enumerate(examples) if index % folds != fold]
        head = _fit(inside, strength, seed)
        for index in range(fold, len(examples), folds):
            scores[index] = head.predict(examples[index].features)[:, 0]
    steps = np.arange(0.02, 0.8, 0.02)
    reached = [judged_f1(examples, scores, float(step), largest) for step in steps]
    smooth = np.convolve(reached, np.ones(3) / 3, mode="same")  # a plateau is safer than a peak
    near = np.flatnonzero(smooth[1:-1] >= smooth[1:-1].max() - _AS_GOOD) + 1
    best = int(near[len(near) // 2])  # the middle of those that are as good: other documents may shift either way
    return _fit(examples, strength, seed), round(float(steps[best]), 2), reached[best]


def judged_f1(examples: Sequence[PairExamples], scores: Sequence[Matrix], threshold: float, largest: int) -> float:
    """F1 of "in one cluster" over the judged pairs that were drawn by similarity, of all documents.

    Pairs that their author planted are left out here: they were reworded on purpose, so beside pairs drawn for
    looking alike they would teach that likeness means little.
    """
    hits = given = gold = 0
    for example, score in zip(examples, scores, strict=True):
        clusters = average_linkage(example.pairs, score, threshold=threshold, largest=largest)
        cluster_of = {unit: index for index, cluster in enumerate(clusters) for unit in cluster}
        for pair in (judged for judged in example.judged if judged.by_similarity):
            together = pair.left in cluster_of and cluster_of[pair.left] == cluster_of.get(pair.right)
            hits += together and pair.same
            given += together
            gold += pair.same
    return 2 * hits / max(given + gold, 1)


def _fit(examples: Sequence[PairExamples], strength: float, seed: int) -> Head:
    features = np.concatenate([example.features for example in examples])
    gold = np.concatenate([example.gold for example in examples])
    return fit_multilabel(features, gold, ("same",), strength=strength, seed=seed)
