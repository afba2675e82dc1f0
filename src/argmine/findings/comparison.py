"""Two results side by side: which arguments are in both, which were reworded, which are new or dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from argmine.document import COMPONENTS, ArgumentDocument, Component, Unit
from argmine.findings.wording import normalise

PairKind = Literal["kept", "reworded"]
ARGUMENTS: tuple[Component, ...] = tuple(component for component in COMPONENTS if component != "other")


@dataclass(frozen=True, slots=True)
class Pair:
    """An argument that is in both results; kept ones have the same wording but for case, spacing and punctuation."""

    kind: PairKind
    before: Unit
    after: Unit
    score: float  # how alike the two are, up to 1


@dataclass(frozen=True, slots=True)
class ComponentCounts:
    """Numbers of arguments of one component; pairs are counted under what they were in the first result."""

    component: Component
    before: int
    after: int
    kept: int
    reworded: int
    new: int
    dropped: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every argument of two results in exactly one place: `pairs` in the order of `before`, the others in their own.

    Pairs score at least `threshold`; `by_meaning` says whether other words for the same argument were looked for.
    """

    before: ArgumentDocument
    after: ArgumentDocument
    pairs: tuple[Pair, ...]
    new: tuple[Unit, ...]
    dropped: tuple[Unit, ...]
    threshold: float
    by_meaning: bool

    def of_kind(self, kind: PairKind) -> tuple[Pair, ...]:
        """The pairs of one kind."""
        return tuple(pair for pair in self.pairs if pair.kind == kind)

    @property
    def component_changes(self) -> tuple[Pair, ...]:
        """Pairs that were one component and are now another."""
        return tuple(pair for pair in self.pairs if pair.before.component != pair.after.component)

    @property
    def relabelled_new(self) -> frozenset[str]:
        """Ids of new units whose words are in the first result too, where the model took them for no argument."""
        return _in_words_of(self.new, self.before)

    @property
    def relabelled_dropped(self) -> frozenset[str]:
        """Ids of dropped units whose words are still in the second result, taken for no argument there."""
        return _in_words_of(self.dropped, self.after)

    @property
    def same_model(self) -> bool:
        """Whether one model made both results, so that a changed label means a changed text."""
        one, two = self.before.run, self.after.run
        return (one.model, one.model_hash, one.config_hash) == (two.model, two.model_hash, two.config_hash)


def component_counts(comparison: Comparison) -> list[ComponentCounts]:
    """A row for each component but `other`."""
    before = _counted(comparison.before.units)
    after = _counted(comparison.after.units)
    new, dropped = _counted(comparison.new), _counted(comparison.dropped)
    kept = _counted(pair.before for pair in comparison.of_kind("kept"))
    reworded = _counted(pair.before for pair in comparison.of_kind("reworded"))
    return [ComponentCounts(c, before[c], after[c], kept[c], reworded[c], new[c], dropped[c]) for c in ARGUMENTS]


def change_counts(comparison: Comparison) -> list[tuple[Component, Component, int]]:
    """(what it was, what it is now, how many), the most frequent change first."""
    counts = Counter((pair.before.component, pair.after.component) for pair in comparison.component_changes)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(was, now, count) for (was, now), count in ranked]


def _in_words_of(units: Iterable[Unit], document: ArgumentDocument) -> frozenset[str]:
    other = {normalise(unit.clean_text) for unit in document.units if unit.component == "other"}
    return frozenset(unit.id for unit in units if normalise(unit.clean_text) in other)


def _counted(units: Iterable[Unit]) -> Counter[Component]:
    return Counter(unit.component for unit in units)
