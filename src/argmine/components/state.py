"""What the components keep on a spaCy Doc: plain values only, so that it serializes and crosses processes.

`doc._.argmine` is the `ArgumentDocument` as dicts and lists; `doc._.argmine_arrays` holds one float32 row
a unit under "context", "scores", "meaning" and "links"; `doc.spans["argmine"]` shows the units as spans.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import Any

import numpy as np
from pydantic import TypeAdapter
from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from argmine.document import ArgumentDocument, Layout, SourceText
from argmine.errors import ModelError
from argmine.learn.inputs import Matrix
from argmine.schema import from_plain, to_plain

SPANS = "argmine"
_LAYOUT: TypeAdapter[Layout] = TypeAdapter(Layout)


def register_extensions() -> None:
    """Make `doc._.argmine` and `doc._.argmine_arrays` known to spaCy; safe to call again."""
    for name in ("argmine", "argmine_arrays", "argmine_layout"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)


def get_document(doc: Doc) -> ArgumentDocument:
    """The `ArgumentDocument` of a Doc that the pipeline has read.

    Raises:
        ModelError: no `argmine_units` component has run on the Doc.
    """
    plain = doc._.argmine
    if plain is None:
        raise ModelError(
            "this Doc holds no units; put argmine_structure and argmine_units before this component,"
            " or load the whole pipeline with spacy.load"
        )
    return from_plain(plain, where="doc._.argmine")


def set_document(doc: Doc, document: ArgumentDocument) -> None:
    """Keep `document` on the Doc and show its units as `doc.spans["argmine"]`."""
    doc._.argmine = to_plain(document)
    spans = []
    for unit in document.units:
        span = doc.char_span(unit.start, unit.end, label=unit.component, span_id=unit.id, alignment_mode="expand")
        if span is not None:
            spans.append(span)
    doc.spans[SPANS] = SpanGroup(doc, name=SPANS, spans=spans)


def make_doc(nlp: Language, source: SourceText) -> Doc:
    """A Doc of a text that a reader has read, with the layout of its format, for the pipeline to go through."""
    doc = nlp.make_doc(source.text)
    if source.layout is not None:
        doc._.argmine_layout = _LAYOUT.dump_python(source.layout, mode="json")
    return doc


def get_layout(doc: Doc) -> Layout | None:
    """What the format of the text says beyond it; None for a bare text."""
    plain = doc._.argmine_layout
    return None if plain is None else _LAYOUT.validate_python(plain)


def get_arrays(doc: Doc) -> dict[str, Matrix]:
    """The arrays that `argmine_encoder` put on the Doc.

    Raises:
        ModelError: no `argmine_encoder` has run on the Doc.
    """
    arrays: dict[str, Matrix] | None = doc._.argmine_arrays
    if arrays is None:
        raise ModelError("this Doc has no unit vectors; put argmine_encoder before this component")
    return arrays


def set_arrays(doc: Doc, **arrays: Matrix) -> None:
    """Add arrays to those on the Doc."""
    kept: dict[str, Any] = dict(doc._.argmine_arrays or {})
    doc._.argmine_arrays = kept | {
        name: np.ascontiguousarray(array, dtype=np.float32) for name, array in arrays.items()
    }


def split_tokens_at(doc: Doc, offsets: set[int]) -> None:
    """Split the tokens that run across one of the character offsets ("protection.^[1]The")."""
    starts = doc.to_array("IDX").tolist()
    inner: dict[int, list[int]] = {}
    for offset in sorted(offsets):
        place = bisect_right(starts, offset) - 1
        if place >= 0 and starts[place] < offset < starts[place] + len(doc[place]):
            inner.setdefault(place, []).append(offset)
    with doc.retokenize() as retokenizer:
        for place, cuts in inner.items():
            token = doc[place]
            bounds = [0, *(cut - token.idx for cut in cuts), len(token)]
            parts = [token.text[a:b] for a, b in pairwise(bounds)]
            retokenizer.split(token, parts, heads=[(token, part) for part in range(len(parts))])
