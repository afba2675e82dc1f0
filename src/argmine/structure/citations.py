"""Citation marks, and the reference entries they name in their own list."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from operator import itemgetter

from argmine.structure.lines import CITATION_MARK
from argmine.structure.reference_lines import GLUED_MARK
from argmine.structure.references import Entry
from argmine.structure.section_tree import SectionSpan, innermost

_MARK = re.compile(CITATION_MARK)
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_ISOTOPE = re.compile(r"[mᵐ]?\}?(?:[A-Z][a-z]?(?![a-z])|[A-Z][a-z]{2,}ine\b|MBq)|[CF]\b")
_UNIT_BEFORE = re.compile(r"(?:\b(?:cm|mm|km|m|dm|ft|s|kg)|10|\d\s?x\s?10)$")
_LARGEST_RANGE = 60
_NOTE_REACH = 12_000  # characters: about four pages below the mark


@dataclass(frozen=True, slots=True)
class Citation:
    """A mark at `start:end` and the numbers it cites, ranges expanded."""

    start: int
    end: int
    numbers: tuple[int, ...]
    superscript: bool


def find_citations(text: str, *, plain_notes: frozenset[int] = frozenset()) -> list[Citation]:
    """The citation marks of `text` in order: `[2]`, `^[2-4]`, `^{1,2}`, `[29, 30]`, superscript digits.

    Isotopes and powers are no marks. Numbers of `plain_notes` count as well where they are glued to a
    full stop or comma ("register.5").
    """
    found = [
        Citation(match.start(1), match.end(1), (int(match.group(1)),), superscript=True)
        for match in (GLUED_MARK.finditer(text) if plain_notes else ())
        if int(match.group(1)) in plain_notes
    ]
    for match in _MARK.finditer(text):
        mark = match.group()
        superscript = mark[0] in "¹²³⁴⁵⁶⁷⁸⁹"
        if _is_quantity(text, match.start(), match.end(), superscript=superscript):
            continue
        numbers = _numbers(mark.translate(_SUPERSCRIPT))
        if numbers:
            found.append(Citation(match.start(), match.end(), numbers, superscript or mark.startswith(("^", "[^"))))
    return sorted(found, key=lambda citation: citation.start)


def _is_quantity(text: str, start: int, end: int, *, superscript: bool) -> bool:
    """An isotope (²⁰¹Tl), a power (10⁶, cm²) or a Markdown link is not a citation."""
    before = text[max(0, start - 6) : start]
    if text[start] == "[":
        return (
            end < len(text)
            and text[end] == "("
            and not text[end + 1 : end + 2].isspace()
            and "http" in text[end : end + 8]
        )
    if _ISOTOPE.match(text, end):
        return True
    return superscript and bool(_UNIT_BEFORE.search(before)) and not before.endswith((".", "s"))


def _numbers(mark: str) -> tuple[int, ...]:
    numbers: list[int] = []
    for part in re.findall(r"\d{1,3}(?:\s*[–—-]\s*\d{1,3})?", mark):
        bounds = [int(n) for n in re.findall(r"\d+", part)]
        first, last = bounds[0], bounds[-1]
        numbers += range(first, last + 1) if first <= last <= first + _LARGEST_RANGE else bounds
    return tuple(dict.fromkeys(number for number in numbers if number > 0))


class Resolver:
    """Finds the entries that a mark cites: a list serves the text between the list before it and itself."""

    def __init__(self, entries: list[Entry], sections: list[SectionSpan]) -> None:
        self._sections = sections
        self._containers = _containers(sections)
        self._notes: dict[int, list[tuple[int, int]]] = {}  # (start, index) in reading order, by printed number
        for index, entry in enumerate(entries):
            if entry.footnote and entry.number:
                self._notes.setdefault(int(entry.number), []).append((entry.ranges[0][0], index))
        groups: dict[int, list[int]] = {}
        for index, entry in enumerate(entries):
            if not entry.footnote and entry.number:
                groups.setdefault(entry.group, []).append(index)
        self._lists = [{int(entries[i].number): i for i in reversed(members)} for members in groups.values()]
        self._starts = [entries[members[0]].ranges[0][0] for members in groups.values()]

    def resolve(self, citation: Citation) -> tuple[int, ...]:
        """Indices into the entries, in the order cited; numbers that no list of its own holds are left out."""
        resolved = []
        for number in citation.numbers:
            entry = self._note(citation, number)
            if entry is None:
                entry = self._listed(citation.start, number)
            if entry is not None:
                resolved.append(entry)
        return tuple(dict.fromkeys(resolved))

    def _note(self, citation: Citation, number: int) -> int | None:
        if not citation.superscript:
            return None
        notes = self._notes.get(number, [])
        following = bisect_right(notes, citation.start, key=itemgetter(0))
        if following < len(notes) and notes[following][0] <= citation.start + _NOTE_REACH:
            return notes[following][1]
        return None

    def _listed(self, position: int, number: int) -> int | None:
        following = bisect_left(self._starts, position)
        if following < len(self._lists):
            scope_start = self._scope(self._starts[following], position)
            if scope_start <= position and number in self._lists[following]:
                return self._lists[following][number]
            if following and number < min(self._lists[following]):  # numbering runs on from list to list
                return next(
                    (entries[number] for entries in reversed(self._lists[:following]) if number in entries), None
                )
        if following and self._top(self._starts[following - 1]) == self._top(position):
            return self._lists[following - 1].get(number)  # text after the list of its own section
        return self._lists[-1].get(number) if len(self._lists) == 1 else None

    def _scope(self, list_start: int, position: int) -> int:
        """Where the text that a list serves begins: the top-level part it closes, or all if it is the only list."""
        if len(self._lists) == 1:
            return 0
        return self._top(list_start)

    def _top(self, position: int) -> int:
        """Start of the outermost section around `position` that is not an annex of several sections."""
        path: list[int] = []
        index: int | None = innermost(self._sections, position)
        while index:
            path.insert(0, index)
            index = self._sections[index].parent
        if len(path) > 1 and path[0] in self._containers:
            return self._sections[path[1]].start
        return self._sections[path[0]].start if path else 0


def _containers(sections: list[SectionSpan]) -> frozenset[int]:
    """Indices of the annexes that hold several numbered sections."""
    numbered = Counter(section.parent for section in sections if section.number)
    return frozenset(
        index
        for index, section in enumerate(sections)
        if section.title and section.number.isalpha() and numbered[index] >= 2
    )
