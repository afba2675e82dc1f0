"""Documents that a reader is part of the way through: what has been checked stays, the rest is a model's reading."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from argmine.corpora.annotation_files import annotation_rows
from argmine.corpora.annotations import read_lines, read_splits
from argmine.document import ArgumentDocument, Unit
from argmine.errors import AnnotationError
from argmine.readers import read

PREDICTED = "p"  # then the offset: the same unit has the same id however often a document is read


def checked_rows(folder: Path, name: str, text: str) -> list[dict[str, Any]]:
    """The lines of a document that a reader has checked, as they stand; none if it is not there yet.

    Raises:
        AnnotationError: a document of this name is there with another text, or its annotations are malformed.
    """
    path = folder / "documents" / f"{name}.md"
    if not path.is_file():
        return []
    if read(path).text != text:
        raise AnnotationError(f"{path}: holds another text than the file to annotate; rename that file")
    lines = path.with_suffix(".jsonl")
    checked = {unit.id for unit in read_lines(lines, text) if unit.checked}
    rows = [json.loads(line) for line in lines.read_text(encoding="utf-8").split("\n") if line.strip()]
    return [row for row in rows if str(row["id"]) in checked]


def unchecked(document: ArgumentDocument, checked: Sequence[dict[str, Any]]) -> ArgumentDocument:
    """The units that no checked line overlaps, all in need of review; repeats are left for the reader to find."""
    spans = sorted((_start(row), _end(row)) for row in checked)
    units = tuple(
        replace(unit, needs_review=True, cluster=None) for unit in document.units if not _overlaps(unit, spans)
    )
    kept = {unit.id for unit in units}
    relations = tuple(link for link in document.relations if {link.source, link.target} <= kept)
    return replace(document, units=units, clusters=(), relations=relations)


def write_partial(folder: Path, name: str, text: str, document: ArgumentDocument, checked: Sequence[Any]) -> None:
    """Write a document: the checked lines and the units of `document` (see `unchecked`), in reading order."""
    ids = {unit.id: annotation_id(unit) for unit in document.units}
    rows = sorted([*annotation_rows(document, text, ids), *checked], key=_start)
    path = folder / "documents" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.with_suffix(".jsonl").write_text(lines, encoding="utf-8")


def annotation_id(unit: Unit) -> str:
    """The id of a predicted unit in an annotation file."""
    return f"{PREDICTED}{unit.start}"


def add_to_training(folder: Path, names: Sequence[str]) -> None:
    """List the documents that are in no split under `train` in `splits.json`.

    Raises:
        AnnotationError: `splits.json` cannot be read.
    """
    path = folder / "splits.json"
    if not path.is_file():
        path.write_text(json.dumps({"train": [], "dev": [], "test": []}) + "\n", encoding="utf-8")
    listed = {name for split in read_splits(folder).values() for name in split}
    splits = json.loads(path.read_text(encoding="utf-8"))
    splits["train"] = [*splits.get("train", []), *(name for name in names if name not in listed)]
    path.write_text(json.dumps(splits, indent=1) + "\n", encoding="utf-8")


def checked_quotes(folder: Path) -> list[str]:
    """What the checked units of all documents of a folder's splits say; nothing if it has no `splits.json`.

    Raises:
        AnnotationError: the annotations are malformed.
    """
    if not (folder / "splits.json").is_file():
        return []
    quotes = []
    for name in sorted(name for split in read_splits(folder).values() for name in split):
        path = folder / "documents" / f"{name}.md"
        text = read(path).text
        for unit in read_lines(path.with_suffix(".jsonl"), text):
            if unit.checked:
                quotes.append(" ".join(" ".join(text[a:b] for a, b in unit.fragments).split()))
    return quotes


def _start(row: dict[str, Any]) -> int:
    return int(row["fragments"][0][0] if row.get("fragments") else row["start"])


def _end(row: dict[str, Any]) -> int:
    return int(row["fragments"][-1][1] if row.get("fragments") else row["end"])


def _overlaps(unit: Unit, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < unit.end and unit.start < end for start, end in spans)
