"""Windows of neighbouring units as token ids: each token is read once and sees its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from argmine.learn.inputs import DocumentInput

CLS, SEP, PAD, MASK = 101, 102, 0, 103  # of BERT's vocabulary
LAST_SPECIAL = 999


@dataclass(frozen=True, slots=True)
class WindowShape:
    """Bounds of a window, in units and tokens; a longer unit is read in part, its beginning and its end."""

    units: int = 8
    tokens: int = 320
    unit_tokens: int = 120
    heading_tokens: int = 28


@dataclass(frozen=True, slots=True)
class Window:
    """`ids` of the tokens; `spans[i]` is the half-open token range of unit `first + i`."""

    ids: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    first: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded windows: `ids` and `mask` are (b, tokens), `pool` (b, units, tokens) averages a unit's tokens."""

    ids: npt.NDArray[np.int64]
    mask: npt.NDArray[np.int64]
    pool: npt.NDArray[np.float32]


def make_windows(
    tokens: Sequence[Sequence[int]],
    headings: Sequence[Sequence[int]],
    shape: WindowShape,
    *,
    first_size: int | None = None,
) -> list[Window]:
    """Windows that tile the units in order; `first_size` shortens the first, to vary the edges in training."""
    windows: list[Window] = []
    index = 0
    size = first_size or shape.units
    while index < len(tokens):
        window = _window(tokens, headings, shape, index, size)
        windows.append(window)
        index += len(window.spans)
        size = shape.units
    return windows


def _window(
    tokens: Sequence[Sequence[int]], headings: Sequence[Sequence[int]], shape: WindowShape, first: int, size: int
) -> Window:
    ids = [CLS]
    spans: list[tuple[int, int]] = []
    heading: Sequence[int] | None = None
    for index in range(first, min(first + size, len(tokens))):
        unit = _shorten(tokens[index], shape.unit_tokens)
        kept = headings[index][-shape.heading_tokens :] if shape.heading_tokens else ()
        opening = [*kept, SEP] if headings[index] != heading else []
        if spans and len(ids) + len(opening) + len(unit) + 1 > shape.tokens:
            break
        ids += opening
        heading = headings[index]
        spans.append((len(ids), len(ids) + len(unit)))
        ids += [*unit, SEP]
    return Window(tuple(ids), tuple(spans), first)


def _shorten(unit: Sequence[int], limit: int) -> list[int]:
    if len(unit) <= limit:
        return list(unit) or [SEP]
    return [*unit[: limit // 2], *unit[len(unit) - (limit - limit // 2) :]]


def tokenize(tokenizer: Tokenizer, document: DocumentInput) -> tuple[list[list[int]], list[list[int]]]:
    """Token ids of the texts and of the headings of a document, without special tokens."""
    texts = [encoding.ids for encoding in tokenizer.encode_batch(list(document.texts), add_special_tokens=False)]
    distinct = list(dict.fromkeys(document.headings))
    ids = dict(zip(distinct, (e.ids for e in tokenizer.encode_batch(distinct, add_special_tokens=False)), strict=True))
    return texts, [ids[heading] for heading in document.headings]


def pad(windows: Sequence[Window]) -> Batch:
    """One batch of the windows, padded to the longest."""
    length = max(len(window.ids) for window in windows)
    units = max(len(window.spans) for window in windows)
    ids = np.full((len(windows), length), PAD, dtype=np.int64)
    mask = np.zeros((len(windows), length), dtype=np.int64)
    pool = np.zeros((len(windows), units, length), dtype=np.float32)
    for row, window in enumerate(windows):
        ids[row, : len(window.ids)] = window.ids
        mask[row, : len(window.ids)] = 1
        for column, (start, end) in enumerate(window.spans):
            pool[row, column, start:end] = 1.0 / (end - start)
    return Batch(ids, mask, pool)
