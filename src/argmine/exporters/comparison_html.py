"""A comparison as a page: one HTML file that needs nothing else, both wordings side by side."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from pathlib import Path, PurePath
from typing import Any

from argmine.document import ArgumentDocument, Unit
from argmine.exporters.json_file import write_whole
from argmine.exporters.page_templates import render_page
from argmine.findings.comparison import Comparison, Pair, change_counts, component_counts
from argmine.findings.names import SectionNames
from argmine.findings.wording import Wording, changed_words

_STYLES = ("report.css", "comparison.css")


@dataclass(frozen=True, slots=True)
class Row:
    """Two wordings with the words that only one of them has marked; `marked` is False where they share too few."""

    pair: Pair
    before: Wording
    after: Wording
    marked: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Units that stand together in one section; `path` names what the section stands in."""

    name: str
    path: str
    units: tuple[Unit, ...]


def write_comparison_html(comparison: Comparison, path: Path) -> None:
    """Write the page of a comparison.

    Raises:
        InputError: the file cannot be written.
    """
    write_whole(render_comparison(comparison), path)


def render_comparison(comparison: Comparison) -> str:
    """The page as text; every value in it is escaped, and no script can run."""
    before, after = comparison.before, comparison.after
    return render_page(
        "comparison.html",
        style=_STYLES[0],
        more_style=_read(_STYLES[1]),
        style_hashes=[_digest(_read(name)) for name in _STYLES],
        comparison=comparison,
        documents=[_document("A", before), _document("B", after)],
        names={"A": SectionNames(before), "B": SectionNames(after)},
        counts=component_counts(comparison),
        changes=change_counts(comparison),
        kept=comparison.of_kind("kept"),
        reworded=[_row(pair) for pair in comparison.of_kind("reworded")],
        new=_parts(comparison.new, after),
        dropped=_parts(comparison.dropped, before),
    )


def _document(letter: str, document: ArgumentDocument) -> dict[str, Any]:
    source = document.document
    return {
        "letter": letter,
        "source": source,
        "file": PurePath(source.source).name,
        "title": source.title or source.source,
        "run": document.run,
    }


def _row(pair: Pair) -> Row:
    wordings = changed_words(pair.before.clean_text, pair.after.clean_text)
    if wordings is None:
        return Row(pair, ((pair.before.clean_text, False),), ((pair.after.clean_text, False),), marked=False)
    return Row(pair, *wordings, marked=True)


def _parts(units: Sequence[Unit], document: ArgumentDocument) -> list[Part]:
    names = SectionNames(document)
    groups = groupby(units, key=lambda unit: unit.section)
    return [Part(names.name(section), " › ".join(names.path(section)[:-1]), tuple(group)) for section, group in groups]


def _digest(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def _read(name: str) -> str:
    return (files("argmine.exporters") / "templates" / name).read_text(encoding="utf-8")
