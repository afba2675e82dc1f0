"""The trained stages: encoder, component types, risk types, specialties, clusters of repeated arguments."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from spacy.tokens import Doc

from argmine.components.stages import DocumentStage, Stage
from argmine.components.state import get_arrays, get_document, set_arrays
from argmine.document import ArgumentDocument, with_clusters
from argmine.errors import ModelError
from argmine.learn.apply import apply_components, apply_risk_types, apply_specialties
from argmine.learn.clustering import average_linkage, representative
from argmine.learn.context import component_context, risk_context, specialty_context
from argmine.learn.encoder import Encoded, WindowEncoder
from argmine.learn.heads import Head, load_head, save_head
from argmine.learn.inputs import DocumentInput, Matrix, document_input
from argmine.learn.repeats import chosen_units, comparable_units, pair_scores
from argmine.learn.sentence_encoder import SentenceEncoder


class EncoderStage(Stage[tuple[Encoded, Matrix]]):
    """Unit vectors: one pass over windows for typing and tagging, one over sentences for comparing."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._windows: WindowEncoder | None = None
        self._sentences: SentenceEncoder | None = None

    def predict(self, docs: Sequence[Doc]) -> list[tuple[Encoded, Matrix]]:
        """Window scores and vectors, and sentence vectors, of each Doc's units.

        Raises:
            ModelError: no encoder has been loaded, or a Doc has no units.
        """
        if self._windows is None or self._sentences is None:
            raise ModelError(
                "argmine_encoder holds no model yet; load a trained pipeline with spacy.load, or call from_disk"
            )
        predictions = []
        for doc in docs:
            inputs = document_input(get_document(doc))
            predictions.append((self._windows.encode(inputs), self._sentences.encode(inputs.texts)))
        return predictions

    def set_annotations(self, docs: Sequence[Doc], predictions: list[tuple[Encoded, Matrix]]) -> None:
        """Keep the arrays on the Docs."""
        for doc, (encoded, meaning) in zip(docs, predictions, strict=True):
            set_arrays(doc, context=encoded.vectors, scores=encoded.scores, meaning=meaning)

    def to_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> None:
        """Write the folders `windows` and `sentences`."""
        if self._folder is not None and self._folder.resolve() != Path(path).resolve():
            shutil.copytree(self._folder, path, dirs_exist_ok=True)

    def from_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> EncoderStage:
        """Load the folders `windows` and `sentences`.

        Raises:
            ModelError: a file is missing or damaged.
        """
        self._folder = Path(path)
        self._windows = WindowEncoder(self._folder / "windows")
        self._sentences = SentenceEncoder(self._folder / "sentences")
        return self


class HeadStage(DocumentStage):
    """A linear head over the scores of the encoder and the context of the unit."""

    def __init__(self, risks: int) -> None:
        self.risks = risks
        self.head: Head | None = None

    def context(self, scores: Matrix, inputs: DocumentInput) -> Matrix:
        """What the head sees of each unit."""
        raise ModelError("a head stage says what its head sees")

    def apply(self, document: ArgumentDocument, probabilities: Matrix, head: Head) -> ArgumentDocument:
        """The document with labels read off the probabilities."""
        raise ModelError("a head stage says what its probabilities mean")

    def improve(self, doc: Doc, document: ArgumentDocument) -> ArgumentDocument:
        """The document with this head's labels.

        Raises:
            ModelError: no head has been loaded, or `argmine_encoder` has not run.
        """
        if self.head is None:
            raise ModelError(
                f"{type(self).__name__} holds no model yet; load a trained pipeline with spacy.load, or call from_disk"
            )
        if not document.units:
            return document
        return self.apply(
            document, self.head.predict(self.context(get_arrays(doc)["scores"], document_input(document))), self.head
        )

    def to_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> None:
        """Write the head."""
        Path(path).mkdir(parents=True, exist_ok=True)
        if self.head is not None:
            save_head(self.head, Path(path) / "head.safetensors")

    def from_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> HeadStage:
        """Load the head.

        Raises:
            ModelError: the file is missing or damaged.
        """
        self.head = load_head(Path(path) / "head.safetensors")
        return self


class ComponentStage(HeadStage):
    """claim, evidence, conclusion or other, with calibrated scores and `needs_review`."""

    def __init__(self, risks: int, review_below: float) -> None:
        super().__init__(risks)
        self.review_below = review_below

    def context(self, scores: Matrix, inputs: DocumentInput) -> Matrix:
        """See `learn.context.component_context`."""
        return component_context(scores, inputs, risks=self.risks)

    def apply(self, document: ArgumentDocument, probabilities: Matrix, head: Head) -> ArgumentDocument:
        """See `learn.apply.apply_components`."""
        return apply_components(document, probabilities, review_below=self.review_below)


class RiskStage(HeadStage):
    """Risk types, any number a unit."""

    def context(self, scores: Matrix, inputs: DocumentInput) -> Matrix:
        """See `learn.context.risk_context`."""
        return risk_context(scores, inputs, risks=self.risks)

    def apply(self, document: ArgumentDocument, probabilities: Matrix, head: Head) -> ArgumentDocument:
        """See `learn.apply.apply_risk_types`."""
        return apply_risk_types(document, probabilities, head)


class SpecialtyStage(HeadStage):
    """Specialties, carried mostly by the section a unit stands in."""

    def context(self, scores: Matrix, inputs: DocumentInput) -> Matrix:
        """See `learn.context.specialty_context`."""
        return specialty_context(scores, inputs, risks=self.risks)

    def apply(self, document: ArgumentDocument, probabilities: Matrix, head: Head) -> ArgumentDocument:
        """See `learn.apply.apply_specialties`."""
        return apply_specialties(document, probabilities, head)


class ClusterStage(DocumentStage):
    """Repeated arguments: scored pairs of units, average linkage, one representative a cluster."""

    def __init__(self, threshold: float, largest: int, per_unit: int) -> None:
        self.threshold = threshold
        self.largest = largest
        self.per_unit = per_unit
        self.head: Head | None = None

    def improve(self, doc: Doc, document: ArgumentDocument) -> ArgumentDocument:
        """The document with its clusters; units judged `other` repeat no argument.

        Raises:
            ModelError: no pair scorer has been loaded, or `argmine_encoder` has not run.
        """
        if self.head is None:
            raise ModelError(
                "argmine_clusters holds no model yet; load a trained pipeline with spacy.load, or call from_disk"
            )
        arrays = get_arrays(doc)
        chosen = chosen_units(document)
        if len(chosen) < 2:
            return document
        units = comparable_units(document, chosen, arrays["meaning"], arrays["context"])
        pairs, scores = pair_scores(units, self.head, per_unit=self.per_unit)
        clusters = average_linkage(pairs, scores, threshold=self.threshold, largest=self.largest)
        best = [representative(cluster, pairs, scores) for cluster in clusters]
        return with_clusters(
            document, [[chosen[i] for i in cluster] for cluster in clusters], [chosen[i] for i in best]
        )

    def to_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> None:
        """Write the pair scorer."""
        Path(path).mkdir(parents=True, exist_ok=True)
        if self.head is not None:
            save_head(self.head, Path(path) / "head.safetensors")

    def from_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> ClusterStage:
        """Load the pair scorer.

        Raises:
            ModelError: the file is missing or damaged.
        """
        self.head = load_head(Path(path) / "head.safetensors")
        return self
