"""The part of a document that annotation tools speak: spans of a text with labels, and links between them.

Offsets are half-open, in Unicode code points. A format that counts otherwise converts on the way out and in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from argmine.document import Component, Range, Tag

Feature = Literal[
    "text", "fragments", "component", "scores", "risk_types", "specialties", "tag_scores", "repeated", "review",
    "support", "support_scores", "ids", "name", "overlaps",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """An argument component: `score` is the probability of `component`, `repeated` the id of its repeated argument."""

    id: str
    fragments: tuple[Range, ...]
    component: Component
    score: float = 1.0
    risk_types: tuple[Tag, ...] = ()
    specialties: tuple[Tag, ...] = ()
    repeated: str | None = None
    review: bool = False

    @property
    def start(self) -> int:
        """Where the first fragment starts."""
        return self.fragments[0][0]

    @property
    def end(self) -> int:
        """Where the last fragment ends."""
        return self.fragments[-1][1]


@dataclass(frozen=True, slots=True)
class Support:
    """Span `source` is offered as a reason for span `target`; both are ids."""

    source: str
    target: str
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Markup:
    """A text with its spans, in order of their starts and ends, and the support links between them.

    `pages` are the offsets at which pages 1, 2, ... begin, where they are known.
    """

    name: str
    text: str
    spans: tuple[Span, ...]
    supports: tuple[Support, ...] = ()
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that could not be taken over: where it stands, what it says, and why."""

    file: str
    offset: int | None
    text: str
    reason: str

    def __str__(self) -> str:
        """One line for people."""
        place = f" at {self.offset:,}" if self.offset is not None else ""
        shown = self.text if len(self.text) <= 80 else self.text[:79] + "…"
        return f"{self.file}{place}: {shown!r}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Imported:
    """The documents of a file or folder, and all that could not be taken over."""

    markups: tuple[Markup, ...]
    problems: tuple[Problem, ...] = ()


def ordered(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans by start, end and id."""
    return tuple(sorted(spans, key=lambda span: (span.start, span.end, span.id)))


def without(markup: Markup, lost: frozenset[Feature]) -> Markup:
    """What is left of a markup in a format that loses these features; a round trip gives exactly this.

    Without `text` the spans stand one after another, a line break between them. Without `ids` spans are called "T1",
    "T2", ... in order. Without `fragments` a span runs from its first to its last character. Without `overlaps` a span
    that overlaps one before it is left out with its links.
    """
    spans = markup.spans
    if "fragments" in lost:
        spans = tuple(replace(span, fragments=((span.start, span.end),)) for span in spans)
    if "overlaps" in lost:
        spans = _apart(spans)
    spans = tuple(_less(span, lost) for span in spans)
    kept = {span.id for span in spans}
    supports = () if "support" in lost else tuple(s for s in markup.supports if {s.source, s.target} <= kept)
    if "support_scores" in lost:
        supports = tuple(replace(support, score=1.0) for support in supports)
    found = replace(markup, spans=ordered(spans), supports=tuple(sorted(supports, key=_by_ends)))
    if "text" in lost:
        found = _bare(found)
    if "ids" in lost:
        found = renamed(found, {span.id: f"T{number}" for number, span in enumerate(found.spans, start=1)})
    return replace(found, name="" if "name" in lost else found.name)


def renamed(markup: Markup, names: dict[str, str]) -> Markup:
    """The markup with other span ids."""
    spans = ordered(replace(span, id=names[span.id]) for span in markup.spans)
    supports = [replace(s, source=names[s.source], target=names[s.target]) for s in markup.supports]
    return replace(markup, spans=spans, supports=tuple(sorted(supports, key=_by_ends)))


def _less(span: Span, lost: frozenset[Feature]) -> Span:
    plain = "tag_scores" in lost
    risks = () if "risk_types" in lost else tuple(Tag(t.id, 1.0 if plain else t.score) for t in span.risk_types)
    specialties = () if "specialties" in lost else tuple(Tag(t.id, 1.0 if plain else t.score) for t in span.specialties)
    return replace(
        span,
        component="claim" if "component" in lost else span.component,
        score=1.0 if "scores" in lost else span.score,
        risk_types=risks,
        specialties=specialties,
        repeated=None if "repeated" in lost else span.repeated,
        review=False if "review" in lost else span.review,
    )


def _apart(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    kept: list[Span] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept)


def _bare(markup: Markup) -> Markup:
    """The words of the spans alone, a line a span."""
    lines: list[str] = []
    spans: list[Span] = []
    position = 0
    for span in markup.spans:
        words = " ".join(markup.text[start:end] for start, end in span.fragments)
        lines.append(words)
        spans.append(replace(span, fragments=((position, position + len(words)),)))
        position += len(words) + 1
    return replace(markup, text="\n".join(lines), spans=tuple(spans), pages=())


def _by_ends(support: Support) -> tuple[str, str]:
    return support.source, support.target
