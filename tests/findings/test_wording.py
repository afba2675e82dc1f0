"""The same wording, and which words changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmine.findings.wording import changed_words, normalise


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("The title MISLEADS.", "the title misleads"),
        (" The  title\tmisleads\n", "The title misleads"),
        ("It’s “not” so — yet", "It's 'not' so, yet"),
        ("mis\u00adleads", "misleads"),
        ("\u202eScans fail", "Scans fail"),
        ("Straße", "STRASSE"),
        ("Cafe\u0301", "Café"),
        ("2019–20", "2019-20"),
        ("- Scans fail", "Scans fail"),
        ("−3 dB", "-3 dB"),
    ],
)
def test_the_same_wording(text: str, other: str) -> None:
    assert normalise(text) == normalise(other)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Scans fail", "Scans failed"),
        ("1.5", "15"),
        ("1.5", "1 5"),
        ("50%", "50"),
        ("-3 dB", "3 dB"),
        ("(-3 dB)", "(3 dB)"),
        ("10²", "102"),
        ("£5", "$5"),
        ("<5", ">5"),
        ("***", "!"),
    ],
)
def test_another_wording(text: str, other: str) -> None:
    assert normalise(text) != normalise(other)


def test_changed_words_by_hand() -> None:
    assert changed_words("The title is not protected by law.", "The title is protected, by a law.") == (
        (("The title is", False), ("not", True), ("protected by law.", False)),
        (("The title is protected, by", False), ("a", True), ("law.", False)),
    )


def test_texts_with_little_in_common_are_not_marked() -> None:
    assert changed_words("Anyone may use the title.", "No law protects what they are called.") is None
    assert changed_words("", "Scans fail.") is None
    assert changed_words("word " * 1001, "word " * 1001) is None


WORDS = st.lists(st.sampled_from(["scans", "Scans,", "fail", "the", "…", "5%", "5"]), min_size=1, max_size=12)


@given(WORDS, WORDS)
def test_the_runs_are_the_texts_and_the_unchanged_runs_are_the_same(before: list[str], after: list[str]) -> None:
    found = changed_words(" ".join(before), " ".join(after))
    if found is None:
        return
    assert [" ".join(words for words, _ in runs) for runs in found] == [" ".join(before), " ".join(after)]
    same = [" ".join(words for words, changed in runs if not changed) for runs in found]
    assert normalise(same[0]) == normalise(same[1]) or not any(character.isalnum() for character in "".join(same))
    for runs in found:
        assert all(one[1] != two[1] for one, two in zip(runs, runs[1:], strict=False))


@given(WORDS)
def test_a_text_has_no_changed_words_from_itself(words: list[str]) -> None:
    text = " ".join(words)
    assert changed_words(text, text.upper()) == (((text, False),), ((text.upper(), False),))
