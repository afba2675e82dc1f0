"""What a notebook shows of documents and units."""

from __future__ import annotations

from argmine.document import Tag
from building import document, unit


def test_a_unit_shows_its_type_place_and_tags() -> None:
    one = unit("Scans <b>fail</b>.", risk_types=(Tag("equipment_failure", 0.9),), pages=(4,), needs_review=True)
    shown = one._repr_html_()
    assert "Scans &lt;b&gt;fail&lt;/b&gt;." in shown
    assert "claim 70% · p. 4 · equipment failure · to review" in shown


def test_a_document_shows_counts_and_its_first_units() -> None:
    built = document(*(unit(f"Claim {n}.") for n in range(40)), unit("Done.", "conclusion"))
    shown = built._repr_html_()
    assert "40 claim · 1 conclusion · 0 repeated" in shown
    assert "Claim 29." in shown
    assert "Claim 30." not in shown
    assert "and 11 more" in shown
    assert "<script" not in document(unit("<script>x</script>"))._repr_html_()
