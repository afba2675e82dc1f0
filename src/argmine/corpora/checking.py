"""What is wrong with a folder of annotations, all of it at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from argmine.corpora.annotations import GoldUnit, read_lines, read_splits
from argmine.corpora.judged_pairs import read_judged, read_rewordings
from argmine.errors import ArgmineError
from argmine.readers import read

_LONG = 8  # words from which the same sentence in two splits is a leak and not a stock phrase


def check_annotations(folder: Path, risk_types: Collection[str], specialties: Collection[str]) -> Iterator[str]:
    """A line a problem; nothing if the annotations can be trained on.

    Checked: every file that a split names, offsets and quotes, ids, labels against the code frames, support links,
    repeat groups of one, judged pairs and rewordings, and long sentences that stand in two splits.
    """
    try:
        splits = read_splits(folder)
    except ArgmineError as error:
        yield str(error)
        return
    seen: dict[str, tuple[str, str]] = {}
    for split, names in splits.items():
        for name in names:
            path = folder / "documents" / f"{name}.md"
            try:
                text = read(path).text
                units = list(read_lines(path.with_suffix(".jsonl"), text))
            except ArgmineError as error:
                yield str(error)
                continue
            where = path.with_suffix(".jsonl")
            yield from (f"{where}: {problem}" for problem in _labels(units, risk_types, specialties))
            yield from (f"{where}: {problem}" for problem in _links(units))
            yield from _pairs(folder, name, [unit.id for unit in units])
            for unit in units:
                quote = " ".join(" ".join(text[a:b] for a, b in unit.fragments).split())
                other = seen.setdefault(quote.casefold(), (split, f"{name}:{unit.id}"))
                if other[0] != split and len(quote.split()) >= _LONG:
                    yield f"{where}: {unit.id} ({split}) says the same as {other[1]} ({other[0]}): {quote[:60]!r}"


def _labels(units: list[GoldUnit], risk_types: Collection[str], specialties: Collection[str]) -> Iterator[str]:
    for unit in units:
        for given, allowed, kind in (
            (unit.risk_types, risk_types, "risk type"),
            (unit.specialties, specialties, "specialty"),
        ):
            yield from (f"{unit.id}: unknown {kind} {label!r}" for label in given if label not in allowed)
            if len(set(given)) < len(given):
                yield f"{unit.id}: a {kind} stands twice"


def _links(units: list[GoldUnit]) -> Iterator[str]:
    ids = {unit.id for unit in units}
    groups: dict[str, int] = {}
    for unit in units:
        if unit.supports is not None and (unit.supports not in ids or unit.supports == unit.id):
            yield f"{unit.id}: supports {unit.supports!r}, which is not another unit"
        if unit.repeats is not None:
            groups[unit.repeats] = groups.get(unit.repeats, 0) + 1
    yield from (f"repeat group {group!r} has one unit" for group, size in groups.items() if size == 1)


def _pairs(folder: Path, name: str, ids: list[str]) -> Iterator[str]:
    readers: tuple[tuple[str, Callable[[Path, list[str]], object]], ...] = (
        ("pairs", read_judged),
        ("rewordings", read_rewordings),
    )
    for part, reader in readers:
        try:
            reader(folder / part / f"{name}.jsonl", ids)
        except ArgmineError as error:
            yield str(error)
