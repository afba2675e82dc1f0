"""The scorer of support links: fitted on gold links, its threshold chosen on documents it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from argmine.learn.heads import Head, fit_perceptron
from argmine.learn.inputs import Matrix
from argmine.learn.settings import HeadsSection
from argmine.learn.support import Pairs, SupportInput, best_targets, support_candidates, support_features

Links = frozenset[tuple[int, int]]

_FOLDS = 5
_STEPS = np.arange(0.05, 0.9, 0.01)


@dataclass(frozen=True, slots=True)
class _Example:
    pairs: Pairs
    features: Matrix
    gold: Matrix  # (m,)
    links: Links  # also those that are no candidate


def fit_support(
    documents: Sequence[SupportInput], links: Sequence[Links], settings: HeadsSection, *, seed: int
) -> tuple[Head, float]:
    """(scorer with its threshold, F1 of its links on documents that it has not seen); `links` are (source, target)."""
    examples = [_example(document, own) for document, own in zip(documents, links, strict=True)]
    folds = min(_FOLDS, len(examples))
    scores: list[Matrix] = [np.zeros(0, np.float32)] * len(examples)
    for fold in range(folds):
        head = _fit([e for index, e in enumerate(examples) if index % folds != fold], settings, seed)
        for index in range(fold, len(examples), folds):
            scores[index] = head.predict(examples[index].features)[:, 0]
    reached = [links_f1(examples, scores, float(step)) for step in _STEPS]
    best = int(np.argmax(reached))
    head = replace(_fit(examples, settings, seed), thresholds=np.array([_STEPS[best]], np.float32))
    return head, reached[best]


def links_f1(examples: Sequence[_Example], scores: Sequence[Matrix], threshold: float) -> float:
    """F1 of directed links, over all documents."""
    hits = total = 0
    for example, score in zip(examples, scores, strict=True):
        given = {(source, target) for source, target, _ in best_targets(example.pairs, score, threshold)}
        hits += len(given & example.links)
        total += len(given) + len(example.links)
    return 2 * hits / max(total, 1)


def _example(document: SupportInput, links: Links) -> _Example:
    pairs = support_candidates(document.inputs)
    gold = np.array([(int(a), int(b)) in links for a, b in pairs], dtype=np.float32)
    return _Example(pairs, support_features(document, pairs), gold, links)


def _fit(examples: Sequence[_Example], settings: HeadsSection, seed: int) -> Head:
    return fit_perceptron(
        np.concatenate([example.features for example in examples]),
        np.concatenate([example.gold for example in examples]),
        hidden=settings.support_hidden,
        decay=settings.support_decay,
        epochs=settings.support_epochs,
        seed=seed,
    )
