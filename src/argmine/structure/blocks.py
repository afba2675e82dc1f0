"""Blocks of printed lines, read as the one line that each would be without its line breaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from argmine.structure.lines import Line, LineKind


@dataclass(frozen=True, slots=True)
class Blocks:
    """`whole` has a line a block, in order; `parts` the printed lines of each, by its start."""

    whole: list[Line]
    parts: dict[int, list[Line]]

    def settle(self) -> None:
        """Give the printed lines the kinds that their blocks have got."""
        for block in self.whole:
            for line in self.parts[block.start]:
                line.kind = block.kind


def join_lines(lines: list[Line], *, opens: Callable[[Line, Line], bool] | None = None) -> Blocks:
    """The blocks of `lines`: successive lines of prose, parted where `opens` says that the second of two begins one.

    A block of one line is that line, so a kind that it gets stands at once.
    """
    groups: list[list[Line]] = []
    for line in lines:
        goes_on = bool(groups) and line.kind is groups[-1][0].kind is LineKind.BODY
        if goes_on and not (opens and opens(groups[-1][-1], line)):
            groups[-1].append(line)
        else:
            groups.append([line])
    whole = [
        group[0]
        if len(group) == 1
        else Line(group[0].start, group[-1].end, " ".join(line.stripped for line in group), LineKind.BODY)
        for group in groups
    ]
    return Blocks(whole, {group[0].start: group for group in groups})


def stands_alone(lines: list[Line], index: int) -> bool:
    """Whether the lines above and below are no prose, so that a line is a block of its own."""
    around = (*lines[max(index - 1, 0) : index], *lines[index + 1 : index + 2])
    return all(line.kind is not LineKind.BODY for line in around)
