"""The stages of the pipeline: `predict` computes and changes nothing, `set_annotations` writes.

Each is usable alone in any spaCy pipeline that has the stages it requires before it.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Generic, TypeVar

from spacy.tokens import Doc
from spacy.util import minibatch

from argmine.components.state import get_document, get_layout, set_document, split_tokens_at
from argmine.document import ArgumentDocument, SourceText
from argmine.structure.assemble import assemble
from argmine.structure.parse import Structure, parse

Prediction = TypeVar("Prediction")

# The structure stage and the unit stage read the same parse; a text is parsed once.
_parse = lru_cache(maxsize=2)(parse)


class Stage(ABC, Generic[Prediction]):
    """One step over a batch of Docs."""

    @abstractmethod
    def predict(self, docs: Sequence[Doc]) -> list[Prediction]:
        """One prediction a Doc; the Docs stay as they are."""

    @abstractmethod
    def set_annotations(self, docs: Sequence[Doc], predictions: list[Prediction]) -> None:
        """Write the predictions to the Docs."""

    def __call__(self, doc: Doc) -> Doc:
        """The Doc, annotated in place."""
        self.set_annotations([doc], self.predict([doc]))
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 8) -> Iterator[Doc]:
        """Docs in order, annotated a batch at a time."""
        for batch in minibatch(stream, batch_size):  # type: ignore[no-untyped-call]
            docs = list(batch)
            self.set_annotations(docs, self.predict(docs))
            yield from docs


class StructureStage(Stage[Structure]):
    """Sections, references, citations and the ledger; no units yet."""

    def predict(self, docs: Sequence[Doc]) -> list[Structure]:
        """The structure of each text."""
        return [_structure(source_of(doc)) for doc in docs]

    def set_annotations(self, docs: Sequence[Doc], predictions: list[Structure]) -> None:
        """Put a document without units on each Doc."""
        for doc, structure in zip(docs, predictions, strict=True):
            set_document(doc, assemble(source_of(doc), structure, []))


class UnitStage(Stage[ArgumentDocument]):
    """Sentences and list items as units, every unit's edges on token edges."""

    def predict(self, docs: Sequence[Doc]) -> list[ArgumentDocument]:
        """The documents with unlabelled units."""
        return [_with_units(source_of(doc)) for doc in docs]

    def set_annotations(self, docs: Sequence[Doc], predictions: list[ArgumentDocument]) -> None:
        """Put the units on the Docs and split tokens that run across their edges."""
        for doc, document in zip(docs, predictions, strict=True):
            split_tokens_at(doc, {edge for unit in document.units for edge in (unit.start, unit.end)})
            set_document(doc, document)


class DocumentStage(Stage[ArgumentDocument]):
    """A stage that reads the document of a Doc and writes a better one."""

    @abstractmethod
    def improve(self, doc: Doc, document: ArgumentDocument) -> ArgumentDocument:
        """The document with what this stage knows."""

    def predict(self, docs: Sequence[Doc]) -> list[ArgumentDocument]:
        """The improved documents."""
        return [self.improve(doc, get_document(doc)) for doc in docs]

    def set_annotations(self, docs: Sequence[Doc], predictions: list[ArgumentDocument]) -> None:
        """Replace the documents of the Docs."""
        for doc, document in zip(docs, predictions, strict=True):
            set_document(doc, document)


def _structure(source: SourceText) -> Structure:
    return _parse(source.text, source.layout)


def _with_units(source: SourceText) -> ArgumentDocument:
    structure = _structure(source)
    return assemble(source, structure, structure.segments)


def source_of(doc: Doc) -> SourceText:
    """The text of a Doc as a source of its own; `analysis` fills in the file it came from."""
    text = doc.text  # put together anew from all tokens each time it is asked for
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return SourceText(text, source="", media_type="text/plain", sha256=digest, encoding="utf-8", layout=get_layout(doc))


def with_source(document: ArgumentDocument, source: SourceText) -> ArgumentDocument:
    """The document with the name, type and hash of the file that its text was read from."""
    described = replace(
        document.document,
        source=source.source,
        media_type=source.media_type,
        sha256=source.sha256,
        encoding=source.encoding,
        encoding_assumed=source.encoding_assumed,
    )
    return replace(document, document=described)
