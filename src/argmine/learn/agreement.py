"""How far readers agree beyond chance: Cohen's and Fleiss' kappa, Krippendorff's alpha for units and for spans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import cohen_kappa_score

from argmine.corpora.readings import ReadDocument, ReadUnit
from argmine.document import COMPONENTS

Ratings = Sequence[Sequence[Hashable | None]]  # a row an item, a column a reader, None where a reader gave none
GAP = "(no unit)"


def agreement(documents: Sequence[ReadDocument]) -> dict[str, Any]:
    """All figures: of components over units and over the text, of each component, risk type and specialty.

    Figures over units use those that every reader marked, but for Krippendorff's alpha, which takes what there is.
    """
    rows = [row for document in documents for row in document.rows]
    components = [[unit.component if unit else None for unit in row] for row in rows]
    figures: dict[str, Any] = {
        "documents": len(documents),
        "units": len(rows),
        "units_of_all_readers": sum(all(row) for row in rows),
        "components": _figures(components) | {"unitized_alpha": unitized_alpha(documents)},
        "each_component": {label: _figures(_binary(components, label)) for label in COMPONENTS},
    }
    for field in ("risk_types", "specialties"):
        given = [[getattr(unit, field) if unit else None for unit in row] for row in rows]
        labels = sorted({label for row in given for tags in row if tags for label in tags})
        figures[field] = {"micro_f1": _micro_f1(given)} | {
            label: _figures([[None if tags is None else label in tags for tags in row] for row in given])
            for label in labels
        }
    return figures


def disagreements(documents: Sequence[ReadDocument]) -> list[dict[str, Any]]:
    """Every unit on which two readers differ, with what each said: the list to adjudicate."""
    found = []
    for document in documents:
        for row in document.rows:
            said = [_said(unit) for unit in row]
            if any(other != said[0] for other in said[1:]):
                known = next(unit for unit in row if unit)
                place = {"document": document.name, "id": known.id, "start": known.start, "end": known.end}
                found.append(place | {"readers": said})
    return found


def fleiss_kappa(ratings: Ratings) -> float:
    """Fleiss' (1971) kappa of items that all readers rated; 1.0 if there is nothing to disagree on."""
    whole = [row for row in ratings if None not in row]
    if not whole:
        return float("nan")
    values = sorted({value for row in whole for value in row}, key=str)
    counts = np.array([[list(row).count(value) for value in values] for row in whole], dtype=float)
    readers = counts.sum(axis=1)[0]
    observed = float(((counts**2).sum(axis=1) - readers).mean() / (readers * (readers - 1)))
    chance = float(((counts.sum(axis=0) / counts.sum()) ** 2).sum())
    return 1.0 if chance == 1 else (observed - chance) / (1 - chance)


def krippendorff_alpha(ratings: Ratings) -> float:
    """Krippendorff's alpha for nominal values; items that fewer than two readers rated say nothing.

    By the coincidence matrix of Krippendorff (2011), "Computing Krippendorff's alpha-reliability".
    """
    values = sorted({value for row in ratings for value in row if value is not None}, key=str)
    place = {value: index for index, value in enumerate(values)}
    coincidences = np.zeros((len(values), len(values)))
    for row in ratings:
        given = Counter(place[value] for value in row if value is not None)
        total = sum(given.values())
        if total > 1:
            for a, m in given.items():
                for b, n in given.items():
                    coincidences[a, b] += m * (n - (a == b)) / (total - 1)
    return alpha_of(coincidences)


def unitized_alpha(documents: Sequence[ReadDocument]) -> float:
    """Krippendorff's alpha over the text, in which each character has a reader's component or none.

    The nominal alpha of unitized texts (Krippendorff et al. 2016): coincidences are lengths of intersections, gaps
    between units included. Unlike figures over units, it falls when readers cut the text differently.
    """
    values = [GAP, *COMPONENTS]
    coincidences = np.zeros((len(values), len(values)))
    for document in documents:
        end = max((unit.end for units in document.units for unit in units), default=0)
        painted = [_painted(units, values, end) for units in document.units]
        for left, right in combinations(painted, 2):
            both = np.bincount(left * len(values) + right, minlength=len(values) ** 2).reshape(len(values), -1)
            coincidences += (both + both.T) / (len(painted) - 1)
    return alpha_of(coincidences)


def alpha_of(coincidences: npt.NDArray[np.float64]) -> float:
    """Nominal alpha of a symmetric coincidence matrix; 1.0 if only one value occurs, nan if none does."""
    totals = coincidences.sum(axis=1)
    n = totals.sum()
    if n <= 1:
        return float("nan")
    chance = (n**2 - (totals**2).sum()) / (n - 1)
    return 1.0 if chance == 0 else float(1 - (n - np.trace(coincidences)) / chance)


def _figures(ratings: Ratings) -> dict[str, Any]:
    pairs = {}
    for a, b in combinations(range(len(ratings[0]) if ratings else 0), 2):
        both = [(row[a], row[b]) for row in ratings if row[a] is not None and row[b] is not None]
        pairs[f"{a + 1}-{b + 1}"] = _cohen(both)
    return {
        "cohen_kappa": pairs,
        "fleiss_kappa": fleiss_kappa(ratings),
        "krippendorff_alpha": krippendorff_alpha(ratings),
    }


def _cohen(pairs: Sequence[tuple[Any, Any]]) -> float:
    if len({value for pair in pairs for value in pair}) < 2:
        return 1.0 if pairs else float("nan")
    return float(cohen_kappa_score([str(a) for a, _ in pairs], [str(b) for _, b in pairs]))


def _binary(ratings: Ratings, label: str) -> list[list[Hashable | None]]:
    return [[None if value is None else value == label for value in row] for row in ratings]


def _micro_f1(given: Sequence[Sequence[frozenset[str] | None]]) -> float:
    """F1 of the tags of one reader against another, over all pairs of readers."""
    both = total = 0
    for row in given:
        for a, b in combinations(row, 2):
            if a is not None and b is not None:
                both += 2 * len(a & b)
                total += len(a) + len(b)
    return both / total if total else float("nan")


def _painted(units: Sequence[ReadUnit], values: Sequence[str], end: int) -> npt.NDArray[np.int64]:
    painted = np.zeros(end, dtype=np.int64)
    for unit in units:
        painted[unit.start : unit.end] = values.index(unit.component)
    return painted


def _said(unit: ReadUnit | None) -> dict[str, Any] | None:
    if unit is None:
        return None
    return {
        "component": unit.component,
        "risk_types": sorted(unit.risk_types),
        "specialties": sorted(unit.specialties),
    }
