"""Offsets in UTF-16 code units, as Java and JavaScript count them, to code points and back."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Utf16:
    """The two ways to count in one text: `wide` are the places of the characters that take two code units."""

    length: int
    wide: tuple[int, ...]
    wide_units: tuple[int, ...]

    def units(self, offset: int) -> int:
        """The code units before an offset in code points."""
        return offset + bisect_left(self.wide, offset)

    def code_points(self, units: int) -> int | None:
        """The code points before an offset in code units; None outside of the text and inside of a character."""
        before = bisect_right(self.wide_units, units - 2)
        inside = before < len(self.wide_units) and self.wide_units[before] == units - 1
        return None if inside else self.same(units - before)

    def same(self, offset: int) -> int | None:
        """An offset in code points; None outside of the text."""
        return offset if 0 <= offset <= self.length else None


def utf16(text: str) -> Utf16:
    """How to count in a text."""
    wide = tuple(position for position, character in enumerate(text) if character > "\uffff")
    return Utf16(len(text), wide, tuple(position + before for before, position in enumerate(wide)))
