"""Citation marks, what is none, and the entries that marks resolve to."""

from __future__ import annotations

import pytest

from argmine.structure.assemble import clean
from argmine.structure.citations import find_citations
from argmine.structure.parse import parse


@pytest.mark.parametrize(
    ("text", "mark", "numbers"),
    [
        ("It is so [2].", "[2]", (2,)),
        ("It is so.^[2-4]", "^[2-4]", (2, 3, 4)),
        ("It is so.^{1,2} More.", "^{1,2}", (1, 2)),
        ("It is so^5 and so on.", "^5", (5,)),
        ("It is so [29, 30].", "[29, 30]", (29, 30)),
        ("It is so [1–3; 7].", "[1–3; 7]", (1, 2, 3, 7)),
        ("It is so.[^4]", "[^4]", (4,)),
        ("It is so.¹²", "¹²", (12,)),
        ("It is so ¹ ⁶ ⁸ here.", "¹ ⁶ ⁸", (1, 6, 8)),
        ("It is so.²⁻⁴", "²⁻⁴", (2, 3, 4)),
    ],
)
def test_marks(text: str, mark: str, numbers: tuple[int, ...]) -> None:
    (citation,) = find_citations(text)

    assert text[citation.start : citation.end] == mark
    assert citation.numbers == numbers


@pytest.mark.parametrize(
    "text",
    [
        "²⁰¹Tl is used",
        "⁹⁹ᵐTc is used",
        "⁹⁹mTc is used",
        "^{99m}Tc is used",
        "¹⁸F is used",
        "an area of 5 cm² is",
        "some 10⁶ counts",
        "[2](https://example.org) is a link",
        "in [2019a] and [x]",
    ],
)
def test_isotopes_powers_and_links_are_no_marks(text: str) -> None:
    assert find_citations(text) == []


def test_absurd_range_keeps_its_ends() -> None:
    assert find_citations("So [1-900].")[0].numbers == (1, 900)


def test_glued_numbers_count_only_where_footnotes_bear_them() -> None:
    text = "It is in the register.5 And here.7"

    assert find_citations(text) == []
    (citation,) = find_citations(text, plain_notes=frozenset({5}))
    assert (text[citation.start : citation.end], citation.numbers) == ("5", (5,))


def test_clean_text_has_no_marks_and_keeps_words_apart() -> None:
    assert clean("So it^5 is [2], **really**.^[3] See [the Act](https://a.org/x_(y)).") == (
        "So it is, really. See the Act."
    )


RESTARTING = """# Submission

The whole submission is in two parts.

# One

First text is so [1].

## References

[1] Smith J. First. 2010.
[2] Jones K. Second. 2011.

# Two

Second text is so [1] and [2], but not [9].

## References

[1] Green M. Third. 2012.
[2] White N. Fourth. 2013.
"""


def test_marks_resolve_to_the_list_of_their_own_part() -> None:
    structure = parse(RESTARTING)
    named = [
        (citation.numbers, [RESTARTING[slice(*structure.entries[i].ranges[0])][4:9] for i in resolved])
        for citation, resolved in structure.citations
    ]

    assert named == [((1,), ["Smith"]), ((1,), ["Green"]), ((2,), ["White"]), ((9,), [])]


def test_one_list_at_the_end_serves_the_whole_text() -> None:
    text = "# A\n\nIt is so [2].\n\n# B\n\nIt is so [1-2].\n\n# References\n\n1. Smith J. 2010.\n2. Jones K. 2011.\n"

    assert [resolved for _, resolved in parse(text).citations] == [(1,), (0, 1)]


def test_numbers_of_entries_are_no_citations() -> None:
    text = "It is so [1].\n\nReferences\n\n[1] Smith J. 2010.\n[2] Jones K. 2011.\n"

    assert [text[c.start : c.end] for c, _ in parse(text).citations] == ["[1]"]


def test_footnote_resolves_to_the_next_note_of_its_number() -> None:
    text = "First is so.¹\n\n¹ See the first report.\n\nSecond is so.¹\n\n¹ See the second report.\n"

    assert [resolved for _, resolved in parse(text).citations] == [(0,), (1,)]
