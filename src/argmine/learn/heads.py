"""Heads: fitted by scikit-learn, stored as safetensors, applied by numpy.

scikit-learn's estimators would have to be pickled, or their classes trusted on loading; a linear head or
a small perceptron is a few arrays, so it is kept as arrays, and mining needs no estimator at all.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import safe_open
from safetensors.numpy import save_file

from argmine.errors import ModelError
from argmine.learn.inputs import Matrix

_AT_ALL_LIKELY = 0.2


@dataclass(frozen=True, slots=True)
class Head:
    """Standardized inputs, through one or two layers, to calibrated probabilities.

    `exclusive` heads give one distribution over the labels (softmax), others one probability a label
    (sigmoid). `thresholds` (labels,) say from which probability a label is given.
    """

    labels: tuple[str, ...]
    layers: tuple[tuple[Matrix, Matrix], ...]  # (inputs, outputs) weights and (outputs,) bias; ReLU in between
    mean: Matrix  # (inputs,)
    scale: Matrix  # (inputs,)
    thresholds: Matrix
    exclusive: bool

    def predict(self, inputs: Matrix) -> Matrix:
        """(n, labels) probabilities.

        Raises:
            ModelError: the inputs have another width than those the head was fitted on.
        """
        if inputs.shape[1] != len(self.mean):
            raise ModelError(
                f"the head takes {len(self.mean)} inputs, not {inputs.shape[1]}; it is of another argmine version"
            )
        values: Matrix = (inputs - self.mean) / self.scale
        for place, (weights, bias) in enumerate(self.layers):
            values = (np.maximum(values, 0) if place else values) @ weights + bias
        if not self.exclusive:
            return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))), dtype=np.float32)
        shifted = np.exp(values - values.max(axis=1, keepdims=True, initial=-1e9))
        return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), dtype=np.float32)


def fit_exclusive(
    inputs: Matrix, gold: npt.NDArray[np.int64], labels: tuple[str, ...], *, strength: float, seed: int
) -> Head:
    """A multinomial logistic regression over the labels; `strength` is scikit-learn's C."""
    from sklearn.linear_model import LogisticRegression

    mean, scale = _moments(inputs)
    model = LogisticRegression(C=strength, max_iter=2000, random_state=seed).fit((inputs - mean) / scale, gold)
    weights = np.zeros((inputs.shape[1], len(labels)), np.float32)
    bias = np.full(len(labels), -20.0, np.float32)
    if len(model.classes_) == 2:  # scikit-learn keeps one row for two classes
        weights[:, model.classes_[1]], bias[model.classes_] = model.coef_[0], (0.0, model.intercept_[0])
    else:
        weights[:, model.classes_], bias[model.classes_] = model.coef_.T, model.intercept_
    return Head(labels, ((weights, bias),), mean, scale, np.zeros(len(labels), np.float32), exclusive=True)


def fit_multilabel(inputs: Matrix, gold: Matrix, labels: tuple[str, ...], *, strength: float, seed: int) -> Head:
    """A logistic regression a label; a label never seen gets a probability near 0."""
    from sklearn.linear_model import LogisticRegression

    mean, scale = _moments(inputs)
    weights = np.zeros((inputs.shape[1], len(labels)), np.float32)
    bias = np.full(len(labels), -8.0, np.float32)
    for column in range(len(labels)):
        if 0 < gold[:, column].sum() < len(gold):
            model = LogisticRegression(C=strength, max_iter=2000, random_state=seed)
            model.fit((inputs - mean) / scale, gold[:, column])
            weights[:, column], bias[column] = model.coef_[0], model.intercept_[0]
    return Head(labels, ((weights, bias),), mean, scale, np.full(len(labels), 0.5, np.float32), exclusive=False)


def fit_perceptron(inputs: Matrix, gold: Matrix, *, hidden: int, decay: float, epochs: int, seed: int) -> Head:
    """A perceptron with one hidden layer for one yes-or-no label, `gold` (n,)."""
    from sklearn.neural_network import MLPClassifier

    mean, scale = _moments(inputs)
    model = MLPClassifier((hidden,), alpha=decay, max_iter=epochs, batch_size=512, tol=0.0, random_state=seed)
    _fit_quietly(model, (inputs - mean) / scale, gold)
    layers = tuple(
        (w.astype(np.float32), b.astype(np.float32)) for w, b in zip(model.coefs_, model.intercepts_, strict=True)
    )
    return Head(("yes",), layers, mean, scale, np.full(1, 0.5, np.float32), exclusive=False)


def _fit_quietly(model: Any, inputs: Matrix, gold: Matrix) -> None:
    """A fixed number of epochs is meant; scikit-learn warns that more might help."""
    import warnings

    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(inputs, gold.astype(int))


def with_surest(probabilities: Matrix, given: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """(n, labels) `given`, and for a row that has none its likeliest label, if that is at all likely.

    For labels of which a unit nearly always has one: nearly every unit is about some specialty.
    """
    surest = probabilities.argmax(axis=1)[:, None] == np.arange(probabilities.shape[1])
    bare = ~given.any(axis=1, keepdims=True)
    return np.asarray(given | (bare & surest & (probabilities >= _AT_ALL_LIKELY)), dtype=np.bool_)


def best_threshold(probabilities: Matrix, gold: Matrix, *, surest: bool = False) -> float:
    """The one threshold, in steps of 0.01, with the best micro-F1; the lowest of equals. See `with_surest`."""
    steps = np.arange(0.1, 0.9, 0.01)
    scores = []
    for step in steps:
        given = probabilities >= step
        given = with_surest(probabilities, given) if surest else given
        hits = float((given * gold).sum())
        scores.append(2 * hits / max(float(given.sum() + gold.sum()), 1.0))
    return float(steps[int(np.argmax(scores))])


def save_head(head: Head, path: Path) -> None:
    """Write a head as one safetensors file with its labels in the header."""
    arrays = {"mean": head.mean, "scale": head.scale, "thresholds": head.thresholds}
    for place, (weights, bias) in enumerate(head.layers):
        arrays |= {f"weights-{place}": weights, f"bias-{place}": bias}
    settings = {"labels": list(head.labels), "exclusive": head.exclusive, "layers": len(head.layers)}
    metadata = {"head": json.dumps(settings)}  # one key: the file does not keep the order of several
    plain = {name: np.ascontiguousarray(array, dtype=np.float32) for name, array in arrays.items()}
    save_file(plain, str(path), metadata=metadata)


def load_head(path: Path) -> Head:
    """Read a head.

    Raises:
        ModelError: the file is missing or not a head.
    """
    try:
        with safe_open(str(path), framework="numpy") as stored:
            settings = json.loads(stored.metadata()["head"])
            arrays = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118 (no mapping)
        places = range(settings["layers"])
        return Head(
            labels=tuple(settings["labels"]),
            layers=tuple((arrays[f"weights-{place}"], arrays[f"bias-{place}"]) for place in places),
            mean=arrays["mean"],
            scale=arrays["scale"],
            thresholds=arrays["thresholds"],
            exclusive=bool(settings["exclusive"]),
        )
    except Exception as error:
        raise ModelError(f"{path}: not a head that argmine can read: {error}") from error


def _moments(inputs: Matrix) -> tuple[Matrix, Matrix]:
    scale = inputs.std(axis=0)
    return inputs.mean(axis=0).astype(np.float32), np.where(scale < 1e-6, 1.0, scale).astype(np.float32)
