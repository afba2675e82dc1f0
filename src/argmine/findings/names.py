"""Names and places as people write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from argmine.document import ArgumentDocument, Section, Unit

FRONT = "(front matter)"


@dataclass(frozen=True)
class SectionNames:
    """The printed names of a document's sections, by id."""

    document: ArgumentDocument

    @cached_property
    def _sections(self) -> dict[str, Section]:
        return {section.id: section for section in self.document.sections}

    def name(self, section: str) -> str:
        """Number and title ("3.1 Risks"); the part before the first heading is "(front matter)"."""
        found = self._sections[section]
        if found.parent is None:
            return FRONT
        return " ".join(filter(None, (found.number, found.title))) or "(untitled)"

    def path(self, section: str) -> tuple[str, ...]:
        """Names from the top-level section down to this one."""
        names: list[str] = []
        current: str | None = section
        while current is not None and (found := self._sections[current]).parent is not None:
            names.insert(0, self.name(current))
            current = found.parent
        return tuple(names) or (FRONT,)


def label_name(label: str) -> str:
    """The id of a label as words: `harm_to_patients` is "Harm to patients"."""
    words = label.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def place(unit: Unit) -> str:
    """ "p. 12", "pp. 12-13", or the offset where the format has no pages ("at 10,482")."""
    if not unit.pages:
        return f"at {unit.start:,}"
    first, last = unit.pages[0], unit.pages[-1]
    return f"p. {first}" if first == last else f"pp. {first}-{last}"


def page_ranges(pages: Sequence[int]) -> str:
    """ "3, 7-9": runs of pages."""
    parts: list[list[int]] = []
    for page in pages:
        if parts and parts[-1][1] == page - 1:
            parts[-1][1] = page
        else:
            parts.append([page, page])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in parts)
