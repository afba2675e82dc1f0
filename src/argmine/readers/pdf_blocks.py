"""From the lines of PDF pages to blocks: paragraphs, headings, tables, notes, running heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from argmine.document import Box, MarkKind
from argmine.readers.flow import Block
from argmine.readers.reading_order import Row
from argmine.readers.running_heads import body_size, running_heads

_LABEL = re.compile(
    r"(?:[-*•●○▪‣◦–—\uf0b7\uf0a7]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|\d{1,2}(?:\.\d{1,2}){0,3}\.?|[A-Z]\.|[¹²³⁴-⁹⁰]{1,3})"
)
_PICTOGRAMS = str.maketrans({"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "‣", "\uf0fc": "•"})  # bullets of symbol fonts
_LEADER = re.compile(r"\.{3,}|(?:\. ){3,}|…{2,}")
_ENDS = re.compile(r"[.!?:;][\"'”’)\]¹²³⁴-⁹⁰]*$")
_NOTE = re.compile(r"(?:\d{1,3}\s|[⁰¹²³⁴-⁹]{1,3}\s*)\S")
_CAPTION = re.compile(r"(?:fig(?:ure|\.)|table|chart|box|source|note)\b", re.IGNORECASE)
_HEADING_WORDS = 28
_LARGER = 1.06  # of the body's size
_SMALLER = 0.93
_LOOSE = 1.35  # of the usual distance of lines: a wider one parts paragraphs
Style = tuple[float, bool]  # size and weight
_SHORT = 0.88  # of the width of the column: a line that ends before is the last of its paragraph


@dataclass(frozen=True, slots=True)
class _Line:
    """A row as text; `kind` is what its looks say."""

    row: Row
    page: int
    text: str
    kind: MarkKind | None

    @property
    def style(self) -> Style:
        return self.row.size, self.row.bold


def pdf_blocks(pages: Sequence[Sequence[Row]], heights: Sequence[float]) -> list[Block]:
    """The blocks of a document in reading order; headings have levels from 1 by size, weight and numbering."""
    size = body_size(pages)
    heads = running_heads(pages, heights)
    bold_body = _is_bold(pages, size)
    distance = _distance(pages, size)
    blocks: list[Block] = []
    styles: dict[int, Style] = {}
    for number, (rows, own) in enumerate(zip(pages, heads, strict=True), start=1):
        lines = [_line(row, number, index in own, size, bold_body=bold_body) for index, row in enumerate(rows)]
        lines = _notes(_tables(lines, distance), size)
        for group in _groups(lines, distance):
            if not bold_body and _is_small_heading(group, size):
                group = [replace(line, kind="heading") for line in group]
            block = _block(group, size)
            if block.kind == "heading":
                styles[len(blocks)] = group[0].style
            blocks.append(block)
    return _levels(blocks, styles)


def _line(row: Row, page: int, head: bool, size: float, *, bold_body: bool) -> _Line:
    cells = [cell.translate(_PICTOGRAMS) for cell in row.cells]
    while len(cells) > 1 and _LABEL.fullmatch(cells[0]):
        cells[:2] = [f"{cells[0]} {cells[1]}"]
    text = "\t".join(cells)
    if head:
        return _Line(row, page, " ".join(text.split()), "furniture")
    if _LEADER.search(text):
        return _Line(row, page, " ".join(text.split()), None)
    letters = sum(character.isalpha() for character in text)
    stands_out = row.size >= _LARGER * size or (row.bold and not bold_body and row.size >= _SMALLER * size)
    if stands_out and letters >= 2 and len(cells) == 1:
        return _Line(row, page, text, "heading")
    return _Line(row, page, text, "table" if len(cells) > 1 else None)


def _is_small_heading(group: list[_Line], size: float) -> bool:
    """Bold lines smaller than the body that stand alone, as the lowest headings of web pages do."""
    text = " ".join(line.text for line in group)
    bold = all(line.kind is None and line.row.bold and 0.75 * size <= line.row.size < _SMALLER * size for line in group)
    named = bold and len(group) <= 2 and len(text.split()) <= _HEADING_WORDS and text[:1].isupper()
    return named and not _ENDS.search(text) and not _CAPTION.match(text)


def _is_bold(pages: Sequence[Sequence[Row]], size: float) -> bool:
    weights: Counter[bool] = Counter()
    for row in (row for rows in pages for row in rows if abs(row.size - size) < 0.5):
        weights[row.bold] += len(row.pieces[0].text)
    return weights[True] > weights[False]


def _distance(pages: Sequence[Sequence[Row]], size: float) -> float:
    """The usual distance from one line of the body to the next, in points."""
    found = [
        after.top - before.top for rows in pages for before, after in pairwise(rows)
        if abs(before.size - size) < 0.5 and abs(after.size - size) < 0.5 and 0 < after.top - before.top < 3 * size
    ]  # fmt: skip
    near = Counter(round(2 * gap) / 2 for gap in found if gap < 1.8 * size)
    return max(near, key=lambda gap: (near[gap], -gap)) if near else 1.2 * size


def _tables(lines: list[_Line], distance: float) -> list[_Line]:
    """A lone line of two cells is prose with a wide space; lines of one cell between rows of a table belong to it."""
    kept = list(lines)
    for index, line in enumerate(lines):
        if line.kind == "table" and not any(
            other.kind == "table" and abs(other.row.top - line.row.top) < 3 * distance
            for other in lines[max(index - 2, 0) : index] + lines[index + 1 : index + 3]
        ):
            kept[index] = replace(line, kind=None, text=line.text.replace("\t", " "))
        elif line.kind is None and 0 < index < len(lines) - 1:
            above, below = kept[index - 1], lines[index + 1]
            near = below.row.top - above.row.top < 2.6 * distance
            width = line.row.column[1] - line.row.column[0]
            if near and above.kind == below.kind == "table" and line.row.right - line.row.left < 0.6 * width:
                kept[index] = replace(line, kind="table")
    return kept


def _notes(lines: list[_Line], size: float) -> list[_Line]:
    """Small lines at the foot of a page that open with a number, and those that go on with them, are notes."""
    foot = [index for index, line in enumerate(lines) if line.kind != "furniture"]
    small: list[int] = []
    while foot and lines[foot[-1]].kind is None and lines[foot[-1]].row.size < _SMALLER * size:
        small.insert(0, foot.pop())
    while small and not _NOTE.match(lines[small[0]].text):
        small.pop(0)
    return [replace(line, kind="note") if index in small else line for index, line in enumerate(lines)]


def _groups(lines: list[_Line], distance: float) -> list[list[_Line]]:
    groups: list[list[_Line]] = []
    for line in lines:
        if groups and _continues(groups[-1], line, distance):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _continues(group: list[_Line], line: _Line, distance: float) -> bool:
    before = group[-1]
    if line.kind != before.kind or line.kind == "furniture":
        return False
    if line.kind in ("table", "note"):
        return line.kind == "table" or not _NOTE.match(line.text)
    gap = line.row.top - before.row.top
    usual = max(distance, 1.1 * max(line.row.size, before.row.size))
    new_column = gap < 0 and line.row.column != before.row.column
    if not new_column and not 0 < gap <= _LOOSE * usual:
        return False
    if line.kind == "heading":
        same = abs(line.row.size - before.row.size) < 0.3 and line.row.bold == before.row.bold
        return same and not new_column and not re.match(r"(?:\d+\.)+\d*\s|\d+\s", line.text)
    if abs(line.row.size - before.row.size) > 0.5 or _opens_item(line.text):
        return False
    left, right = before.row.column
    ended = bool(_ENDS.search(before.text)) and before.row.right < left + _SHORT * (right - left)
    indented = line.row.left > line.row.column[0] + 8 and before.row.left < before.row.column[0] + 4
    return not ended and not (indented and _ENDS.search(before.text))


def _opens_item(text: str) -> bool:
    label, _, rest = text.partition(" ")
    return bool(rest) and bool(_LABEL.fullmatch(label)) and not label[-1].isdigit()


def _block(group: list[_Line], size: float) -> Block:
    kind = group[0].kind
    lines = [line.text for line in group]
    boxes = [_box(line) for line in group]
    words = sum(len(text.split()) for text in lines)
    if kind == "heading" and (words > _HEADING_WORDS or (re.search(r"[.;,]$", lines[-1]) and words > 6)):
        kind = None
    if kind == "heading" and len(lines) > 1:
        left, right = min(box.left for box in boxes), max(box.right for box in boxes)
        boxes = [Box(group[0].page, left, boxes[0].top, right, boxes[-1].bottom)]
        lines = [" ".join(lines)]
    return Block(tuple(lines), kind, 0, group[0].page, tuple(boxes))


def _box(line: _Line) -> Box:
    row = line.row
    return Box(line.page, round(row.left, 1), round(row.top, 1), round(row.right, 1), round(row.bottom, 1))


def _levels(blocks: list[Block], styles: dict[int, Style]) -> list[Block]:
    """Headings with levels, by the rank of their style and, within a style, by printed numbers.

    "3.1" is below a "3" that is set like it. The largest style that has headings with a number of one part is of the
    first level, so that large lines of a title page do not push the others down.
    """
    ranked = sorted(set(styles.values()), key=lambda style: (-style[0], not style[1]))
    title = _title(blocks, styles, ranked)
    if title is not None:
        ranked.remove(styles[title])
    below = _below(blocks, styles, ranked)
    numbered = {style for index, style in styles.items() if index != title and _depth(blocks[index].lines[0]) == 1}
    first = next((rank for rank, style in enumerate(ranked) if style in numbered), 0)
    level_of: dict[Style, int] = {}
    level = 1
    for rank, style in enumerate(ranked):
        level_of[style] = level
        if rank >= first:
            level += 1 + max(
                (below[index] for index, own in styles.items() if own == style and index != title), default=0
            )
    leveled = list(blocks)
    for index, style in styles.items():
        if index == title:
            leveled[index] = replace(blocks[index], kind="title")
        else:
            leveled[index] = replace(blocks[index], level=min(level_of[style] + below[index], 6))
    return leveled


def _below(blocks: list[Block], styles: dict[int, Style], ranked: list[Style]) -> dict[int, int]:
    """For each heading how many headings of its own style it stands below, by their numbers."""
    found: dict[int, int] = {}
    open_numbers: dict[Style, list[str]] = {style: [] for style in ranked}
    for index, style in sorted(styles.items()):
        for smaller in ranked[ranked.index(style) + 1 :] if style in open_numbers else []:
            open_numbers[smaller].clear()
        own = open_numbers.get(style, [])
        number = _number(blocks[index].lines[0])
        if number:
            while own and not number.startswith(own[-1] + "."):
                own.pop()
        found[index] = len(own) if number else 0
        if number:
            own.append(number)
    return found


def _number(text: str) -> str:
    number = re.match(r"(\d{1,2}(?:\.\d{1,2})*)\.?\s+\S", text)
    return number.group(1) if number else ""


def _depth(text: str) -> int:
    number = _number(text)
    return number.count(".") + 1 if number else 0


def _title(blocks: list[Block], styles: dict[int, Style], ranked: list[Style]) -> int | None:
    """The heading of the largest style, if there is one only and it stands on the first page without a number."""
    largest = [index for index, style in styles.items() if ranked and style == ranked[0]]
    if len(largest) != 1 or blocks[largest[0]].page != 1 or _depth(blocks[largest[0]].lines[0]):
        return None
    opens = all(block.kind == "furniture" for block in blocks[: largest[0]])
    return largest[0] if opens or len(styles) > 1 else None
