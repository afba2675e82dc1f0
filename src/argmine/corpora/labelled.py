"""A document of a public corpus: argmine's own type, and beside it the labels as the corpus gives them."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from argmine.document import COMPONENTS, ArgumentDocument, Component, Relation, Scores, SourceText
from argmine.errors import AnnotationError
from argmine.structure.assemble import assemble, recount
from argmine.structure.parse import Segment, Structure
from argmine.structure.section_tree import SectionSpan


@dataclass(frozen=True, slots=True)
class LabelledSpan:
    """A component as a corpus marks it: half-open offsets and the corpus's own label."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Link:
    """Span `source` stands to span `target` in the relation `label` of the corpus; both are indices."""

    source: int
    target: int
    label: str


@dataclass(frozen=True, slots=True)
class LabelledDocument:
    """`labels[i]` is what the corpus calls `document.units[i]`; `links` are all its relations, by unit index.

    `paragraphs` are the half-open ranges within which the corpus's own figures are computed.
    """

    name: str
    text: str
    document: ArgumentDocument
    labels: tuple[str, ...]
    links: tuple[Link, ...]
    paragraphs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class LabelMapping:
    """What a corpus's labels become in argmine, and what is lost on the way."""

    components: Mapping[str, Component]
    support: frozenset[str]  # relations that become `support`; the others are left out of `relations`
    lost: str


def labelled_document(
    name: str,
    text: str,
    spans: Sequence[LabelledSpan],
    links: Sequence[Link],
    mapping: LabelMapping,
    *,
    paragraphs: Sequence[tuple[int, int]] | None = None,
) -> LabelledDocument:
    """The document with a unit a span, in reading order; without `paragraphs`, each line is one.

    Raises:
        AnnotationError: a span is empty, lies outside of the text or overlaps another, a label is not in the
            mapping, or a link names no span.
    """
    order = sorted(range(len(spans)), key=lambda index: (spans[index].start, spans[index].end))
    ordered = [spans[index] for index in order]
    _check(name, text, ordered, mapping)
    lines = tuple(paragraphs) if paragraphs is not None else _lines(text)
    root = SectionSpan("", name, 0, None, 0, len(text), 0)
    structure = Structure(name, (root,), (), (), (), (), ())
    starts = [start for start, _ in lines]
    segments = [
        Segment(((span.start, span.end),), "clause", 0, max(0, bisect_right(starts, span.start) - 1), None)
        for span in ordered
    ]
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    document = assemble(SourceText(text, name, "text/plain", sha256, "utf-8"), structure, segments)
    units = tuple(
        replace(unit, component=component, scores=Scores(**{label: float(label == component) for label in COMPONENTS}))
        for unit, component in zip(document.units, (mapping.components[span.label] for span in ordered), strict=True)
    )
    place = {index: position for position, index in enumerate(order)}
    try:
        placed = tuple(sorted((Link(place[x.source], place[x.target], x.label) for x in links), key=_by_place))
    except KeyError as error:
        raise AnnotationError(f"{name}: a relation names component {error}, which is not there") from error
    relations = tuple(
        Relation(units[link.source].id, units[link.target].id, "support", 1.0)
        for link in placed
        if link.label in mapping.support
    )
    document = recount(replace(document, units=units, relations=relations))
    return LabelledDocument(name, text, document, tuple(span.label for span in ordered), placed, lines)


def _check(name: str, text: str, spans: Sequence[LabelledSpan], mapping: LabelMapping) -> None:
    taken = 0
    for span in spans:
        if not taken <= span.start < span.end <= len(text):
            raise AnnotationError(
                f"{name}: the component at {span.start} to {span.end} is empty, overlaps the one before it or lies "
                f"outside of the text of {len(text)} characters"
            )
        if span.label not in mapping.components:
            raise AnnotationError(f"{name}: label {span.label!r} is not one of {', '.join(mapping.components)}")
        taken = span.end


def _lines(text: str) -> tuple[tuple[int, int], ...]:
    ranges = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            ranges.append((start, start + len(line)))
        start += len(line) + 1
    return tuple(ranges) or ((0, len(text)),)


def _by_place(link: Link) -> tuple[int, int, str]:
    return link.source, link.target, link.label
