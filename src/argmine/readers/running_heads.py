"""Running heads, running feet and page numbers: lines at the edge of the page that come back on other pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from argmine.readers.reading_order import Row

_EDGE = 0.13  # of the height of the page, at the top and at the bottom
_PLACE = 4.0  # points by which the same line may move from page to page
_SHARE = 0.15  # of the pages on which a running head stands at least
_NUMBER = re.compile(
    r"[-–—|\s]*(?:page|p\.)?\s*(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?[-–—|\s]*",
    re.IGNORECASE,
)


def running_heads(pages: Sequence[Sequence[Row]], heights: Sequence[float]) -> list[set[int]]:
    """For each page the places of its rows that are no part of the text."""
    seen: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    for number, (rows, height) in enumerate(zip(pages, heights, strict=True)):
        for row in rows:
            if _at_edge(row, height):
                for shift in (0, 1):
                    seen[_key(row), round(row.top / _PLACE) + shift].add(number)
    least = max(2, round(_SHARE * len(pages)))
    found = []
    for rows, height in zip(pages, heights, strict=True):
        edge = [index for index, row in enumerate(rows) if _at_edge(row, height)]
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


def _at_edge(row: Row, height: float) -> bool:
    return row.bottom < _EDGE * height or row.top > (1 - _EDGE) * height


def _key(row: Row) -> str:
    return re.sub(r"\d+|\b[ivxlc]+\b", "#", _text(row).casefold())


def _text(row: Row) -> str:
    return " ".join(piece.text for piece in row.pieces)
