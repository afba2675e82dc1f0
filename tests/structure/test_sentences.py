"""Where sentences end."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmine.structure.sentences import leading_marks, split_sentences


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Some staff, e.g. Radiographers, are registered.",
        "Some staff, i.e. Technologists, are not.",
        "This was shown by Smith et al. Nature carried it.",
        "It is shown in Fig. 3 and in Figs. 4 and 5.",
        "Rule No. 4 applies.",
        "It rose by 3.5 per cent.",
        "Dr. A. B. Smith agreed.",
        "Article 4 of IR(ME)R applies to all.",
        "The site is www.nhs.uk.Look there.",
        "3. The duty holder must act.",
        "He asked why? and left.",
        "It is so (Smith, Jones and Brown) as we know.",
    ],
)
def test_one_sentence(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    "parts",
    [
        ["It is so.", "It is known."],
        ["It is so.^[1]", "It is known."],
        ["It is so.[1]", "It is known."],
        ["It is so. [29, 30]", "More follows."],
        ["It is so.¹ ⁶ ⁸", "More follows."],
        ["It is so.^{1,2}", "More follows."],
        ["It is so [2].", "More follows."],
        ["It falls under IR(ME)R.", "Regulation 5 applies."],
        ["This is the law of the U.K.", "The rules work."],
        ["There are nurses etc.", "They are registered."],
        ["Really?", "Yes!", "It is so."],
        ["“We were not told.", "Nobody asked us,” said one.", "Then it ended."],
        ['He said "This is so."', "Then he left."],
        ["It is so (see Table 2.)", "Good."],
        ["It was so in 2019.", "42 people know."],
        ["We trust [REDACTED].", "[REDACTED] was told.", "████ was not."],
        ["²⁰¹Tl is used.", "¹⁸F is used."],
        ["It was answered: no.", "That was all."],
        ["**It is so.**", "It is known."],
    ],
)
def test_several_sentences(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


def test_mark_glued_between_two_sentences_belongs_to_the_first() -> None:
    assert sentences("The rules work.^[1]This is glued.") == ["The rules work.^[1]", "This is glued."]


def test_lost_space_between_sentences() -> None:
    assert sentences("The rules work.This is glued.") == ["The rules work.", "This is glued."]


def test_source_printed_in_full_belongs_to_the_sentence_before() -> None:
    parts = ["A fifth were faults. Board report 2023 [Imaging](#) (Accessed 4/10/2025).", "More follow."]
    assert sentences(" ".join(parts)) == parts
    assert len(sentences("A fifth were faults. The site https://board.example lists them (all of them).")) == 2


def test_aside_after_the_full_stop_belongs_to_the_sentence_before() -> None:
    assert sentences("It is so. (Supplementary document 2) It goes on.") == [
        "It is so. (Supplementary document 2)",
        "It goes on.",
    ]


@pytest.mark.parametrize(
    ("text", "marks"), [("[3] The next.", "[3] "), ("^{1,2} It is.", "^{1,2} "), ("¹ ⁶ So.", "¹ ⁶ ")]
)
def test_leading_marks(text: str, marks: str) -> None:
    assert text[: leading_marks(text)] == marks


@pytest.mark.parametrize("text", ["²⁰¹Tl is used.", "No mark.", "", "[a] Not a mark."])
def test_no_leading_marks(text: str) -> None:
    assert leading_marks(text) == 0


@pytest.mark.parametrize(
    "text",
    [
        "a. " + "¹ " * 60 + "x",
        "a." + "[1]." * 20_000 + "x",
        "." * 100_000 + "x",
        "Yes. Yes. (" + "a" * 5_000 + "!",
        "abc.Def" * 20_000,
        "U.S." * 20_000,
        "x" + " " * 100_000 + "y",
    ],
)
def test_hostile_text_takes_seconds_at_most(text: str) -> None:
    before = time.perf_counter()
    found = split_sentences(text)

    assert time.perf_counter() - before < 5
    assert found[-1][1] == len(text)


@given(st.text(alphabet="aB. [1]^{}¹²,()“”*?!\n\t-", max_size=60) | st.text(max_size=60))
def test_sentences_cover_all_but_white_space(text: str) -> None:
    found = split_sentences(text)
    kept = "".join(text[start:end] for start, end in found)

    assert all(left < right for left, right in found)
    assert all(a[1] <= b[0] for a, b in pairwise(found))
    assert "".join(kept.split()) == "".join(text.split())
