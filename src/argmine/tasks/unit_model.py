"""A trained reader of units: a folder with a graph, a tokenizer and `task.json`, read without torch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from argmine.corpora.labelled import LabelledDocument
from argmine.learn.encoder import Graph
from argmine.learn.inputs import Matrix
from argmine.learn.windows import WindowShape
from argmine.tasks.unit_inputs import NONE, UnitBatch, unit_batch, unit_texts

INPUTS = ("ids", "mask", "pool", "openings", "order", "places")
OUTPUTS = ("scores", "links")
Run = Callable[[UnitBatch], Sequence[Matrix]]  # scores (n, classes) and links (n, 1 + n)


def unit_graph(path: Path) -> Run:
    """The graph of a model folder as a function of documents.

    Raises:
        ModelError: the file is missing.
    """
    graph = Graph(path)
    return lambda batch: graph.run({name: getattr(batch, name) for name in INPUTS})


@dataclass(frozen=True, slots=True)
class UnitReading:
    """Of `n` units: class probabilities (n, classes), and the unit each is linked to (n,), or -1."""

    classes: Matrix
    target: npt.NDArray[np.int64]


def read_units(run: Run, tokenizer: Tokenizer, shape: WindowShape, labelled: LabelledDocument) -> UnitReading:
    """What the model says of a document; a unit is linked within its paragraph only."""
    units = labelled.document.units
    if not units:
        return UnitReading(np.zeros((0, 0), np.float32), np.zeros(0, np.int64))
    scores, links = run(unit_batch(unit_texts(tokenizer, labelled), shape))
    ranked = np.where(link_candidates(np.array([unit.paragraph for unit in units])), links, -np.inf)
    best = ranked.argmax(axis=1)
    return UnitReading(_softmax(scores), np.where(best == 0, NONE, best - 1))


def link_candidates(paragraphs: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """(n, 1 + n): whether unit i may be linked to nothing (column 0) or to unit j (column 1 + j)."""
    count = len(paragraphs)
    near = (paragraphs[:, None] == paragraphs[None, :]) & ~np.eye(count, dtype=bool)
    return np.concatenate([np.ones((count, 1), dtype=bool), near], axis=1)


def _softmax(scores: Matrix) -> Matrix:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)
