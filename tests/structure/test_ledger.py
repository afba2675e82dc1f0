"""Every character in exactly one kind."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from argmine.document import LEDGER_KINDS, ArgumentDocument, SourceText
from argmine.structure.assemble import assemble, recount
from argmine.structure.ledger import coverage
from argmine.structure.parse import parse

TEXT = """# Background

Staff are few [1]. They leave.

- Pay is low\x07

Role\tStaff

Figure 1: Staff

![chart](a.png)

References

[1] Smith J. 2010.
"""


def read(text: str) -> ArgumentDocument:
    structure = parse(text)
    source = SourceText(text, "a.md", "text/markdown", "0" * 64, "utf-8")
    return assemble(source, structure, structure.segments)


def pieces(document: ArgumentDocument, kind: str) -> list[str]:
    return [TEXT[span.start : span.end] for span in document.coverage.spans if span.kind == kind]


def test_what_is_counted_as_what() -> None:
    document = read(TEXT)

    assert pieces(document, "headings") == ["# Background", "References"]
    assert pieces(document, "other") == ["Staff are few [1].", "They leave.", "Pay is low"]
    assert pieces(document, "tables") == ["Role\tStaff"]
    assert pieces(document, "captions") == ["Figure 1: Staff"]
    assert pieces(document, "references") == ["[1] Smith J. 2010."]
    assert pieces(document, "furniture") == ["-", "![chart](a.png)"]
    assert pieces(document, "unreadable") == ["\x07"]
    assert pieces(document, "units") == pieces(document, "contents") == []


def test_totals_add_up_and_spans_tile_the_text() -> None:
    coverage = read(TEXT).coverage
    bounds = [0, *(span.end for span in coverage.spans)]

    assert [span.start for span in coverage.spans] == bounds[:-1]
    assert bounds[-1] == coverage.total == sum(coverage.characters.values()) == len(TEXT)
    assert set(coverage.characters) == set(coverage.counts) == set(LEDGER_KINDS)
    for kind in LEDGER_KINDS:
        spans = [span for span in coverage.spans if span.kind == kind]
        assert coverage.characters[kind] == sum(span.end - span.start for span in spans)
        assert coverage.counts[kind] == len(spans)  # here every unit is one fragment


def test_control_characters_are_unreadable() -> None:
    coverage = read("\x00\x07 Staff are few.\n").coverage

    assert coverage.characters["unreadable"] == 2
    assert coverage.spans[0].kind == "unreadable"


def test_recount_moves_units_that_were_given_a_component() -> None:
    document = read(TEXT)
    first, *rest = document.units
    recounted = recount(replace(document, units=(replace(first, component="claim"), *rest)))

    assert pieces(recounted, "units") == ["Staff are few [1]."]
    assert recounted.coverage.counts["units"] == 1
    assert recounted.coverage.counts["other"] == 2
    assert recounted.coverage.characters["units"] == len("Staff are few [1].")
    assert sum(recounted.coverage.characters.values()) == len(TEXT)
    assert recount(recounted) == recounted


def test_empty_text() -> None:
    coverage = read("").coverage

    assert (coverage.spans, coverage.total, sum(coverage.characters.values())) == ((), 0, 0)


def kind_of(character: str) -> str:
    if character.isspace():
        return "whitespace"
    unreadable = unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"} or character == "\ufffd"
    return "unreadable" if unreadable else "furniture"


@given(st.text(st.one_of(st.characters(), st.sampled_from("a \n\t\x07\x1c\x85\xa0\xad\u200b\u2028\ufffd\ue000\ud800"))))
def test_what_no_unit_holds_is_told_apart_character_by_character(text: str) -> None:
    structure = replace(parse(""), regions=(), sections=())
    spans = coverage(text, structure, []).spans
    assert [span.kind for span in spans for _ in range(span.end - span.start)] == [kind_of(each) for each in text]
    assert all(one.kind != other.kind for one, other in zip(spans, spans[1:], strict=False))
