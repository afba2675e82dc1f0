"""Two results compared: two versions of a submission, or two bodies on one question."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from argmine.document import ArgumentDocument, Unit
from argmine.findings.comparison import Comparison, Pair
from argmine.learn.inputs import Matrix
from argmine.learn.matching import match, same_wording

THRESHOLD = 0.5  # benchmarks/comparing.py

Embed = Callable[[Sequence[str]], Matrix]


def compare(a: ArgumentDocument, b: ArgumentDocument, embed: Embed | None = None) -> Comparison:
    """Which arguments of `a` are kept or reworded in `b`, which are dropped, and which are new there.

    Units of component `other` are no arguments and are left out. `embed` gives texts unit-length vectors (n, d) of
    their meaning, close for the same argument in other words; without it only the words are compared. Swapping `a`
    and `b` swaps new and dropped.
    """
    before, after = _arguments(a), _arguments(b)
    texts = [unit.clean_text for unit in before], [unit.clean_text for unit in after]
    meaning = None if embed is None else _meaning(*texts, embed)
    matches = match(*texts, threshold=THRESHOLD, meaning=meaning)
    paired = {each.before for each in matches}, {each.after for each in matches}
    return Comparison(
        before=a,
        after=b,
        pairs=tuple(
            Pair("kept" if each.same_wording else "reworded", before[each.before], after[each.after], each.score)
            for each in matches
        ),
        new=tuple(unit for place, unit in enumerate(after) if place not in paired[1]),
        dropped=tuple(unit for place, unit in enumerate(before) if place not in paired[0]),
        threshold=THRESHOLD,
        by_meaning=embed is not None,
    )


def _arguments(document: ArgumentDocument) -> list[Unit]:
    return [unit for unit in document.units if unit.component != "other"]


def _meaning(before: Sequence[str], after: Sequence[str], embed: Embed) -> tuple[Matrix, Matrix]:
    """Vectors of both lists; reading takes long, so texts with a twin of the same wording are not read and stay 0."""
    twins = same_wording(before, after)
    rows = [place for place in range(len(before)) if place not in {left for left, _ in twins}]
    columns = [place for place in range(len(after)) if place not in {right for _, right in twins}]
    if not rows or not columns:
        return np.zeros((len(before), 1), np.float32), np.zeros((len(after), 1), np.float32)
    vectors = embed([*(before[place] for place in rows), *(after[place] for place in columns)])
    first = np.zeros((len(before), vectors.shape[1]), np.float32)
    second = np.zeros((len(after), vectors.shape[1]), np.float32)
    first[rows], second[columns] = vectors[: len(rows)], vectors[len(rows) :]
    return first, second
