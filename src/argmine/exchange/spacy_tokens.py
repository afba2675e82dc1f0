"""Tokens as spaCy makes them, cut so that each span begins and ends with one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from argmine.document import Range


@dataclass(frozen=True, slots=True)
class Token:
    """A token and whether one space follows it; together they are the text to the letter."""

    text: str
    start: int
    space: bool

    @property
    def end(self) -> int:
        """Where it ends, the space after it not counted."""
        return self.start + len(self.text)


def spacy_tokens(text: str, places: Sequence[Range]) -> list[Token]:
    """The tokens of spaCy's blank English pipeline, cut where a place starts or ends within one.

    A space that a place begins or ends with is a token of its own.

    Raises:
        UnicodeEncodeError: the text holds half of a surrogate pair, which spaCy cannot hold.
    """
    text.encode("utf-8")  # spaCy says so too, but not where
    starts, ends = (set(side) for side in zip(*places, strict=True)) if places else (set(), set())
    bounds = sorted(starts | ends)
    found: list[Token] = []
    for token in blank_english().tokenizer(text):
        start, end = token.idx, token.idx + len(token.text)
        inner = bounds[bisect_right(bounds, start) : bisect_left(bounds, end)]
        space = bool(token.whitespace_)
        own = space and (end in starts or end + 1 in ends)
        pieces = zip((start, *inner), (*inner, end), strict=True)
        found += (Token(text[a:b], a, space and not own and b == end) for a, b in pieces)
        if own:
            found.append(Token(" ", end, False))
    return found


def token_ranges(tokens: Sequence[Token], places: Iterable[Range]) -> Iterator[Range]:
    """The first and the last token of each place, both counted, of `spacy_tokens` for these places."""
    first = {token.start: number for number, token in enumerate(tokens)}
    last = {token.end: number for number, token in enumerate(tokens)}
    return ((first[start], last[end]) for start, end in places)


@cache
def blank_english() -> Any:
    """spaCy's pipeline for English without any component."""
    import spacy

    return spacy.blank("en")
