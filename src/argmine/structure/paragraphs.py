"""Paragraphs of prose: lines joined over hard wraps and page breaks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from argmine.document import Range
from argmine.structure.lines import BULLET, LIST_MARK, Line, LineKind, ends_sentence
from argmine.structure.sentences import leading_marks

_RUNS_ON = (
    r"the|of|and|or|to|with|for|by|a|an|in|on|at|from|that|which|who|as|their|its|his|her|our|your|than|"
    r"into|within|between|under|over|through|during|including|e\.g\.|i\.e\.|such|et al\.|No\.|Reg\."
)
_MAY_END = (  # a list item without a full stop: "harm that is not reported at all", "whoever it may be"
    r"is|are|be|been|was|were|not|no|this|these|those|any|all|both|each|may|must|should|can|will|would|could|"
    r"have|has|had|do|does"
)
_FUNCTION_WORD = re.compile(rf"\b(?:{_RUNS_ON}|{_MAY_END})$|[,–—-]$|\($", re.IGNORECASE)
_UNFINISHED = re.compile(rf"\b(?:{_RUNS_ON})$|[,–—-]$|\($", re.IGNORECASE)
_PARAGRAPH_NUMBER = re.compile(
    r"\s*(?:\d{1,3}(?:\.\d{1,3})+[.):]?|\d{1,3}[.):]|§\s*\d+|\[\d{1,3}\](?=\s+[A-Z][a-z]+ ))"
    r"\s+(?=[\"“‘'(*_]*[A-Z0-9])"
)
# "Paragraph 3.4: Staff are ...", "C1.2 Staff are ..."; "paragraph 3.4 of the Act" goes on with a sentence.
_NAMED_NUMBER = re.compile(
    r"\s*(?:Para(?:graph|\.)?\s+\d{1,3}(?:\.\d{1,3})*|[A-Z]\d{1,3}(?:\.\d{1,3})+)[.):]?\s+(?=[\"“‘'*_]*[A-Z](?:[a-z]|\s))"
)
_ENUMERATED = re.compile(r"\s*(?:\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})\)|\d{1,2}\.(?!\d)|(?:[a-z]|[ivx]{2,4})\.)\s+(?=\S)")
_QUOTE = re.compile(r"\s*(?:>\s+)+|\s*>(?=[^\W\d])")  # Markdown block quotation; ">50" is a quantity
_LONG_WORDED = 22  # words from which a numbered line is a numbered paragraph, not a list item


@dataclass(slots=True)
class Paragraph:
    """Fragments of prose read as one; a list item is a paragraph of its own."""

    fragments: list[Range]
    is_item: bool
    run: int | None = None  # which list an item stands in
    joined: bool = field(default=False)


def is_wrapped(lines: list[Line]) -> bool:
    """Whether the text is hard-wrapped: most lines that another follows have nearly the same length."""
    inner = [len(a.text) for a, b in pairwise(lines) if a.kind is LineKind.BODY and b.kind is LineKind.BODY]
    longest = max((len(line.text) for line in lines if line.kind is LineKind.BODY), default=0)
    return len(inner) >= 10 and 50 <= median(inner) <= 125 and longest <= 200


def read_paragraphs(text: str, lines: list[Line], *, wrapped: bool, blocks: bool = False) -> list[Paragraph]:
    """The paragraphs and list items of the body, in reading order.

    In `blocks`, lines that follow each other belong together, whatever they begin with.
    """
    paragraphs: list[Paragraph] = []
    gap = _Gap()
    run = 0
    for line in lines:
        if line.kind is not LineKind.BODY:
            run += gap.note(line.kind)
            continue
        quote = _QUOTE.match(line.text)
        quoted = quote.end() if quote else 0
        body = line.text[quoted:]
        opens, is_item = _opening(body, wrapped=wrapped)
        last = paragraphs[-1] if paragraphs else None
        if last is not None and blocks and gap.is_none():
            last.fragments.append(_content(line, 0))
            continue
        if last is not None and not is_item and _joins(text, last, body, gap, wrapped=wrapped):
            last.fragments.append(_content(line, quoted))
            last.joined = True
        else:
            if not is_item and last is not None and last.is_item:
                run += 1
            paragraphs.append(Paragraph([_content(line, quoted + opens)], is_item, run if is_item else None))
        gap = _Gap()
    return [paragraph for paragraph in paragraphs if paragraph.fragments[0][0] < paragraph.fragments[0][1]]


@dataclass(slots=True)
class _Gap:
    """What stands between two lines of prose."""

    blank: bool = False
    hard: bool = False  # a heading, which no sentence runs across
    page: bool = False  # furniture, a note, a caption, a table: a page may have turned

    def is_none(self) -> bool:
        """Whether the lines follow each other."""
        return not (self.blank or self.hard or self.page)

    def note(self, kind: LineKind) -> int:
        """Take in one line; 1 if a list cannot go on beyond it."""
        if kind is LineKind.BLANK:
            self.blank = True
            return 0
        if kind in (LineKind.HEADING, LineKind.REFERENCE_HEADING):
            self.hard = True
            return 1
        self.page = True
        return 0


def _content(line: Line, opens: int) -> Range:
    body = line.text[opens:]
    start = line.start + opens + len(body) - len(body.lstrip())
    return start, max(start, line.start + len(line.text.rstrip()))


def _opening(text: str, *, wrapped: bool) -> tuple[int, bool]:
    """Length of the list or paragraph mark that opens a line, and whether it makes a list item."""
    if bullet := BULLET.match(text):
        return bullet.end(), True
    if item := _ENUMERATED.match(text):
        numbered = bool(re.match(r"\s*\d", text))
        return item.end(), not numbered or (not wrapped and len(text.split()) < _LONG_WORDED)
    if number := _PARAGRAPH_NUMBER.match(text) or _NAMED_NUMBER.match(text):
        return number.end(), False
    return 0, False


def _joins(text: str, last: Paragraph, body: str, gap: _Gap, *, wrapped: bool) -> bool:
    """Whether a line goes on with the paragraph before it."""
    if gap.hard:
        return False
    before = text[last.fragments[-1][0] : last.fragments[-1][1]]
    after = body.strip()
    if leading_marks(after) and not (wrapped and not gap.blank and not gap.page):
        return True  # a citation mark left over from the sentence before the break
    if LIST_MARK.match(body) or _PARAGRAPH_NUMBER.match(body) or (_NAMED_NUMBER.match(body) and ends_sentence(before)):
        return False
    if wrapped and not gap.blank and not gap.page:
        return True
    if ends_sentence(before):
        return False
    if after[:1].islower() or after[:1] in "(,;)–%&":
        return not before.endswith(":") and not (before.endswith(";") and last.is_item)
    if before.endswith((":", ";")):
        return False
    if last.is_item and not gap.page:  # few items have a full stop
        return bool(_UNFINISHED.search(before[-40:]))
    if _FUNCTION_WORD.search(before[-40:]):
        return True
    return _finishes_sentence(after) or (after[:1].isdigit() and len(before) > 60)


def _finishes_sentence(after: str) -> bool:
    """Whether a line opens with the last word or two of a sentence ("Technologists. Robust requirements ...")."""
    return bool(re.match(r"[\w’'()-]+(?:\s+[\w’'()-]+)?[.;,]\s+[A-Z(]|[\w’'()-]+(?:\s+[\w’'()-]+)?\.$", after))


__all__ = ["Paragraph", "is_wrapped", "read_paragraphs"]
