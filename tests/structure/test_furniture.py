"""Page numbers, running heads, image marks, captions and tables."""

from __future__ import annotations

import pytest

from argmine.structure.furniture import is_page_number, is_table_row, mark_furniture, page_number
from argmine.structure.lines import LineKind, split_lines


def kinds(text: str) -> list[tuple[LineKind, str]]:
    lines = split_lines(text)
    mark_furniture(lines)
    return [(line.kind, line.text) for line in lines if line.kind is not LineKind.BLANK]


@pytest.mark.parametrize(
    ("line", "number"),
    [("12", 12), ("Page 3 of 40", 3), ("- 7 -", 7), ("p. 9", 9), ("| 5 |", 5), ("3/40", 3), ("- iv -", None)],
)
def test_page_numbers(line: str, number: int | None) -> None:
    assert is_page_number(line)
    assert page_number(line) == number


@pytest.mark.parametrize("line", ["I", "12345", "12 staff", "page", "civil", "2019 and 2020", "1" + " " * 100 + "2"])
def test_no_page_number(line: str) -> None:
    assert not is_page_number(line)
    assert page_number(line) is None


@pytest.mark.parametrize("line", ["a\tb", "| a | b |", "a | b | c", "|---|---|"])
def test_table_rows(line: str) -> None:
    assert is_table_row(line)


@pytest.mark.parametrize("line", ["a | b", "\ta", "a\t", "plain words", "|"])
def test_no_table_row(line: str) -> None:
    assert not is_table_row(line)


def test_row_with_one_filled_cell_belongs_to_the_table_beside_it() -> None:
    assert kinds("Role\tStaff\nPhysicist\t\n") == [(LineKind.TABLE, "Role\tStaff"), (LineKind.TABLE, "Physicist\t")]
    assert kinds("Physicist\t\n\nand so on") == [(LineKind.BODY, "Physicist\t"), (LineKind.BODY, "and so on")]


@pytest.mark.parametrize(
    "line",
    [
        "![chart](chart.png)",
        "![](a.png){width=3in}",
        "[image: a ward]",
        "<!-- page -->",
        '<img src="a.png">',
        "---",
        "***",
        "====",
    ],
)
def test_image_marks_and_rules_are_furniture(line: str) -> None:
    assert kinds(f"Text above.\n\n{line}\n\nText below.") == [
        (LineKind.BODY, "Text above."),
        (LineKind.FURNITURE, line),
        (LineKind.BODY, "Text below."),
    ]


@pytest.mark.parametrize("line", ["Figure 1: Staff by year", "**Table 2.** Vacancies", "Box A1 – A case", "Fig. 3 | X"])
def test_captions(line: str) -> None:
    assert kinds(f"Text above.\n\n{line}\n\nText below here.")[1] == (LineKind.CAPTION, line)


def test_sentence_about_a_table_is_no_caption() -> None:
    assert kinds("Table 2 shows that staff are few.") == [(LineKind.BODY, "Table 2 shows that staff are few.")]


def test_caption_on_two_lines() -> None:
    assert kinds("Figure 1: Staff by year\nin all regions\n\nText below here.")[:2] == [
        (LineKind.CAPTION, "Figure 1: Staff by year"),
        (LineKind.CAPTION, "in all regions"),
    ]


def test_running_heads_beside_page_numbers() -> None:
    page = "Text of the page ends here.\n\nSociety of Examples\n\n{}\n\n"

    assert [kind for kind, _ in kinds(page.format(1) + page.format(2) + page.format(3))] == [
        LineKind.BODY,
        LineKind.FURNITURE,
        LineKind.FURNITURE,
    ] * 3


def test_running_head_that_carries_the_page_number() -> None:
    text = "Society of Examples | 1\n\nText is here.\n\nSociety of Examples | 2\n\nMore text is here.\n"

    assert [text for kind, text in kinds(text) if kind is LineKind.FURNITURE] == [
        "Society of Examples | 1",
        "Society of Examples | 2",
    ]


def test_head_left_and_right_of_a_page_number_is_furniture_though_it_comes_once() -> None:
    text = "A society    Its age\n\nIt goes on.\n\nA society    Its evidence\n\n5\n\nIt ends.\n"

    assert [text for kind, text in kinds(text) if kind is LineKind.BODY] == [
        "A society    Its age",
        "It goes on.",
        "It ends.",
    ]


def test_running_head_with_and_without_its_page_number() -> None:
    text = "A society – Registration\t4\n\nIt goes on\n\nA society – Registration\n\n7\n\nat night. It ends.\n"

    assert [text for kind, text in kinds(text) if kind is LineKind.BODY] == ["It goes on", "at night. It ends."]


def test_heading_named_in_a_contents_list_is_no_running_head() -> None:
    text = "In this paper\n\nScope of practice\t4\nHarm\t6\n\nIt goes on.\n\n4\n\nScope of practice\n\nIt ends.\n"

    assert (LineKind.FURNITURE, "Scope of practice") not in kinds(text)


def test_justified_prose_by_a_page_number_is_prose() -> None:
    text = "Registration of staff    is needed because the risk to them\n\n5\n\nis greater than before.\n"

    assert [kind for kind, _ in kinds(text)] == [LineKind.BODY, LineKind.FURNITURE, LineKind.BODY]


def test_heading_that_comes_back_is_no_running_head() -> None:
    text = "Findings\n\nText is here.\n\nFindings\n\nMore text is here.\n"

    assert {kind for kind, _ in kinds(text)} == {LineKind.BODY}


def test_same_answer_under_every_question_is_no_contents_list() -> None:
    text = "".join(f"{n}. Question {n}\n\nNo comment.\n\n" for n in range(1, 7))

    assert {kind for kind, line in kinds(text) if line == "No comment."} == {LineKind.BODY}
