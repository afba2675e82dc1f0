"""How likely a text carries a label, judged by the label's definition alone.

One scorer serves every label of every code frame, so it also serves labels that it has never seen: it knows how
like a definition a text has to be, not what the definition says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from argmine.learn.heads import Head
from argmine.learn.inputs import Matrix
from argmine.learn.label_context import CodeFrame, label_terms, term_matches

DEFINITION_FEATURES = ("likeness", "lead", "words")
DEFINITION_THRESHOLD = 0.3  # benchmarks/code_frame.py


@dataclass(frozen=True, slots=True)
class FrameReading:
    """Texts under a code frame: definition features (n, labels, 3) and which labels each carries (n, labels)."""

    features: Matrix
    gold: Matrix


def definition_features(vectors: Matrix, texts: Sequence[str], frame: CodeFrame) -> Matrix:
    """(n, labels, 3): likeness to the definition above the mean of all, lead over the best rival, its words used."""
    like = vectors @ frame.definitions.T
    best = np.sort(like, axis=1)[:, -2:]
    rival = np.where(like >= best[:, -1:], best[:, :1], best[:, -1:])
    words = term_matches(texts, label_terms(frame.labels))
    return np.stack([like - like.mean(axis=1, keepdims=True), like - rival, words], axis=2).astype(np.float32)


def fit_definitions(readings: Sequence[FrameReading], *, seed: int) -> Head:
    """A scorer with one output, by logistic regression over all texts and labels; each reading weighs the same."""
    from sklearn.linear_model import LogisticRegression

    inputs = np.concatenate([_rows(reading) for reading in readings])
    gold = np.concatenate([reading.gold.ravel() for reading in readings])
    weights = np.concatenate([np.full(reading.gold.size, 1e4 / reading.gold.size) for reading in readings])
    model = LogisticRegression(max_iter=1000, random_state=seed).fit(inputs, gold, sample_weight=weights)
    layer = model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32)
    count = len(DEFINITION_FEATURES)
    thresholds = np.full(1, DEFINITION_THRESHOLD, np.float32)
    return Head(
        ("yes",), (layer,), np.zeros(count, np.float32), np.ones(count, np.float32), thresholds, exclusive=False
    )


def unseen_frame_f1(readings: Sequence[FrameReading], *, seed: int) -> list[float]:
    """For each reading the micro-F1 of a scorer that was fitted on the others: what to expect of a new code frame."""
    from sklearn.metrics import f1_score

    reached = []
    for index, reading in enumerate(readings):
        head = fit_definitions([other for place, other in enumerate(readings) if place != index], seed=seed)
        given = head.predict(_rows(reading))[:, 0] >= DEFINITION_THRESHOLD
        reached.append(float(f1_score(reading.gold.ravel(), given, zero_division=0)))
    return reached


def _rows(reading: FrameReading) -> Matrix:
    return reading.features.reshape(-1, len(DEFINITION_FEATURES))
