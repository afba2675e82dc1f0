"""Words and addresses broken at the end of a printed line, joined again for reading."""

from __future__ import annotations

import re
from collections.abc import Sequence

from argmine.document import Range

_BROKEN = re.compile(r"([^\W\d_]+|\d+)([-\u2010\u00ad])$")
_HALVES = re.compile(r"\w+[-\u2010\u00ad]\n\s*\w+")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
# An address or DOI that a line breaks after a mark, and how the next line goes on with it.
_ADDRESS = re.compile(r"(?:https?://|www\.|\b10\.\d{4,9}/)\S*[/_?=&#%.-]$")
_ADDRESS_GOES_ON = re.compile(r"[a-z0-9%~][\w%~+]*[/_?=&#%.-]\w|\d+[.)\]]*(?:\s|$)|[A-Z]\w*[/_?=&#%-]\w")
_LINK_TARGET = re.compile(r"\((?:https?:|www\.|#)")  # of a Markdown link
_LONGEST_ADDRESS = 500
_SUSPENDED = frozenset({"and", "or", "to", "nor"})  # "pre- and post-registration"


class Hyphenation:
    """Joins fragments of a text; the words that stand whole in `text` say which hyphens belong to a word."""

    def __init__(self, text: str) -> None:
        whole = _HALVES.sub(" ", text) if _breaks(text) else ""
        self._breaks = bool(whole)
        self._words = {word.replace("\u2010", "-").lower() for word in _WORD.findall(whole)}

    def join(self, text: str, fragments: Sequence[Range]) -> str:
        """The fragments with a space between them, or nothing within a word, a range of numbers or a web address."""
        joined = ""
        for start, end in fragments:
            piece = text[start:end]
            if _is_broken_address(joined[-_LONGEST_ADDRESS:], piece):
                joined += piece
                continue
            broken = _BROKEN.search(joined) if self._breaks else None
            if not joined or broken is None or not _goes_on(broken.group(1), piece):
                joined += (" " if joined else "") + piece
                continue
            first, after = broken.group(1), re.match(r"[^\W\d_]*", piece)
            second = after.group() if after else ""
            if second in _SUSPENDED and (first + second).lower() not in self._words:
                joined += " " + piece
            elif first.isdigit() or self._is_compound(first.lower(), second.lower(), broken.group(2)):
                joined = joined[:-1] + "-" + piece
            else:
                joined = joined[:-1] + piece
        return joined

    def _is_compound(self, first: str, second: str, mark: str) -> bool:
        """Whether the hyphen is one of spelling: by the word as it stands elsewhere, else by its parts."""
        if first + second in self._words or mark == "\u00ad":
            return False
        if f"{first}-{second}" in self._words:
            return True
        return mark == "-" and first in self._words and second in self._words and min(len(first), len(second)) > 2


def _is_broken_address(before: str, piece: str) -> bool:
    if before.endswith(("]", "\\")):
        return bool(_LINK_TARGET.match(piece)) or (before.endswith("\\") and piece.startswith(("(", "[")))
    return bool(_ADDRESS.search(before) and _ADDRESS_GOES_ON.match(piece))


def _goes_on(first: str, piece: str) -> bool:
    """Whether the next line can be the other half: small letters, capitals after capitals, or the end of a range."""
    if first.isdigit() and piece[:1].isdigit():
        return True
    return piece[:1].islower() or (first.isupper() and len(first) > 1 and piece[:2].isupper())


def _breaks(text: str) -> bool:
    return bool(re.search(r"[-\u2010\u00ad]\n", text))
