"""The quote table: a row a unit, in words, numbers and the ids that tie rows together."""

from __future__ import annotations

from dataclasses import dataclass

from argmine.document import ArgumentDocument
from argmine.findings.names import SectionNames, label_name


@dataclass(frozen=True, slots=True)
class Quote:
    """A unit as a row; lists hold ids, but for labels, which are named, and citations, which are as printed."""

    id: str
    document: str
    section: str  # names from the top-level section down, parted by " > "
    page: int | None
    component: str
    score: float
    text: str
    risk_types: tuple[str, ...]
    specialties: tuple[str, ...]
    repeated: str | None  # id of the repeated argument that the unit is part of
    supports: tuple[str, ...]
    supported_by: tuple[str, ...]
    citations: tuple[int, ...]
    review: bool
    start: int
    end: int


def quotes(document: ArgumentDocument) -> list[Quote]:
    """All units of a document in reading order."""
    names = SectionNames(document)
    supports: dict[str, list[str]] = {}
    supported: dict[str, list[str]] = {}
    for relation in document.relations:
        supports.setdefault(relation.source, []).append(relation.target)
        supported.setdefault(relation.target, []).append(relation.source)
    return [
        Quote(
            id=unit.id,
            document=document.document.source,
            section=" > ".join(names.path(unit.section)),
            page=unit.pages[0] if unit.pages else None,
            component=unit.component,
            score=round(float(getattr(unit.scores, unit.component)), 3),
            text=unit.clean_text,
            risk_types=tuple(label_name(tag.id) for tag in unit.risk_types),
            specialties=tuple(label_name(tag.id) for tag in unit.specialties),
            repeated=unit.cluster,
            supports=tuple(supports.get(unit.id, ())),
            supported_by=tuple(supported.get(unit.id, ())),
            citations=unit.cited_numbers,
            review=unit.needs_review,
            start=unit.start,
            end=unit.end,
        )
        for unit in document.units
    ]
