"""Which lines are headings, and what stands in them: number, title, style."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from argmine.structure.blocks import join_lines, stands_alone
from argmine.structure.lines import BULLET, CITATION_MARK, LIST_MARK, Line, LineKind, ends_sentence, plain

_WORDS = "One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Eleven|Twelve"
_KEYWORD = re.compile(
    rf"(Annex|Appendix|Schedule|Section|Part|Chapter|Enclosure|Attachment)\s+((?:\d+(?:\.\d+)*|[A-Z]\d?|[IVXL]+|{_WORDS})\b)\s*[:.)–—-]*\s*(.*)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"((?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,4})[.):]?\s+(\S.*)")
_LETTERED = re.compile(r"\(([a-z])\)\s+([A-Z]\S*(?: \S+){0,7})")
_QUESTION = re.compile(r"(Q(?:uestion)?\.?\s*\d{1,2}[a-z]?)\s*[:.)–—-]*\s*(.*)", re.IGNORECASE)
DANGLING = re.compile(
    r"(?:\b(?:the|of|and|or|to|with|for|by|a|an|in|on|at|from|that|which|as|their|its|(?-i:is|are|be))|[,;:(–—-])$",
    re.IGNORECASE,
)
_WHO_WE_ARE = re.compile(r"(?:who|what|where|how)(?: [\w’'-]+){1,5} (?:are|is)", re.IGNORECASE)
FINITE_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|should|must|may|can|could|said|says|states?|stated|found|concluded|noted|includes?|included|asked|wrote|"
    r"reported|recommends?|recommended|shows?|showed|follows|following)\b", re.IGNORECASE,
)  # fmt: skip
_HEADING_LINES = 3
_SHORTEST_PROSE = 120  # characters of the paragraph below a lettered heading
_PROSE = frozenset({LineKind.BODY, LineKind.HEADING, LineKind.REFERENCE, LineKind.TABLE, LineKind.CONTENTS})


class HeadingStyle(StrEnum):
    """How a heading is set; `section_tree` ranks the styles against each other."""

    ANNEX = "annex"
    SECTION = "section"
    NUMBER = "number"
    MARKDOWN = "markdown"
    TITLE = "title"
    RUN_IN = "run_in"
    REFERENCES = "references"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as printed; `depth` counts from 1 within its `style`."""

    start: int
    end: int
    number: str
    title: str
    style: HeadingStyle
    depth: int


def mark_headings(lines: list[Line], *, wrapped: bool, titles: bool = True, blocks: bool = False) -> list[Heading]:
    """The headings in reading order; their lines become `HEADING`.

    Without `titles`, only numbers and mark-up make a heading: the reader has marked what stands out by its looks. In
    `blocks`, lines that follow each other belong together, and a heading is a block of its own.
    """
    if blocks:
        return _block_headings(lines, titles=titles)
    filled = [i for i, line in enumerate(lines) if line.kind is not LineKind.BLANK]
    headings: list[Heading] = []
    for order, index in enumerate(filled):
        line = lines[index]
        if line.kind is LineKind.REFERENCE_HEADING:
            headings.append(Heading(line.start, line.end, "", plain(line.text).rstrip(":"), HeadingStyle.REFERENCES, 1))
            continue
        if line.kind is not LineKind.BODY or BULLET.match(line.text):
            continue
        after = lines[filled[order + 1]] if order + 1 < len(filled) else None
        before = _last_prose(lines, filled[max(order - 12, 0) : order])
        below = lines[index + 1] if index + 1 < len(lines) else None
        runs_on = (
            below is not None
            and below.kind is LineKind.BODY
            and (below.stripped[:1].islower() or (wrapped and len(line.text) > 55))
        )
        heading = (
            None
            if runs_on and not line.text.startswith("#")
            else _explicit_heading(line, before, after)
            or _lettered_heading(lines, index, before, after)
            or (_title_heading(lines, index, before, after, wrapped=wrapped) if titles else None)
        )
        if heading:
            line.kind = LineKind.HEADING
            headings.append(heading)
    return headings


def _block_headings(lines: list[Line], *, titles: bool) -> list[Heading]:
    """The headings among blocks; one may take several lines, which are judged as the one line that they print."""
    blocks = join_lines(lines)
    found = mark_headings(blocks.whole, wrapped=False, titles=titles)
    kept = [heading for heading in found if len(blocks.parts[heading.start]) <= _HEADING_LINES]
    for heading in kept:
        for line in blocks.parts[heading.start]:
            line.kind = LineKind.HEADING
    return kept


def marked_heading(line: Line, level: int) -> Heading:
    """A heading that the reader has found, with its number apart from its title."""
    number, title = _split_number(plain(line.text))
    return Heading(line.start, line.end, number, title, HeadingStyle.MARKDOWN, level)


def _last_prose(lines: list[Line], indices: list[int]) -> Line | None:
    return next((lines[index] for index in reversed(indices) if lines[index].kind in _PROSE), None)


def _explicit_heading(line: Line, before: Line | None, after: Line | None) -> Heading | None:
    raw = line.stripped
    text = plain(raw)
    if raw.startswith("#") and re.match(r"#{1,6}\s*\S", raw):
        number, title = _split_number(text)
        marks = len(raw) - len(raw.lstrip("#"))
        keyword = _KEYWORD.fullmatch(text)
        style = _keyword_style(keyword) if keyword else HeadingStyle.MARKDOWN
        return Heading(line.start, line.end, number, title, style, marks)
    keyword = _KEYWORD.fullmatch(text)
    if keyword and len(text) <= 200 and not ends_sentence(text) and _reads_as_title(keyword.group(3)):
        return Heading(line.start, line.end, keyword.group(2), keyword.group(3) or text, _keyword_style(keyword), 1)
    if question := _QUESTION.fullmatch(text):
        if (
            len(text) < 400
            and question.group(2)
            and (raw.startswith(("**", "Q")) and (text.endswith("?") or raw.endswith("**")))
        ):
            return Heading(line.start, line.end, question.group(1), question.group(2), HeadingStyle.NUMBER, 1)
    numbered = _NUMBERED.fullmatch(text)
    if numbered and _is_numbered_heading(numbered, raw, before, after):
        number, title = numbered.groups()
        return Heading(line.start, line.end, number, title, HeadingStyle.NUMBER, number.count(".") + 1)
    if (
        re.fullmatch(r"(?:\*\*|__)[^*]+(?:\*\*|__):?", raw)
        and len(text) <= 160
        and not (text.endswith(".") and len(text.split()) > 12)
    ):
        return Heading(line.start, line.end, "", text.rstrip(":"), HeadingStyle.TITLE, 1)
    return None


def _lettered_heading(lines: list[Line], index: int, before: Line | None, after: Line | None) -> Heading | None:
    """ "(b) What can go wrong" between blank lines, above a paragraph of prose or the lead-in of a list."""
    line = lines[index]
    match = _LETTERED.fullmatch(plain(line.text))
    if not match or ends_sentence(line.text) or line.stripped[-1] in ",;:" or not stands_alone(lines, index):
        return None
    if before is None or after is None or after.kind is not LineKind.BODY or LIST_MARK.match(after.text):
        return None
    if before.kind is LineKind.BODY and LIST_MARK.match(before.text) and not BULLET.match(before.text):
        return None  # the last of a lettered list
    if before.kind is LineKind.BODY and not (ends_sentence(before.text) or BULLET.match(before.text)):
        return None  # an item of a list
    if not after.stripped.endswith(":") and not (ends_sentence(after.text) and len(after.text) >= _SHORTEST_PROSE):
        return None
    return Heading(line.start, line.end, match.group(1), match.group(2), HeadingStyle.RUN_IN, 1)


def _reads_as_title(rest: str) -> bool:
    """A sentence that opens "Part B of the Act ..." is not a heading."""
    return not rest or rest[:1].isupper() or not rest[:1].isalpha()


def _keyword_style(match: re.Match[str]) -> HeadingStyle:
    return HeadingStyle.SECTION if match.group(1).lower() in {"section", "part", "chapter"} else HeadingStyle.ANNEX


def _split_number(text: str) -> tuple[str, str]:
    if keyword := _KEYWORD.fullmatch(text):
        return keyword.group(2), keyword.group(3) or text
    if numbered := _NUMBERED.fullmatch(text):
        if not (numbered.group(1).isalpha() and text[1:2] == " "):
            return numbered.group(1), numbered.group(2)
    return "", text


def _is_numbered_heading(match: re.Match[str], raw: str, before: Line | None, after: Line | None) -> bool:
    number, title = match.groups()
    if number.isalpha() and not re.match(r"[*]*[A-Z][.):]\s", raw):
        return False
    if not title[:1].isupper() and title[:1] not in "‘“'\"":
        return False
    limit = 240 if title.endswith("?") else 130
    if (
        len(title) > limit
        or title.endswith((".", ";", ","))
        or (DANGLING.search(title) and not (_WHO_WE_ARE.fullmatch(title) and after and after.stripped[:1].isupper()))
        or re.search(CITATION_MARK + "$", title)
    ):
        return False
    if len(title.split()) > (40 if title.endswith("?") else 18):
        return False
    if number.isdigit() and not re.match(r"[*]*\d+[.):]", raw) and len(title.split()) > 9:
        return False
    if _succeeds(number, _item_number(after)) or _succeeds(_item_number(before), number):
        return False  # a list of short numbered items
    return after is not None


def _item_number(line: Line | None) -> str:
    """The number that opens a line of prose without a full stop; empty if there is none."""
    if line is None or line.kind is not LineKind.BODY or ends_sentence(line.text):
        return ""
    match = _NUMBERED.fullmatch(plain(line.text))
    return match.group(1) if match else ""


def _succeeds(number: str, other: str) -> bool:
    head, _, last = number.rpartition(".")
    other_head, _, other_last = other.rpartition(".")
    return head == other_head and last.isdigit() and other_last.isdigit() and int(other_last) == int(last) + 1


def _title_heading(
    lines: list[Line], index: int, before: Line | None, after: Line | None, *, wrapped: bool
) -> Heading | None:
    """An unnumbered title stands alone, is short, has no full stop, and text follows it."""
    line = lines[index]
    raw, text = line.stripped, plain(line.text)
    alone_above = index == 0 or lines[index - 1].kind is not LineKind.BODY
    alone_below = index + 1 >= len(lines) or lines[index + 1].kind is LineKind.BLANK
    if (
        not alone_above
        or not alone_below
        or after is None
        or after.kind in (LineKind.REFERENCE, LineKind.TABLE, LineKind.FURNITURE)
    ):
        return None
    if after.kind is LineKind.CAPTION and after.stripped.lower().startswith("fig"):
        return None  # the title of a chart
    if (
        len(text) > 240
        or len(text.split()) > 34
        or ends_sentence(text.rstrip("?)*_"))
        or text.endswith((":", ";", ",", ".", "!"))
    ):
        return None
    if (len(text) > 130 or len(text.split()) > 17) and (FINITE_VERB.search(text) or wrapped):
        return None  # a long title has no verb; anything else is a sentence
    if text.endswith("?") and (len(text.split()) > 14 or text.count("?") > 1):
        return None
    if not (text[:1].isupper() or text[:1] in "‘“'\"") or DANGLING.search(text) or re.search(CITATION_MARK, raw):
        return None
    if (
        before is not None
        and before.kind is LineKind.BODY
        and not ends_sentence(before.text)
        and not before.stripped.endswith(":")
    ):
        if len(before.text) > 60 and after.text.lstrip()[:1].islower():
            return None  # the middle of a broken sentence
    if re.match(r"\s*[\w’'()-]+(?:\s+[\w’'()-]+)?[.;,]\s+[A-Z(]", after.text) and len(text) > 60:
        return None  # the next line finishes this sentence
    if after.kind is LineKind.BODY and after.text.lstrip()[:1].islower() and not BULLET.match(after.text):
        return None
    if (
        len(text.split()) > 6
        and FINITE_VERB.search(text)
        and not text.endswith("?")
        and text[-1:].islower()
        and lower_share(text) > 0.8
    ):
        return None  # a sentence that lost its full stop
    return Heading(line.start, line.end, "", text, HeadingStyle.TITLE, 1)


def lower_share(text: str) -> float:
    """The share of the words of more than three letters, but the first, that open with a small letter."""
    words = [word for word in text.split()[1:] if len(word) > 3]
    return sum(word[:1].islower() for word in words) / len(words) if words else 0.0
