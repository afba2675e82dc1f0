"""Paragraphs joined over hard wraps and page breaks; lists and their items."""

from __future__ import annotations

import pytest

from argmine.structure.lines import split_lines
from argmine.structure.paragraphs import is_wrapped
from argmine.structure.parse import parse


def units(text: str) -> list[list[str]]:
    return [[text[start:end] for start, end in segment.fragments] for segment in parse(text).segments]


def test_sentence_cut_by_a_page_break_is_one_unit() -> None:
    text = """1. Introduction

The profession is small, and all who read the Review know of this work.¹ It is of the highest

¹ Source: NHS Digital, 2020.

12

Submission of the Society

importance to patients. The rest follows.

Submission of the Society

13

Text goes on from the next page.
"""

    assert units(text) == [
        ["The profession is small, and all who read the Review know of this work.¹"],
        ["It is of the highest", "importance to patients."],
        ["The rest follows."],
        ["Text goes on from the next page."],
    ]
    structure = parse(text)
    furniture = [text[start:end] for kind, start, end in structure.regions if kind == "furniture"]
    assert furniture == ["12", "Submission of the Society", "Submission of the Society", "13"]
    assert [text[slice(*entry.ranges[0])] for entry in structure.entries] == ["¹ Source: NHS Digital, 2020."]
    assert [structure.page_at(segment.start) for segment in structure.segments] == [12, 12, 13, 14]
    assert structure.page_at(structure.segments[1].end - 1) == 13


def test_sentence_cut_by_a_table_is_one_unit() -> None:
    text = "The figures show that the number of\n\nRole\tStaff\nPhysicist\t12\n\nstaff is falling in all regions.\n"

    assert units(text) == [["The figures show that the number of", "staff is falling in all regions."]]


def test_no_sentence_runs_across_a_heading() -> None:
    text = "The list is not complete and\n\n## Background\n\nthe rest is missing here.\n"

    assert units(text) == [["The list is not complete and"], ["the rest is missing here."]]


def test_hard_wrapped_text() -> None:
    names = "one two three four five six seven eight nine ten eleven".split()
    lines = [f"all of the words of line {name} go on without a full stop and" for name in names]
    text = "\n".join(["The first sentence is long and", *lines, "then it ends. A second one is short."]) + "\n"

    assert is_wrapped(split_lines(text))
    assert [len(fragments) for fragments in units(text)] == [13, 1]
    assert units(text)[1] == ["A second one is short."]


def test_paragraph_set_off_by_tabs_is_prose_not_a_table() -> None:
    text = "It begins here.\n\n1.1\tThe society was founded in 1949.\n\n\tIt has four hundred members.\n"

    assert units(text) == [["It begins here."], ["The society was founded in 1949."], ["It has four hundred members."]]


def test_short_text_is_not_called_wrapped() -> None:
    assert not is_wrapped(split_lines("One line.\nAnother line.\n"))


def test_mark_at_the_start_of_the_next_line_belongs_to_the_sentence_before() -> None:
    text = "This is known.\n[3] The next line opens with a mark.\n\n[4] A paragraph does so too.\n"

    assert units(text) == [
        ["This is known.", "[3]"],
        ["The next line opens with a mark.", "[4]"],
        ["A paragraph does so too."],
    ]


def test_lists_have_their_lead_in() -> None:
    text = """Foreword

The society asks for three things:

- registration of all staff;
- a protected title; and

2

* a single register.

We also ask that:

(a) employers check the register
(b) patients can look it up

That is all.
"""
    structure = parse(text)

    assert [(s.kind, text[s.start : s.end], s.lead_in) for s in structure.segments] == [
        ("sentence", "The society asks for three things:", None),
        ("list_item", "registration of all staff;", 0),
        ("list_item", "a protected title; and", 0),
        ("list_item", "a single register.", 0),
        ("sentence", "We also ask that:", None),
        ("list_item", "employers check the register", 4),
        ("list_item", "patients can look it up", 4),
        ("sentence", "That is all.", None),
    ]
    assert len({segment.paragraph for segment in structure.segments}) == 8


@pytest.mark.parametrize("bullet", ["o", "·", "➢", "\uf0b7", "\uf0a7", "⁃"])
def test_bullets_as_word_and_pdf_leave_them(bullet: str) -> None:
    text = f"The tasks include:\n\n{bullet} registration of images\n{bullet} calculation of dose\n\nOther staff help.\n"

    assert [(s.kind, text[s.start : s.end], s.lead_in) for s in parse(text).segments] == [
        ("sentence", "The tasks include:", None),
        ("list_item", "registration of images", 0),
        ("list_item", "calculation of dose", 0),
        ("sentence", "Other staff help.", None),
    ]


@pytest.mark.parametrize("item", ["harm that is not reported at all", "whoever it may be"])
def test_last_item_of_a_list_does_not_run_into_the_paragraph_below(item: str) -> None:
    text = f"There are two:\n\n- a register\n\n- {item}\n\nEach has merit.\n"

    assert units(text)[1:] == [["a register"], [item], ["Each has merit."]]


def test_roman_numbers_open_items() -> None:
    text = "We ask for:\n\ni. a register\nii. a title\niii. a duty\n\nThat is all.\n"

    assert units(text) == [["We ask for:"], ["a register"], ["a title"], ["a duty"], ["That is all."]]


def test_list_below_a_heading_has_no_lead_in() -> None:
    text = "The sentence stands above.\n\n## What we ask\n\n- registration of all staff\n"

    assert [segment.lead_in for segment in parse(text).segments] == [None, None]


def test_paragraph_numbers_are_not_part_of_the_unit() -> None:
    text = "2.1 The society was founded in 1949. It has members.\n\n2.2. It is a charity of long standing.\n"

    assert units(text) == [
        ["The society was founded in 1949."],
        ["It has members."],
        ["It is a charity of long standing."],
    ]


@pytest.mark.parametrize("number", ["Paragraph 3.4:", "Para. 3.4", "C1.2", "3.4:", "12:"])
def test_other_numbers_of_paragraphs(number: str) -> None:
    text = (
        f"The first stands here.\n\n{number} The society was founded in 1949.\n\nParagraph 3.4 of the Act is plain.\n"
    )

    assert units(text) == [
        ["The first stands here."],
        ["The society was founded in 1949."],
        ["Paragraph 3.4 of the Act is plain."],
    ]


@pytest.mark.parametrize("number", ["paragraph 12.", "Paragraph 3.4 (2) of it.", "V2.1 UK guidance."])
def test_numbers_that_a_sentence_goes_on_with(number: str) -> None:
    text = f"It is so.\n\nThe duty that is set out in\n{number}\n\nThe Society agrees.\n"

    assert units(text)[1:] == [["The duty that is set out in", number], ["The Society agrees."]]


def test_reference_that_opens_a_paragraph_is_no_number() -> None:
    assert units("It is so.\n\nParagraph 3.4 (2) of the Act is plain.\n")[1] == [
        "Paragraph 3.4 (2) of the Act is plain."
    ]


def test_item_that_ends_in_a_preposition_goes_on() -> None:
    text = "There are:\n\n- staff who work in\nNHS trusts\n- others\n"

    assert units(text)[1:] == [["staff who work in", "NHS trusts"], ["others"]]


def test_block_quotation_loses_its_marks_and_keeps_its_place() -> None:
    text = (
        "As the report says:\n\n> Staff are not registered and\n> this must change.\n\nIt ends.\n\n>50 of them left.\n"
    )

    assert units(text) == [
        ["As the report says:"],
        ["Staff are not registered and", "this must change."],
        ["It ends."],
        [">50 of them left."],
    ]


def test_emphasis_stays_where_it_belongs_to_some_of_the_words() -> None:
    text = "It is *so* here. **All of it.** *Some* words are. **Two here. In bold.** He said *this*.\n"

    assert units(text) == [
        ["It is *so* here."],
        ["All of it."],
        ["*Some* words are."],
        ["Two here."],
        ["In bold."],
        ["He said *this*."],
    ]


def test_redactions_and_quotations_are_prose() -> None:
    text = "The name of [REDACTED] was removed. “We were not told,” said one. ████ was hidden from all.\n"

    assert units(text) == [
        ["The name of [REDACTED] was removed."],
        ["“We were not told,” said one."],
        ["████ was hidden from all."],
    ]
