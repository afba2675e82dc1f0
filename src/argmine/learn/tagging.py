"""Taggers: a code frame and the heads that score its labels for every unit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from argmine.errors import ModelError
from argmine.learn.context import risk_context
from argmine.learn.heads import Head, fit_multilabel, fit_perceptron, load_head, save_head
from argmine.learn.inputs import DocumentInput, Matrix
from argmine.learn.label_context import CodeFrame, Meaning, label_context, label_terms, term_matches
from argmine.learn.labels import Label
from argmine.learn.sentence_encoder import SentenceEncoder


@dataclass(frozen=True, slots=True)
class Example:
    """One document as a tagger sees it: encoder `scores` (n, 4 + risks + specialties), inputs, sentence vectors."""

    scores: Matrix
    inputs: DocumentInput
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class RiskTagger:
    """A head with one output a label over scores, neighbours, definitions and words."""

    frame: CodeFrame
    head: Head

    def predict(self, example: Example) -> Matrix:
        """(n, labels) probabilities."""
        return self.head.predict(risk_inputs(example, self.frame))


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
        context = label_context(example.scores[:, 4 + self.risks :], example.inputs, self.frame, example.meaning)
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
    """What the risk head sees of each unit: see `context.risk_context`, and how like each definition the unit is."""
    like = example.meaning.units @ frame.definitions.T
    like = like - like.mean(axis=1, keepdims=True)
    words = term_matches(example.inputs.texts, label_terms(frame.labels))
    context = risk_context(example.scores, example.inputs, risks=len(frame.labels))
    return np.concatenate([context, like, words], axis=1).astype(np.float32)


def general_inputs(context: Matrix, special: list[int], column: int) -> Matrix:
    """What the head of the general label sees: its own columns and the best of the special labels."""
    return np.concatenate([context[:, column], context[:, special].max(axis=1)], axis=1)


def fit_risk(
    examples: Sequence[Example], gold: Sequence[Matrix], frame: CodeFrame, *, strength: float, seed: int
) -> RiskTagger:
    """A risk tagger fitted on held-out scores."""
    inputs = np.concatenate([risk_inputs(example, frame) for example in examples])
    return RiskTagger(
        frame, fit_multilabel(inputs, np.concatenate(list(gold)), frame.ids, strength=strength, seed=seed)
    )


def fit_specialty(
    examples: Sequence[Example],
    gold: Sequence[Matrix],
    frame: CodeFrame,
    *,
    general_label: str,
    hidden: int,
    decay: float,
    epochs: int,
    seed: int,
) -> SpecialtyTagger:
    """A specialty tagger fitted on held-out scores; every unit gives one example a label to the shared head."""
    risks = examples[0].scores.shape[1] - 4 - len(frame.labels)
    contexts = [label_context(e.scores[:, 4 + risks :], e.inputs, frame, e.meaning) for e in examples]
    context, answers = np.concatenate(contexts), np.concatenate(list(gold))
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


def code_frame(labels: tuple[Label, ...], encoder: SentenceEncoder) -> CodeFrame:
    """The labels with the vectors of their names and definitions."""
    definitions = [f"{label.label}: {label.definition}" for label in labels]
    return CodeFrame(labels, encoder.encode([label.label for label in labels]), encoder.encode(definitions))


def meaning_of(inputs: DocumentInput, encoder: SentenceEncoder) -> Meaning:
    """Sentence vectors of a document's units and titles, each distinct text encoded once."""
    texts = [*inputs.texts, *inputs.own_titles, *inputs.top_titles, inputs.title or " "]
    distinct = list(dict.fromkeys(texts))
    place = {text: index for index, text in enumerate(distinct)}
    vectors = encoder.encode(distinct)[[place[text] for text in texts]]
    n = len(inputs.texts)
    return Meaning(vectors[:n], vectors[n : 2 * n], vectors[2 * n : 3 * n], vectors[-1])


def save_frame(frame: CodeFrame, path: Path) -> None:
    """Write `labels.json` and `labels.safetensors` of a tagger's folder."""
    rows = [asdict(label) for label in frame.labels]
    (path / "labels.json").write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    save_file({"names": frame.names, "definitions": frame.definitions}, str(path / "labels.safetensors"))


def load_frame(path: Path) -> CodeFrame:
    """Read a code frame.

    Raises:
        ModelError: a file is missing or damaged.
    """
    try:
        labels = tuple(Label(**row) for row in json.loads((path / "labels.json").read_text(encoding="utf-8")))
        arrays = load_file(str(path / "labels.safetensors"))
        return CodeFrame(labels, arrays["names"], arrays["definitions"])
    except Exception as error:
        raise ModelError(f"{path}: the code frame cannot be loaded: {error}; reinstall argmine") from error


def save_risk(tagger: RiskTagger, path: Path) -> None:
    """Write a risk tagger's folder."""
    path.mkdir(parents=True, exist_ok=True)
    save_frame(tagger.frame, path)
    save_head(tagger.head, path / "head.safetensors")


def load_risk(path: Path) -> RiskTagger:
    """Read a risk tagger.

    Raises:
        ModelError: a file is missing or damaged.
    """
    return RiskTagger(load_frame(path), load_head(path / "head.safetensors"))


def save_specialty(tagger: SpecialtyTagger, path: Path) -> None:
    """Write a specialty tagger's folder."""
    path.mkdir(parents=True, exist_ok=True)
    save_frame(tagger.frame, path)
    save_head(tagger.shared, path / "shared.safetensors")
    save_head(tagger.general, path / "general.safetensors")
    settings = {"general_label": tagger.general_label, "risks": tagger.risks, "threshold": tagger.threshold}
    (path / "settings.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def load_specialty(path: Path) -> SpecialtyTagger:
    """Read a specialty tagger.

    Raises:
        ModelError: a file is missing or damaged.
    """
    try:
        settings = json.loads((path / "settings.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: settings.json cannot be read: {error}; reinstall argmine") from error
    shared, general = load_head(path / "shared.safetensors"), load_head(path / "general.safetensors")
    return SpecialtyTagger(load_frame(path), shared, general, **settings)


def _split_labels(frame: CodeFrame, general_label: str) -> tuple[list[int], int | None]:
    column = next((index for index, label in enumerate(frame.ids) if label == general_label), None)
    return [index for index in range(len(frame.labels)) if index != column], column
