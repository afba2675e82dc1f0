"""How many units speak of which risk in which specialty."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from argmine.document import ArgumentDocument


@dataclass(frozen=True, slots=True)
class RiskTable:
    """Labels with most units first; `counts[risk, specialty]` is a number of units, each counted once a cell."""

    risks: tuple[str, ...]
    specialties: tuple[str, ...]
    counts: Counter[tuple[str, str]]

    @property
    def largest(self) -> int:
        """The highest count; 0 of an empty table."""
        return max(self.counts.values(), default=0)


def risk_table(document: ArgumentDocument) -> RiskTable:
    """The table of a document; units with a risk but no specialty are in no cell."""
    counts = Counter(
        (risk.id, specialty.id) for unit in document.units for risk in unit.risk_types for specialty in unit.specialties
    )
    return RiskTable(_ranked(counts, 0), _ranked(counts, 1), counts)


def _ranked(counts: Counter[tuple[str, str]], axis: int) -> tuple[str, ...]:
    totals: Counter[str] = Counter()
    for key, count in counts.items():
        totals[key[axis]] += count
    return tuple(name for name, _ in sorted(totals.items(), key=lambda item: (-item[1], item[0])))
