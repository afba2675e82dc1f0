"""argmine's own gold as a corpus among others."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from argmine.corpora.annotations import Split, read_gold, read_splits
from argmine.corpora.labelled import LabelledDocument, Link
from argmine.errors import MissingSplitError
from argmine.readers import read


def read_own_annotations(folder: Path, split: str) -> list[LabelledDocument]:
    """The documents of a split of `splits.json`; their labels are the components.

    Raises:
        AnnotationError: the annotations are inconsistent.
        MissingSplitError: `splits.json` has no documents in the split.
    """
    names = read_splits(folder).get(cast(Split, split), [])
    if not names:
        raise MissingSplitError(f"{folder / 'splits.json'}: no documents in split {split!r}")
    return [_read(folder / "documents" / f"{name}.md") for name in names]


def _read(path: Path) -> LabelledDocument:
    document = read_gold(path)
    place = {unit.id: index for index, unit in enumerate(document.units)}
    links = [Link(place[x.source], place[x.target], x.type) for x in document.relations]
    paragraphs: dict[int, tuple[int, int]] = {}
    for unit in document.units:
        start, _ = paragraphs.get(unit.paragraph, (unit.start, unit.end))
        paragraphs[unit.paragraph] = (start, unit.end)
    labels = tuple(unit.component for unit in document.units)
    return LabelledDocument(path.stem, read(path).text, document, labels, tuple(links), tuple(paragraphs.values()))
