"""What a model reads of a labelled document: each unit, and before it what stands between it and the unit above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from argmine.corpora.labelled import LabelledDocument
from argmine.learn.windows import Window, WindowShape, make_windows

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


def unit_windows(tokenizer: Tokenizer, labelled: LabelledDocument, shape: WindowShape) -> list[Window]:
    """The windows of a document, in order."""
    return make_windows(*unit_tokens(tokenizer, labelled), shape)


def unit_tokens(tokenizer: Tokenizer, labelled: LabelledDocument) -> tuple[list[list[int]], list[list[int]]]:
    """Token ids of the units, and of what leads up to each: its paragraph's place and the text before it."""
    units = labelled.document.units
    count = len(labelled.paragraphs)
    before = 0
    texts, openings = [], []
    for unit in units:
        gap = " ".join(labelled.text[before : unit.start].split())
        openings.append(f"{unit.paragraph + 1} of {count}: {gap}")
        texts.append(" ".join(unit.text.split()))
        before = unit.end
    read = [[e.ids for e in tokenizer.encode_batch(part, add_special_tokens=False)] for part in (texts, openings)]
    return read[0], read[1]


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
