"""A document as a CAS: its text, sentences and tokens, spans, links and pages."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from argmine.document import Range
from argmine.exchange.inception_types import (
    COMPONENT,
    METADATA,
    PAGE,
    REPLACED,
    SENTENCE,
    SUPPORT,
    WORD,
    cassis,
    tags_text,
)
from argmine.exchange.markup import Markup, Span
from argmine.exchange.xml_text import escaped, illegal, legal
from argmine.structure.sentences import split_sentences

_TOKEN = re.compile(r"\w+|[^\w\s]")
_BLOCK = re.compile(r"\n(?=[ \t]*\r?(?:\n|[-*•#|>]|\d{1,3}[.)][ \t]|\Z))")  # a blank line, a list item, a heading


def cas_xmi(markup: Markup, types: Any, number: int) -> str:
    """The XMI of a document; `number` is its place among the others."""
    text = legal(markup.text)
    cas = cassis().Cas(typesystem=types)
    cas.sofa_string = text
    cas.sofa_mime = "text/plain"
    title = {"documentTitle": escaped(markup.name) + ".xmi", "documentId": str(number)}
    _add(cas, types, METADATA, (0, len(text)), language="x-unspecified", **title)
    sentences = list(_sentences(text))
    for place in sentences:
        _add(cas, types, SENTENCE, place)
    for match in _TOKEN.finditer(text):
        _add(cas, types, WORD, match.span())
    _add_spans(cas, types, markup)
    for page, (start, end) in enumerate(pairwise((*markup.pages, len(text))), start=1):
        _add(cas, types, PAGE, _within(text, start, end, sentences), number=page, start=start)
    if replaced := " ".join(f"{place}={ord(character):04X}" for place, character in illegal(markup.text)):
        _add(cas, types, REPLACED, sentences[0] if sentences else (0, 0), characters=replaced)
    xmi: str = cas.to_xmi(pretty_print=True)
    return xmi


def _add(cas: Any, types: Any, name: str, place: Range, **features: Any) -> Any:
    annotation = types.get_type(name)(begin=place[0], end=place[1], **features)
    cas.add(annotation)
    return annotation


def _add_spans(cas: Any, types: Any, markup: Markup) -> None:
    first: dict[str, Any] = {}
    for span in markup.spans:
        features = dict(_features(span))
        for place in span.fragments:
            annotation = _add(cas, types, COMPONENT, place, **features)
            first.setdefault(span.id, annotation)
    for support in markup.supports:
        reason, claim = first[support.source], first[support.target]
        place = (claim.begin, claim.end)  # INCEpTION gives a relation the place of what it leads to
        _add(cas, types, SUPPORT, place, Governor=reason, Dependent=claim, score=repr(support.score))


def _features(span: Span) -> Iterable[tuple[str, str | None]]:
    yield "component", span.component
    yield "score", repr(span.score)
    yield "riskTypes", tags_text(span.risk_types)
    yield "specialties", tags_text(span.specialties)
    yield "repeated", None if span.repeated is None else escaped(span.repeated)
    yield "review", "yes" if span.review else None
    yield "span", escaped(span.id)


def _sentences(text: str) -> Iterator[Range]:
    """Sentences that neither start nor end with white space, and leave out nothing else."""
    bounds = [0, *(match.end() for match in _BLOCK.finditer(text)), len(text)]
    for left, right in pairwise(bounds):
        for start, end in split_sentences(text[left:right]):
            yield left + start, left + end


def _within(text: str, start: int, end: int, sentences: list[Range]) -> Range:
    """A range without white space at its ends; if nothing is left, no character of the sentence before it."""
    words = text[start:end]
    if stripped := words.strip():
        left = start + words.index(stripped)
        return left, left + len(stripped)
    before = bisect_right([sentence[1] for sentence in sentences], start)
    place = sentences[before - 1][1] if before else sentences[0][0] if sentences else 0
    return place, place
