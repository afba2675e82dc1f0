"""Taggers: a code frame and the heads that score its labels for every unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from argmine.learn.context import risk_context
from argmine.learn.heads import Head, fit_multilabel, fit_perceptron
from argmine.learn.inputs import DocumentInput, Matrix
from argmine.learn.label_context import CodeFrame, Meaning, label_context, label_terms, term_matches
from argmine.learn.labels import Label

Embed = Callable[[Sequence[str]], Matrix]  # texts to unit-length vectors
Known = npt.NDArray[np.bool_]  # (n,) which units of a document are gold


@dataclass(frozen=True, slots=True)
class Example:
    """One document as a tagger sees it: encoder `scores` (n, 4 + risks + specialties), inputs, meaning.

    `frames` are code frames as the encoder of this document reads them, where that is not the tagger's own encoder.
    """

    scores: Matrix
    inputs: DocumentInput
    meaning: Meaning
    frames: tuple[CodeFrame, ...] = ()

    def read(self, frame: CodeFrame) -> CodeFrame:
        """The code frame with the vectors that the encoder of this document gives its labels."""
        return next((own for own in self.frames if own.ids == frame.ids), frame)


@dataclass(frozen=True, slots=True)
class RiskTagger:
    """A head with one output a label over scores, neighbours, definitions and words."""

    frame: CodeFrame
    head: Head

    def predict(self, example: Example) -> Matrix:
        """(n, labels) probabilities."""
        return self.head.predict(risk_inputs(example, self.frame))

    @property
    def thresholds(self) -> Matrix:
        """(labels,) the probability from which each label is given."""
        return self.head.thresholds


@dataclass(frozen=True, slots=True)
class SpecialtyTagger:
    """One head shared by all labels, and one for the label of the subject as a whole, which others speak against."""

    frame: CodeFrame
    shared: Head
    general: Head
    general_label: str
    risks: int
    threshold: float

    def predict(self, example: Example) -> Matrix:
        """(n, labels) probabilities."""
        frame = example.read(self.frame)
        context = label_context(example.scores[:, 4 + self.risks :], example.inputs, frame, example.meaning)
        special, column = _split_labels(self.frame, self.general_label)
        n, _, k = context.shape
        probabilities = np.zeros((n, len(self.frame.labels)), np.float32)
        if n and special:
            shared = self.shared.predict(context[:, special].reshape(-1, k))
            probabilities[:, special] = shared.reshape(n, len(special))
        if n and column is not None:
            probabilities[:, column] = self.general.predict(general_inputs(context, special, column))[:, 0]
        return probabilities

    @property
    def thresholds(self) -> Matrix:
        """(labels,) the probability from which each label is given."""
        return np.full(len(self.frame.labels), self.threshold, np.float32)


def risk_inputs(example: Example, frame: CodeFrame) -> Matrix:
    """What the risk head sees of a unit: `context.risk_context`, how like each definition it is, and its meaning."""
    frame = example.read(frame)
    like = centred_likeness(example.meaning.units, frame)
    words = term_matches(example.inputs.texts, label_terms(frame.labels))
    context = risk_context(example.scores, example.inputs, risks=len(frame.labels))
    return np.concatenate([context, like, words, example.meaning.units], axis=1).astype(np.float32)


def centred_likeness(vectors: Matrix, frame: CodeFrame) -> Matrix:
    """(n, labels): how much more like a label's definition a unit is than like the others'."""
    like = vectors @ frame.definitions.T
    return np.asarray(like - like.mean(axis=1, keepdims=True), dtype=np.float32)


def general_inputs(context: Matrix, special: list[int], column: int) -> Matrix:
    """What the head of the general label sees: its own columns and the best of the special labels."""
    return np.concatenate([context[:, column], context[:, special].max(axis=1)], axis=1)


def fit_risk(
    examples: Sequence[Example],
    gold: Sequence[Matrix],
    known: Sequence[Known],
    frame: CodeFrame,
    *,
    strength: float,
    seed: int,
) -> RiskTagger:
    """A risk tagger fitted on held-out scores of the units that are known."""
    inputs = np.concatenate([risk_inputs(e, frame)[k] for e, k in zip(examples, known, strict=True)])
    answers = np.concatenate([g[k] for g, k in zip(gold, known, strict=True)])
    return RiskTagger(frame, fit_multilabel(inputs, answers, frame.ids, strength=strength, seed=seed))


def fit_specialty(
    examples: Sequence[Example],
    gold: Sequence[Matrix],
    known: Sequence[Known],
    frame: CodeFrame,
    *,
    general_label: str,
    hidden: int,
    decay: float,
    epochs: int,
    seed: int,
) -> SpecialtyTagger:
    """A specialty tagger fitted on held-out scores; every known unit gives one example a label to the shared head."""
    risks = examples[0].scores.shape[1] - 4 - len(frame.labels)
    contexts = [label_context(e.scores[:, 4 + risks :], e.inputs, e.read(frame), e.meaning) for e in examples]
    context = np.concatenate([c[k] for c, k in zip(contexts, known, strict=True)])
    answers = np.concatenate([g[k] for g, k in zip(gold, known, strict=True)])
    special, column = _split_labels(frame, general_label)
    shared = fit_perceptron(
        context[:, special].reshape(-1, context.shape[2]),
        answers[:, special].reshape(-1),
        hidden=hidden, decay=decay, epochs=epochs, seed=seed,
    )  # fmt: skip
    general = shared
    if column is not None:
        general = fit_perceptron(
            general_inputs(context, special, column),
            answers[:, column],
            hidden=hidden,
            decay=decay,
            epochs=epochs,
            seed=seed,
        )
    return SpecialtyTagger(frame, shared, general, general_label, risks, 0.5)


def with_threshold(tagger: SpecialtyTagger | RiskTagger, threshold: float) -> SpecialtyTagger | RiskTagger:
    """The tagger with one threshold for all its labels."""
    if isinstance(tagger, SpecialtyTagger):
        return replace(tagger, threshold=threshold)
    labels = len(tagger.frame.labels)
    return replace(tagger, head=replace(tagger.head, thresholds=np.full(labels, threshold, np.float32)))


def code_frame(labels: tuple[Label, ...], embed: Embed) -> CodeFrame:
    """The labels with the vectors of their names and definitions."""
    definitions = [f"{label.label}: {label.definition}" for label in labels]
    return CodeFrame(labels, embed([label.label for label in labels]), embed(definitions))


def meaning_of(inputs: DocumentInput, units: Matrix, embed: Embed) -> Meaning:
    """The meaning of a document's units, as the encoder found it, with that of their titles."""
    vectors = embed([*inputs.own_titles, *inputs.top_titles, inputs.title or " "])
    n = len(inputs.texts)
    return Meaning(units, vectors[:n], vectors[n : 2 * n], vectors[-1])


def _split_labels(frame: CodeFrame, general_label: str) -> tuple[list[int], int | None]:
    column = next((index for index, label in enumerate(frame.ids) if label == general_label), None)
    return [index for index in range(len(frame.labels)) if index != column], column
