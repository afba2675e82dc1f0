"""The section tree that headings of mixed styles make."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from argmine.structure.headings import Heading, HeadingStyle


@dataclass(slots=True)
class SectionSpan:
    """A node of the section tree; `parent` is an index into the same list, the root is index 0."""

    number: str
    title: str
    level: int
    parent: int | None
    start: int
    end: int
    heading_end: int


def build_tree(headings: list[Heading], *, title: str, length: int, list_ends: dict[int, int]) -> list[SectionSpan]:
    """The sections in reading order, the whole document first (level 0).

    `list_ends` maps the start of a reference-list heading to the end of its list: text after it
    belongs to the section that the list closed.
    """
    sections = [SectionSpan("", title, 0, None, 0, length, 0)]
    stack = [0]
    ranks = _Ranks()
    for heading in sorted(headings, key=lambda item: item.start):
        level = ranks.level(heading)
        while len(stack) > 1 and sections[stack[-1]].level >= level and heading.style != HeadingStyle.REFERENCES:
            sections[stack.pop()].end = heading.start
        parent = stack[-1]
        if heading.style == HeadingStyle.REFERENCES:
            end = list_ends.get(heading.start, heading.end)
            sections.append(
                SectionSpan(
                    heading.number, heading.title, sections[parent].level + 1, parent, heading.start, end, heading.end
                )
            )
            continue
        sections.append(SectionSpan(heading.number, heading.title, level, parent, heading.start, length, heading.end))
        stack.append(len(sections) - 1)
    return sections


def innermost(sections: Sequence[SectionSpan], position: int) -> int:
    """Index of the innermost section around `position`; the root, if no other holds it."""
    index = bisect_right(sections, position, key=attrgetter("start")) - 1
    while sections[index].end <= position:
        parent = sections[index].parent
        if parent is None:
            return 0
        index = parent
    return index


class _Ranks:
    """Levels for mixed heading styles: an annex holds sections, a section numbers, a number titles, a title run-ins."""

    def __init__(self) -> None:
        self.annex = self.section = self.number_offset = self.explicit = self.last = 0
        self.main_number = self.markdown = 0

    def level(self, heading: Heading) -> int:
        level = self._level(heading)
        if heading.style not in (HeadingStyle.RUN_IN, HeadingStyle.REFERENCES):
            self.last = level
        return level

    def _level(self, heading: Heading) -> int:
        if heading.style == HeadingStyle.ANNEX:
            self.annex, self.section, self.number_offset, self.explicit = 1, 0, 1, 1
            return 1
        if heading.style == HeadingStyle.SECTION:
            self.section = self.annex + 1
            self.number_offset = self.explicit = self.section
            return self.section
        if heading.style == HeadingStyle.NUMBER:
            self._note_number(heading)
            self.explicit = self.number_offset + heading.depth
            return self.explicit
        if heading.style == HeadingStyle.MARKDOWN:
            self.explicit = self.markdown = heading.depth
            return heading.depth
        if heading.style in (HeadingStyle.TITLE, HeadingStyle.REFERENCES):
            return self.explicit + 1
        return self.last + 1

    def _note_number(self, heading: Heading) -> None:
        """Numbering that goes on from the main part leaves the annex again."""
        if heading.depth != 1 or not heading.number.isdigit():
            return
        number = int(heading.number)
        if not self.annex and not self.section:
            self.main_number = number
        elif self.annex and not self.section and number == self.main_number + 1 and number > 2:
            self.annex = self.number_offset = 0
            self.main_number = number
