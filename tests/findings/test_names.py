"""Names and places as people write them."""

from __future__ import annotations

import pytest

from argmine.findings.names import FRONT, SectionNames, label_name, page_ranges, place
from building import ROOT, document, section, unit


def test_sections_are_named_from_the_top() -> None:
    built = document(sections=[section("s-1", "Risks", "3"), section("s-2", "Harm", "3.1", level=2, parent="s-1")])
    names = SectionNames(built)
    assert names.path("s-2") == ("3 Risks", "3.1 Harm")
    assert (names.name("s-2"), names.name(ROOT), names.path(ROOT)) == ("3.1 Harm", FRONT, (FRONT,))


@pytest.mark.parametrize(
    ("pages", "expected"), [((), "at 0"), ((12,), "p. 12"), ((12, 13), "pp. 12-13"), ((4, 4), "p. 4")]
)
def test_places(pages: tuple[int, ...], expected: str) -> None:
    assert place(unit("A.", pages=pages)) == expected


def test_runs_of_pages() -> None:
    assert page_ranges((3, 7, 8, 9, 12)) == "3, 7-9, 12"
    assert page_ranges(()) == ""


def test_labels_as_words() -> None:
    assert label_name("harm_to-patients") == "Harm to patients"
    assert label_name("") == ""
