"""Documents to markup and back."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from argmine.document import Tag
from argmine.exchange.documents import document_of, markup_of
from argmine.exchange.markup import Markup, Span, Support, without
from exchange.markups import markup, markups

TEXT = "1. Risk\n\nTwo scans in five fail. Half failed in 2020 [1].\n\nReferences\n\n[1] A survey, 2020.\n"


def test_what_tools_do_not_speak_of_is_read_from_the_text() -> None:
    built = markup(TEXT, ("Two scans in five fail.", "claim"), ("Half failed in 2020 [1].", "evidence"))
    document, problems = document_of(built)
    assert problems == ()
    assert [section.title for section in document.sections[1:]] == ["Risk", "References"]
    assert [unit.text for unit in document.units] == ["Two scans in five fail.", "Half failed in 2020 [1]."]
    assert document.units[1].cited_numbers == (1,)
    assert [entry.number for entry in document.references] == ["1"]
    assert sum(document.coverage.characters.values()) == len(TEXT)


def test_a_span_that_overlaps_is_told_of() -> None:
    spans = (Span("a", ((9, 20),), "claim"), Span("b", ((15, 30),), "claim"), Span("c", ((32, 33),), "claim"))
    document, problems = document_of(Markup("a.md", TEXT, spans))
    assert [unit.text for unit in document.units] == [TEXT[9:20]]
    assert [problem.offset for problem in problems] == [15, 32]
    assert "overlaps" in str(problems[0])
    assert str(problems[1]) == "a.md at 32: ' ': it holds white space alone"


@given(markups())
def test_what_a_document_holds_comes_back(built: Markup) -> None:
    document, problems = document_of(built)
    again = markup_of(document, built.text)
    faulty = {problem.offset for problem in problems}
    assert len(again.spans) == len(built.spans) - len(problems)
    kept = [span for span in built.spans if span.fragments in {other.fragments for other in again.spans}]
    assert {(s.fragments, s.component, s.risk_types, s.review) for s in again.spans} <= {
        (s.fragments, s.component, s.risk_types, s.review) for s in kept
    }
    assert faulty <= {span.start for span in built.spans}
    assert sum(document.coverage.characters.values()) == len(built.text)


@given(markups(overlapping=False))
def test_nothing_is_lost_where_nothing_overlaps(built: Markup) -> None:
    document, problems = document_of(built)
    assert problems == ()
    again = markup_of(document, built.text)
    lost = frozenset({"ids", "repeated"})
    expected, given = without(built, lost), without(again, lost)
    assert [replace(s, score=round(s.score, 9)) for s in given.spans] == [
        replace(s, score=round(s.score, 9)) for s in expected.spans
    ]
    assert given.supports == expected.supports


def test_losses() -> None:
    text = "one two three"
    spans = (
        Span("a", ((0, 3), (8, 13)), "evidence", 0.5, (Tag("harm", 0.5),), (), "k", True),
        Span("b", ((4, 7),), "claim"),
    )
    built = Markup("a.md", text, spans, (Support("b", "a", 0.5),))
    assert without(built, frozenset({"fragments", "overlaps"})).spans == (replace(spans[0], fragments=((0, 13),)),)
    bare = without(built, frozenset({"text", "ids", "tag_scores", "support_scores"}))
    assert bare.text == "one three\ntwo"
    assert [(span.id, span.fragments) for span in bare.spans] == [("T1", ((0, 9),)), ("T2", ((10, 13),))]
    assert bare.spans[0].risk_types == (Tag("harm", 1.0),)
    assert bare.supports == (Support("T2", "T1", 1.0),)
    assert without(built, frozenset({"support"})).supports == ()
