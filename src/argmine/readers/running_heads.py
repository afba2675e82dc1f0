"""Running heads, running feet and page numbers: lines at the edge of the page that come back on other pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from argmine.readers.reading_order import Row

_EDGE = 0.13  # of the height of the page, at the top and at the bottom
_APART = 0.6  # of the size of type: white space that sets a head off from the text
_PLACE = 4.0  # points by which the same line may move from page to page
_SHARE = 0.15  # of the pages on which a running head stands at least
_NUMBER = re.compile(
    r"[-–—|\s]*(?:page|p\.)?\s*(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?[-–—|\s]*",
    re.IGNORECASE,
)


def running_heads(pages: Sequence[Sequence[Row]], heights: Sequence[float]) -> list[set[int]]:
    """For each page the places of its rows that are no part of the text."""
    seen: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    edges = [_edge_rows(rows, height) for rows, height in zip(pages, heights, strict=True)]
    for number, (rows, edge) in enumerate(zip(pages, edges, strict=True)):
        for row in (rows[index] for index in edge):
            for shift in (0, 1):
                seen[_key(row), round(row.top / _PLACE) + shift].add(number)
    least = max(2, round(_SHARE * len(pages)))
    found = []
    for rows, edge in zip(pages, edges, strict=True):
        own = {
            index for index in edge
            if any(len(seen[_key(rows[index]), round(rows[index].top / _PLACE) + shift]) >= least for shift in (0, 1))
            or _NUMBER.fullmatch(_text(rows[index]))
        }  # fmt: skip
        found.append(own)
    return found


def body_size(pages: Sequence[Sequence[Row]]) -> float:
    """The height of line in which most characters are set; 12 where there is no text."""
    sizes: Counter[float] = Counter()
    for rows in pages:
        for row in rows:
            sizes[round(row.size * 2) / 2] += len(_text(row))
    return max(sizes, key=lambda size: (sizes[size], size)) if sizes else 12.0


def _edge_rows(rows: Sequence[Row], height: float) -> list[int]:
    """Places of the rows at the top and bottom edge of a page that white space sets off from the rest."""
    order = sorted(range(len(rows)), key=lambda index: rows[index].top)
    top = [index for index in order if rows[index].bottom < _EDGE * height]
    foot = [index for index in order if rows[index].top > (1 - _EDGE) * height]
    while top and len(top) < len(order) and _touch(rows[top[-1]], rows[order[len(top)]]):
        top.pop()
    while foot and len(foot) < len(order) and _touch(rows[order[-len(foot) - 1]], rows[foot[0]]):
        foot.pop(0)
    return top + foot


def _touch(above: Row, below: Row) -> bool:
    return below.top - above.bottom < _APART * max(above.size, below.size)


def _key(row: Row) -> str:
    return re.sub(r"\d+|\b[ivxlc]+\b", "#", _text(row).casefold())


def _text(row: Row) -> str:
    return " ".join(piece.text for piece in row.pieces)
