"""What a shared head sees of a unit and one label: scores, meaning and words, at every level of the document.

One set of weights serves all labels of a code frame, so a label with few examples, or a new one, borrows
what the others have taught: that a section's title carries its specialty, that neighbours agree.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from argmine.learn.context import group_mean, sigmoid
from argmine.learn.inputs import DocumentInput, Matrix
from argmine.learn.labels import Label

_STEM = 7  # letters of a word that are compared
_UNTOLD = frozenset(
    """
    and or of the to in for by with that which their from other such general whole quality equipment safety
    any are its than not all health service services practice patients staff public
    """.split()
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """Sentence vectors of units (n, d), of each unit's own and top section title (n, d), and of the title (d,)."""

    units: Matrix
    own_title: Matrix
    top_title: Matrix
    title: Matrix


@dataclass(frozen=True, slots=True)
class CodeFrame:
    """The labels of a code frame, as words and as unit-length vectors (labels, d) of their names and definitions."""

    labels: tuple[Label, ...]
    names: Matrix
    definitions: Matrix

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids in order."""
        return tuple(label.id for label in self.labels)


def label_context(scores: Matrix, inputs: DocumentInput, frame: CodeFrame, meaning: Meaning) -> npt.NDArray[np.float32]:
    """(n, labels, k): what the shared head sees of every unit and label; `scores` (n, labels) are encoder logits."""
    n = len(scores)
    whole = np.zeros(n, np.int64)
    groups = (inputs.sections, inputs.top_sections, whole)
    squashed = sigmoid(scores)
    like = _centred(meaning.units @ frame.definitions.T)
    own_title = _centred(meaning.own_title @ frame.names.T)
    top_title = _centred(meaning.top_title @ frame.names.T)
    title = np.repeat(_centred(meaning.title[None] @ frame.names.T), n, axis=0)
    terms = label_terms(frame.labels)
    words = term_matches(inputs.texts, terms)
    named = _named(inputs, terms)
    by_score = [group_mean(squashed, group) for group in (inputs.paragraphs, *groups)]
    by_meaning = [group_mean(like, group) for group in groups]
    by_words = [group_mean(words, group) for group in groups]
    rivals = [by_score[1], by_score[2], by_meaning[0], by_meaning[1], own_title, top_title, by_words[1]]
    columns = [
        np.clip(scores, -6, 6) / 2,
        squashed,
        *by_score,
        like,
        *by_meaning,
        own_title,
        top_title,
        title,
        words,
        *by_words,
        term_matches(inputs.own_titles, terms),
        term_matches(inputs.top_titles, terms),
        np.repeat(term_matches([inputs.title], terms), n, axis=0),
        named,
        named.max(axis=1, keepdims=True) - named,
        *(_lead(values) for values in rivals),
    ]
    return np.stack(columns, axis=2).astype(np.float32)


def label_terms(labels: Sequence[Label]) -> list[dict[str, float]]:
    """For each label the stems of its name and definition, weighted down where several labels share them."""
    stems = [_stems(f"{label.label} {label.definition} {label.id.replace('_', ' ')}") for label in labels]
    shared = Counter(stem for own in stems for stem in own)
    return [{stem: 1.0 / shared[stem] ** 2 for stem in sorted(own)} for own in stems]


def term_matches(texts: Sequence[str], terms: Sequence[dict[str, float]]) -> Matrix:
    """(texts, labels): the summed weights of a label's terms that a text uses, from 0 to 1."""
    matches = np.zeros((len(texts), len(terms)), np.float32)
    known: dict[str, int] = {}
    for row, text in enumerate(texts):
        if text in known:
            matches[row] = matches[known[text]]
            continue
        known[text] = row
        used = _stems(text)
        for column, weights in enumerate(terms):
            matches[row, column] = sum(weights[stem] for stem in sorted(used & weights.keys()))
    return np.asarray(np.minimum(matches, 3.0) / 3.0, dtype=np.float32)


def _named(inputs: DocumentInput, terms: Sequence[dict[str, float]]) -> Matrix:
    """1 for the labels whose terms the nearest enclosing title uses most; 0 where no title names any."""
    known: dict[tuple[str, ...], Matrix] = {}
    rows: list[Matrix] = []
    for path in inputs.paths:
        if path not in known:
            known[path] = _named_by(path, terms)
        rows.append(known[path])
    if not rows:
        return np.zeros((0, len(terms)), np.float32)
    return np.asarray(np.stack(rows), dtype=np.float32)


def _named_by(path: tuple[str, ...], terms: Sequence[dict[str, float]]) -> Matrix:
    for title in reversed(path):
        matches = term_matches([title], terms)[0]
        if matches.max(initial=0.0) >= 0.25:
            return np.asarray(matches >= 0.7 * matches.max(), dtype=np.float32)
    return np.zeros(len(terms), np.float32)


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in re.findall(r"[a-z]{3,}", text.lower()) if word not in _UNTOLD}


def _centred(values: Matrix) -> Matrix:
    return np.asarray(values - values.mean(axis=1, keepdims=True), dtype=np.float32)


def _lead(values: Matrix) -> Matrix:
    """How far each label is ahead of its best rival, (n, labels)."""
    if values.shape[1] < 2:
        return values
    ordered = np.sort(values, axis=1)
    best, second = ordered[:, -1:], ordered[:, -2:-1]
    return np.asarray(values - np.where(values >= best, second, best), dtype=np.float32)
