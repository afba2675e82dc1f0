"""What a corpus is made of, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import quantiles
from typing import Any

from argmine.corpora.labelled import LabelledDocument


def corpus_statistics(documents: Sequence[LabelledDocument]) -> dict[str, Any]:
    """Numbers of documents, units and words (a unit's, in quartiles); counts of labels, components, tags and links.

    `in_units` is the share of the characters of all texts that stand in units.
    """
    units = [unit for labelled in documents for unit in labelled.document.units]
    words = [len(unit.clean_text.split()) for unit in units]
    characters = sum(labelled.document.document.characters for labelled in documents)
    return {
        "documents": len(documents),
        "units": len(units),
        "unchecked": sum(unit.needs_review for unit in units),
        "words": sum(words),
        "words_a_unit": [round(value, 1) for value in quantiles(words, n=4)] if len(words) > 1 else words,
        "in_units": round(sum(b - a for unit in units for a, b in unit.fragments) / max(characters, 1), 4),
        "labels": _counts(label for labelled in documents for label in labelled.labels),
        "components": _counts(unit.component for unit in units),
        "risk_types": _counts(tag.id for unit in units for tag in unit.risk_types),
        "specialties": _counts(tag.id for unit in units for tag in unit.specialties),
        "links": _counts(link.label for labelled in documents for link in labelled.links),
        "clusters": sum(len(labelled.document.clusters) for labelled in documents),
    }


def _counts(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items(), key=lambda item: (-item[1], item[0])))
