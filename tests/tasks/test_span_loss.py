"""Edges that are moved while types are learnt (`-m train`: the module needs torch)."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.train


@given(st.lists(st.integers(1, 9), min_size=2, max_size=12), st.integers(0, 2**32 - 1))
def test_moved_components_stay_apart_and_in_their_paragraph(lengths: list[int], seed: int) -> None:
    from argmine.tasks.span_loss import moved_edges

    edges = [sum(lengths[:n]) for n in range(len(lengths) + 1)]
    spans = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    paragraphs = [(0, edges[len(edges) // 2]), (edges[len(edges) // 2], edges[-1])]
    moved = moved_edges(spans, paragraphs, (0, edges[-1]), random.Random(seed))
    assert len(moved) == len(spans)
    assert all(start < end for start, end in moved)
    assert all(a[1] <= b[0] for a, b in zip(moved, moved[1:], strict=False))
    assert all(a <= start < end <= b for start, end in moved for a, b in [paragraphs[start >= paragraphs[1][0]]])


def test_most_components_stay_as_they_are() -> None:
    from argmine.tasks.span_loss import moved_edges

    spans = [(n * 10, n * 10 + 6) for n in range(200)]
    same = sum(a == b for a, b in zip(spans, moved_edges(spans, [(0, 2000)], (0, 2000), random.Random(1)), strict=True))
    assert 120 < same < 160
