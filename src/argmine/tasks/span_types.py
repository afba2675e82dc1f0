"""Typing components that have been found: each is read with the words before it and with the others of its window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from argmine.learn.inputs import Matrix
from argmine.learn.windows import Window
from argmine.tasks.unit_inputs import places
from argmine.tasks.words import Words

INPUTS = ("states", "pool", "openings", "places")
_OPENING = 12  # words before a component, at most, that are read with it

Range = tuple[int, int]  # half-open, in words
TypeRun = Callable[["SpanInputs"], Matrix]  # scores (n, types)


@dataclass(frozen=True, slots=True)
class SpanInputs:
    """`n` components of a window of `w` words: word states (w, d), averages over the words of each and before it.

    `pool` and `openings` are (n, w), `places` (n, PLACES).
    """

    states: Matrix
    pool: Matrix
    openings: Matrix
    places: Matrix


def span_inputs(states: Matrix, spans: Sequence[Range], words: Words, first: int) -> SpanInputs:
    """What is read of components, given as words of the document, of a window that starts at word `first`."""
    pool, openings = span_averages(spans, words.paragraphs, first, len(states))
    return SpanInputs(states, pool, openings, span_places(spans, words.paragraphs))


def span_averages(
    spans: Sequence[Range], paragraphs: Sequence[Range], first: int, length: int
) -> tuple[Matrix, Matrix]:
    """(n, length) twice: averages over the words of each component, and over those that lead up to it."""
    pool, openings = (np.zeros((len(spans), length), np.float32) for _ in range(2))
    before = first
    for row, (start, end) in enumerate(spans):
        pool[row, start - first : end - first] = 1 / (end - start)
        opens = max(before, paragraphs[paragraph_of(start, paragraphs)][0], start - _OPENING)
        if opens < start:
            openings[row, opens - first : start - first] = 1 / (start - opens)
        before = end
    return pool, openings


def span_places(spans: Sequence[Range], paragraphs: Sequence[Range]) -> Matrix:
    """(n, PLACES) where the components of a window stand among these and in paragraphs; see `unit_inputs.places`."""
    own = [paragraph_of(start, paragraphs) for start, _ in spans]
    return places(own, len(paragraphs), [end - start for start, end in spans])


def spans_within(spans: Sequence[Range], window: Window) -> list[int]:
    """Indices of the components that stand whole in a window of words."""
    last = window.first + len(window.spans)
    return [index for index, (start, end) in enumerate(spans) if window.first <= start and end <= last]


def with_types(labels: Sequence[str], spans: Sequence[Range], types: Sequence[str]) -> list[str]:
    """BIO labels whose components have these types."""
    typed = list(labels)
    for (start, end), kind in zip(spans, types, strict=True):
        typed[start:end] = [f"B-{kind}", *[f"I-{kind}"] * (end - start - 1)]
    return typed


def paragraph_of(word: int, paragraphs: Sequence[Range]) -> int:
    """The index of the paragraph that a word stands in."""
    return max((index for index, (start, _) in enumerate(paragraphs) if start <= word), default=0)
