"""A trained reader of units: a folder with a graph, a tokenizer and `task.json`, read without torch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from argmine.corpora.labelled import LabelledDocument
from argmine.learn.inputs import Matrix
from argmine.learn.windows import Batch, WindowShape, pad
from argmine.tasks.unit_inputs import unit_windows

Run = Callable[[Batch], Sequence[Matrix]]


@dataclass(frozen=True, slots=True)
class UnitReading:
    """Of `n` units: class probabilities (n, classes), and the unit each is linked to (n,), or -1."""

    classes: Matrix
    target: npt.NDArray[np.int64]


def read_units(run: Run, tokenizer: Tokenizer, shape: WindowShape, labelled: LabelledDocument) -> UnitReading:
    """What the model says of a document; a unit is linked within its paragraph and window only."""
    paragraphs = np.array([unit.paragraph for unit in labelled.document.units], dtype=np.int64)
    classes: list[Matrix] = []
    target: list[npt.NDArray[np.int64]] = []
    for window in unit_windows(tokenizer, labelled, shape):
        scores, links = (output[0] for output in run(pad([window])))
        count = len(window.spans)
        classes.append(_softmax(scores[:count]))
        own = paragraphs[window.first : window.first + count]
        allowed = (own[:, None] == own[None, :]) & ~np.eye(count, dtype=bool)
        ranked = np.concatenate([links[:count, :1], np.where(allowed, links[:count, 1 : count + 1], -np.inf)], axis=1)
        best = ranked.argmax(axis=1)
        target.append(np.where(best == 0, -1, best - 1 + window.first))
    if not classes:
        return UnitReading(np.zeros((0, 0), np.float32), np.zeros(0, np.int64))
    return UnitReading(np.concatenate(classes), np.concatenate(target))


def _softmax(scores: Matrix) -> Matrix:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)
