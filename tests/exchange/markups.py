"""Markup for tests: hand-built in a line, and a strategy for any of it."""

from __future__ import annotations

from hypothesis import strategies as st

from argmine.document import COMPONENTS, Tag
from argmine.exchange.markup import Markup, Span, Support, ordered

# What breaks offsets and escapes: astral plane, combining marks, CRLF, bidirectional marks, tabs, brackets, quotes.
TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from(list("ab C.\n\t<&>\"'|;:=-_{}[]\\/#%é𝒜🎉\u0301\u200d\u202e\u00a0")),
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")),
    ),
    max_size=80,
).map(lambda text: text.replace("|", "\r\n"))
_SCORE = st.sampled_from([0.0, 0.125, 0.3, 0.5, 0.6421, 0.9999, 1.0])
_TAGS = st.lists(
    st.builds(Tag, st.sampled_from(["harm", "regulatory_gap", "delay"]), _SCORE),
    max_size=2,
    unique_by=lambda tag: tag.id,
).map(tuple)


def markup(text: str, *spans: tuple[str, str], name: str = "a.md") -> Markup:
    """`markup(text, ("scans fail", "claim"), ...)`: each quote at its next place after the one before."""
    found: list[Span] = []
    position = 0
    for quote, component in spans:
        start = text.index(quote, position)
        position = start + len(quote)
        found.append(Span(f"u-{start}-{position}", ((start, position),), component))  # type: ignore[arg-type]
    return Markup(name, text, ordered(found))


@st.composite
def markups(draw: st.DrawFn, *, overlapping: bool = True) -> Markup:
    """Any text with spans that may have parts, touch, repeat each other's words and overlap, and links among them."""
    text = draw(TEXT.filter(lambda value: bool(value.strip())))
    spans: dict[str, Span] = {}
    for _ in range(draw(st.integers(0, 5))):
        cuts = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=4, unique=True)))
        fragments = tuple((a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if text[a:b].strip())
        if not fragments:
            continue
        span = Span(
            id=f"u-{fragments[0][0]}-{fragments[-1][1]}-{len(spans)}",
            fragments=fragments,
            component=draw(st.sampled_from(COMPONENTS)),
            score=draw(_SCORE),
            risk_types=draw(_TAGS),
            specialties=draw(_TAGS),
            repeated=draw(st.sampled_from([None, None, "k-1", "k-2"])),
            review=draw(st.booleans()),
        )
        spans[span.id] = span
    kept = ordered(spans.values())
    if not overlapping:
        kept = tuple(s for i, s in enumerate(kept) if all(s.start >= other.end for other in kept[:i]))
    ids = [span.id for span in kept]
    pairs = (
        draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=4, unique=True)) if ids else []
    )
    supports = tuple(Support(a, b, draw(_SCORE)) for a, b in sorted(pairs) if a != b)
    return Markup(draw(st.sampled_from(["a.md", "report 2 (final).pdf", "Prüfung.docx"])), text, kept, supports)
