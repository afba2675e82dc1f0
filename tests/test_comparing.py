"""Two results compared: every argument of both in exactly one place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from argmine.comparing import THRESHOLD, compare
from argmine.document import COMPONENTS, ArgumentDocument
from argmine.findings.comparison import Comparison
from argmine.learn.inputs import Matrix
from building import document, section, unit


def wordings(comparison: Comparison) -> dict[str, list[str] | list[tuple[str, str]]]:
    return {
        "kept": [(pair.before.text, pair.after.text) for pair in comparison.of_kind("kept")],
        "reworded": [(pair.before.text, pair.after.text) for pair in comparison.of_kind("reworded")],
        "new": [one.text for one in comparison.new],
        "dropped": [one.text for one in comparison.dropped],
    }


def test_kept_reworded_new_and_dropped() -> None:
    a = document(
        unit("The title of technologist is not protected by law."),
        unit("One post in five is vacant.", "evidence"),
        unit("Parking costs too much."),
    )
    b = document(
        unit("ONE POST in five is vacant", "evidence"),
        unit("The title of technologist is still not protected by any law."),
        unit("Waiting lists have doubled since 2019.", "evidence"),
    )
    found = compare(a, b)
    assert wordings(found) == {
        "kept": [("One post in five is vacant.", "ONE POST in five is vacant")],
        "reworded": [
            (
                "The title of technologist is not protected by law.",
                "The title of technologist is still not protected by any law.",
            )
        ],
        "new": ["Waiting lists have doubled since 2019."],
        "dropped": ["Parking costs too much."],
    }
    assert (found.before, found.after, found.threshold, found.by_meaning) == (a, b, THRESHOLD, False)
    assert [pair.score for pair in found.of_kind("kept")] == [1.0]


def test_units_that_argue_nothing_are_left_out() -> None:
    a = document(unit("Scans fail.", "other"), unit("The title misleads."))
    b = document(unit("Scans fail."), unit("The title misleads.", "other"))
    found = compare(a, b)
    assert wordings(found) == {"kept": [], "reworded": [], "new": ["Scans fail."], "dropped": ["The title misleads."]}
    assert found.relabelled_new == {b.units[0].id}
    assert found.relabelled_dropped == {a.units[1].id}


def test_a_moved_argument_is_kept() -> None:
    parts = (section("s-1", "Risk"), section("s-2", "Remedy"))
    a = document(unit("Scans fail.", section="s-1"), unit("Posts are vacant.", section="s-2"), sections=parts)
    b = document(unit("Posts are vacant.", section="s-1"), unit("Scans fail.", section="s-2"), sections=parts)
    assert [(pair.before.section, pair.after.section) for pair in compare(a, b).of_kind("kept")] == [
        ("s-1", "s-2"),
        ("s-2", "s-1"),
    ]


def test_duplicates_are_counted_one_by_one() -> None:
    a = document(unit("Scans fail."), unit("Scans fail."), unit("Scans fail."))
    b = document(unit("Scans fail."), unit("Scans fail."))
    found = compare(a, b)
    assert [(pair.before.start, pair.after.start) for pair in found.pairs] == [(0, 0), (12, 12)]
    assert [one.start for one in found.dropped] == [24]


def test_a_component_that_changed() -> None:
    a = document(unit("Half of them failed."), unit("Scans fail."))
    b = document(unit("Half of them failed.", "evidence"), unit("Scans fail."))
    (pair,) = compare(a, b).component_changes
    assert (pair.kind, pair.before.component, pair.after.component) == ("kept", "claim", "evidence")


def test_the_clean_text_is_compared_not_the_printed_one() -> None:
    a = document(unit("Scans fa-\nil [3].", clean_text="Scans fail."))
    b = document(unit("Scans fail.^[1]", clean_text="Scans fail."))
    assert [pair.kind for pair in compare(a, b).pairs] == ["kept"]


ROWS = {"Anyone may use the title.": 0, "No law protects what they are called.": 0, "Parking is free.": 1}


def test_meaning_finds_other_words_and_is_read_only_where_it_is_needed() -> None:
    asked: list[str] = []

    def embed(texts: Sequence[str]) -> Matrix:
        asked.extend(texts)
        return np.eye(3, dtype=np.float32)[[ROWS[text] for text in texts]]

    a = document(unit("Scans fail."), unit("Anyone may use the title."))
    b = document(unit("No law protects what they are called."), unit("Scans fail."), unit("Parking is free."))
    found = compare(a, b, embed)
    assert wordings(found) == {
        "kept": [("Scans fail.", "Scans fail.")],
        "reworded": [("Anyone may use the title.", "No law protects what they are called.")],
        "new": ["Parking is free."],
        "dropped": [],
    }
    assert (found.threshold, found.by_meaning) == (THRESHOLD, True)
    assert sorted(asked) == sorted(ROWS)
    assert wordings(compare(a, b))["reworded"] == []


def test_nothing_is_read_where_one_side_has_nothing_left() -> None:
    def embed(texts: Sequence[str]) -> Matrix:
        raise AssertionError(texts)

    a = document(unit("Scans fail."))
    assert len(compare(a, document(unit("Scans fail."), unit("Posts are vacant.")), embed).new) == 1
    assert compare(a, document(), embed).dropped == a.units


def letters(texts: Sequence[str]) -> Matrix:
    """Unit vectors that depend on the text alone."""
    counts = np.array([[1.0, *(text.count(letter) for letter in "aeist")] for text in texts], np.float32)
    return counts / np.linalg.norm(counts, axis=1, keepdims=True)


WORDS = st.lists(st.sampled_from("scans fail title misleads the law Law, is not 7".split()), min_size=1, max_size=5)
DOCUMENTS: st.SearchStrategy[ArgumentDocument] = st.lists(
    st.builds(unit, WORDS.map(" ".join), st.sampled_from(COMPONENTS)), max_size=10
).map(lambda units: document(*units))
EMBEDS = st.sampled_from([None, letters])


@given(DOCUMENTS, DOCUMENTS, EMBEDS)
def test_every_argument_is_in_exactly_one_place(a: ArgumentDocument, b: ArgumentDocument, embed: None) -> None:
    found = compare(a, b, embed)
    before = [pair.before for pair in found.pairs] + list(found.dropped)
    after = [pair.after for pair in found.pairs] + list(found.new)
    assert Counter(one.id for one in before) == Counter(one.id for one in a.units if one.component != "other")
    assert Counter(one.id for one in after) == Counter(one.id for one in b.units if one.component != "other")
    starts = [[one.start for one in units] for units in ([p.before for p in found.pairs], found.new, found.dropped)]
    assert starts == [sorted(each) for each in starts]
    assert all(pair.kind == "kept" or found.threshold <= pair.score for pair in found.pairs)


@given(DOCUMENTS, EMBEDS)
def test_a_result_has_kept_everything_of_itself(a: ArgumentDocument, embed: None) -> None:
    found = compare(a, a, embed)
    assert [(pair.kind, pair.before, pair.after) for pair in found.pairs] == [
        ("kept", one, one) for one in a.units if one.component != "other"
    ]
    assert (found.new, found.dropped, found.component_changes) == ((), (), ())


@given(DOCUMENTS, DOCUMENTS)
def test_swapping_the_results_swaps_new_and_dropped(a: ArgumentDocument, b: ArgumentDocument) -> None:
    forth, back = compare(a, b), compare(b, a)
    assert (forth.new, forth.dropped) == (back.dropped, back.new)
    assert (forth.relabelled_new, forth.relabelled_dropped) == (back.relabelled_dropped, back.relabelled_new)
    assert {(pair.kind, pair.before.id, pair.after.id) for pair in forth.pairs} == {
        (pair.kind, pair.after.id, pair.before.id) for pair in back.pairs
    }


@given(DOCUMENTS, DOCUMENTS)
def test_case_and_punctuation_do_not_matter(a: ArgumentDocument, b: ArgumentDocument) -> None:
    loud = replace(b, units=tuple(replace(one, clean_text=f"“{one.clean_text.upper()}”!") for one in b.units))
    assert [(p.kind, p.before.id, p.after.id) for p in compare(a, b).pairs] == [
        (p.kind, p.before.id, p.after.id) for p in compare(a, loud).pairs
    ]
