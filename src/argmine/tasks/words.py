"""Words of a labelled document, their BIO labels, and windows of them for a transformer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from argmine.corpora.labelled import LabelledDocument
from argmine.learn.windows import CLS, SEP, Window

_WORD = re.compile(r"\w+|[^\w\s]")
_OPENING = 6  # pieces at most that say where a paragraph stands, and one between two
_TOKENS_OF_CONLL = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Words:
    """Half-open offsets of `n` words, BIO labels (n), and the half-open word ranges of the paragraphs."""

    offsets: tuple[tuple[int, int], ...]
    labels: tuple[str, ...]
    paragraphs: tuple[tuple[int, int], ...]


def document_words(labelled: LabelledDocument, merge: Mapping[str, str], *, tokenized: bool) -> Words:
    """The words of a document with gold labels; `tokenized` texts have a space between all tokens of the corpus.

    A word belongs to a component if it starts in it.
    """
    pattern = _TOKENS_OF_CONLL if tokenized else _WORD
    offsets: list[tuple[int, int]] = []
    paragraphs = []
    for start, end in labelled.paragraphs:
        first = len(offsets)
        offsets += [(m.start(), m.end()) for m in pattern.finditer(labelled.text, start, end)]
        if len(offsets) > first:
            paragraphs.append((first, len(offsets)))
    labels = ["O"] * len(offsets)
    position = 0
    for unit, label in zip(labelled.document.units, labelled.labels, strict=True):
        mark = "B-"
        while position < len(offsets) and offsets[position][0] < unit.end:
            if offsets[position][0] >= unit.start:
                labels[position] = mark + merge.get(label, label)
                mark = "I-"
            position += 1
    return Words(tuple(offsets), tuple(labels), tuple(paragraphs))


def word_windows(tokenizer: Tokenizer, text: str, words: Words, limit: int) -> list[Window]:
    """Windows of whole paragraphs with at most `limit` word pieces; a longer paragraph is cut.

    Each paragraph opens with its place in the document ("2 of 5:"). `Window.spans` are the pieces of each word.
    """
    pieces = [e.ids for e in tokenizer.encode_batch([text[a:b] for a, b in words.offsets], add_special_tokens=False)]
    chunks: list[tuple[int, int]] = []
    size = 0
    for start, end in words.paragraphs:
        length = sum(map(len, pieces[start:end])) + _OPENING
        if chunks and size + length <= limit:
            chunks[-1] = (chunks[-1][0], end)
            size += length
        else:
            chunks += _cut(pieces, start, end, limit - _OPENING)
            size = length
    count = len(words.paragraphs)
    places = tokenizer.encode_batch([f"{n} of {count}:" for n in range(1, count + 1)], add_special_tokens=False)
    openings = {first: place.ids for (first, _), place in zip(words.paragraphs, places, strict=True)}
    return [_window(pieces, start, end, openings) for start, end in chunks]


def _cut(pieces: Sequence[Sequence[int]], start: int, end: int, limit: int) -> list[tuple[int, int]]:
    ranges, first, size = [], start, 0
    for index in range(start, end):
        if size + len(pieces[index]) > limit and index > first:
            ranges.append((first, index))
            first, size = index, 0
        size += len(pieces[index])
    return [*ranges, (first, end)]


def _window(pieces: Sequence[Sequence[int]], start: int, end: int, openings: Mapping[int, list[int]]) -> Window:
    ids = [CLS]
    spans = []
    for index in range(start, end):
        if index in openings:
            ids += [*([SEP] if index > start else []), *openings[index]]
        word = list(pieces[index]) or [SEP]
        spans.append((len(ids), len(ids) + len(word)))
        ids += word
    return Window((*ids, SEP), tuple(spans), start)
