"""When two texts have the same wording, and which words were changed when they have not."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import cache
from typing import TypeAlias

_WORDS = re.compile(r"\S+")
_SHARED = 0.5  # with fewer words in common, marks would cover the text and say nothing
_LONGEST = 1_000  # words; comparing takes quadratic time

_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
# Punctuation without which a number is another one: 1.5, 2019-20, 50%, -3
_SIGN = re.compile(rf"((?<=\d)[^\w\s](?=\d)|(?<!\w)[{_DASHES}](?=\d)|[%\u2030])")

Wording: TypeAlias = tuple[tuple[str, bool], ...]


def normalise(text: str) -> str:
    """The wording alone: white space, case, punctuation and invisible characters folded, numbers as they stand.

    A text of nothing but punctuation stays what it is.
    """
    parts = _SIGN.split(unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()))
    parts[::2] = ["".join(map(_folded, part)) for part in parts[::2]]
    parts[1::2] = ["-" if sign in _DASHES else sign for sign in parts[1::2]]
    return " ".join("".join(parts).split()) or " ".join(text.split())


@cache
def _folded(character: str) -> str:
    kind = unicodedata.category(character)
    return "" if kind == "Cf" else " " if kind.startswith("P") else character


def changed_words(before: str, after: str) -> tuple[Wording, Wording] | None:
    """Both texts in runs of (words, whether they are only in this text); None if they share too few words to mark.

    The runs of a text, joined by spaces, are its words. What `normalise` folds is no change.
    """
    one, two = _WORDS.findall(before), _WORDS.findall(after)
    if not one or not two or max(len(one), len(two)) > _LONGEST:
        return None
    compared = SequenceMatcher(None, [*map(normalise, one)], [*map(normalise, two)], autojunk=False)
    if compared.ratio() < _SHARED:
        return None
    kept = [(block.a, block.b, block.size) for block in compared.get_matching_blocks() if block.size]
    return (
        _runs(one, [(start, start + size) for start, _, size in kept]),
        _runs(two, [(start, start + size) for _, start, size in kept]),
    )


def _runs(words: list[str], kept: list[tuple[int, int]]) -> Wording:
    runs: list[tuple[str, bool]] = []
    position = 0
    for start, end in [*kept, (len(words), len(words))]:
        for first, last, changed in ((position, start, True), (start, end, False)):
            if first < last and runs and runs[-1][1] == changed:
                runs[-1] = (f"{runs[-1][0]} {' '.join(words[first:last])}", changed)
            elif first < last:
                runs.append((" ".join(words[first:last]), changed))
        position = end
    return tuple(runs)
