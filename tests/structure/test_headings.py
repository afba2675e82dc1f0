"""Headings of mixed styles, and the one section tree they make."""

from __future__ import annotations

import pytest

from argmine.document import Layout
from argmine.structure.lines import split_lines
from argmine.structure.parse import Structure, parse
from argmine.structure.run_in_headings import item_label, run_in_heading
from argmine.structure.title_block import title_block

MIXED = """Submission on Registration

Royal Society of Examples

1. Executive Summary

The society supports registration.

3.1 Evidence of harm

Two patients were hurt in 2019.

Effect on patients

Most patients do not know.

Annex A: Radiotherapy

Section One: Workforce

Staff are few.

Section 2: Regulation

1. The duty holder

Employers hold the duty.

**Bold heading**

Text under the bold heading is here.

Plan Verification: Once a plan is made it must be verified by a second person.

Annex B: Audiology

The second annex is short.
"""


def tree(structure: Structure) -> list[tuple[int, str, str, str]]:
    """(level, number, title, title of the parent) of every section but the root."""
    sections = structure.sections
    return [(s.level, s.number, s.title, sections[s.parent].title) for s in sections if s.parent is not None]


def titles(text: str) -> list[str]:
    return [section.title for section in parse(text).sections[1:]]


def test_mixed_styles_make_one_tree() -> None:
    root = "Submission on Registration"

    assert tree(parse(MIXED)) == [
        (1, "1", "Executive Summary", root),
        (2, "3.1", "Evidence of harm", "Executive Summary"),
        (3, "", "Effect on patients", "Evidence of harm"),
        (1, "A", "Radiotherapy", root),
        (2, "One", "Workforce", "Radiotherapy"),
        (2, "2", "Regulation", "Radiotherapy"),
        (3, "1", "The duty holder", "Regulation"),
        (4, "", "Bold heading", "The duty holder"),
        (5, "", "Plan Verification", "Bold heading"),
        (1, "B", "Audiology", root),
    ]


def test_sections_span_from_their_heading_to_the_next_of_their_level() -> None:
    structure = parse(MIXED)
    by_title = {section.title: section for section in structure.sections}
    summary, annex = by_title["Executive Summary"], by_title["Radiotherapy"]

    assert MIXED[summary.start : summary.heading_end] == "1. Executive Summary"
    assert MIXED[summary.end :].startswith("Annex A: Radiotherapy")
    assert MIXED[annex.end :].startswith("Annex B: Audiology")
    assert by_title["Audiology"].end == len(MIXED)
    assert structure.section_at(MIXED.index("Two patients")) == structure.sections.index(by_title["Evidence of harm"])
    assert structure.section_at(0) == 0


def test_hash_headings_nest_by_their_number_of_marks() -> None:
    text = "This is a sentence.\n\n# Part\n\nText is here.\n\n## Deeper ##\n\nMore text.\n\n# 2. Other part\n\nLast.\n"

    assert tree(parse(text)) == [(1, "", "Part", ""), (2, "", "Deeper", "Part"), (1, "2", "Other part", "")]


def test_contents_list_is_no_heading() -> None:
    text = """Contents

1. Executive Summary ........ 2
2. Evidence ................. 3
Annex A: Radiotherapy ....... 9

1. Executive Summary

The society supports registration.

2. Evidence

There is evidence for it.

Annex A: Radiotherapy

The annex is long.
"""
    structure = parse(text)

    assert [(s.number, s.title) for s in structure.sections[1:]] == [
        ("1", "Executive Summary"),
        ("2", "Evidence"),
        ("A", "Radiotherapy"),
    ]
    assert structure.title == ""
    contents = [text[start:end] for kind, start, end in structure.regions if kind == "contents"]
    assert contents[0] == "Contents"
    assert contents[-1] == "Annex A: Radiotherapy ....... 9"
    assert len(contents) == 4


def test_contents_list_without_page_numbers_is_no_heading() -> None:
    names = ["Background", "Evidence of harm", "Cost of change", "What we ask"]
    text = "This paper is short.\n\n" + "\n".join(names) + "\n\n" + "".join(f"{n}\n\nText of it.\n\n" for n in names)

    assert titles(text) == names


def test_numbering_restarts_in_an_annex() -> None:
    text = """1. Introduction

The first part is short.

2. Findings

The findings are clear.

Annex A: Radiotherapy

1. Background

The annex counts afresh.

2. Findings

The findings of the annex are clear.
"""

    assert tree(parse(text)) == [
        (1, "1", "Introduction", ""),
        (1, "2", "Findings", ""),
        (1, "A", "Radiotherapy", ""),
        (2, "1", "Background", "Radiotherapy"),
        (2, "2", "Findings", "Radiotherapy"),
    ]


def test_numbering_that_goes_on_leaves_the_annex() -> None:
    text = "".join(
        f"{heading}\n\nSome text stands here.\n\n"
        for heading in ["1. One", "2. Two", "3. Three", "Annex A: Extra", "4. Four"]
    )

    assert [level for level, *_ in tree(parse(text))] == [1, 1, 1, 1, 1]
    assert tree(parse(text))[-1] == (1, "4", "Four", "")


def test_numbered_question_is_a_title() -> None:
    assert titles("The first sentence is here.\n\n1.1 Who we are\n\nThe group is small.\n") == ["Who we are"]


@pytest.mark.parametrize("title", ["What the Occupations Are", "WHAT THE OCCUPATIONS ARE", "What It Is"])
def test_title_may_end_in_a_verb(title: str) -> None:
    assert titles(f"The first sentence is here.\n\n{title}\n\nThe last sentence is here.\n") == [title]


@pytest.mark.parametrize("line", ["What the occupations are", "The risks that are"])
def test_line_that_ends_in_a_small_verb_is_no_title(line: str) -> None:
    assert titles(f"The first sentence is here.\n\n{line}\n\nThe last sentence is here.\n") == []


@pytest.mark.parametrize(
    "line",
    [
        "Part B of the Act is one which every employer and all of those who work for them follow",
        "4. the employer must keep a record",
        "2. Staff must be trained.",
        "In 2019 there were 14 incidents of this kind in the region, which were reported to the regulator.",
    ],
)
def test_sentences_are_no_headings(line: str) -> None:
    text = f"The first sentence is here.\n\n{line}\n\nThe last sentence is here.\n"

    assert titles(text) == []


def test_short_numbered_items_are_a_list_not_headings() -> None:
    text = (
        "We ask for:\n\n1. Registration of staff\n\n2. Protection of titles\n\n3. A single register\n\nThat is all.\n"
    )
    structure = parse(text)

    assert len(structure.sections) == 1
    assert [text[s.start : s.end] for s in structure.segments] == [
        "We ask for:",
        "Registration of staff",
        "Protection of titles",
        "A single register",
        "That is all.",
    ]


def test_question_is_a_heading() -> None:
    text = "This is our response.\n\n**Q1. Do you agree with the proposal?**\n\nWe do not agree.\n"

    assert tree(parse(text)) == [(1, "Q1", "Do you agree with the proposal?", "")]


def test_run_in_heading_leaves_the_sentence_to_the_unit() -> None:
    text = "Plan Verification: Once a plan is made it must be verified by a second person."

    assert run_in_heading(text) == (len("Plan Verification"), text.index("Once"), "Plan Verification")
    assert run_in_heading("The board was clear: It would not go on with the plan as it had been put to it.") is None
    assert run_in_heading("Too short: Yes.") is None
    assert [text[s.start : s.end] for s in parse(text).segments] == [text[text.index("Once") :]]


def test_bold_label_of_a_paragraph_is_a_heading() -> None:
    text = "It begins here.\n\n**Summary:** analysis is the stage at which an error is most likely to be made.\n"

    assert titles(text) == ["Summary"]
    assert [text[s.start : s.end] for s in parse(text).segments][1].startswith("analysis is")


@pytest.mark.parametrize(
    ("item", "rest"),
    [
        ("Employer checks. Most employers do not check.", "Most employers do not check."),
        ("**Cost:** it is small.", "it is small."),
        ("**Cost**: it is small.", "it is small."),
        ("The cost. It is small.", None),
        ("Cost is small. It falls.", None),
        ("Mrs. L attended in 2020.", None),
    ],
)
def test_label_of_a_list_item_is_not_part_of_the_unit(item: str, rest: str | None) -> None:
    start = item_label(item)

    assert (item[start:] if start else None) == rest


def test_title_block_ends_before_the_lead_in_of_a_list() -> None:
    text = "Response to the Consultation\n\nWe ask for three things:\n\n- registration\n- titles\n"

    assert [line.text for line in title_block(split_lines(text))] == ["Response to the Consultation"]
    assert parse(text).title == "Response to the Consultation"
    assert next(text[s.start : s.end] for s in parse(text).segments) == "We ask for three things:"


PRINTED = """1. Executive Summary

The society supports registration. It has done so
for ten years.

Annex A: Evidence of the immediacy of risk to patients from the lack of
statutory regulation

Contents of Annex A

1. Nuclear Medicine Clinical Technologists12
2. Consistency of approach across the four nations of
the United Kingdom 113

Section One: Nuclear Medicine / Dual-Energy Absorptiometry Clinical
Technologists

Half of the technologists may practise without
being registered.
"""


def test_printed_headings_may_take_two_lines() -> None:
    structure = parse(PRINTED, Layout(wrapped=True))

    assert [section.title for section in structure.sections[1:]] == [
        "Executive Summary",
        "Evidence of the immediacy of risk to patients from the lack of statutory regulation",
        "Nuclear Medicine / Dual-Energy Absorptiometry Clinical Technologists",
    ]
    assert [section.level for section in structure.sections[1:]] == [1, 1, 2]
    contents = [PRINTED[start:end] for kind, start, end in structure.regions if kind == "contents"]
    assert contents[1:] == [
        "1. Nuclear Medicine Clinical Technologists12",
        "2. Consistency of approach across the four nations of",
        "the United Kingdom 113",
    ]


def test_lettered_titles_above_paragraphs() -> None:
    prose = "The technologist prepares the equipment, " + "checks it, " * 8 + "and signs a record of it."
    text = (
        f"It goes on.\n\n## Dialysis\n\n(a) What is done\n\n{prose}\n\n- a check\n\n(b) What can go wrong\n\n{prose}\n"
    )

    assert titles(text) == ["Dialysis", "What is done", "What can go wrong"]


def test_lettered_items_are_no_titles() -> None:
    prose = "The technologist prepares the equipment, " + "checks it, " * 8 + "and signs a record of it."
    text = f"The society asks for\n\n(a) Registration of staff\n\n(b) Protected titles\n\n{prose}\n"
    stopped = f"The society asks that:\n\n(a) The register be opened.\n\n(b) Protected titles\n\n{prose}\n"

    assert titles(text) == titles(stopped) == []
