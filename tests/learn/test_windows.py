"""Windows tile the units in order; spans point at the tokens of each unit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmine.learn.windows import CLS, PAD, SEP, WindowShape, make_windows, pad

SHAPE = WindowShape(units=2, tokens=40, unit_tokens=4, heading_tokens=2)


def test_heading_stands_once_before_the_units_it_heads() -> None:
    (window,) = make_windows([[11], [12, 13]], [[7, 8], [7, 8]], SHAPE)

    assert window.ids == (CLS, 7, 8, SEP, 11, SEP, 12, 13, SEP)
    assert [window.ids[start:end] for start, end in window.spans] == [(11,), (12, 13)]
    assert window.first == 0


def test_change_of_heading_is_told() -> None:
    (window,) = make_windows([[11], [12]], [[7], [8]], SHAPE)

    assert window.ids == (CLS, 7, SEP, 11, SEP, 8, SEP, 12, SEP)


def test_each_window_tells_its_heading_and_keeps_the_end_of_a_long_one() -> None:
    windows = make_windows([[11], [12], [13]], [[5, 6, 7]] * 3, SHAPE)

    assert [window.ids for window in windows] == [(CLS, 6, 7, SEP, 11, SEP, 12, SEP), (CLS, 6, 7, SEP, 13, SEP)]
    assert [window.first for window in windows] == [0, 2]


def test_long_unit_is_read_at_both_ends() -> None:
    (window,) = make_windows([list(range(1, 10))], [[7]], SHAPE)

    assert window.ids[slice(*window.spans[0])] == (1, 2, 8, 9)


def test_empty_unit_still_has_a_token() -> None:
    (window,) = make_windows([[]], [[7]], SHAPE)

    assert window.ids[slice(*window.spans[0])] == (SEP,)


def test_window_ends_where_the_tokens_do() -> None:
    shape = WindowShape(units=8, tokens=10, unit_tokens=4, heading_tokens=2)
    windows = make_windows([[1, 2, 3]] * 4, [[7]] * 4, shape)

    assert [len(window.spans) for window in windows] == [1, 1, 1, 1]
    assert make_windows([[1, 2, 3]] * 2, [[7]] * 2, WindowShape(8, 11, 4, 2))[0].spans == ((3, 6), (7, 10))


def test_first_window_may_be_shorter() -> None:
    windows = make_windows([[1]] * 5, [[7]] * 5, SHAPE, first_size=1)

    assert [(window.first, len(window.spans)) for window in windows] == [(0, 1), (1, 2), (3, 2)]


def test_no_units_no_windows() -> None:
    assert make_windows([], [], SHAPE) == []


def test_padded_batch() -> None:
    batch = pad(make_windows([[11], [12, 13], [14]], [[7]] * 3, SHAPE))

    assert batch.ids.tolist() == [[CLS, 7, SEP, 11, SEP, 12, 13, SEP], [CLS, 7, SEP, 14, SEP, PAD, PAD, PAD]]
    assert batch.mask.tolist() == [[1] * 8, [1] * 5 + [0] * 3]
    assert batch.pool.shape == (2, 2, 8)
    assert batch.pool[0, 1].tolist() == [0, 0, 0, 0, 0, 0.5, 0.5, 0]
    assert batch.pool[1].sum(axis=1).tolist() == [1, 0]


TOKENS = st.lists(st.lists(st.integers(1000, 2000), max_size=12), min_size=1, max_size=12)


@given(TOKENS, st.data())
def test_windows_tile_the_units(tokens: list[list[int]], data: st.DataObject) -> None:
    headings = data.draw(st.lists(st.sampled_from([[], [7], [8, 9, 10]]), min_size=len(tokens), max_size=len(tokens)))
    shape = WindowShape(units=data.draw(st.integers(1, 5)), tokens=20, unit_tokens=6, heading_tokens=2)
    windows = make_windows(tokens, headings, shape)
    spans = [window.ids[start:end] for window in windows for start, end in window.spans]

    assert [window.first for window in windows] == np.cumsum([0, *(len(w.spans) for w in windows)]).tolist()[:-1]
    assert len(spans) == len(tokens)
    for unit, read in zip(tokens, spans, strict=True):
        assert read == (tuple(unit) or (SEP,)) if len(unit) <= 6 else read == (*unit[:3], *unit[-3:])
    for window in windows:
        assert 1 <= len(window.spans) <= shape.units
        assert len(window.ids) <= shape.tokens
        assert window.ids[0] == CLS
        assert window.ids[-1] == SEP
    assert pad(windows).pool.sum() == pytest.approx(len(tokens))
