"""Reference lists and footnotes: which lines they are, and their numbered entries."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from argmine.document import Range
from argmine.structure.blocks import join_lines
from argmine.structure.lines import Line, LineKind, ends_sentence
from argmine.structure.reference_lines import (
    BARE_FIRST,
    BARE_SECOND,
    DOI,
    FOOTNOTE,
    GLUED_MARK,
    ISOTOPE,
    LINK,
    MARKED_NUMBER,
    PLAIN_NOTE,
    TRACE,
    entry_number,
    heads_new_text,
    is_prose,
    is_reference_heading,
    looks_like_reference,
    note_number,
    raised_numbers,
)

_LOOKAHEAD = 8  # lines to search for the next entry beyond a page break
_SHORT_ENTRY = 200  # characters


@dataclass(frozen=True, slots=True)
class Entry:
    """A reference entry: `ranges` are its lines; `group` numbers the list it stands in."""

    number: str
    ranges: tuple[Range, ...]
    group: int
    footnote: bool


def mark_references(lines: list[Line], *, blocks: bool = False) -> list[Entry]:
    """The entries in reading order; their lines become `REFERENCE`, list headings `REFERENCE_HEADING`.

    In `blocks`, lines that follow each other belong together unless one opens an entry.
    """
    if blocks:
        return _block_references(lines)
    entries = _mark_plain_notes(lines)
    group = 0
    index = 0
    while index < len(lines):
        line = lines[index]
        if line.kind is LineKind.BODY and is_reference_heading(line.stripped):
            found, end = _read_list(lines, index + 1, group)
            if found:
                line.kind = LineKind.REFERENCE_HEADING
                entries += found
                group += 1
                index = end
                continue
        elif line.kind is LineKind.BODY and _starts_bare_list(lines, index):
            found, end = _read_list(lines, index, group)
            entries += found
            group += 1
            index = max(end, index + 1)
            continue
        elif line.kind is LineKind.BODY and (note := FOOTNOTE.match(line.text)) and _is_note(lines, index):
            entries.append(_Open(note_number(note), [line], group, footnote=True))
            line.kind = LineKind.REFERENCE
            _extend_note(lines, index, entries[-1])
        index += 1
    return sorted((entry.close() for entry in entries), key=lambda entry: entry.ranges)


def _block_references(lines: list[Line]) -> list[Entry]:
    joined = join_lines(lines, opens=_opens_entry)
    entries = mark_references(joined.whole)
    joined.settle()
    return [
        replace(
            entry, ranges=tuple((line.start, line.end) for start, _ in entry.ranges for line in joined.parts[start])
        )
        for entry in entries
    ]


def _opens_entry(before: Line, line: Line) -> bool:
    """Whether a printed line opens an entry; a bare number does so only below a sentence's or address's end."""
    if entry_number(line.text) is None or DOI.match(line.text):
        return is_reference_heading(before.stripped)
    return bool(MARKED_NUMBER.match(line.text)) or ends_sentence(before.text) or bool(LINK.search(before.text))


@dataclass(slots=True)
class _Open:
    number: str
    lines: list[Line]
    group: int
    footnote: bool = False

    def close(self) -> Entry:
        return Entry(self.number, tuple((line.start, line.end) for line in self.lines), self.group, self.footnote)


def _mark_plain_notes(lines: list[Line]) -> list[_Open]:
    """Footnotes whose mark lost its superscript: "5 Calculated from ..." where the text has "... register.5".

    Only a series of three or more that counts up from 1, most of whose numbers stand glued to a word
    above, is taken for footnotes: numbered headings and lists have no such marks.
    """
    series: list[_Open] = []
    marked = 0
    glued: set[int] = set()
    for line in lines:
        if line.kind is not LineKind.BODY:
            continue
        note = PLAIN_NOTE.match(line.text)
        number = int(note.group(1)) if note else 0
        expected = int(series[-1].number) + 1 if series else 1
        is_note = note and len(line.text) < 400 and (number in glued or ends_sentence(line.text))  # no heading
        if is_note and expected <= number <= expected + 2:
            series.append(_Open(str(number), [line], -1, footnote=True))
            marked += number in glued
        else:
            glued |= {int(found) for found in GLUED_MARK.findall(line.text)} | raised_numbers(line.text)
    if len(series) < 3 or marked < 0.6 * len(series):
        return []
    for entry in series:
        entry.lines[0].kind = LineKind.REFERENCE
        _extend_note(lines, lines.index(entry.lines[0]), entry)
    return series


def _read_list(lines: list[Line], index: int, group: int) -> tuple[list[_Open], int]:
    """The entries from `index` on and the index of the first line after the list."""
    entries: list[_Open] = []
    expected: int | None = None
    end = index
    while index < len(lines):
        line = lines[index]
        if line.kind in (LineKind.BLANK, LineKind.FURNITURE, LineKind.REFERENCE):  # footnotes of a page stand between
            index += 1
            continue
        if line.kind not in (LineKind.BODY, LineKind.TABLE):
            break
        number = entry_number(line.text)
        if entries and number == expected and _numbers_a_section(lines, index, entries):
            break
        if number is not None and (
            number == expected
            or (
                expected is None
                and (number <= 1 or looks_like_reference(line.text) or _next_entry_follows(lines, index, number + 1))
            )
            or (expected is not None and expected - 2 <= number <= expected + 3 and looks_like_reference(line.text))
        ):
            entries.append(_Open(str(number), [line], group))
            expected = number + 1
        elif entries and _continues(lines, index, expected, entries[-1].lines[-1]):
            entries[-1].lines.append(line)
        elif (not entries and number is None and _unnumbered_entry(lines, index)) or (
            entries and entries[-1].number == "" and number is None and _unnumbered_entry(lines, index)
        ):
            entries.append(_Open("", [line], group))
        else:
            break
        line.kind = LineKind.REFERENCE
        index += 1
        end = index
    return entries, end


def _numbers_a_section(lines: list[Line], index: int, entries: list[_Open]) -> bool:
    """Whether "4. Evidence" after three entries that look like references is a heading: short, with prose below."""
    text = lines[index].stripped
    if len(text) > 60 or ends_sentence(text) or looks_like_reference(text):
        return False
    filled = (line for line in lines[index + 1 : index + 1 + _LOOKAHEAD] if line.kind is not LineKind.BLANK)
    below = next(filled, None)
    return (
        below is not None
        and below.kind is LineKind.BODY
        and entry_number(below.text) is None
        and not LINK.match(below.stripped)
        and ends_sentence(below.text)
        and all(looks_like_reference(entry.lines[0].text) for entry in entries)
    )


def _unnumbered_entry(lines: list[Line], index: int) -> bool:
    return looks_like_reference(lines[index].text) and len(lines[index].text) < 400


def _continues(lines: list[Line], index: int, expected: int | None, last: Line) -> bool:
    """Whether an unnumbered line inside a list belongs to the entry before it."""
    text = lines[index].stripped
    if heads_new_text(text) or is_reference_heading(text):
        return False
    if index and lines[index - 1] is last and len(text) < 200 and not (ends_sentence(last.text) and is_prose(text)):
        return True  # hard-wrapped: no blank line in between
    if _is_sentence_apart(lines, index, last):
        return False
    if _next_entry_follows(lines, index, expected):
        return len(text) < 400
    if looks_like_reference(text) and not is_prose(text):
        return True
    return text[:1].islower() and not ends_sentence(last.text) and len(text) < 200


def _is_sentence_apart(lines: list[Line], index: int, last: Line) -> bool:
    """A whole sentence without a trace of a reference, in a paragraph of its own below an entry that is complete."""
    text = lines[index].stripped
    return (
        lines[index - 1].kind is LineKind.BLANK
        and ends_sentence(last.text)
        and text[:1].isupper()
        and ends_sentence(text)
        and len(text.split()) >= 8
        and not TRACE.search(text)
    )


def _next_entry_follows(lines: list[Line], index: int, expected: int | None) -> bool:
    if expected is None:
        return False
    for line in lines[index + 1 : index + 1 + _LOOKAHEAD]:
        if line.kind is LineKind.BODY and (is_reference_heading(line.stripped) or heads_new_text(line.stripped)):
            return False
        if line.kind is LineKind.BODY and entry_number(line.text) == expected:
            return True
    return False


def _starts_bare_list(lines: list[Line], index: int) -> bool:
    """A list without a heading: bracketed entries 1 and 2 on successive lines, or one that looks like a reference."""
    if not BARE_FIRST.match(lines[index].text) or len(lines[index].text) > 400:
        return False
    following = [line for line in lines[index + 1 : index + 6] if line.kind not in (LineKind.BLANK, LineKind.FURNITURE)]
    if any(BARE_SECOND.match(line.text) for line in following[:2]):
        return True
    ends = not following or following[0].kind is not LineKind.BODY or len(following[0].stripped) < 100
    return ends and (looks_like_reference(lines[index].text) or _is_cited_above(lines, index))


def _is_cited_above(lines: list[Line], index: int) -> bool:
    """Whether a short entry 1 stands in a paragraph of its own below prose that cites [1]."""
    if len(lines[index].text) > _SHORT_ENTRY or (index and lines[index - 1].kind is not LineKind.BLANK):
        return False
    above = lines[max(0, index - _LOOKAHEAD) : index]
    return any(line.kind is LineKind.BODY and "[1]" in line.text[1:] for line in above)


def _is_note(lines: list[Line], index: int) -> bool:
    """A footnote opens a paragraph of its own; an isotope or a mark of the line before does not."""
    text = lines[index].stripped
    if ISOTOPE.match(text):
        return False
    if re.match(r"[¹²³⁴-⁹⁰]{2,3}[A-Z][a-z]?\b(?!\s[a-z]*\w{3})", text) and not looks_like_reference(text):
        return False
    filled = (lines[i] for i in range(index - 1, -1, -1) if lines[i].kind not in (LineKind.BLANK, LineKind.FURNITURE))
    before = next(filled, None)
    glued = index > 0 and lines[index - 1].kind is LineKind.BODY
    return not (glued and before is not None and not ends_sentence(before.text) and not looks_like_reference(text))


def _extend_note(lines: list[Line], index: int, entry: _Open) -> None:
    """Lines after a footnote that are only links, or its hard-wrapped remainder, belong to it."""
    position = index + 1
    while position < len(lines):
        line = lines[position]
        if line.kind in (LineKind.BLANK, LineKind.FURNITURE):
            position += 1
            continue
        links = sum(len(match.group()) for match in LINK.finditer(line.text))
        wrapped = (
            lines[position - 1] is entry.lines[-1]
            and not ends_sentence(entry.lines[-1].text)
            and not FOOTNOTE.match(line.text)
        )
        if line.kind is not LineKind.BODY or not (
            links >= 0.6 * max(len(line.stripped), 1) or (wrapped and len(line.text) < 130)
        ):
            return
        line.kind = LineKind.REFERENCE
        entry.lines.append(line)
        position += 1
