"""A gold document typeset in each format is found again in it: units, section paths, pages, reference entries."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from argmine.corpora.annotations import read_gold
from argmine.document import ArgumentDocument
from argmine.readers import read
from argmine.structure.assemble import assemble
from argmine.structure.parse import parse
from rendering import STYLES, entry_text, found_again, normal, section_titles, to_docx, to_html, to_pdf

DOCUMENTS = Path(__file__).resolve().parents[1] / "annotations" / "documents"
NAMES = ("clinical-engineering-association", "regulator-impact-note")


def structured(path: Path) -> ArgumentDocument:
    source = read(path)
    structure = parse(source.text, source.layout)
    return assemble(source, structure, structure.segments)


def recovered(gold: ArgumentDocument, found: ArgumentDocument) -> tuple[float, float]:
    """(share of units found again, share of those in the same section)."""
    pairs = [(unit, same) for unit, same in found_again(gold, found) if same is not None]
    paths = sum(section_titles(gold, unit) == section_titles(found, same) for unit, same in pairs)
    return len(pairs) / len(gold.units), paths / len(pairs)


@pytest.fixture(params=NAMES)
def gold(request: pytest.FixtureRequest) -> ArgumentDocument:
    return structured(DOCUMENTS / f"{request.param}.md")


@pytest.mark.parametrize("style", STYLES)
def test_pdf(gold: ArgumentDocument, tmp_path: Path, style: str) -> None:
    path = tmp_path / "a.pdf"
    pages = to_pdf(gold, path, style)
    found = structured(path)
    units, paths = recovered(gold, found)
    assert units >= 0.97
    assert paths >= 0.95
    paged = [(pages[unit.id], same.pages[0]) for unit, same in found_again(gold, found) if same is not None]
    assert sum(a == b for a, b in paged) >= 0.99 * len(paged)
    entries = Counter(normal(entry_text(entry.text)) for entry in found.references)
    assert (Counter(normal(entry_text(e.text)) for e in gold.references) & entries).total() >= 0.9 * len(
        gold.references
    )


def test_docx(gold: ArgumentDocument, tmp_path: Path) -> None:
    to_docx(gold, tmp_path / "a.docx")
    units, paths = recovered(gold, structured(tmp_path / "a.docx"))
    assert units >= 0.97
    assert paths >= 0.95


def test_html(gold: ArgumentDocument, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(to_html(gold), encoding="utf-8")
    found = structured(tmp_path / "a.html")
    units, paths = recovered(gold, found)
    assert units >= 0.97
    assert paths >= 0.95
    assert not any("Cookies" in unit.text or "Home" in unit.text for unit in found.units)


def test_gold_that_was_read_is_the_gold_that_is_typeset() -> None:
    """The generator leaves no unit out: a document that lost its text would be found again with ease."""
    for name in NAMES:
        gold = structured(DOCUMENTS / f"{name}.md")
        annotated = read_gold(DOCUMENTS / f"{name}.md")
        markup = normal(to_html(gold))
        assert len(gold.units) >= 0.95 * len(annotated.units)
        assert all(f"id='{unit.id}'" in markup for unit in gold.units)
