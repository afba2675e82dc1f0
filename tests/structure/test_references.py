"""Reference lists and footnotes: what is an entry, and where the list ends."""

from __future__ import annotations

import pytest

from argmine.document import Layout, Mark
from argmine.structure.lines import LineKind, split_lines
from argmine.structure.parse import parse
from argmine.structure.reference_lines import is_reference_heading
from argmine.structure.references import mark_references


def entries(text: str) -> list[tuple[str, str]]:
    """(printed number, text) of every entry, its lines joined by a bar."""
    return [(e.number, " | ".join(text[a:b] for a, b in e.ranges)) for e in parse(text).entries]


def units(text: str) -> list[str]:
    return [text[segment.start : segment.end] for segment in parse(text).segments]


@pytest.mark.parametrize("mark", ["{}. ", "[{}] ", "- [{}] ", "[{}]: "])
def test_numbering_of_the_entries(mark: str) -> None:
    first = mark.format(1) + "Smith J. Training. Journal. 2010."
    second = mark.format(2) + "Jones K. Registers. Lancet. 2011."
    text = f"Background\n\nStaff are trained [1] and registered [2].\n\nReferences\n\n{first}\n{second}\n"

    assert entries(text) == [("1", first), ("2", second)]
    assert units(text) == ["Staff are trained [1] and registered [2]."]


def test_list_goes_on_over_a_page_break() -> None:
    text = """Background

Staff are trained [1].

References

1. Smith J. Training. Journal. 2010.

2. Jones K. Registers and their use in the United

12

Kingdom. Lancet. 2011.

3. Brown L. Final paper. 2012.
"""

    assert entries(text) == [
        ("1", "1. Smith J. Training. Journal. 2010."),
        ("2", "2. Jones K. Registers and their use in the United | Kingdom. Lancet. 2011."),
        ("3", "3. Brown L. Final paper. 2012."),
    ]
    assert units(text) == ["Staff are trained [1]."]


def test_new_body_text_after_a_list_is_prose() -> None:
    body = "The next part of this submission turns to what we have gathered from our members."
    text = f"Background\n\nIt is so [1].\n\nReferences\n\n1. Smith J. A paper. 2010.\n2. Jones K. 2011.\n\n{body}\n"

    assert [number for number, _ in entries(text)] == ["1", "2"]
    assert units(text) == ["It is so [1].", body]


def test_heading_that_counts_on_from_the_list_is_no_entry() -> None:
    text = """Background

It is so [1].

References

1. Smith J. A paper. Journal. 2010.
2. Jones K. Another paper. Lancet. 2011.
3. Brown L. Final paper. 2012.

The next part of this submission turns to what we have gathered from our members.

4. Evidence

More text stands here.
"""

    assert [number for number, _ in entries(text)] == ["1", "2", "3"]
    assert [section.title for section in parse(text).sections[1:]] == ["Background", "References", "Evidence"]
    assert "More text stands here." in units(text)


def test_annex_right_after_a_list_ends_it() -> None:
    text = "It is so [1].\n\nReferences\n1. Smith J. A paper. 2010.\nAnnex B: Audiology\n\nNew text stands here.\n"

    assert entries(text) == [("1", "1. Smith J. A paper. 2010.")]
    assert [s.title for s in parse(text).sections[1:]] == ["References", "Audiology"]


def test_list_without_a_heading() -> None:
    text = "It is so [1].\n\n[1] Smith J. A paper. 2010.\n[2] Jones K. Another paper. 2011.\n"

    assert entries(text) == [("1", "[1] Smith J. A paper. 2010."), ("2", "[2] Jones K. Another paper. 2011.")]


def test_list_of_one_entry_without_a_heading() -> None:
    entry = "[1] Incident put to the group, reference 19/11."
    text = f"It is so.[1] It is well known.\n\n{entry}\n\nWhat we ask\n\nMore stands here.\n"

    assert entries(text) == [("1", entry)]
    assert units(text) == ["It is so.[1]", "It is well known.", "More stands here."]


def test_numbered_paragraph_that_nothing_cites_is_no_entry() -> None:
    text = "It is well known.\n\n[1] Incidents were put to the group.\n\nWhat we ask\n\nMore stands here.\n"

    assert entries(text) == []


def test_footnote_is_an_entry_and_no_prose() -> None:
    text = "Staff need registration.¹\n\n¹ See the report of 2019.\n\nMore text follows here.\n"
    entry = parse(text).entries[0]

    assert (entry.number, entry.footnote) == ("1", True)
    assert text[slice(*entry.ranges[0])] == "¹ See the report of 2019."
    assert units(text) == ["Staff need registration.¹", "More text follows here."]


def test_footnotes_that_lost_their_superscript() -> None:
    text = "".join(
        f"The {word} statement is in the register.{number}\n\n{number} Calculated from table {number} of it\n\n"
        for number, word in enumerate(["first", "second", "third"], start=1)
    )

    assert [(e.number, e.footnote) for e in parse(text).entries] == [("1", True), ("2", True), ("3", True)]
    assert [c.numbers for c, _ in parse(text).citations] == [(1,), (2,), (3,)]
    assert [resolved for _, resolved in parse(text).citations] == [(0,), (1,), (2,)]


def test_headings_that_count_like_footnotes_are_none() -> None:
    text = "1 INTRODUCTION\n\n" + "".join(
        f"The {word} statement is in the register.{number}\n\n{number} Calculated from table {number}.\n\n"
        for number, word in enumerate(["first", "second", "third"], start=1)
    )

    assert [number for number, _ in entries(text)] == ["1", "2", "3"]
    assert entries(text)[0] == ("1", "1 Calculated from table 1.")


def test_isotope_that_opens_a_line_is_no_footnote() -> None:
    text = "Several isotopes are used.\n\n⁹⁹Tc and others are used in every department.\n"

    assert parse(text).entries == ()
    assert units(text)[1] == "⁹⁹Tc and others are used in every department."


@pytest.mark.parametrize(
    "line",
    [
        "References",
        "## References",
        "3.4 References:",
        "Reference",
        "Reference list",
        "Annex B: References",
        "Bibliography",
    ],
)
def test_reference_heading(line: str) -> None:
    assert is_reference_heading(line)


@pytest.mark.parametrize("line", ["References to the Act are many.", "Sources of harm", "The references", ""])
def test_no_reference_heading(line: str) -> None:
    assert not is_reference_heading(line)


def test_heading_without_entries_stays_prose() -> None:
    lines = split_lines("References\n\nWe have read a great deal about all this in the last ten years or so.")

    assert mark_references(lines) == []
    assert [line.kind for line in lines] == [LineKind.BODY, LineKind.BLANK, LineKind.BODY]


def test_printed_entries_are_read_whole() -> None:
    text = """Background

Staff are trained [1] and registered [2], see [3].

References

1. 'The Human Medicines Regulations' The Stationery Office, London SI
2012/1916
2. Smith J. Training of staff. Journal of Examples 2010; 4. doi:
10.1259/bjr/29018029.
3. Example Authority. Accredited registers: questions. London; accessed
5 June 2026.
"""
    structure = parse(text, Layout(wrapped=True))

    assert [entry.number for entry in structure.entries] == ["1", "2", "3"]
    assert [[text[a:b] for a, b in entry.ranges][-1] for entry in structure.entries] == [
        "2012/1916",
        "10.1259/bjr/29018029.",
        "5 June 2026.",
    ]


def test_footnotes_of_a_page_stand_between_entries() -> None:
    text = """Background

Staff are trained [1] and registered [2].

References

1. Smith J. Training of staff. Journal of Examples 2010; 4.

8 Office of the Register, Annual report. London; 2021.

2. Jones K. Registers of staff. Journal of Examples 2011; 5.
"""
    start = text.index("8 Office")
    note = Mark("note", start, text.index("\n", start))
    structure = parse(text, Layout(marks=(note,), wrapped=True))

    assert [(entry.number, entry.footnote) for entry in structure.entries] == [("1", False), ("8", True), ("2", False)]
