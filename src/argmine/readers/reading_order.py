"""Printed lines in the order in which they are read, on pages of one column or several.

A gutter is a vertical strip that many lines leave white, with running text on both sides of it (the XY-cut of Nagy and
Seth 1984, tried on gutters only): what crosses it is read where it stands, what lies between two such crossings is
read left column first. Rows of a table also leave strips white, but their cells hold few words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from argmine.readers.pdf_page import Piece

_ROWS = 6  # lines with text on both sides from which a strip is a gutter
_WORDS = 3.0  # words a line, in the middle, from which text is running text and no cell
_SHARE = 0.5  # of the lines of a region that may not cross a gutter
_CELL_GAP = 1.8  # of the height of a line: a wider space on one line parts two cells
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Row:
    """A printed line of one column: its pieces from left to right, and the text edges of the column it stands in."""

    pieces: tuple[Piece, ...]
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool
    column: tuple[float, float]

    @property
    def cells(self) -> list[str]:
        """The texts of the line, parted where a wide space is; a line stretched to its column is one."""
        if self._stretched():
            return [" ".join(piece.text for piece in self.pieces)]
        cells: list[str] = []
        before: Piece | None = None
        for piece in self.pieces:
            if before is not None and piece.left - before.right < _CELL_GAP * self.size:
                cells[-1] += " " + piece.text
            else:
                cells.append(piece.text)
            before = piece
        return cells

    def _stretched(self) -> bool:
        """Whether single words stand at equal distances from edge to edge, as justified type does."""
        gaps = [after.left - before.right for before, after in pairwise(self.pieces)]
        fills = self.right > self.column[1] - self.size and self.left < self.column[0] + 2 * self.size
        words = all(" " not in piece.text for piece in self.pieces)
        return fills and words and bool(gaps) and max(gaps) < 1.3 * min(gaps)


def reading_order(pages: Sequence[Sequence[Piece]]) -> list[list[Row]]:
    """The lines of each page in reading order.

    A page with few lines, or with much that crosses its columns, takes the gutter that most other pages have.
    """
    gutters = [_gutter(list(pieces)) if len(pieces) >= 2 * _ROWS else None for pieces in pages]
    known = sorted(gutter for gutter in gutters if gutter is not None)
    usual = known[len(known) // 2] if 2 * len(known) >= len(pages) else None
    ordered = []
    for pieces, gutter in zip(pages, gutters, strict=True):
        page = sorted(pieces, key=lambda piece: (piece.middle, piece.left))
        ordered.append(_region(page, _DEEPEST, gutter if gutter is not None else usual))
    return ordered


def _region(pieces: list[Piece], depth: int, gutter: float | None) -> list[Row]:
    if gutter is None:
        return _rows(pieces)
    ordered: list[Row] = []
    left: list[Piece] = []
    right: list[Piece] = []
    for line in _lines(pieces):
        if any(piece.left < gutter < piece.right for piece in line):
            ordered += _columns(left, right, depth)
            ordered += _rows(line)
            left, right = [], []
        else:
            left += [piece for piece in line if piece.right <= gutter]
            right += [piece for piece in line if piece.left >= gutter]
    return ordered + _columns(left, right, depth)


def _columns(left: list[Piece], right: list[Piece], depth: int) -> list[Row]:
    return _column(left, depth - 1) + _column(right, depth - 1)


def _column(pieces: list[Piece], depth: int) -> list[Row]:
    return _region(pieces, depth, _gutter(pieces) if depth and len(pieces) >= 2 * _ROWS else None)


def _gutter(pieces: list[Piece]) -> float | None:
    """The middle of the strip that the most lines leave white between two stretches of running text."""
    lines = _lines(pieces)
    edges = [
        (before.right, after.left) for line in lines for before, after in pairwise(line)
        if after.left - before.right > 0.6 * max(before.size, after.size)
    ]  # fmt: skip
    best: tuple[int, float] | None = None
    for start, end in set(edges):
        place = (start + end) / 2
        open_lines = sum(left <= place - 1 and place + 1 <= right for left, right in edges)
        if best is None or (open_lines, -place) > (best[0], -best[1]):
            best = open_lines, place
    if best is None or best[0] < _ROWS:
        return None
    place = best[1]
    crossing = sum(any(piece.left < place < piece.right for piece in line) for line in lines)
    sides = [[p for p in pieces if p.right <= place], [p for p in pieces if p.left >= place]]
    if crossing > _SHARE * len(lines) or any(len(side) < _ROWS for side in sides):
        return None
    return place if all(_is_running(side) for side in sides) else None


def _is_running(side: list[Piece]) -> bool:
    """Text that fills its column: most lines are wide and of several words."""
    width = max(p.right for p in side) - min(p.left for p in side)
    filled = [sum(p.right - p.left for p in line) for line in _lines(side)]
    words = [sum(len(p.text.split()) for p in line) for line in _lines(side)]
    return median(words) >= _WORDS and median(filled) >= 0.6 * width


def _lines(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces that stand at one height, from top to bottom, each line from left to right."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda each: (each.middle, each.left)):
        last = lines[-1] if lines else None
        if last is not None and abs(piece.middle - last[0].middle) < 0.4 * max(piece.size, last[0].size):
            last.append(piece)
        else:
            lines.append([piece])
    return [sorted(line, key=lambda each: each.left) for line in lines]


def _rows(pieces: list[Piece]) -> list[Row]:
    if not pieces:
        return []
    column = min(p.left for p in pieces), max(p.right for p in pieces)
    rows = []
    for line in _lines(pieces):
        widest = max(line, key=lambda piece: piece.right - piece.left)
        rows.append(
            Row(
                tuple(line), line[0].left, min(p.top for p in line), max(p.right for p in line),
                max(p.bottom for p in line), widest.size, all(p.bold for p in line), column,
            )
        )  # fmt: skip
    return rows
