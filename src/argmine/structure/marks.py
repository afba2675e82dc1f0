"""What a reader knows of lines, put on them before the rules look at the rest."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from argmine.document import Mark
from argmine.structure.headings import Heading, marked_heading
from argmine.structure.lines import Line, LineKind
from argmine.structure.reference_lines import is_reference_heading
from argmine.structure.references import Entry

_KINDS = {"furniture": LineKind.FURNITURE, "table": LineKind.TABLE, "caption": LineKind.CAPTION}
_NUMBER = re.compile(r"\s*(\d{1,3}|[⁰¹²³⁴-⁹]{1,3})\s*")
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(slots=True)
class Marked:
    """The lines of the title, the headings and the notes that a reader has found, in reading order."""

    titles: list[Line] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    notes: list[Entry] = field(default_factory=list)


def apply_marks(lines: list[Line], marks: Sequence[Mark]) -> Marked:
    """Set the kinds of the marked lines, and say what has been found.

    The heading of a reference list stays as it is: what follows it is found by the rules.
    """
    starts = [line.start for line in lines]
    found = Marked()
    for mark in marks:
        own = lines[bisect_left(starts, mark.start) : bisect_left(starts, max(mark.end, mark.start + 1))]
        own = [line for line in own if line.kind is LineKind.BODY]
        if mark.kind == "heading" and own and is_reference_heading(own[0].stripped):
            continue
        if mark.kind == "note" and own:
            found.notes.append(_note(own))
        for line in own:
            if mark.kind == "title":
                found.titles.append(line)
            elif mark.kind == "heading":
                line.kind = LineKind.HEADING
                found.headings.append(marked_heading(line, mark.level))
            elif mark.kind == "note":
                line.kind = LineKind.REFERENCE
            else:
                line.kind = _KINDS[mark.kind]
    return found


def _note(lines: list[Line]) -> Entry:
    number = _NUMBER.match(lines[0].text)
    printed = number.group(1).translate(_SUPERSCRIPT) if number else ""
    return Entry(printed, tuple((line.start, line.end) for line in lines), 0, footnote=True)
