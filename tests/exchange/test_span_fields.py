"""Spans as plain values."""

from __future__ import annotations

from typing import Any

import pytest

from argmine.document import Tag
from argmine.exchange.markup import Span
from argmine.exchange.span_fields import from_fields, to_fields, words

SPAN = Span("a", ((0, 3), (4, 6)), "evidence", 0.5, (Tag("harm", 0.25),), (), "k", True)


def test_all_is_kept() -> None:
    assert from_fields(to_fields(SPAN), 6) == SPAN
    assert words("one two", SPAN.fragments) == "one tw"
    least = {"id": "a", "fragments": [{"start": 0, "end": 1}], "component": "claim"}
    assert from_fields(least, 1) == Span("a", ((0, 1),), "claim")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"component": "premise"}, "'premise' is none of claim"),
        ({"component": ["claim"]}, "is none of"),
        ({"fragments": []}, "no place"),
        ({"fragments": [{"start": 0, "end": 7}]}, "outside of the text"),
        ({"fragments": [{"start": 3, "end": 3}]}, "empty"),
        ({"fragments": [{"start": 3, "end": 5}, {"start": 4, "end": 6}]}, "out of order"),
        ({"fragments": [{"start": -1, "end": 5}]}, "outside"),
        ({"fragments": [{"start": True, "end": 5}]}, "whole numbers"),
        ({"fragments": [{"start": 0.0, "end": 5}]}, "whole numbers"),
        ({"fragments": [[0, 5]]}, "whole numbers"),
        ({"score": 1.5}, "no number from 0 to 1"),
        ({"score": float("nan")}, "no number"),
        ({"score": True}, "no number"),
        ({"risk_types": "harm"}, "no list"),
        ({"risk_types": [{"id": "", "score": 1.0}]}, "a tag's id"),
        ({"specialties": [{"id": "x", "score": "1"}]}, "no number"),
        ({"repeated": 5}, "not of the right type"),
        ({"review": "yes"}, "not of the right type"),
        ({"id": None}, "its id is missing"),
    ],
)
def test_what_is_impossible_is_said(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        from_fields(to_fields(SPAN) | change, 6)


def test_no_span_at_all() -> None:
    with pytest.raises(ValueError, match="it is no span"):
        from_fields([], 6)
