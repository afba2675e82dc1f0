"""Offsets in UTF-16 code units."""

from __future__ import annotations

from hypothesis import given

from argmine.exchange.utf16 import utf16
from exchange.markups import TEXT


def test_a_wide_character_counts_twice_and_has_no_middle() -> None:
    count = utf16("a𝒜b🎉")
    assert [count.units(offset) for offset in range(5)] == [0, 1, 3, 4, 6]
    assert [count.code_points(units) for units in range(-1, 8)] == [None, 0, 1, None, 2, 3, None, 4, None]
    assert [count.same(offset) for offset in (-1, 0, 4, 5)] == [None, 0, 4, None]


@given(TEXT)
def test_the_count_is_that_of_the_encoding(text: str) -> None:
    count = utf16(text)
    for offset in range(len(text) + 1):
        units = len(text[:offset].encode("utf-16-le")) // 2
        assert count.units(offset) == units
        assert count.code_points(units) == offset
    whole = {count.units(offset) for offset in range(len(text) + 1)}
    assert all((count.code_points(units) is None) == (units not in whole) for units in range(2 * len(text) + 2))
