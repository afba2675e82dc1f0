"""Is one model better than another on the same documents, or is it luck?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Difference:
    """`first` minus `second` with a 95 % interval over resampled documents, and a two-sided p-value."""

    first: float
    second: float
    difference: float
    interval_95: tuple[float, float]
    p_value: float


def paired_difference(
    first: Sequence[Result],
    second: Sequence[Result],
    measure: Callable[[Sequence[Result]], float],
    *,
    rounds: int = 1000,
    seed: int = 0,
) -> Difference:
    """How two models compare; `first[i]` and `second[i]` are their results on document i.

    The interval is a paired bootstrap, the p-value an approximate randomization test that swaps the two models'
    results of whole documents (Noreen 1989; Yeh 2000).

    Raises:
        ValueError: there are no documents, or not as many of one as of the other.
    """
    if not first or len(first) != len(second):
        raise ValueError(f"{len(first)} and {len(second)} documents: need the same documents of both models")
    random = np.random.default_rng(seed)
    a, b = measure(first), measure(second)
    drawn, extreme = [], 0
    for _ in range(rounds):
        rows = random.integers(0, len(first), len(first))
        drawn.append(measure([first[i] for i in rows]) - measure([second[i] for i in rows]))
        swap = random.random(len(first)) < 0.5
        left = [y if s else x for x, y, s in zip(first, second, swap, strict=True)]
        right = [x if s else y for x, y, s in zip(first, second, swap, strict=True)]
        extreme += abs(measure(left) - measure(right)) >= abs(a - b) - 1e-12
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Difference(a, b, a - b, (float(low), float(high)), (extreme + 1) / (rounds + 1))
