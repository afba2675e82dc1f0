"""The regions and relations of one annotation of Label Studio as spans and links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from argmine.document import Tag
from argmine.exchange.label_studio_config import CONTINUES
from argmine.exchange.label_studio_regions import Labelled, Reader, Region, read_regions, strings
from argmine.exchange.markup import Markup, Problem, Span, Support
from argmine.exchange.taking_over import checked, is_support


def markup_of(labelled: Labelled, where: str) -> tuple[Markup, tuple[Problem, ...]]:
    """The document of an annotation, and what could not be taken over; `where` names its task."""
    reader = Reader(labelled, where)
    regions, relations = read_regions(reader)
    parts = _parts(regions, relations)
    spans: dict[str, Span] = {}  # by the id of each of their regions
    taken: set[str] = set()
    for members in parts:
        kept = _in_order(reader, [regions[member] for member in members])
        name = kept[0].span if kept[0].span not in taken else kept[0].id
        taken.add(name)
        spans |= dict.fromkeys(members, _span(name, kept))
    supports = [link for relation in relations for link in _links(reader, relation, spans)]
    unique = tuple({id(span): span for span in spans.values()}.values())
    found = Markup(labelled.name, labelled.text, unique, tuple(supports), _pages(reader))
    markup, faults = checked(found, where)
    return markup, (*reader.problems, *faults)


def _parts(regions: Mapping[str, Region], relations: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """The ids of the regions of each span: those that relations say go on, and each of the others alone."""
    leader = {key: key for key in regions}

    def lead(key: str) -> str:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for relation in relations:
        source, target = str(relation.get("from_id")), str(relation.get("to_id"))
        if CONTINUES in strings(relation.get("labels")) and source in regions and target in regions:
            leader[lead(source)] = lead(target)
    groups: dict[str, list[str]] = {}
    for key in regions:
        groups.setdefault(lead(key), []).append(key)
    return list(groups.values())


def _in_order(reader: Reader, parts: list[Region]) -> list[Region]:
    """The parts of a span in the order of the text, without those that overlap one before them."""
    parts.sort(key=lambda part: (part.place, part.id))
    kept = parts[:1]
    for part in parts[1:]:
        value = reader.words(part.place)
        if part.place[0] < kept[-1].place[1]:
            reader.fault(value, "it overlaps the part of its span before it and is left out")
            continue
        if part.component != kept[0].component:
            reader.fault(value, f"this part says {part.component}, the first part of its span {kept[0].component}")
        kept.append(part)
    return kept


def _span(name: str, parts: Sequence[Region]) -> Span:
    repeated = [part.repeated for part in parts if part.repeated is not None]
    return Span(
        id=name,
        fragments=tuple(part.place for part in parts),
        component=parts[0].component,
        score=parts[0].score,
        risk_types=_united(part.risk_types for part in parts),
        specialties=_united(part.specialties for part in parts),
        repeated=repeated[0] if repeated else None,
        review=any(part.review for part in parts),
    )


def _united(tags: Iterable[tuple[Tag, ...]]) -> tuple[Tag, ...]:
    found: dict[str, Tag] = {}
    for some in tags:
        for tag in some:
            found.setdefault(tag.id, tag)
    return tuple(found.values())


def _links(reader: Reader, relation: Mapping[str, Any], spans: Mapping[str, Span]) -> list[Support]:
    labels = strings(relation.get("labels"))
    ends = str(relation.get("from_id")), str(relation.get("to_id"))
    said = {"text": f"{ends[0]} -> {ends[1]}"}
    if missing := [end for end in ends if end not in spans]:
        reader.fault(said, f"a relation leads to {missing[0]!r}, which is no span that was taken over")
        return []
    if CONTINUES in labels:
        return []
    if labels and not any(is_support(label) for label in labels):
        reader.fault(said, f"the relation {', '.join(labels)} is not known; label it support")
        return []
    source, target = (spans[end].id for end in ends)
    score = reader.score(said, relation.get("score"))
    forward, back = Support(source, target, score), Support(target, source, score)
    return {"left": [back], "bi": [forward, back]}.get(str(relation.get("direction")), [forward])


def _pages(reader: Reader) -> tuple[int, ...]:
    pages = reader.labelled.pages
    if pages is None:
        return ()
    if not isinstance(pages, list) or not all(type(page) is int for page in pages):
        reader.fault({}, "its page starts in data.pages are no list of whole numbers")
        return ()
    return tuple(pages)
