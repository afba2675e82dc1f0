"""A document as blocks, whatever its format, and the text and layout that blocks become.

Blocks are parted by a blank line, the lines of a block by a line break, pages by a form feed. The text has what the
format shows and nothing else; what each block is, its marks say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from argmine.document import Box, Layout, Mark, MarkKind

_KNOWN = 2  # headings from which a document is taken to mark them all


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together; `kind` is None for prose, lists and whatever the text itself tells.

    `boxes` has the place of each line, or nothing; `page` is 0 where the format has no pages.
    """

    lines: tuple[str, ...]
    kind: MarkKind | None = None
    level: int = 0
    page: int = 0
    boxes: tuple[Box, ...] = ()


def render(
    blocks: Iterable[Block],
    *,
    pages: int = 0,
    unreadable: tuple[int, ...] = (),
    wrapped: bool = False,
) -> tuple[str, Layout]:
    """The text and the layout of blocks in reading order; `pages` is the number of pages of the document.

    Headings are known if blocks say of several that they are: a text set in one style has headings all the same.
    """
    parts: list[str] = []
    marks: list[Mark] = []
    lines: list[tuple[int, int, Box]] = []
    starts: list[int] = [0] if pages else []
    position = 0

    def write(text: str) -> None:
        nonlocal position
        parts.append(text)
        position += len(text)

    headings = 0
    for block in blocks:
        headings += block.kind == "heading"
        while len(starts) < block.page:
            write("\f")
            starts.append(position)
        begin = position
        for number, line in enumerate(block.lines):
            if block.boxes:
                lines.append((position, position + len(line), block.boxes[number]))
            write(line + "\n")
        if block.kind is not None:
            marks.append(Mark(block.kind, begin, position - 1, block.level))
        write("\n")
    while len(starts) < pages:
        write("\f")
        starts.append(position)
    layout = Layout(tuple(marks), tuple(starts), tuple(lines), unreadable, wrapped, headings >= _KNOWN)
    return "".join(parts), layout


def with_title(blocks: list[Block]) -> list[Block]:
    """The blocks with the first level's only heading as the title and the others a level up, if there is but one."""
    top = [index for index, block in enumerate(blocks) if block.kind == "heading" and block.level == 1]
    if len(top) != 1:
        return blocks
    lowered = [replace(block, level=max(block.level - 1, 0)) for block in blocks]
    lowered[top[0]] = replace(blocks[top[0]], kind="title", level=0)
    return lowered
