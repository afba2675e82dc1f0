"""A tagger for a code frame of the user's own: by definitions alone, or corrected by a few examples a label.

It needs no torch and is fitted in seconds. Without examples a label's log-odds are what its definition says of a text.
With examples they start from a share of that, and the vectors and the words of the examples move them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from argmine.learn.definitions import DEFINITION_FEATURES, DEFINITION_THRESHOLD, definition_features
from argmine.learn.heads import Head
from argmine.learn.inputs import Matrix
from argmine.learn.label_context import CodeFrame
from argmine.learn.tagging import Embed, Example

DEFINITION_FILE = "definition.safetensors"  # in the encoder's folder: it depends on the encoder alone
NO_LABEL = "none"  # the id under which examples of texts with no label stand
# Of the regression on examples (docs/experiments.md): the share of the definition's log-odds that it starts from, the
# penalty on the squared weights, and how freely each group of inputs may move them.
_START, _PENALTY = 0.3, 0.3
_VECTOR, _WORDS, _SLOPE, _BIAS = 2.0, 2.0, 1 / 3, 2.0
_THRESHOLD = 0.25  # of labels with examples
_HASHED = 4096
_FOLDS = 4


@dataclass(frozen=True, slots=True)
class FrameTagger:
    """A head with one output a label over the unit's vector, its words and what the definitions say of it."""

    frame: CodeFrame
    head: Head

    def predict(self, example: Example) -> Matrix:
        """(n, labels) probabilities."""
        return self.head.predict(frame_inputs(example.meaning.units, example.inputs.texts, self.frame))

    @property
    def thresholds(self) -> Matrix:
        """(labels,) the probability from which each label is given."""
        return self.head.thresholds


@dataclass(frozen=True, slots=True)
class FrameFigures:
    """Examples a label, and F1 a label and over all, of taggers that have not seen the text; None: too few to tell."""

    examples: dict[str, int]
    f1: dict[str, float | None]
    micro_f1: float | None


def frame_inputs(vectors: Matrix, texts: Sequence[str], frame: CodeFrame) -> Matrix:
    """(n, d + 3 * labels + words): unit vectors, the definition features of each label in turn, hashed words."""
    features = definition_features(vectors, texts, frame)
    return np.concatenate([vectors, features.reshape(len(features), -1), _words(texts)], axis=1).astype(np.float32)


def _words(texts: Sequence[str]) -> Matrix:
    """(n, 4096): words and pairs of words, hashed, at unit length (Weinberger et al. 2009)."""
    from sklearn.feature_extraction.text import HashingVectorizer  # imported where a frame of the user's own is read
    from sklearn.preprocessing import normalize

    if not texts:
        return np.zeros((0, _HASHED), np.float32)
    hashing = HashingVectorizer(n_features=_HASHED, ngram_range=(1, 2), alternate_sign=False, norm=None)
    counts = hashing.transform(texts)
    counts.data = 1 + np.log(counts.data)
    return np.asarray(normalize(counts).toarray(), dtype=np.float32)


def fit_frame(
    frame: CodeFrame, examples: Mapping[str, Sequence[str]], definitions: Head, embed: Embed, *, seed: int
) -> tuple[FrameTagger, FrameFigures]:
    """(tagger, its cross-validated figures).

    `examples` maps label ids, and `NO_LABEL`, to texts. A text given under several labels carries them all, and is a
    counter-example of the others. A label without examples is found by its definition alone.
    """
    texts = list(dict.fromkeys(text for given in examples.values() for text in given))
    place = {text: row for row, text in enumerate(texts)}
    gold = np.zeros((len(texts), len(frame.labels)), np.float32)
    for column, label in enumerate(frame.ids):
        gold[[place[text] for text in examples.get(label, ())], column] = 1
    width = frame.definitions.shape[1]
    inputs = frame_inputs(embed(texts), texts, frame) if texts else np.zeros((0, width), np.float32)
    head = _fit(frame, inputs, gold, definitions)
    return FrameTagger(frame, head), _cross_validated(frame, inputs, gold, definitions, seed)


def _fit(frame: CodeFrame, inputs: Matrix, gold: Matrix, definitions: Head) -> Head:
    labels, width, count = len(frame.labels), frame.definitions.shape[1], len(DEFINITION_FEATURES)
    (slope, shift), words = definitions.layers[0], width + labels * count
    weights, bias = np.zeros((words + _HASHED, labels), np.float32), np.full(labels, shift[0], np.float32)
    thresholds = np.full(labels, DEFINITION_THRESHOLD, np.float32)
    mean = inputs[:, :width].mean(axis=0) if len(inputs) else np.zeros(width, np.float32)
    for column in range(labels):
        own = slice(width + column * count, width + (column + 1) * count)
        weights[own, column] = slope[:, 0]
        if not 0 < gold[:, column].sum() < len(gold):
            continue
        odds = inputs[:, own] @ slope[:, 0] + shift[0]
        given = [_VECTOR * (inputs[:, :width] - mean), _WORDS * inputs[:, words:]]
        seen = np.column_stack([*given, _SLOPE * odds, np.full(len(odds), _BIAS)])
        found = _correction(seen, _START * odds, gold[:, column])
        stretch = _START + _SLOPE * found[-2]
        weights[:width, column] = _VECTOR * found[:width]
        weights[words:, column] = _WORDS * found[width:-2]
        weights[own, column] *= stretch
        bias[column] = stretch * bias[column] - mean @ weights[:width, column] + _BIAS * found[-1]
        thresholds[column] = _THRESHOLD
    plain = np.zeros(len(weights), np.float32), np.ones(len(weights), np.float32)
    return Head(frame.ids, ((weights, bias),), *plain, thresholds, exclusive=False)


def _correction(seen: Matrix, odds: Matrix, gold: Matrix) -> npt.NDArray[np.float64]:
    """Weights of the penalized logistic regression that starts from given log-odds (an offset)."""
    from scipy.optimize import minimize

    def loss(weights: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        raised = odds + seen @ weights
        probability = 1 / (1 + np.exp(-raised))
        value = (np.logaddexp(0, raised) - gold * raised).sum() + _PENALTY / 2 * weights @ weights
        return float(value), seen.T @ (probability - gold) + _PENALTY * weights

    return np.asarray(minimize(loss, np.zeros(seen.shape[1]), jac=True, method="L-BFGS-B").x, dtype=np.float64)


def _cross_validated(frame: CodeFrame, inputs: Matrix, gold: Matrix, definitions: Head, seed: int) -> FrameFigures:
    from sklearn.metrics import f1_score

    counts = {label: int(n) for label, n in zip(frame.ids, gold.sum(axis=0), strict=True)}
    if not len(gold) or gold.sum(axis=0).max() < _FOLDS:
        return FrameFigures(counts, dict.fromkeys(frame.ids), None)
    fold = np.random.default_rng(seed).permutation(len(gold)) % _FOLDS
    given = np.zeros(gold.shape, dtype=bool)
    for number in range(_FOLDS):
        inside = fold != number
        head = _fit(frame, inputs[inside], gold[inside], definitions)
        given[~inside] = head.predict(inputs[~inside]) >= head.thresholds
    each = f1_score(gold, given, average=None, zero_division=0)
    f1 = {x: float(v) if counts[x] >= _FOLDS else None for x, v in zip(frame.ids, each, strict=True)}
    return FrameFigures(counts, f1, float(f1_score(gold, given, average="micro", zero_division=0)))
