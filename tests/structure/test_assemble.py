"""Units with ids, text, place and citations from a parsed text."""

from __future__ import annotations

from argmine.document import ArgumentDocument, SourceText
from argmine.structure.assemble import NO_RUN, UNLABELLED, assemble, clean, text_key
from argmine.structure.parse import parse

TEXT = """Submission of the Society

1. Staff

Staff are few [1] and the number is not rising, because those who train them
leave for the private sector, where the pay is

2

higher by a third [2]. We ask for:

- more places;

3

2. Patients

Staff are few [1] and more.

References

[1] Smith J. Staff. 2010.
[2] Jones K. Pay. 2011.
"""


def read(text: str, **changes: str) -> ArgumentDocument:
    structure = parse(text)
    given = {"source": "a.md", "media_type": "text/markdown", "sha256": "0" * 64, "encoding": "utf-8"} | changes
    return assemble(SourceText(text, **given), structure, structure.segments)


def test_units_have_their_place() -> None:
    document = read(TEXT)
    first, ask, item, last = document.units
    titles = {section.id: section.title for section in document.sections}

    assert first.fragments == (
        (TEXT.index("Staff are"), TEXT.index("\nleave")),
        (TEXT.index("leave"), TEXT.index("\n\n2\n")),
        (TEXT.index("higher"), TEXT.index(" We ask")),
    )
    assert first.text == TEXT[first.start : first.end]
    assert first.clean_text == (
        "Staff are few and the number is not rising, because those who train them leave for the private sector, "
        "where the pay is higher by a third."
    )
    assert first.pages == (2, 3)
    assert last.pages == (4,)
    assert [titles[unit.section] for unit in document.units] == ["Staff", "Staff", "Staff", "Patients"]
    assert (item.kind, item.lead_in, item.text) == ("list_item", ask.id, "more places;")
    assert {unit.component for unit in document.units} == {"other"}
    assert {unit.scores for unit in document.units} == {UNLABELLED}
    assert document.run == NO_RUN


def test_units_cite_entries_of_the_list() -> None:
    document = read(TEXT)
    smith, jones = document.references

    assert (smith.number, smith.text) == ("1", "[1] Smith J. Staff. 2010.")
    assert TEXT[jones.start : jones.end] == "[2] Jones K. Pay. 2011."
    assert [unit.citations for unit in document.units] == [(smith.id, jones.id), (), (), (smith.id,)]
    assert [unit.cited_numbers for unit in document.units] == [(1, 2), (), (), (1,)]


def test_ids_are_places_in_a_text() -> None:
    document = read(TEXT)
    key = text_key(TEXT)

    assert document.document.id == key
    assert [unit.id for unit in document.units] == [f"u-{key[:8]}-{u.start}-{u.end}" for u in document.units]
    assert read(TEXT, encoding="utf-16", source="b.md").units == document.units
    assert not {unit.id for unit in read(TEXT + "More.\n").units} & {unit.id for unit in document.units}


def test_same_sentence_twice_is_two_units() -> None:
    one, two = read("It is so.\n\nIt is so.\n").units

    assert one.text == two.text
    assert one.id != two.id


def test_root_section_holds_what_stands_before_the_first_heading() -> None:
    document = read("It begins here.\n\n# Part\n\nIt goes on.\n")

    assert document.sections[0].id.endswith("-root")
    assert [unit.section for unit in document.units] == [section.id for section in document.sections]


def test_document_counts_pages_and_characters() -> None:
    document = read(TEXT).document

    assert (document.title, document.pages, document.characters) == ("Submission of the Society", 4, len(TEXT))
    assert read("It is so.\n\n1\n\nIt was so.\n\n2\n").document.pages == 2
    assert read("It is so.").document.pages is None


def test_clean_keeps_what_a_reader_reads() -> None:
    assert clean("**Staff**  are\n_few_ [1], see [the Act](https://a.org).") == "Staff are few, see the Act."
    assert clean("A dose of ²⁰¹Tl in 10⁶ Bq") == "A dose of ²⁰¹Tl in 10⁶ Bq"
