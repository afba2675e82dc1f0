"""Two lists of texts matched one to one: the same wording, then the most alike, whatever the order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmine.learn.inputs import Matrix
from argmine.learn.matching import CHARACTERS_SHARE, Match, match, same_wording

Pairs = list[tuple[int, int]]


def pairs(before: Sequence[str], after: Sequence[str], threshold: float = 0.5) -> Pairs:
    return [(each.before, each.after) for each in match(before, after, threshold=threshold)]


def axes(*places: int, size: int = 4) -> Matrix:
    """Unit vectors along the axes: the same axis is the same meaning."""
    return np.eye(size, dtype=np.float32)[list(places)]


def test_the_same_wording_whatever_the_case_spacing_and_punctuation() -> None:
    before = ["Scans fail.", "The  title\nmisleads!", "Posts are vacant."]
    after = ["THE TITLE MISLEADS", "“Scans fail” –"]
    assert match(before, after, threshold=0.99) == [Match(0, 1, 1.0, True), Match(1, 0, 1.0, True)]


def test_duplicates_are_matched_in_reading_order() -> None:
    assert same_wording(["Scans fail.", "It is so.", "Scans fail."], ["scans fail", "Scans fail!", "Scans fail."]) == [
        (0, 0),
        (2, 1),
    ]


def test_an_edited_sentence_is_found_and_another_one_is_not() -> None:
    before = ["The title of technologist is not protected by law.", "Waiting lists have doubled since 2019."]
    after = ["Parking at the site is free.", "The title of technologist is still not protected by any law."]
    (found,) = match(before, after, threshold=0.5)
    assert (found.before, found.after, found.same_wording) == (0, 1, False)
    assert 0.5 <= found.score < 1


def test_the_most_alike_are_paired_first() -> None:
    before = ["One post in five is vacant in the north.", "One post in five is vacant in the north and the west."]
    after = ["One post in five is vacant in the north and in the west."]
    assert pairs(before, after, 0.3) == [(1, 0)]


def test_a_twin_is_not_taken_by_a_text_that_only_looks_like_it() -> None:
    before = ["One post in five is vacant today.", "One post in five is vacant."]
    assert pairs(before, ["One post in five is vacant."], 0.1) == [(1, 0)]


def test_numbers_are_not_the_same_wording() -> None:
    (found,) = match(["It rose by 1.5 % a year."], ["It rose by 15 % a year."], threshold=0.2)
    assert not found.same_wording


def test_meaning_finds_other_words_for_the_same() -> None:
    before, after = ["Anyone may use the title.", "Scans fail."], ["No law protects what they are called."]
    assert match(before, after, threshold=0.5) == []
    (found,) = match(before, after, threshold=0.5, meaning=(axes(1, 0), axes(1)))
    assert (found.before, found.after, found.same_wording) == (0, 0, False)
    assert found.score >= 1 - CHARACTERS_SHARE


def test_words_alike_do_not_make_up_for_another_meaning() -> None:
    before, after = ["The title is protected by law."], ["The title is protected by custom."]
    assert len(match(before, after, threshold=0.5)) == 1
    assert match(before, after, threshold=0.5, meaning=(axes(0), axes(1))) == []


def test_a_score_at_the_threshold_is_enough() -> None:
    before, after = ["The title is protected by law."], ["The title is protected by custom."]
    (found,) = match(before, after, threshold=0.1)
    assert match(before, after, threshold=found.score) == [found]
    assert match(before, after, threshold=found.score + 1e-5) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [([], []), (["A claim."], []), ([], ["A claim."]), (["", "…"], ["!"]), (["a"], ["b"]), ([""], ["A claim."])],
)
def test_nothing_in_common(before: list[str], after: list[str]) -> None:
    assert match(before, after, threshold=0.2) == []


def test_more_texts_than_a_block_holds() -> None:
    words = ["scan", "title", "post", "dose", "court", "north", "risk", "nurse", "law", "fee", "ward"]
    before = [
        f"The {words[i % 11]} of unit {i} was {words[i % 7]} and {words[i % 5]} in year {i * 37}." for i in range(600)
    ]
    after = [text.replace(" was ", " has been ") for text in reversed(before)]
    found = match(before, after, threshold=0.4)
    assert [(each.before, each.after) for each in found] == [(i, 599 - i) for i in range(600)]


def test_texts_whose_candidates_are_all_taken_look_again() -> None:
    before, after = [chr(0x4E00 + i) * 3 for i in range(30)], [chr(0x5E00 + i) * 3 for i in range(30)]
    near, far = (0.9, (1 - 0.9**2) ** 0.5), (0.8, 0.6)  # everybody has the same twenty nearest
    meaning = np.array([near] * 20 + [far] * 10, np.float32)
    found = match(before, after, threshold=0.4, meaning=(axes(*[0] * 30, size=2), meaning))
    assert [(each.before, each.after) for each in found] == [(i, i) for i in range(30)]


def test_the_nearest_of_many_blocks_is_found_from_either_side() -> None:
    many = [f"The very same words stand here, item {i}." for i in range(1200)]
    few = ["The very same words stood here, item 1177.", "The very same words stood here, item 13."]
    found = pairs(many, few, 0.2)
    assert found == [(13, 1), (1177, 0)]
    assert sorted((right, left) for left, right in pairs(few, many, 0.2)) == found


TEXTS = st.lists(
    st.lists(st.sampled_from("scans fail title misleads the law Law, is not 7".split()), max_size=5).map(" ".join),
    max_size=12,
)


@given(TEXTS, TEXTS, st.floats(0.05, 1))
def test_one_to_one_and_in_order(before: list[str], after: list[str], threshold: float) -> None:
    found = match(before, after, threshold=threshold)
    assert [each.before for each in found] == sorted({each.before for each in found})
    assert len({each.after for each in found}) == len(found)
    assert all(each.score >= threshold for each in found)
    assert [(each.before, each.after) for each in found if each.same_wording] == same_wording(before, after)


@given(TEXTS, TEXTS, st.floats(0.05, 1))
def test_swapping_the_lists_swaps_the_matches(before: list[str], after: list[str], threshold: float) -> None:
    forth = {(each.before, each.after, each.score) for each in match(before, after, threshold=threshold)}
    back = {(each.after, each.before, each.score) for each in match(after, before, threshold=threshold)}
    both = {(left, right) for left, right in same_wording(before, after)}
    assert {each for each in forth if each[:2] not in both} == {each for each in back if each[:2] not in both}


@given(TEXTS, TEXTS)
def test_no_two_texts_left_over_are_alike(before: list[str], after: list[str]) -> None:
    found = match(before, after, threshold=0.3)
    left = [text for place, text in enumerate(before) if place not in {each.before for each in found}]
    right = [text for place, text in enumerate(after) if place not in {each.after for each in found}]
    assert same_wording(left, right) == []
