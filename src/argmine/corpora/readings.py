"""The annotations of several readers of the same texts, side by side."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from argmine.errors import AnnotationError

SAME_UNIT = 0.5  # intersection over union from which two readers marked the same unit


@dataclass(frozen=True, slots=True)
class ReadUnit:
    """What one reader said of one stretch of text; `start` and `end` are -1 where the reader only labelled units."""

    id: str
    start: int
    end: int
    component: str
    risk_types: frozenset[str]
    specialties: frozenset[str]


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document as its readers read it: `rows` has for each unit what each reader said, or None.

    `units` are all units of each reader, with offsets.
    """

    name: str
    rows: tuple[tuple[ReadUnit | None, ...], ...]
    units: tuple[tuple[ReadUnit, ...], ...]


def read_readings(folders: Sequence[Path]) -> list[ReadDocument]:
    """The documents that all readers have annotated: `<id>.jsonl` in each folder.

    A line has at least `id` and `component`. Readers with offsets are aligned with the first reader by overlap;
    readers without label the first reader's units, by id.

    Raises:
        AnnotationError: no document is in all folders, or a line is malformed.
    """
    names = sorted(set.intersection(*({path.stem for path in folder.glob("*.jsonl")} for folder in folders)))
    if not names:
        raise AnnotationError(f"no <id>.jsonl is in all of {', '.join(map(str, folders))}")
    return [_document(name, [_read(folder / f"{name}.jsonl") for folder in folders]) for name in names]


def _document(name: str, readers: Sequence[list[ReadUnit]]) -> ReadDocument:
    first = {unit.id: unit for unit in readers[0]}
    located = []
    for units in readers:
        if all(unit.start >= 0 for unit in units):
            located.append(units)
            continue
        known = [unit for unit in units if unit.id in first]
        located.append([replace(unit, start=first[unit.id].start, end=first[unit.id].end) for unit in known])
    rows: list[tuple[ReadUnit | None, ...]] = []
    taken: list[set[str]] = [set() for _ in located]
    for unit in located[0]:
        found = [unit, *(_best(unit, units) for units in located[1:])]
        for own, match in zip(taken, found, strict=True):
            if match:
                own.add(match.id)
        rows.append(tuple(found))
    for reader, units in enumerate(located[1:], start=1):
        left = [unit for unit in units if unit.id not in taken[reader]]
        rows += [tuple(unit if column == reader else None for column in range(len(located))) for unit in left]
    return ReadDocument(name, tuple(rows), tuple(tuple(units) for units in located))


def _best(unit: ReadUnit, others: Sequence[ReadUnit]) -> ReadUnit | None:
    best = max(others, key=lambda other: _iou(unit, other), default=None)
    return best if best is not None and _iou(unit, best) >= SAME_UNIT else None


def _iou(a: ReadUnit, b: ReadUnit) -> float:
    if a.start < 0:
        return float(a.id == b.id)
    common = min(a.end, b.end) - max(a.start, b.start)
    return max(0, common) / (max(a.end, b.end) - min(a.start, b.start))


def _read(path: Path) -> list[ReadUnit]:
    units = []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise AnnotationError(f"{path}: cannot be read: {error}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row: dict[str, Any] = json.loads(line)
            units.append(
                ReadUnit(
                    id=str(row["id"]),
                    start=int(row.get("start", -1)),
                    end=int(row.get("end", -1)),
                    component=str(row["component"]),
                    risk_types=frozenset(map(str, row.get("risk_types") or ())),
                    specialties=frozenset(map(str, row.get("specialties") or ())),
                )
            )
        except (ValueError, KeyError, TypeError) as error:
            raise AnnotationError(f"{path}:{number}: not an annotation with id and component: {error}") from error
    return units
