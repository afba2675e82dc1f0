"""What tools and people give back, taken over: their labels in our words, edits of what we wrote, checks of the whole.

A score belongs to the component that it was given to: a span that a person relabelled has the score 1.0.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from argmine.document import COMPONENTS, Component, Range
from argmine.exchange.markup import Markup, Problem, Span, Support, ordered
from argmine.exchange.span_fields import from_fields, words

# Labels of published corpora and of usual annotation schemes, in lower case without hyphens, underscores and spaces.
COMPONENT_LABELS: dict[str, Component] = {
    **{label: label for label in COMPONENTS},
    "majorclaim": "conclusion",  # Argument Annotated Essays, AbstRCT
    "mc": "conclusion",
    "mainclaim": "conclusion",
    "thesis": "conclusion",
    "policy": "conclusion",  # CDCP
    "premise": "evidence",
    "fact": "evidence",
    "testimony": "evidence",
    "reference": "evidence",
    "data": "evidence",
    "value": "claim",
    "nonarg": "other",
    "none": "other",
    "background": "other",
}
SUPPORT_LABELS = frozenset({"support", "supports", "reason", "evidence", "for"})


def component_of(label: str) -> Component | None:
    """The component that a label of another tool stands for, or None; see `COMPONENT_LABELS`."""
    return COMPONENT_LABELS.get(_folded(label))


def is_support(label: str) -> bool:
    """Whether a relation of this label says that its source is a reason for its target."""
    return _folded(label) in SUPPORT_LABELS


def labels_known() -> str:
    """The labels of components, for messages."""
    return ", ".join(COMPONENTS)


def edited(fields: Mapping[str, Any], label: str, place: Range, length: int) -> Span:
    """The span that a tool gives back as a label over one range, with the values that we had sent along, if any.

    Its fragments hold as long as they fill the range from end to end, and its score as long as its label is the same.

    Raises:
        ValueError: the label is not known, or a value is impossible; the message says which.
    """
    component = component_of(label)
    if component is None:
        raise ValueError(f"the label {label!r} is not known; use {labels_known()}")
    values = dict(fields)
    if values.get("component", component) != component:
        values["score"] = 1.0
    parts = values.get("fragments")
    if not _fills(parts, place):
        values["fragments"] = [{"start": place[0], "end": place[1]}]
    given = values.get("id")
    if not isinstance(given, str) or not given:
        values["id"] = f"u-{place[0]}-{place[1]}"
    return from_fields({**values, "component": component}, length)


def page_starts(value: object) -> tuple[int, ...]:
    """The whole numbers of a list, which `checked` then compares with the text."""
    return tuple(page for page in value if type(page) is int) if isinstance(value, list) else ()


def unused(name: str, taken: Container[str], numbers: dict[str, int] | None = None) -> str:
    """The name, or where it is taken the first of name-2, name-3, ... that is not.

    `numbers` keeps the next number to try of each name, for callers whose `taken` only grows.
    """
    numbers = {} if numbers is None else numbers
    unique = name
    while unique in taken:
        number = numbers.get(name, 2)
        unique, numbers[name] = f"{name}-{number}", number + 1
    return unique


def checked(markup: Markup, where: str) -> tuple[Markup, tuple[Problem, ...]]:
    """The markup in order, each id once, without what cannot be placed; and what was left out. `where` names the file.

    A span whose id stands twice gets another; links by that id are those of the first.
    """
    spans: dict[str, Span] = {}
    problems: list[Problem] = []
    numbers: dict[str, int] = {}
    for span in markup.spans:
        if reason := _fault(span, len(markup.text)):
            said = words(markup.text, span.fragments) if span.fragments and span.start >= 0 else ""
            problems.append(Problem(where, span.start if span.fragments else None, said, reason))
            continue
        own = unused(span.id, spans, numbers)
        spans[own] = replace(span, id=own)
    supports = list(_links(markup.supports, spans, where, problems))
    pages = markup.pages
    if list(pages) != sorted(pages) or any(not 0 <= page <= len(markup.text) for page in pages):
        problems.append(Problem(where, None, "pages", "page starts are out of order or outside of the text"))
        pages = ()
    found = Markup(markup.name, markup.text, ordered(spans.values()), tuple(supports), pages)
    return found, tuple(problems)


def _links(
    supports: Sequence[Support], spans: Mapping[str, Span], where: str, problems: list[Problem]
) -> Iterator[Support]:
    found: dict[tuple[str, str], Support] = {}
    for support in supports:
        ends = (support.source, support.target)
        said = " supports ".join(ends)
        if missing := [end for end in ends if end not in spans]:
            problems.append(Problem(where, None, said, f"there is no span {missing[0]!r}"))
        elif ends[0] == ends[1]:
            problems.append(Problem(where, None, said, "a span cannot be its own reason"))
        else:
            found.setdefault(ends, support)
    return (found[ends] for ends in sorted(found))


def _fault(span: Span, length: int) -> str:
    position = 0
    for start, end in span.fragments:
        if not position <= start < end <= length:
            return f"it is empty, out of order or outside of the text of {length:,} characters"
        position = end
    return "" if span.fragments else "it has no place in the text"


def _fills(parts: object, place: Range) -> bool:
    if not isinstance(parts, list) or not parts or not all(isinstance(part, dict) for part in parts):
        return False
    return (parts[0].get("start"), parts[-1].get("end")) == place


def _folded(label: str) -> str:
    return "".join(character for character in label.casefold() if character not in "-_ ")
