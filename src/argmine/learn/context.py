"""What a head sees of a unit: its own scores, its neighbours', its sections', and the structure around it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from argmine.learn.inputs import DocumentInput, Matrix


def neighbours(scores: Matrix, reach: int) -> Matrix:
    """(n, 2 * reach * k): the scores of the units before and after; zeros beyond the ends."""
    n, k = scores.shape
    padded = np.zeros((n + 2 * reach, k), np.float32)
    padded[reach : reach + n] = scores
    return np.concatenate(
        [padded[reach + step : reach + step + n] for step in range(-reach, reach + 1) if step], axis=1
    )


def group_mean(scores: Matrix, groups: npt.NDArray[np.int64]) -> Matrix:
    """(n, k): the mean of the scores over the units of the same group."""
    if not len(scores):
        return scores
    _, member = np.unique(groups, return_inverse=True)
    sums = np.zeros((member.max() + 1, scores.shape[1]), np.float32)
    np.add.at(sums, member, scores)
    return np.asarray((sums / np.bincount(member)[:, None])[member], dtype=np.float32)


def component_context(scores: Matrix, document: DocumentInput, *, risks: int) -> Matrix:
    """Own and neighbouring component scores, paragraph and section means, structure, and how risky the unit is."""
    components = _softmax(scores[:, :4])
    own = scores[:, :4] - scores[:, :4].mean(axis=1, keepdims=True)
    danger = scores[:, 4 : 4 + risks].max(axis=1, keepdims=True, initial=-10.0)
    return np.concatenate(
        [
            own,
            components,
            neighbours(components, 2),
            group_mean(components, document.paragraphs),
            group_mean(components, document.sections),
            danger / 5,
            document.features,
        ],
        axis=1,
    )


def risk_context(scores: Matrix, document: DocumentInput, *, risks: int) -> Matrix:
    """Own risk and component scores, neighbouring risk scores, paragraph, section and document means."""
    own = scores[:, 4 : 4 + risks]
    squashed = sigmoid(own)
    whole = np.zeros(len(scores), np.int64)
    return np.concatenate(
        [
            own / 2,
            squashed,
            _softmax(scores[:, :4]),
            neighbours(squashed, 1),
            group_mean(squashed, document.paragraphs),
            group_mean(squashed, document.sections),
            group_mean(squashed, whole),
        ],
        axis=1,
    )


def sigmoid(values: Matrix) -> Matrix:
    """The logistic function, safe for any score."""
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))), dtype=np.float32)


def _softmax(values: Matrix) -> Matrix:
    shifted = np.exp(values - values.max(axis=1, keepdims=True, initial=-1e9))
    return np.asarray(shifted / np.maximum(shifted.sum(axis=1, keepdims=True), 1e-9), dtype=np.float32)
