"""Where on the page a stretch of text is printed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from argmine.document import Box, Range


class LinePlaces:
    """The printed lines of a document with their boxes, in the order of the text."""

    def __init__(self, lines: Sequence[tuple[int, int, Box]]) -> None:
        self._lines = lines
        self._starts = [start for start, _, _ in lines]

    def boxes(self, fragments: Sequence[Range]) -> tuple[Box, ...]:
        """A box for each printed line that the fragments touch.

        Within a line, left and right edges are found by the share of its characters: exact to about a character.
        """
        found: list[Box] = []
        for start, end in fragments:
            index = max(bisect_right(self._starts, start) - 1, 0)
            while index < len(self._lines) and self._lines[index][0] < end:
                first, last, box = self._lines[index]
                if start < last:
                    found.append(_part(box, first, last, max(start, first), min(end, last)))
                index += 1
        return tuple(found)


def _part(box: Box, first: int, last: int, start: int, end: int) -> Box:
    width = (box.right - box.left) / max(last - first, 1)
    left, right = box.left + (start - first) * width, box.left + (end - first) * width
    return replace(box, left=round(left, 1), right=round(right, 1))
