"""A reading view over fragments of the text: joined for reading, mapped back for provenance."""

from __future__ import annotations

from bisect import bisect_right

from argmine.document import Range


class View:
    """`text` is the fragments joined by single spaces; `locate` maps a span of it back to the source."""

    def __init__(self, source: str, fragments: tuple[Range, ...]) -> None:
        self.fragments = fragments
        self.text = " ".join(source[start:end] for start, end in fragments)
        self._offsets: list[int] = []
        position = 0
        for start, end in fragments:
            self._offsets.append(position)
            position += end - start + 1

    def locate(self, start: int, end: int) -> tuple[Range, ...]:
        """The source ranges of `text[start:end]`, white space trimmed from each; empty if nothing is left."""
        ranges: list[Range] = []
        for index in range(max(bisect_right(self._offsets, start) - 1, 0), len(self.fragments)):
            offset = self._offsets[index]
            if offset >= end:
                break
            source_start, source_end = self.fragments[index]
            left = max(start - offset, 0)
            right = min(end - offset, source_end - source_start)
            piece = self.text[offset + left : offset + right]
            left += len(piece) - len(piece.lstrip())
            right -= len(piece) - len(piece.rstrip())
            if left < right:
                ranges.append((source_start + left, source_start + right))
        return tuple(ranges)
