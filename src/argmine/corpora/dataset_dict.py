"""A corpus as a Hugging Face `DatasetDict` (the `train` extra): a row a unit, a split a dataset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from argmine.corpora.labelled import LabelledDocument
from argmine.errors import MissingExtraError

if TYPE_CHECKING:
    from datasets import DatasetDict


def dataset_dict(splits: Mapping[str, Sequence[LabelledDocument]]) -> DatasetDict:
    """Rows with document, unit id, offsets, text, label, component, tags, section path, cluster and supported units.

    Raises:
        MissingExtraError: `datasets` is not installed.
    """
    try:
        from datasets import Dataset, DatasetDict
    except ImportError as error:
        raise MissingExtraError("datasets", "train") from error
    return DatasetDict(
        {
            split: Dataset.from_list([row for document in documents for row in unit_rows(document)])
            for split, documents in splits.items()
        }
    )


def unit_rows(labelled: LabelledDocument) -> Iterator[dict[str, Any]]:
    """A row a unit, in reading order, of plain values only."""
    document = labelled.document
    supported: dict[str, list[str]] = {}
    for relation in document.relations:
        supported.setdefault(relation.source, []).append(relation.target)
    for unit, label in zip(document.units, labelled.labels, strict=True):
        yield {
            "document": labelled.name,
            "id": unit.id,
            "start": unit.start,
            "end": unit.end,
            "text": unit.text,
            "clean_text": unit.clean_text,
            "label": label,
            "component": unit.component,
            "risk_types": [tag.id for tag in unit.risk_types],
            "specialties": [tag.id for tag in unit.specialties],
            "sections": [section.title for section in document.section_path(unit.section)],
            "paragraph": unit.paragraph,
            "cluster": unit.cluster or "",
            "supports": supported.get(unit.id, []),
        }
