"""The report page: one HTML file that needs nothing else, to look through a document and its arguments."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from argmine.document import COMPONENTS, ArgumentDocument, Section, Unit
from argmine.exporters.json_file import write_whole
from argmine.exporters.page_templates import render_page
from argmine.findings.arguments import headline_conclusions, repeated_arguments, unsupported_claims
from argmine.findings.coverage import coverage_rows
from argmine.findings.names import SectionNames, label_name, page_ranges, place
from argmine.findings.risk_table import risk_table

_STRIP = 1000  # units of length of the strip


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Units that stand together; an item of a list stands alone."""

    is_item: bool
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class SectionText:
    """A section with the paragraphs of its own, not those of its subsections."""

    section: Section
    name: str
    paragraphs: tuple[Paragraph, ...]


def write_html(document: ArgumentDocument, path: Path) -> None:
    """Write the report page of a document.

    Raises:
        InputError: the file cannot be written.
    """
    write_whole(render_report(document), path)


def render_report(document: ArgumentDocument) -> str:
    """The page as text; every value in it is escaped, and no script but its own can run."""
    return render_page("report.html", style="report.css", script="report.js", data=_data(document), **_view(document))


def _view(document: ArgumentDocument) -> dict[str, Any]:
    names = SectionNames(document)
    arguing = [unit for unit in document.units if unit.component != "other"]
    return {
        "doc": document,
        "source": document.document,
        "names": names,
        "counts": Counter(unit.component for unit in document.units),
        "arguing": len(arguing),
        "repeated": repeated_arguments(document),
        "headlines": headline_conclusions(document),
        "supporters": Counter(relation.target for relation in document.relations),
        "unsupported": sorted(unsupported_claims(document), key=lambda unit: (-unit.scores.claim, unit.start)),
        "review": sum(unit.needs_review for unit in document.units),
        "risks": risk_table(document),
        "coverage": coverage_rows(document),
        "unreadable": page_ranges(document.document.unreadable_pages),
        "strip": _strip(document),
        "parts": [part for part in _parts(document.sections) if part.level == 1],
        "text": _text(document, names),
        "tags": _tags(document),
        "listed": Counter(reference.section for reference in document.references),
    }


def _strip(document: ArgumentDocument) -> list[tuple[str, float, float, int]]:
    """(component, left, width, index) of each unit that argues, on a scale of `_STRIP`."""
    scale = _STRIP / max(document.coverage.total, 1)
    return [
        (unit.component, round(unit.start * scale, 2), round(max((unit.end - unit.start) * scale, 0.4), 2), index)
        for index, unit in enumerate(document.units)
        if unit.component != "other"
    ]


def _parts(sections: tuple[Section, ...]) -> list[Section]:
    return sorted(sections, key=lambda section: section.start)


def _text(document: ArgumentDocument, names: SectionNames) -> list[SectionText]:
    """The sections in order; each with its units, and those without any that head others."""
    own: dict[str, list[Unit]] = {section.id: [] for section in document.sections}
    for unit in document.units:
        own[unit.section].append(unit)
    return [
        SectionText(section, names.name(section.id), tuple(_paragraphs(own[section.id])))
        for section in _parts(document.sections)
        if own[section.id] or section.parent is not None
    ]


def _paragraphs(units: list[Unit]) -> list[Paragraph]:
    return [
        Paragraph(is_item, tuple(group))
        for (_, is_item), group in groupby(units, key=lambda unit: (unit.paragraph, unit.kind == "list_item"))
    ]


def _tags(document: ArgumentDocument) -> dict[str, list[tuple[str, int]]]:
    """The labels in use with the number of units of each, most first."""
    risks = Counter(tag.id for unit in document.units for tag in unit.risk_types)
    specialties = Counter(tag.id for unit in document.units for tag in unit.specialties)
    return {
        "risk": sorted(risks.items(), key=lambda item: (-item[1], item[0])),
        "specialty": sorted(specialties.items(), key=lambda item: (-item[1], item[0])),
    }


def _data(document: ArgumentDocument) -> str:
    """What the script needs of each unit, as JSON that can stand in a page."""
    place_of = {unit.id: index for index, unit in enumerate(document.units)}
    references = {reference.id: index for index, reference in enumerate(document.references)}
    sections = {section.id: index for index, section in enumerate(document.sections)}
    by_id = {section.id: section for section in document.sections}
    names = SectionNames(document)
    supports: dict[str, list[int]] = {}
    supported: dict[str, list[int]] = {}
    for relation in document.relations:
        supports.setdefault(relation.source, []).append(place_of[relation.target])
        supported.setdefault(relation.target, []).append(place_of[relation.source])
    clusters = repeated_arguments(document)
    number = {cluster.id: index for index, cluster in enumerate(clusters)}
    unsupported = {unit.id for unit in unsupported_claims(document)}
    rows = [
        {
            "id": unit.id,
            "type": unit.component,
            "scores": [round(100 * getattr(unit.scores, label)) for label in COMPONENTS],
            "place": place(unit),
            "section": sections[unit.section],
            "risk": [[tag.id, round(100 * tag.score)] for tag in unit.risk_types],
            "specialty": [[tag.id, round(100 * tag.score)] for tag in unit.specialties],
            "repeated": None if unit.cluster is None else number[unit.cluster],
            "supports": supports.get(unit.id, []),
            "by": supported.get(unit.id, []),
            "refs": [references[reference] for reference in unit.citations if reference in references],
            "cited": list(unit.cited_numbers),
            "review": unit.needs_review,
            "bare": unit.id in unsupported,
        }
        for unit in document.units
    ]
    plain = {
        "units": rows,
        "repeated": [[place_of[unit.id] for unit in cluster.units] for cluster in clusters],
        "sections": [[section.id, " › ".join(names.path(section.id))] for section in document.sections],
        "under": [_chain(section, by_id, sections) for section in document.sections],
        "refs": [[reference.id, reference.number, reference.text] for reference in document.references],
        "labels": {tag: label_name(tag) for pairs in _tags(document).values() for tag, _ in pairs},
        "components": list(COMPONENTS),
    }
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _chain(section: Section, by_id: dict[str, Section], place_of: dict[str, int]) -> list[int]:
    """The section and all that it stands in, as indices."""
    chain = [place_of[section.id]]
    while section.parent is not None:
        section = by_id[section.parent]
        chain.append(place_of[section.id])
    return chain
