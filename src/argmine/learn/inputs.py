"""What the models see of a document: texts, headings and a small matrix of structural features."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from argmine.document import ArgumentDocument, Section, Unit

Matrix = npt.NDArray[np.float32]

FEATURES = (
    "place_in_document", "place_in_section", "place_in_paragraph", "first_in_section", "last_in_section",
    "only_in_paragraph", "last_in_paragraph", "list_item", "introduces_list", "citations", "digits", "percent",
    "quotation", "parenthesis", "length", "short", "question", "section_level", "first_section", "last_section",
    "first_person", "colon_end",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DocumentInput:
    """`n` units of one document, in reading order.

    `texts` and `headings` have length n; `features` is (n, len(FEATURES)); the group arrays hold, for
    each unit, a number that units of the same section, top section or paragraph share.
    """

    texts: tuple[str, ...]
    headings: tuple[str, ...]
    paths: tuple[tuple[str, ...], ...]  # section titles from the outermost to the unit's own
    own_titles: tuple[str, ...]
    top_titles: tuple[str, ...]
    features: Matrix
    sections: npt.NDArray[np.int64]
    top_sections: npt.NDArray[np.int64]
    paragraphs: npt.NDArray[np.int64]
    title: str


def document_input(document: ArgumentDocument) -> DocumentInput:
    """The model inputs of a document, whether its units are labelled or not."""
    units = document.units
    paths = {section.id: document.section_path(section.id) for section in document.sections}
    number = {section.id: index for index, section in enumerate(document.sections)}
    titles = {section.id: section.title for section in document.sections}
    top = [_top_section(paths[unit.section]) or unit.section for unit in units]
    return DocumentInput(
        texts=tuple(unit.clean_text for unit in units),
        headings=tuple(" / ".join(section.title for section in paths[unit.section][-3:]) for unit in units),
        paths=tuple(tuple(section.title for section in paths[unit.section]) for unit in units),
        own_titles=tuple(titles[unit.section] or document.document.title for unit in units),
        top_titles=tuple(titles[section] or document.document.title for section in top),
        features=_features(document),
        sections=np.array([number[unit.section] for unit in units], dtype=np.int64),
        top_sections=np.array([number[section] for section in top], dtype=np.int64),
        paragraphs=np.array([unit.paragraph for unit in units], dtype=np.int64),
        title=document.document.title,
    )


def _top_section(path: tuple[Section, ...]) -> str | None:
    """The section that carries the subject: the outermost one, or the one below an annex."""
    if not path:
        return None
    annex = len(path) > 1 and len(path[0].number) == 1 and path[0].number.isalpha()
    return path[1].id if annex else path[0].id


def _features(document: ArgumentDocument) -> Matrix:
    units = document.units
    rows = np.zeros((len(units), len(FEATURES)), dtype=np.float32)
    if not units:
        return rows
    in_section = _places([unit.section for unit in units])
    in_paragraph = _places([str(unit.paragraph) for unit in units])
    leading = {unit.lead_in for unit in units if unit.lead_in}
    levels = {section.id: section.level for section in document.sections}
    last_level = units[-1].section
    for index, unit in enumerate(units):
        place, size = in_section[index]
        paragraph_place, paragraph_size = in_paragraph[index]
        rows[index] = (
            index / len(units),
            place / size,
            paragraph_place / paragraph_size,
            place == 0,
            place == size - 1,
            paragraph_size == 1,
            paragraph_place == paragraph_size - 1,
            unit.kind == "list_item",
            unit.id in leading,
            min(len(unit.cited_numbers), 4) / 4,
            *_surface(unit),
            levels[unit.section] / 4,
            unit.section == units[0].section,
            unit.section == last_level,
            bool(re.search(r"\b(?:I|we|our|my|us)\b", unit.clean_text)),
            unit.clean_text.endswith(":"),
        )
    return rows


def _surface(unit: Unit) -> tuple[float, ...]:
    text = unit.clean_text
    words = len(text.split())
    return (
        bool(re.search(r"\d", text)),
        "%" in text or "per cent" in text,
        bool(re.search(r"[“\"].{12,}", text)),
        "(" in text,
        min(words, 60) / 60,
        words < 8,
        text.endswith("?"),
    )


def _places(keys: list[str]) -> list[tuple[int, int]]:
    """(position within its group, size of the group) of each key."""
    sizes = Counter(keys)
    seen: Counter[str] = Counter()
    places = []
    for key in keys:
        places.append((seen[key], sizes[key]))
        seen[key] += 1
    return places
