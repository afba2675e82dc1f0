"""What a reader knows of lines, put on them before the rules look at the rest."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from argmine.document import Mark
from argmine.structure.headings import Heading, marked_heading
from argmine.structure.lines import Line, LineKind
from argmine.structure.references import is_reference_heading

_KINDS = {"furniture": LineKind.FURNITURE, "table": LineKind.TABLE, "caption": LineKind.CAPTION}


def apply_marks(lines: list[Line], marks: Sequence[Mark]) -> tuple[list[Line], list[Heading]]:
    """(lines of the title, headings in reading order); the kinds of the marked lines are set.

    The heading of a reference list stays as it is: what follows it is found by the rules.
    """
    starts = [line.start for line in lines]
    titles: list[Line] = []
    headings: list[Heading] = []
    for mark in marks:
        for line in lines[bisect_left(starts, mark.start) : bisect_left(starts, max(mark.end, mark.start + 1))]:
            if line.kind is not LineKind.BODY or (mark.kind == "heading" and is_reference_heading(line.stripped)):
                continue
            if mark.kind == "title":
                titles.append(line)
            elif mark.kind == "heading":
                line.kind = LineKind.HEADING
                headings.append(marked_heading(line, mark.level))
            else:
                line.kind = _KINDS[mark.kind]
    return titles, headings
