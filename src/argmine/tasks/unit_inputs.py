"""What a model reads of a labelled document: each unit, and before it what stands between it and the unit above."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from argmine.corpora.labelled import LabelledDocument
from argmine.learn.inputs import Matrix
from argmine.learn.windows import WindowShape, make_windows, pad

NONE = -1


@dataclass(frozen=True, slots=True)
class UnitTargets:
    """Gold of `n` units: class (n,), paragraph (n,) and the unit of the same paragraph it is linked to (n,), or -1.

    `links` are all gold links within paragraphs, of which `target` has the nearest of each unit.
    """

    classes: npt.NDArray[np.int64]
    paragraphs: npt.NDArray[np.int64]
    target: npt.NDArray[np.int64]
    links: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class UnitTexts:
    """Of `n` units: token ids of each, of what leads up to each (its place and the text before it), and (n, f)."""

    tokens: list[list[int]]
    openings: list[list[int]]
    places: Matrix


@dataclass(frozen=True, slots=True)
class UnitBatch:
    """A document of `n` units in `w` windows of at most `u` units.

    `ids` and `mask` are (w, tokens); `pool` and `openings` (w, u, tokens) average the tokens of a unit and of what
    leads up to it; `order` (n,) is where in the w * u rows each unit stands; `places` (n, f).
    """

    ids: npt.NDArray[np.int64]
    mask: npt.NDArray[np.int64]
    pool: npt.NDArray[np.float32]
    openings: npt.NDArray[np.float32]
    order: npt.NDArray[np.int64]
    places: Matrix


PLACES = 10


def unit_texts(tokenizer: Tokenizer, labelled: LabelledDocument) -> UnitTexts:
    """What a model reads of a document."""
    before = 0
    texts, openings = [], []
    for unit in labelled.document.units:
        gap = " ".join(labelled.text[before : unit.start].split())
        openings.append(f"{unit.paragraph + 1} of {len(labelled.paragraphs)}: {gap}")
        texts.append(" ".join(unit.text.split()))
        before = unit.end
    read = [[e.ids for e in tokenizer.encode_batch(part, add_special_tokens=False)] for part in (texts, openings)]
    own = [unit.paragraph for unit in labelled.document.units]
    return UnitTexts(read[0], read[1], places(own, len(labelled.paragraphs), [len(text.split()) for text in texts]))


def places(own: Sequence[int], paragraphs: int, words: Sequence[int]) -> Matrix:
    """(n, PLACES): where units stand in document and paragraph, and how long they are; about 0 to 1 each.

    `own` has the paragraph of each unit, of so many `paragraphs`; `words` how many words each has.
    """
    last = max(1, paragraphs - 1)
    size = Counter(own)
    rows = []
    for index, paragraph in enumerate(own):
        place = index - own.index(paragraph)
        final = place == size[paragraph] - 1
        rows.append(
            (
                index / len(own),
                paragraph / last,
                float(paragraph == own[0]),
                float(paragraph == own[-1]),
                place / size[paragraph],
                float(place == 0),
                float(final),
                float(size[paragraph] == 1),
                math.log1p(size[paragraph]) / 3,
                math.log1p(words[index]) / 4,
            )
        )
    return np.array(rows, dtype=np.float32).reshape(len(rows), PLACES)


def unit_batch(texts: UnitTexts, shape: WindowShape, *, first_size: int | None = None) -> UnitBatch:
    """The document as arrays; `first_size` shortens the first window, to vary the edges in training."""
    windows = make_windows(texts.tokens, texts.openings, shape, first_size=first_size)
    batch = pad(windows)
    openings = np.zeros_like(batch.pool)
    for row, window in enumerate(windows):
        before = 0
        for column, (start, end) in enumerate(window.spans):
            if start - 1 > before + 1:  # between two separators
                openings[row, column, before + 1 : start - 1] = 1.0 / (start - before - 2)
            before = end
    width = batch.pool.shape[1]
    order = [row * width + column for row, window in enumerate(windows) for column in range(len(window.spans))]
    return UnitBatch(batch.ids, batch.mask, batch.pool, openings, np.array(order, dtype=np.int64), texts.places)


def unit_targets(
    labelled: LabelledDocument, classes: Sequence[str], merge: Mapping[str, str], links: Sequence[str]
) -> UnitTargets:
    """The gold of a document; labels are merged first."""
    units = labelled.document.units
    paragraphs = np.array([unit.paragraph for unit in units], dtype=np.int64)
    kept = {
        (link.source, link.target)
        for link in labelled.links
        if link.label in links and paragraphs[link.source] == paragraphs[link.target] and link.source != link.target
    }
    target = np.full(len(units), NONE, dtype=np.int64)
    for source, goal in sorted(kept, key=lambda pair: (abs(pair[0] - pair[1]), pair)):
        if target[source] == NONE:
            target[source] = goal
    labels = [merge.get(label, label) for label in labelled.labels]
    return UnitTargets(
        np.array([classes.index(label) for label in labels], dtype=np.int64), paragraphs, target, frozenset(kept)
    )
