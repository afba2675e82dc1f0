"""Any corpus in argmine's own annotation format, so that it can be trained on, edited and checked like our own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from argmine.corpora.labelled import LabelledDocument
from argmine.document import ArgumentDocument
from argmine.errors import AnnotationError


def write_annotations(splits: Mapping[str, Sequence[LabelledDocument]], folder: Path) -> int:
    """The number of documents written: `documents/<id>.md` and `.jsonl`, and `splits.json`.

    Only splits named train, dev and test are listed in `splits.json`; a document of another split is written and
    stands in none. Lost: relations other than support, all but the first target of a unit, links across documents.

    Raises:
        AnnotationError: the folder already holds annotations, or cannot be written to.
    """
    if (folder / "splits.json").exists():
        raise AnnotationError(f"{folder}: already holds annotations; choose a new folder")
    listed: dict[str, list[str]] = {"train": [], "dev": [], "test": []}
    taken: set[str] = set()
    try:
        (folder / "documents").mkdir(parents=True, exist_ok=True)
        for split, documents in splits.items():
            for labelled in documents:
                name = _unique(labelled.name, taken)
                path = folder / "documents" / f"{name}.md"
                path.write_bytes(labelled.text.encode())
                path.with_suffix(".jsonl").write_text("".join(annotation_lines(labelled)), encoding="utf-8")
                if split in listed:
                    listed[split].append(name)
        (folder / "splits.json").write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise AnnotationError(f"{folder}: cannot be written: {error.strerror}") from error
    return len(taken)


def annotation_lines(labelled: LabelledDocument) -> Iterator[str]:
    """The lines of a document's `.jsonl`, a unit each; one that needs review is written as not yet checked."""
    ids = {unit.id: f"u{index}" for index, unit in enumerate(labelled.document.units, start=1)}
    for row in annotation_rows(labelled.document, labelled.text, ids):
        yield json.dumps(row, ensure_ascii=False) + "\n"


def annotation_rows(document: ArgumentDocument, text: str, ids: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The values of each line; `ids` gives the annotation id of every unit id."""
    group = {cluster.id: f"k{index}" for index, cluster in enumerate(document.clusters, start=1)}
    target: dict[str, str] = {}
    for relation in document.relations:
        target.setdefault(relation.source, relation.target)
    for unit in document.units:
        row: dict[str, Any] = {"id": ids[unit.id], "start": unit.start, "end": unit.end}
        if len(unit.fragments) > 1:
            row["fragments"] = [list(fragment) for fragment in unit.fragments]
        row["component"] = unit.component
        row["risk_types"] = [tag.id for tag in unit.risk_types]
        row["specialties"] = [tag.id for tag in unit.specialties]
        row["repeats"] = group.get(unit.cluster or "")
        row["supports"] = ids.get(target.get(unit.id, ""))
        if unit.needs_review:
            row["checked"] = False
        row["quote"] = " ".join(text[start:end] for start, end in unit.fragments)
        yield row


def file_name(name: str) -> str:
    """A document's name as a file's: letters, digits, full stops and hyphens."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-.").lower() or "document"


def _unique(name: str, taken: set[str]) -> str:
    slug = file_name(name)
    unique, number = slug, 2
    while unique in taken:
        unique, number = f"{slug}-{number}", number + 1
    taken.add(unique)
    return unique
