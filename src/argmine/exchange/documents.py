"""From documents to markup and back: what tools do not speak of is read again from the text."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from argmine.document import (
    COMPONENTS,
    ArgumentDocument,
    Layout,
    Relation,
    Scores,
    SourceText,
    Unit,
    with_clusters,
)
from argmine.exchange.markup import Imported, Markup, Problem, Span, Support, ordered
from argmine.structure.assemble import assemble, recount
from argmine.structure.parse import Segment, parse


def markup_of(document: ArgumentDocument, text: str) -> Markup:
    """The spans and links of a document; `text` is what its offsets count in."""
    spans = ordered(
        Span(
            id=unit.id,
            fragments=unit.fragments,
            component=unit.component,
            score=float(getattr(unit.scores, unit.component)),
            risk_types=unit.risk_types,
            specialties=unit.specialties,
            repeated=unit.cluster,
            review=unit.needs_review,
        )
        for unit in document.units
    )
    supports = sorted(
        (Support(relation.source, relation.target, relation.score) for relation in document.relations),
        key=lambda support: (support.source, support.target),
    )
    return Markup(document.document.source, text, spans, tuple(supports))


def document_of(markup: Markup) -> tuple[ArgumentDocument, tuple[Problem, ...]]:
    """A document with a unit a span, and the spans that it could not hold.

    Sections, references, citations and the ledger are read from the text. A unit's id is that of its place; the score
    of its component is the span's, and the rest is shared by the others.
    """
    kept, problems = _placed(markup)
    layout = Layout(page_starts=markup.pages) if markup.pages else None
    structure = parse(markup.text, layout)
    segments = [
        Segment(span.fragments, "sentence", structure.section_at(span.start), number, None)
        for number, span in enumerate(kept)
    ]
    digest = hashlib.sha256(markup.text.encode("utf-8", "surrogatepass")).hexdigest()
    source = SourceText(markup.text, markup.name, "text/plain", digest, "utf-8", layout=layout)
    document = assemble(source, structure, segments)
    units = tuple(_unit(unit, span) for unit, span in zip(document.units, kept, strict=True))
    ids = {span.id: unit.id for span, unit in zip(kept, units, strict=True)}
    relations = tuple(
        Relation(ids[support.source], ids[support.target], "support", support.score)
        for support in markup.supports
        if support.source in ids and support.target in ids
    )
    document = recount(replace(document, units=units, relations=relations))
    groups = _groups(kept)
    return with_clusters(document, groups, [group[0] for group in groups]), problems


def _placed(markup: Markup) -> tuple[list[Span], tuple[Problem, ...]]:
    """Spans that lie in the text, hold words and overlap no other; and what is wrong with the rest."""
    kept: list[Span] = []
    problems: list[Problem] = []
    end = 0
    for span in markup.spans:
        reason = _fault(span, markup.text, end)
        if reason:
            words = markup.text[max(span.start, 0) : max(span.end, 0)]
            problems.append(Problem(markup.name, span.start, words, reason))
            continue
        kept.append(span)
        end = span.end
    return kept, tuple(problems)


def _fault(span: Span, text: str, end: int) -> str:
    position = 0
    for first, last in span.fragments:
        if not position <= first < last <= len(text):
            return f"it is empty or lies outside of the text of {len(text):,} characters"
        position = last
    if span.start < end:
        return "it overlaps the span before it, and a character can be part of one unit only"
    if not text[span.start : span.end].strip():
        return "it holds white space alone"
    return ""


def _unit(unit: Unit, span: Span) -> Unit:
    rest = (1 - span.score) / (len(COMPONENTS) - 1)
    scores = Scores(**{label: span.score if label == span.component else rest for label in COMPONENTS})
    return replace(
        unit,
        component=span.component,
        scores=scores,
        risk_types=span.risk_types,
        specialties=span.specialties,
        needs_review=span.review,
    )


def _groups(spans: Sequence[Span]) -> list[list[int]]:
    """Indices of the spans of each repeated argument that has two or more."""
    groups: dict[str, list[int]] = {}
    for index, span in enumerate(spans):
        if span.repeated is not None:
            groups.setdefault(span.repeated, []).append(index)
    return [group for group in groups.values() if len(group) > 1]


__all__ = ["Imported", "document_of", "markup_of"]
