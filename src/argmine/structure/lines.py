"""Physical lines with offsets, and the kinds a line may have."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class LineKind(StrEnum):
    """What a line is. The passes of `parse` turn `BODY` into something more exact."""

    BLANK = "blank"
    BODY = "body"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    REFERENCE_HEADING = "reference_heading"
    REFERENCE = "reference"
    CONTENTS = "contents"
    CAPTION = "caption"
    TABLE = "table"
    FURNITURE = "furniture"


@dataclass(slots=True)
class Line:
    """A line without its line break: `text == source[start:end]`."""

    start: int
    end: int
    text: str
    kind: LineKind

    @property
    def stripped(self) -> str:
        """The text without white space at its ends."""
        return self.text.strip()


_BYTE_ORDER_MARK = "\ufeff"  # stays in the text, but opens no line
_BREAK = re.compile(r"\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")


def split_lines(text: str) -> list[Line]:
    """The lines of `text` in order; each `BLANK` or `BODY`."""
    lines: list[Line] = []
    start = len(text) - len(text.removeprefix(_BYTE_ORDER_MARK))
    for match in _BREAK.finditer(text):
        lines.append(_line(text, start, match.start()))
        start = match.end()
    lines.append(_line(text, start, len(text)))
    return lines


def _line(text: str, start: int, end: int) -> Line:
    content = text[start:end]
    return Line(start, end, content, LineKind.BODY if content.strip() else LineKind.BLANK)


# Word's hollow bullet comes out of a PDF as the letter o, its other ones as private characters of Wingdings and Symbol.
BULLET_SIGN = r"(?:[-*+•●○▪▫‣◦∙⁃·–—➢➤►✓✔\uf0a7\uf0b7\uf0d8\uf0fc]|o(?=\s))"
# A bullet, or a number or letter that opens a list item.
LIST_MARK = re.compile(
    rf"\s*(?:{BULLET_SIGN}\s+|\(?(?:\d{{1,2}}|[a-z]|[ivx]{{1,4}})[.)]\s+|\((?:\d{{1,2}}|[a-z]|[ivx]{{1,4}})\)\s+)"
)
BULLET = re.compile(rf"\s*{BULLET_SIGN}\s+")

# Atomic, so that a run of marks can be read in one way only: marks stand inside repeated groups.
CITATION_MARK = (
    r"(?>\^?\[\s*\d{1,3}(?:\s*[,;–—-]\s*\d{1,3})*\s*\]"
    r"|\^\{?\s*\d{1,3}(?:\s*[,;–—-]\s*\d{1,3})*(?:\s*\})?"
    r"|\[\^\d{1,3}\]"
    r"|[¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹]{0,2}(?:\s?[,⁻–˒]?\s?[¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹]{0,2})*)"
)
_TAIL = 240  # characters looked at to tell how a line ends, whatever its length
_CLOSERS = "\"'”’»)]*_"
_TERMINAL = re.compile(rf"[.!?…][{re.escape(_CLOSERS)}\s]*(?:{CITATION_MARK}[{re.escape(_CLOSERS)}.\s]*)*$")
_GLUED_END = re.compile(r"(?:[a-z)”\"’]{2}|\b(?:19|20)\d\d)\.\d{1,2}\s*$")
_ABBREVIATED = re.compile(r"(?:\b(?:e\.g|i\.e|et al|cf|vs|No|Fig|approx|Reg|para|Dr|Prof)\.)\s*$")


def ends_sentence(text: str) -> bool:
    """Whether `text` ends with a full stop, question or exclamation mark, marks and quotes aside."""
    text = text.rstrip()[-_TAIL:]
    return bool(_TERMINAL.search(text) or _GLUED_END.search(text)) and not _ABBREVIATED.search(text)


def plain(text: str) -> str:
    """`text` without emphasis and heading marks, white space folded."""
    text = re.sub(r"^#{1,6} | #+$", "", " ".join(text.split()))
    text = re.sub(r"\*{1,3}|(?<!\w)_{1,2}(?=\w)|(?<=\w)_{1,2}(?!\w)", "", text)
    return " ".join(text.split())
