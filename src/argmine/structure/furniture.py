"""Page numbers, running heads, image marks, captions, tables and contents lists."""

from __future__ import annotations

import re
from collections import Counter
from typing import TypeVar

from argmine.structure.blocks import stands_alone
from argmine.structure.lines import BULLET_SIGN, Line, LineKind, ends_sentence, plain

_PAGE_NUMBER = re.compile(
    r"(?:[-–—|\s]*(?:page|p\.|pg\.?)?\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?[-–—|\s]*|[-–—\s]*[ivxlc]{1,6}[-–—\s]*)",
    re.IGNORECASE,
)
_IMAGE = re.compile(
    r"!\[[^\]]*\](?:\([^)]*\))?(?:\{[^}]*\})?|\[(?:image|figure|photo|logo|chart|picture)[^\]]*\]|<!--.*?-->"
    r"|<(?:img|image)\b[^>]*>|\(image[^)]*\)|\[\.{3}image\]|=+|-{3,}|_{3,}|\*{3,}|~{3,}",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"[*_#\s]*(?:figures?|fig\.|tables?|charts?|graphs?|box|exhibit|plate|image|photograph|diagram)\s+"
    r"[A-Z]?\d+[a-z]?(?:\.\d+)*(?:\s*(?:&|and|,|–|-)\s*[A-Z]?\d+[a-z]?)*\s*(?:[:.–—|]|\*\*)",
    re.IGNORECASE,
)
_PAGED_HEAD = re.compile(
    r"^\s*+\d{1,4}(?:\s*+\||(?=\s*\t|\s{3})\s)\s*+\S"
    r"|\S(?:\s*+(?:\||\bpage)\s*+|(?=\s*\t|\s{3})\s++)\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\s*$",
    re.IGNORECASE,
)
Item = TypeVar("Item")
_SPLIT_HEAD = re.compile(r"[^\W\d].{2,60}? {3,}[A-Z].{1,80}(?<![.!?])")  # "A society    Its title": left and right
_CONTENTS_HEADING = re.compile(
    r"[#*\s]*(?:table of contents|contents(?: of .{1,40}| page| list)?|list of (?:figures|tables|annexes))[*:\s]*",
    re.IGNORECASE,
)
_CONTENTS_ENTRY = re.compile(r".*?(?:\t|\.{3,}|(?:\. ){3,}|…+|_{3,}|\s{2,}|\s)\s*(?:\d{1,4}|[ivxlc]{1,6})\s*\|?\s*")
_GLUED_ENTRY = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2})*|[A-Z])\.?\s+\S.*[a-z)]\d{1,3}"
)  # a narrow gap before the page number
_DOT_LEADER = re.compile(r".{3,}?(?:\.{4,}|(?:\. ){4,}|…{2,})\s*(?:\d{1,4}|[ivxlc]{1,6})\s*")

_LONGEST_NUMBER_LINE = 60  # characters of a line that is only a page number; a longer one is not looked at
_LONGEST_CONTENTS_LINE = 400
_BAR = re.compile(r"\S\s+\|\s+(?=\S)")
# A bullet or number that a tab sets off from a sentence is no cell of a table.
_NUMBERED_PARAGRAPH = re.compile(
    rf"(?:{BULLET_SIGN}|\(?[a-z\d]{{1,3}}[.)]|\d{{1,2}}(?:\.\d{{1,2}})+\.?)\t\s*(?=\S+(?: \S+){{3}})"
)


def mark_furniture(lines: list[Line], *, placed: bool = False) -> None:
    """Set the kind of lines that carry no prose; only `BODY` lines change.

    Of `placed` lines the reader has seen where on the page they stand, so repetition alone says nothing more.
    """
    _mark_contents(lines, bare=not placed)
    if not placed:
        _mark_running_heads(lines)
        _mark_split_heads(lines)
    for index, line in enumerate(lines):
        if line.kind is not LineKind.BODY:
            continue
        text = line.stripped
        if (is_page_number(text) and (not placed or stands_alone(lines, index))) or _IMAGE.fullmatch(text):
            line.kind = LineKind.FURNITURE
        elif is_table_row(line.text) or ("\t" in (line.text[0], line.text[-1]) and _beside_table(lines, index)):
            line.kind = LineKind.TABLE
        elif _is_caption(text):
            line.kind = LineKind.CAPTION
            _extend_caption(lines, index)


def is_page_number(text: str) -> bool:
    """Whether a line is only a page number ("12", "Page 3 of 40", "- iv -")."""
    if len(text) > _LONGEST_NUMBER_LINE or text.strip().lower() in {"i", "c", "mix", "civil"}:
        return False
    return bool(_PAGE_NUMBER.fullmatch(text))


def page_number(text: str) -> int | None:
    """The number printed on a page-number line, or None."""
    found = re.search(r"\d{1,4}", text)
    return int(found.group()) if found and is_page_number(text) else None


def is_table_row(text: str) -> bool:
    """Whether a line is a row of a flattened table: cells split by tabs or pipes."""
    stripped = text.strip()
    if stripped.startswith("|") and stripped.count("|") >= 2:
        return True
    numbered = _NUMBERED_PARAGRAPH.match(stripped)
    return "\t" in stripped[numbered.end() if numbered else 0 :] or len(_BAR.findall(text)) >= 2


def _beside_table(lines: list[Line], index: int) -> bool:
    """A row with one filled cell starts or ends with a tab and has a full row next to it."""
    return any(is_table_row(line.text) for line in lines[max(index - 1, 0) : index + 2] if line is not lines[index])


def _is_caption(text: str) -> bool:
    return len(text) <= 220 and bool(_CAPTION.match(text))


def _extend_caption(lines: list[Line], index: int) -> None:
    """A caption set on two lines goes on where the first lacks a full stop and a short line follows."""
    following = next((line for line in lines[index + 1 : index + 3] if line.kind is not LineKind.BLANK), None)
    if (
        following is None
        or following.kind is not LineKind.BODY
        or len(following.text) > 80
        or ends_sentence(lines[index].text)
    ):
        return
    if following is lines[index + 1] or (following.stripped[:1].islower() and len(following.stripped.split()) <= 4):
        following.kind = LineKind.CAPTION


def _mark_contents(lines: list[Line], *, bare: bool) -> None:
    later = Counter(_key(line.text) for line in lines)
    if bare:
        _mark_bare_contents(lines, later)
    inside = False
    for index, line in enumerate(lines):
        if line.kind is LineKind.BLANK:
            continue
        text = line.stripped
        if len(text) < 100 and _CONTENTS_HEADING.fullmatch(text):
            inside = True
            line.kind = LineKind.CONTENTS
        elif (
            inside
            and len(text) < 200
            and (_is_contents_entry(text) or later[_key(text)] > 1 or _goes_on_below(lines, index))
        ) or (len(text) < _LONGEST_CONTENTS_LINE and _DOT_LEADER.fullmatch(text)):
            line.kind = LineKind.CONTENTS
        else:
            inside = False


def _is_contents_entry(text: str) -> bool:
    return bool(
        _CONTENTS_ENTRY.fullmatch(text) or _GLUED_ENTRY.fullmatch(text) or re.fullmatch(r"(?i)pages?( no\.?)?", text)
    )


def _goes_on_below(lines: list[Line], index: int) -> bool:
    """Whether a line is the first of an entry that is printed on two."""
    if index + 1 >= len(lines) or ends_sentence(lines[index].text):
        return False
    return bool(_CONTENTS_ENTRY.fullmatch(lines[index + 1].stripped)) and len(lines[index + 1].stripped) < 100


def _mark_bare_contents(lines: list[Line], later: Counter[str]) -> None:
    """A contents list without heading or page numbers: four or more short lines in a row that all come back below."""
    run: list[Line] = []
    names: set[str] = set()
    for line in [*lines, Line(0, 0, ".", LineKind.BODY)]:
        if line.kind is LineKind.BLANK:
            continue
        key = _key(line.text)
        if (
            3 < len(line.stripped) < 120
            and later[key] > 1
            and key not in names  # the first heading of the text may follow the list at once
            and not ends_sentence(line.text)
            and not line.stripped.lower().endswith(("references", "references:"))
        ):
            run.append(line)
            names.add(key)
            continue
        if len(run) >= 4:
            for entry in run:
                entry.kind = LineKind.CONTENTS
        run, names = [], set()


def _key(text: str) -> str:
    return re.sub(r"\W+", " ", plain(text)).strip().lower()


def _mark_running_heads(lines: list[Line]) -> None:
    """Short lines that come back beside page numbers or in the middle of sentences."""
    filled = [line for line in lines if line.kind is LineKind.BODY]
    places: dict[str, list[int]] = {}
    for position, line in enumerate(filled):
        text = line.stripped
        if (
            4 <= len(text) <= 120
            and not ends_sentence(text)
            and not text.lstrip("-*•[# ").lower().startswith("reference")
        ):
            places.setdefault(re.sub(r"\d+", "#", _key(text)).removesuffix(" #"), []).append(position)
    for positions in places.values():
        if len(positions) < 2 or len({filled[p].stripped[:1].islower() for p in positions}) > 1:
            continue
        paged = all(_PAGED_HEAD.search(filled[position].text) for position in positions)
        at_break = sum(_is_paged(filled, p) or _at_page_break(filled, p) for p in positions)
        if paged or (at_break >= 2 and at_break >= len(positions) / 2):
            for position in positions:
                filled[position].kind = LineKind.FURNITURE


def _mark_split_heads(lines: list[Line]) -> None:
    """Heads that say one thing on the left and another on the right, in a paragraph of their own by a page number."""
    filled = [index for index, line in enumerate(lines) if line.kind is LineKind.BODY]
    for position, index in enumerate(filled):
        if (
            _SPLIT_HEAD.fullmatch(lines[index].stripped)
            and stands_alone(lines, index)
            and any(is_page_number(lines[other].stripped) for other in _beside(filled, position))
        ):
            lines[index].kind = LineKind.FURNITURE


def _is_paged(filled: list[Line], position: int) -> bool:
    """Whether a line carries a page number and is no row of a contents list."""
    own, *others = (bool(_PAGED_HEAD.search(line.text)) for line in (filled[position], *_beside(filled, position)))
    return own and not any(others)


def _beside(items: list[Item], position: int) -> list[Item]:
    return items[max(0, position - 1) : position] + items[position + 1 : position + 2]


def _at_page_break(filled: list[Line], position: int) -> bool:
    before = filled[position - 1].stripped if position else ""
    after = filled[position + 1].stripped if position + 1 < len(filled) else ""
    if is_page_number(before) or is_page_number(after):
        return True
    return bool(before) and not ends_sentence(before) and after[:1].islower()
