"""argmine's own gold: `<id>.md` as printed, `<id>.jsonl` with one unit a line, `splits.json`.

A line holds what a reader decided and nothing a program can derive:

    {"id": "u7", "start": 1204, "end": 1391, "component": "evidence", "risk_types": ["workforce_capacity"],
     "specialties": ["radiotherapy"], "repeats": "k2", "supports": "u9", "quote": "In 2023 ..."}

`"checked": false` marks a unit that a program labelled and no reader has confirmed: it is context, not gold.
`fragments` stands beside `start` and `end` where page furniture interrupts the unit. `quote` is the
text of the fragments joined by one space; it is checked on reading, so a text that was edited after
annotation cannot pass unnoticed.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from argmine.document import COMPONENTS, ArgumentDocument, Component, Range, Relation, Scores, Tag, Unit, with_clusters
from argmine.errors import AnnotationError
from argmine.readers import read
from argmine.structure.assemble import assemble, recount
from argmine.structure.parse import Segment, Structure, parse

Split = Literal["train", "calibration", "dev", "test"]
SPLITS: tuple[Split, ...] = get_args(Split)
_FIELDS = frozenset("id start end fragments component risk_types specialties repeats supports quote checked".split())


@dataclass(frozen=True, slots=True)
class GoldUnit:
    """One line of an annotation file, checked against the text."""

    id: str
    fragments: tuple[Range, ...]
    component: Component
    risk_types: tuple[str, ...]
    specialties: tuple[str, ...]
    repeats: str | None
    supports: str | None
    checked: bool = True


def read_splits(folder: Path) -> dict[Split, list[str]]:
    """Document ids by split, from `splits.json`.

    Raises:
        AnnotationError: the file is missing, or a document stands in two splits.
    """
    path = folder / "splits.json"
    try:
        splits = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AnnotationError(f"{path}: cannot be read: {error}") from error
    named = [name for split in SPLITS for name in splits.get(split, [])]
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise AnnotationError(f"{path}: in two splits: {', '.join(twice)}")
    return {split: list(splits.get(split, [])) for split in SPLITS}


def read_split(folder: Path, split: Split) -> list[ArgumentDocument]:
    """The gold documents of one split, in the order of `splits.json`."""
    return [read_gold(folder / "documents" / f"{name}.md") for name in read_splits(folder)[split]]


def read_gold(text_path: Path, annotation_path: Path | None = None) -> ArgumentDocument:
    """The gold document of one text; scores are 1.0 for the label that the annotator gave.

    A unit that nobody has checked `needs_review`.

    Raises:
        AnnotationError: a line is malformed, names an unknown label or unit, or its quote is not at its offsets.
    """
    source = read(text_path)
    path = annotation_path or text_path.with_suffix(".jsonl")
    gold = list(read_lines(path, source.text))
    structure = parse(source.text, source.layout)
    document = assemble(source, structure, [_segment(structure, unit) for unit in gold])
    ids = {unit.id: bare.id for unit, bare in zip(gold, document.units, strict=True)}
    units = tuple(_labelled(bare, unit) for bare, unit in zip(document.units, gold, strict=True))
    document = replace(document, units=units, relations=tuple(_relations(gold, ids, path)))
    groups = _repeat_groups(gold)
    return recount(with_clusters(document, groups, [members[0] for members in groups]))


def read_lines(path: Path, text: str) -> Iterator[GoldUnit]:
    """The units of an annotation file in reading order, each checked against `text`.

    Raises:
        AnnotationError: see `read_gold`.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")  # a quote may hold any other line break
    except OSError as error:
        raise AnnotationError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise AnnotationError(f"{path}: byte {error.start} is not valid UTF-8") from error
    taken = 0
    seen: set[str] = set()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        unit = _parse_line(line, where, text)
        if unit.fragments[0][0] < taken:
            start = unit.fragments[0][0]
            raise AnnotationError(f"{where}: unit {unit.id} starts at {start}, before the unit above it ends ({taken})")
        if unit.id in seen:
            raise AnnotationError(f"{where}: the id {unit.id} stands twice")
        seen.add(unit.id)
        taken = unit.fragments[-1][1]
        yield unit


def _parse_line(line: str, where: str, text: str) -> GoldUnit:
    try:
        row: dict[str, Any] = json.loads(line)
    except ValueError as error:
        raise AnnotationError(f"{where}: not JSON: {error}") from error
    if not isinstance(row, dict):
        raise AnnotationError(f"{where}: not a JSON object")
    if unknown := sorted(set(row) - _FIELDS):
        raise AnnotationError(f"{where}: unknown field {', '.join(unknown)}")
    try:
        fragments = tuple((int(a), int(b)) for a, b in row.get("fragments") or [(row["start"], row["end"])])
        component, quote = row["component"], row["quote"]
        unit_id = str(row["id"])
    except (KeyError, TypeError, ValueError) as error:
        raise AnnotationError(f"{where}: missing or malformed field {error}") from error
    if component not in COMPONENTS:
        raise AnnotationError(f"{where}: component {component!r} is not one of {', '.join(COMPONENTS)}")
    bounds = [0, *(bound for fragment in fragments for bound in fragment), len(text)]
    if bounds != sorted(bounds) or any(start == end for start, end in fragments):
        raise AnnotationError(f"{where}: fragments {fragments} are empty, not in order or outside of the text")
    printed = " ".join(text[start:end] for start, end in fragments)
    if printed != quote:
        raise AnnotationError(f"{where}: the quote is not at {fragments}: the text has {printed[:60]!r}")
    return GoldUnit(
        id=unit_id,
        fragments=fragments,
        component=component,
        risk_types=tuple(row.get("risk_types", ())),
        specialties=tuple(row.get("specialties", ())),
        repeats=row.get("repeats"),
        supports=row.get("supports"),
        checked=bool(row.get("checked", True)),
    )


def _segment(structure: Structure, unit: GoldUnit) -> Segment:
    """Where the unit stands, from the segment of the parsed structure that it overlaps most."""
    start = unit.fragments[0][0]
    nearest = _nearest(structure.segments, start)
    if nearest is None:
        return Segment(unit.fragments, "sentence", structure.section_at(start), 0, None)
    return Segment(unit.fragments, nearest.kind, structure.section_at(start), nearest.paragraph, None)


def _nearest(segments: tuple[Segment, ...], start: int) -> Segment | None:
    index = bisect_left(segments, start + 1, key=lambda segment: segment.start) - 1
    return segments[max(index, 0)] if segments else None


def _labelled(bare: Unit, gold: GoldUnit) -> Unit:
    scores = Scores(**{label: float(label == gold.component) for label in COMPONENTS})
    return replace(
        bare,
        component=gold.component,
        scores=scores,
        risk_types=tuple(Tag(label, 1.0) for label in gold.risk_types),
        specialties=tuple(Tag(label, 1.0) for label in gold.specialties),
        needs_review=not gold.checked,
    )


def _relations(gold: list[GoldUnit], ids: dict[str, str], path: Path) -> Iterator[Relation]:
    for unit in gold:
        if unit.supports is None:
            continue
        if unit.supports not in ids or unit.supports == unit.id:
            raise AnnotationError(
                f"{path}: {unit.id} supports {unit.supports}, which is not another unit of this document"
            )
        yield Relation(ids[unit.id], ids[unit.supports], "support", 1.0)


def _repeat_groups(gold: list[GoldUnit]) -> list[list[int]]:
    groups: dict[str, list[int]] = {}
    for index, unit in enumerate(gold):
        if unit.repeats is not None:
            groups.setdefault(unit.repeats, []).append(index)
    return [members for members in groups.values() if len(members) > 1]
