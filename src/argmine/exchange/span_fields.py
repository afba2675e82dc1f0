"""A span as plain values, for formats that can carry them all: JSON objects and the structs of a table."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from argmine.document import COMPONENTS, Range, Tag
from argmine.exchange.markup import Span


def words(text: str, fragments: Iterable[Range]) -> str:
    """The words of a span: its fragments, a space between them."""
    return " ".join(text[start:end] for start, end in fragments)


def to_fields(span: Span) -> dict[str, Any]:
    """All that a span says; `from_fields` is the exact inverse."""
    return {
        "id": span.id,
        "fragments": [{"start": start, "end": end} for start, end in span.fragments],
        "component": span.component,
        "score": span.score,
        "risk_types": [{"id": tag.id, "score": tag.score} for tag in span.risk_types],
        "specialties": [{"id": tag.id, "score": tag.score} for tag in span.specialties],
        "repeated": span.repeated,
        "review": span.review,
    }


def from_fields(fields: object, length: int) -> Span:
    """The span of such values in a text of `length` characters.

    Raises:
        ValueError: a value is missing or impossible; the message says which, in words for people.
    """
    if not isinstance(fields, dict):
        raise ValueError("it is no span")
    component, repeated, review = fields.get("component"), fields.get("repeated"), fields.get("review", False)
    if component not in COMPONENTS:
        raise ValueError(f"its component {component!r} is none of {', '.join(COMPONENTS)}")
    if not isinstance(repeated, str | None) or not isinstance(review, bool):
        raise ValueError("its repeated argument or its review flag is not of the right type")
    return Span(
        id=_name(fields.get("id"), "its id"),
        fragments=_fragments(fields.get("fragments"), length),
        component=component,
        score=share(fields.get("score", 1.0)),
        risk_types=_tags(fields.get("risk_types")),
        specialties=_tags(fields.get("specialties")),
        repeated=repeated,
        review=review,
    )


def share(value: object) -> float:
    """A score.

    Raises:
        ValueError: it is no number from 0 to 1.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or not 0 <= value <= 1:
        raise ValueError(f"the score {value!r} is no number from 0 to 1")
    return float(value)


def _name(value: object, what: str) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"{what} is missing or no text")
    return value


def _fragments(value: object, length: int) -> tuple[Range, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError("it has no place in the text")
    found: list[Range] = []
    for part in value:
        start, end = (part.get("start"), part.get("end")) if isinstance(part, dict) else (None, None)
        if type(start) is not int or type(end) is not int:
            raise ValueError("its place is not given in whole numbers")
        if not (found[-1][1] if found else 0) <= start < end <= length:
            raise ValueError(f"its place {start}:{end} is empty, out of order or outside of the text")
        found.append((start, end))
    return tuple(found)


def _tags(value: object) -> tuple[Tag, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(tag, dict) for tag in value):
        raise ValueError("its tags are no list of ids and scores")
    return tuple(Tag(_name(tag.get("id"), "a tag's id"), share(tag.get("score", 1.0))) for tag in value)
