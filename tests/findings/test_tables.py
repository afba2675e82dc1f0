"""Quotes, risk by specialty and the ledger, by hand."""

from __future__ import annotations

from dataclasses import replace

from argmine.document import Relation, Tag
from argmine.findings.coverage import coverage_rows
from argmine.findings.quotes import quotes
from argmine.findings.risk_table import risk_table
from building import document, section, unit


def test_a_quote_ties_units_together() -> None:
    built = document(
        unit("Scans fail.", section="s-1", risk_types=(Tag("equipment_failure", 0.9),), pages=(4,), needs_review=True),
        unit("Half failed [1].", "evidence", "s-1", cited_numbers=(1,)),
        sections=[section("s-1", "Risk", "2")],
    )
    claim, evidence = (one.id for one in built.units)
    built = replace(built, relations=(Relation(evidence, claim, "support", 0.8),))
    first, second = quotes(built)
    assert (first.section, first.page, first.component, first.score) == ("2 Risk", 4, "claim", 0.7)
    assert (first.risk_types, first.supported_by, first.supports) == (("Equipment failure",), (evidence,), ())
    assert (second.supports, second.citations, second.page) == ((claim,), (1,), None)
    assert (first.review, second.review) == (True, False)


def test_risk_by_specialty_counts_units() -> None:
    harm, delay, mri, ct = (Tag(name, 0.9) for name in ("harm", "delay", "mri", "ct"))
    built = document(
        unit("A.", risk_types=(harm, delay), specialties=(mri,)),
        unit("B.", risk_types=(harm,), specialties=(mri, ct)),
        unit("C.", risk_types=(delay,)),
    )
    table = risk_table(built)
    assert (table.risks, table.specialties, table.largest) == (("harm", "delay"), ("mri", "ct"), 2)
    assert table.counts["harm", "mri"] == 2
    assert table.counts["delay", "ct"] == 0
    assert risk_table(document()).largest == 0


def test_the_ledger_in_words() -> None:
    built = document(unit("Scans fail."), unit("Thank you.", "other"))
    assert coverage_rows(built) == [
        ("claims, evidence and conclusions", 11, 11 / 22),
        ("sentences that argue nothing", 10, 10 / 22),
        ("white space", 1, 1 / 22),
    ]
