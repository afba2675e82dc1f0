"""From text to structure: invariants on any text, and shapes that must not take long."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from argmine.document import ArgumentDocument, SourceText
from argmine.structure.assemble import assemble
from argmine.structure.lines import LineKind, ends_sentence, plain, split_lines
from argmine.structure.parse import parse

# Pieces of submissions, so that headings, lists, references and furniture meet in every order.
PIECES = st.sampled_from(
    [
        "\n", "\n\n", "\r\n", "\f", "\t", " ", "\x00", "\ufeff", "# Part\n", "## 2. Deeper\n\n", "Annex A: Title\n\n",
        "Section One: Title\n\n", "3.1 Evidence\n\n", "References\n\n", "[1] Smith J. 2010.\n", "2. Jones K. 2011.\n",
        "¹ A note of it.\n", "1 A note\n", "- an item;\n", "(a) an item\n", "12\n", "Society of Examples\n",
        "It is so [1].", " It is so.¹ ⁶", " and goes on", "the middle of\n", "Contents\n", "1. One ..... 3\n", "a\tb\n",
        "| a | b |\n", "Figure 1: A\n", "![x](y.png)\n", "> quoted\n", "**Bold**\n", "*", "_", "[", "]", "(", "^{1,2}",
        "²⁰¹Tl ", "Label: It is long enough to be a run-in heading of a text.\n", "“Quoted. Twice.” ", "\u2028",
        "\ud800",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=80)


def read(text: str) -> ArgumentDocument:
    structure = parse(text)
    source = SourceText(text, "a.md", "text/markdown", "0" * 64, "utf-8")
    return assemble(source, structure, structure.segments)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_text_has_a_structure(text: str) -> None:
    document = read(text)
    ledger = document.coverage

    assert "".join(text[span.start : span.end] for span in ledger.spans) == text
    assert [a.end for a, _ in pairwise(ledger.spans)] == [b.start for _, b in pairwise(ledger.spans)]
    assert ledger.total == sum(ledger.characters.values()) == len(text)
    for unit in document.units:
        assert unit.text == text[unit.start : unit.end]
        assert unit.text == unit.text.strip() != ""
        assert (unit.fragments[0][0], unit.fragments[-1][1]) == (unit.start, unit.end)
        assert all(start < end for start, end in unit.fragments)
        assert all(a[1] <= b[0] for a, b in pairwise(unit.fragments))
    assert all(a.end <= b.start for a, b in pairwise(document.units))
    for section in document.sections:
        assert 0 <= section.start <= section.end <= len(text)
    for reference in document.references:
        assert text[reference.start : reference.end].split(maxsplit=1)[0] in reference.text


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_sections_make_a_tree(text: str) -> None:
    sections = parse(text).sections

    assert (sections[0].level, sections[0].parent, sections[0].start, sections[0].end) == (0, None, 0, len(text))
    for index, section in enumerate(sections[1:], start=1):
        assert section.parent is not None
        parent = sections[section.parent]
        assert section.parent < index
        assert parent.level < section.level
        assert parent.start <= section.start <= section.heading_end
        assert section.end <= parent.end


@given(st.text(alphabet="ab \n\r\f\v\x1c\x85\u2028", max_size=60) | st.text(max_size=60))
def test_lines_round_trip(text: str) -> None:
    lines = split_lines(text)
    breaks = [text[a.end : b.start] for a, b in pairwise(lines)]

    assert lines[0].start == text.startswith("\ufeff")
    assert lines[-1].end == len(text)
    assert all(line.text == text[line.start : line.end] for line in lines)
    assert all(line.kind is (LineKind.BODY if line.text.strip() else LineKind.BLANK) for line in lines)
    assert set(breaks) <= {"\r\n", *"\n\r\f\v\x1c\x1d\x1e\x85\u2028\u2029"}
    assert "\n".join(line.text for line in lines) + "." == "\n".join((text.removeprefix("\ufeff") + ".").splitlines())


def test_byte_order_mark_hides_no_heading() -> None:
    text = "\ufeff# Staff\n\nText is here.\n"

    assert parse(text).title == "Staff"
    assert [text[s.start : s.end] for s in parse(text).segments] == ["Text is here."]


def test_line_breaks_of_windows_are_one_break() -> None:
    text = "# Part\r\n\r\nFirst is so.\r\nSecond is so.\r\n"
    structure = parse(text)

    assert [text[s.start : s.end] for s in structure.segments] == ["First is so.", "Second is so."]
    assert [line.text for line in split_lines(text)] == ["# Part", "", "First is so.", "Second is so.", ""]


@pytest.mark.parametrize("text", ["It ends.", "It ends.”", "It ends.^[1]", "It ends. [2] [3]", "It ends?", "the Act.5"])
def test_ends_of_sentences(text: str) -> None:
    assert ends_sentence(text)


@pytest.mark.parametrize("text", ["It goes on", "see Smith et al.", "such as e.g.", "rule No.", "one,", ""])
def test_no_ends_of_sentences(text: str) -> None:
    assert not ends_sentence(text)


def test_plain_text_of_a_line() -> None:
    assert plain("##  A **bold**   _title_ ##") == "A bold title"
    assert plain("snake_case stays") == "snake_case stays"


def test_pages_from_form_feeds() -> None:
    text = "First page is here.\fSecond page is here.\fThird page is here."
    structure = parse(text)

    assert [structure.page_at(text.index(word)) for word in ("First", "Second", "Third")] == [1, 2, 3]


def test_text_without_page_numbers_has_no_pages() -> None:
    assert parse("It is so.\n\n12\n\nIt is not.\n").page_at(0) is None


def test_first_sentence_of_a_text_without_a_title_is_prose() -> None:
    text = "The first sentence has no full stop on this line but\ngoes on to the next. It ends.\n"

    assert parse(text).title == ""
    assert [[text[a:b] for a, b in s.fragments] for s in parse(text).segments] == [
        ["The first sentence has no full stop on this line but", "goes on to the next."],
        ["It ends."],
    ]


HOSTILE = {
    "a megabyte of letters": "a" * 1_000_000,
    "a megabyte of words": "word " * 200_000,
    "a megabyte of sentences": "The service is safe. " * 50_000,
    "a megabyte of cited sentences": "It is so [1]. " * 70_000,
    "a megabyte of spaces": "x" + " " * 1_000_000 + "y",
    "a megabyte of tabs": "x" + "\t" * 1_000_000,
    "a megabyte of full stops": "." * 1_000_000 + "x",
    "a megabyte of brackets": "[(" * 500_000,
    "blank lines": "\n" * 200_000,
    "blank lines of Windows": "\r\n" * 200_000,
    "short list": "".join(f"- item {i}\n" for i in range(50_000)),
    "numbered list": "".join(f"{i % 90 + 1}. item {i}\n" for i in range(50_000)),
    "the same item": "- the same item\n" * 50_000,
    "nested emphasis": "**_" * 50_000 + "a" + "_**" * 50_000,
    "nested brackets": "[([" * 50_000 + "a" + "])]" * 50_000,
    "open links": "[a](" * 100_000,
    "control characters": "".join(map(chr, range(32))) * 5_000,
    "form feeds": "Some text is here.\f" * 20_000,
    "leader dots": "abc" + "." * 100_000 + "x",
    "padded lines": ("word" + " " * 2_000 + "\n") * 500,
    "page number and padding": "page " + " " * 100_000 + "x",
    "superscripts": "a. " + "¹ " * 60 + "x",
    "headings": "# H\n\n" * 30_000,
    "footnotes": "Text is here.¹\n\n¹ https://example.org\n\n" * 5_000,
    "lists of references": "Text [1].\n\nReferences\n\n1. Smith J. 2010.\n2. Jones K. 2011.\n\n" * 2_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("shape", HOSTILE)
def test_hostile_shapes_take_seconds(shape: str) -> None:
    text = HOSTILE[shape]
    before = time.process_time()
    document = read(text)

    assert time.process_time() - before < 20  # quadratic work takes minutes; a slow machine does not
    assert sum(document.coverage.characters.values()) == len(text)


def test_who_wrote_it_is_not_the_title() -> None:
    text = "Evidence to Parliament\n\nPrepared by the Professional Standards Committee\n\n1. Risk\n\nScans may fail.\n"
    assert parse(text).title == "Evidence to Parliament"
    assert parse("Prepared by the Committee\n\n1. Risk\n\nScans may fail.\n").title == "Prepared by the Committee"
