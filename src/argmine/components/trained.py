"""The trained stages: encoder, component types, risk types, specialties, repeated arguments, support links."""

from __future__ import annotations

import shutil
from abc import abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias, TypeVar

from spacy.tokens import Doc

from argmine.components.stages import DocumentStage, Stage
from argmine.components.state import get_arrays, get_document, set_arrays
from argmine.document import ArgumentDocument, Unit, with_clusters
from argmine.errors import ModelError
from argmine.learn.apply import apply_components, apply_relations
from argmine.learn.clustering import average_linkage, linkage_by_parts, representatives
from argmine.learn.encoder import Encoded, WindowEncoder, load_window_encoder
from argmine.learn.fit_heads import ComponentTyper
from argmine.learn.heads import Head, load_head, save_head
from argmine.learn.inputs import Matrix, document_input
from argmine.learn.label_context import Meaning
from argmine.learn.many_units import EXACT_UP_TO
from argmine.learn.repeats import chosen_units, comparable_units, pair_scores
from argmine.learn.support import support_input, support_links
from argmine.learn.tagger_files import Tagger, load_tagger, save_tagger
from argmine.learn.tagging import Example, meaning_of

Loaded = TypeVar("Loaded")
Apply: TypeAlias = Callable[[ArgumentDocument, Matrix, Sequence[str], Matrix], ArgumentDocument]


class EncoderStage(Stage[tuple[Encoded, Meaning]]):
    """Unit vectors: one pass over windows for typing, tagging and comparing, and the meaning of titles."""

    def __init__(self) -> None:
        self.encoder: WindowEncoder | None = None
        self._folder: Path | None = None

    def predict(self, docs: Sequence[Doc]) -> list[tuple[Encoded, Meaning]]:
        """Scores, vectors and meaning of each Doc's units.

        Raises:
            ModelError: no encoder has been loaded, or a Doc has no units.
        """
        encoder = loaded(self.encoder, "argmine_encoder")
        inputs = [document_input(get_document(doc)) for doc in docs]
        encoded = [encoder.encode(each) for each in inputs]
        return [(e, meaning_of(x, e.meaning, encoder.embed)) for x, e in zip(inputs, encoded, strict=True)]

    def set_annotations(self, docs: Sequence[Doc], predictions: list[tuple[Encoded, Meaning]]) -> None:
        """Keep the arrays on the Docs."""
        for doc, (encoded, meaning) in zip(docs, predictions, strict=True):
            set_arrays(
                doc, context=encoded.vectors, scores=encoded.scores, meaning=meaning.units, links=encoded.links,
                own_title=meaning.own_title, top_title=meaning.top_title, title=meaning.title,
            )  # fmt: skip

    def to_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> None:
        """Write the encoder's folder."""
        if self._folder is not None and self._folder.resolve() != Path(path).resolve():
            shutil.copytree(self._folder, Path(path), dirs_exist_ok=True)

    def from_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> EncoderStage:
        """Load the encoder's folder.

        Raises:
            ModelError: a file is missing or damaged.
        """
        self._folder = Path(path)
        self.encoder = load_window_encoder(self._folder)
        return self


class LabelStage(DocumentStage):
    """A stage whose model scores every unit."""

    @abstractmethod
    def label(self, document: ArgumentDocument, example: Example) -> ArgumentDocument:
        """The document with this stage's labels."""

    def improve(self, doc: Doc, document: ArgumentDocument) -> ArgumentDocument:
        """The document with this stage's labels; one without units stays as it is.

        Raises:
            ModelError: no model has been loaded, or `argmine_encoder` has not run.
        """
        return self.label(document, example_of(doc, document)) if document.units else document


class ComponentStage(LabelStage):
    """claim, evidence, conclusion or other, with calibrated scores and `needs_review`."""

    def __init__(self, risks: int, review_below: float) -> None:
        self.risks = risks
        self.review_below = review_below
        self.head: Head | None = None

    def label(self, document: ArgumentDocument, example: Example) -> ArgumentDocument:
        """See `learn.apply.apply_components`."""
        typer = ComponentTyper(loaded(self.head, "argmine_components"), self.risks)
        return apply_components(document, typer.predict(example), review_below=self.review_below)

    def to_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> None:
        """Write the head."""
        Path(path).mkdir(parents=True, exist_ok=True)
        save_head(loaded(self.head, "argmine_components"), Path(path) / "head.safetensors")

    def from_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> ComponentStage:
        """Load the head.

        Raises:
            ModelError: the file is missing or damaged.
        """
        self.head = load_head(Path(path) / "head.safetensors")
        return self


class TaggerStage(LabelStage):
    """Labels of one code frame, any number a unit: risk types or specialties."""

    def __init__(self, factory: str, apply: Apply) -> None:
        self.factory = factory
        self.apply = apply
        self.tagger: Tagger | None = None

    def label(self, document: ArgumentDocument, example: Example) -> ArgumentDocument:
        """The document with the labels whose probability reaches their threshold."""
        if self.tagger is None:
            raise not_loaded(self.factory)
        return self.apply(document, self.tagger.predict(example), self.tagger.frame.ids, self.tagger.thresholds)

    def to_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> None:
        """Write the tagger."""
        if self.tagger is None:
            raise not_loaded(self.factory)
        save_tagger(self.tagger, Path(path))

    def from_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> TaggerStage:
        """Load the tagger.

        Raises:
            ModelError: a file is missing or damaged.
        """
        self.tagger = load_tagger(Path(path))
        return self


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
        arrays = get_arrays(doc)
        chosen = chosen_units(document)
        units = [document.units[i] for i in chosen]
        clusters, best = self.group(units, arrays["meaning"][chosen], arrays["context"][chosen], largest=self.largest)
        return with_clusters(
            document, [[chosen[i] for i in cluster] for cluster in clusters], [chosen[i] for i in best]
        )

    def group(
        self, units: Sequence[Unit], meaning: Matrix, context: Matrix, *, largest: int
    ) -> tuple[list[list[int]], list[int]]:
        """(clusters, their representatives) as indices into `units`, of one document or several.

        All units are compared with all, or, beyond `EXACT_UP_TO`, with those that an index finds near.

        Raises:
            ModelError: no pair scorer has been loaded.
            MissingExtraError: there are more units than can be compared with all, and faiss is not installed.
        """
        head = loaded(self.head, "argmine_clusters")
        if len(units) < 2:
            return [], []
        many = len(units) > EXACT_UP_TO
        comparable = comparable_units(units, meaning, context, many=many)
        pairs, scores = pair_scores(comparable, head, per_unit=self.per_unit, many=many)
        link = linkage_by_parts if many else average_linkage
        clusters = link(pairs, scores, threshold=self.threshold, largest=largest)
        return clusters, representatives(clusters, pairs, scores)

    def to_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> None:
        """Write the pair scorer."""
        Path(path).mkdir(parents=True, exist_ok=True)
        save_head(loaded(self.head, "argmine_clusters"), Path(path) / "head.safetensors")

    def from_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> ClusterStage:
        """Load the pair scorer.

        Raises:
            ModelError: the file is missing or damaged.
        """
        self.head = load_head(Path(path) / "head.safetensors")
        return self


class RelationStage(DocumentStage):
    """Support links: for each unit the one that it is most likely offered as a reason for, if any."""

    def __init__(self) -> None:
        self.head: Head | None = None

    def improve(self, doc: Doc, document: ArgumentDocument) -> ArgumentDocument:
        """The document with its relations.

        Raises:
            ModelError: no link scorer has been loaded, or `argmine_encoder` has not run.
        """
        head = loaded(self.head, "argmine_relations")
        arrays = get_arrays(doc)
        links = support_links(support_input(document, arrays["meaning"], arrays["context"], arrays["links"]), head)
        return apply_relations(document, links)

    def to_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> None:
        """Write the link scorer."""
        Path(path).mkdir(parents=True, exist_ok=True)
        save_head(loaded(self.head, "argmine_relations"), Path(path) / "head.safetensors")

    def from_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> RelationStage:
        """Load the link scorer.

        Raises:
            ModelError: the file is missing or damaged.
        """
        self.head = load_head(Path(path) / "head.safetensors")
        return self


def example_of(doc: Doc, document: ArgumentDocument) -> Example:
    """What the heads see of a Doc.

    Raises:
        ModelError: `argmine_encoder` has not run on the Doc.
    """
    arrays = get_arrays(doc)
    meaning = Meaning(arrays["meaning"], arrays["own_title"], arrays["top_title"], arrays["title"])
    return Example(arrays["scores"], document_input(document), meaning)


def loaded(model: Loaded | None, factory: str) -> Loaded:
    """The model.

    Raises:
        ModelError: it has not been loaded; the message names the component.
    """
    if model is None:
        raise not_loaded(factory)
    return model


def not_loaded(factory: str) -> ModelError:
    """The error of a stage that is used before it has a model."""
    return ModelError(f"{factory} holds no model yet; load a trained pipeline with spacy.load, or call its from_disk")
