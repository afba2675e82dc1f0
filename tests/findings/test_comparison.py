"""What two results have in common, counted."""

from __future__ import annotations

from dataclasses import replace

from argmine.findings.comparison import Comparison, ComponentCounts, Pair, change_counts, component_counts
from building import RUN, document, unit

A = document(
    unit("Scans fail."),
    unit("The title misleads."),
    unit("Half of them failed.", "evidence"),
    unit("Regulate it.", "conclusion"),
    unit("We thank the Committee.", "other"),
    unit("See below."),
)
B = document(
    unit("Scans fail."),
    unit("The title does mislead.", "evidence"),
    unit("See below.", "other"),
    unit("Half of them failed.", "conclusion"),
    unit("We thank the Committee.", "conclusion"),
)
FOUND = Comparison(
    before=A,
    after=B,
    pairs=(
        Pair("kept", A.units[0], B.units[0], 1.0),
        Pair("reworded", A.units[1], B.units[1], 0.8),
        Pair("kept", A.units[2], B.units[3], 1.0),
    ),
    new=(B.units[4],),
    dropped=(A.units[3], A.units[5]),
    threshold=0.6,
    by_meaning=True,
)


def test_counts_by_component_are_those_of_the_first_result() -> None:
    assert component_counts(FOUND) == [
        ComponentCounts("claim", before=3, after=1, kept=1, reworded=1, new=0, dropped=1),
        ComponentCounts("evidence", before=1, after=1, kept=1, reworded=0, new=0, dropped=0),
        ComponentCounts("conclusion", before=1, after=2, kept=0, reworded=0, new=1, dropped=1),
    ]


def test_rows_add_up_to_the_first_result() -> None:
    for row in component_counts(FOUND):
        assert row.before == row.kept + row.reworded + row.dropped


def test_changes_of_component() -> None:
    assert [pair.after.text for pair in FOUND.component_changes] == ["The title does mislead.", "Half of them failed."]
    assert change_counts(FOUND) == [("claim", "evidence", 1), ("evidence", "conclusion", 1)]
    assert [pair.before.text for pair in FOUND.of_kind("reworded")] == ["The title misleads."]


def test_words_that_stand_in_the_other_result_as_no_argument() -> None:
    assert FOUND.relabelled_dropped == {A.units[5].id}
    assert FOUND.relabelled_new == {B.units[4].id}


def test_one_model_or_two() -> None:
    assert FOUND.same_model
    for change in ({"model": "en_other-1.0"}, {"model_hash": "f0"}, {"config_hash": "f0"}):
        assert not replace(FOUND, after=replace(B, run=replace(RUN, **change))).same_model
    assert replace(FOUND, after=replace(B, run=replace(RUN, argmine_version="9"))).same_model
