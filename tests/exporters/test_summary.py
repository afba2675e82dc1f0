"""The summary on the screen: right by hand, and harmless whatever the submission holds."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from argmine.document import ArgumentDocument, Relation, Tag, with_clusters
from argmine.exporters.summary import safe, summary, totals
from argmine.findings.arguments import by_reach, unsupported_claims
from building import document, section, source, unit


def shown(document: ArgumentDocument) -> str:
    """What the terminal gets, without colours."""
    screen = io.StringIO()
    console = Console(record=True, width=100, file=screen, color_system=None)
    console.print(summary(document))
    assert console.export_text(styles=False) == screen.getvalue()
    return screen.getvalue()


TWO = (section("s-1", "Risk", "1"), section("s-2", "Remedy", "2"))


def test_unsupported_claims_by_hand() -> None:
    built = document(
        unit("A study found it.", "evidence", "s-1"),
        unit("One away.", section="s-1"),
        unit("Two away.", section="s-1"),
        unit("Three away.", section="s-1"),
        unit("Cites a study itself [4].", section="s-1", cited_numbers=(4,)),
        unit("Not a claim.", "conclusion", "s-1"),
        unit("Neighbour of evidence in the next section only.", section="s-1"),
        unit("A second study.", "evidence", "s-2"),
        unit("Evidence two before.", section="s-2"),
        unit("Nothing here.", "other", "s-2"),
        unit("Three from the one, two from the other.", section="s-2"),
        unit("Nothing here.", "other", "s-2"),
        unit("Evidence comes after.", "evidence", "s-2"),
        sections=TWO,
    )
    assert [one.text for one in unsupported_claims(built)] == [
        "Three away.",
        "Neighbour of evidence in the next section only.",
    ]


def test_a_claim_with_a_support_link_is_supported() -> None:
    built = document(unit("Register them.", section="s-1"), unit("Titles mislead.", section="s-1"), sections=TWO)
    first, second = (one.id for one in built.units)
    linked = replace(built, relations=(Relation(second, first, "support", 0.6),))
    assert [one.text for one in unsupported_claims(linked)] == ["Titles mislead."]


def test_clusters_by_reach_then_size_then_place() -> None:
    built = document(*(unit(f"Point {n}.", section=f"s-{where}") for n, where in enumerate("1112221")), sections=TWO)
    clustered = with_clusters(built, [[3, 4], [0, 1, 2], [5, 6]], [3, 0, 5])
    assert [len(cluster.units) for cluster in by_reach(clustered)] == [2, 3, 2]
    assert [cluster.units[0] for cluster in by_reach(clustered)] == [clustered.units[i].id for i in (5, 0, 3)]


def test_what_is_shown_of_a_small_document() -> None:
    tags: dict[str, Any] = {"risk_types": (Tag("regulatory_gap", 1.0),), "specialties": (Tag("sonography", 1.0),)}
    built = document(
        unit("The title misleads.", section="s-1", pages=(3,), **tags),
        unit("The title does mislead.", section="s-2", pages=(4,), needs_review=True, **tags),
        unit("Regulate it.", "conclusion", "s-2"),
        unit("Signposting.", "other", "s-2"),
        sections=TWO,
    )
    text = shown(with_clusters(built, [[0, 1]], [0]))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "Report" in lines[1]
    assert "report.md: 69 characters, 2 sections, 0 references" in lines[2]
    assert "claim 2 ████████████████████ 50%" in lines
    assert "conclusion 1 ██████████ 25%" in lines
    assert "evidence 0 0%" in lines
    assert "Most repeated of 1 repeated arguments" in lines
    assert "│ 2 │ The title misleads. │ 1 Risk │" in lines
    assert "│ regulatory gap │ 2 │" in lines
    assert "Nothing supports 2 of 2 claims: no citation, no link, no evidence near; the surest" in " ".join(lines)
    assert "p. 3 The title misleads. 1 Risk" in lines
    assert "1 units (25%) need review. All 69 characters are accounted for." in lines


HARMLESS = ["[red]alert", "[/]", "[/red]", "[sic]", "[link=a:b]here", ":warning:", "[REDACTED]", "[1]", "\\[x]"]


@pytest.mark.parametrize("mark", HARMLESS)
def test_markup_in_a_submission_is_shown_as_it_stands(mark: str) -> None:
    text = f"Titles {mark} mislead."
    built = document(
        unit(text, section="s-1", risk_types=(Tag(mark, 1.0),), specialties=(Tag(mark, 1.0),)),
        unit(text, section="s-1"),
        document=source(title=f"Title {mark}", source=f"{mark}.md"),
        sections=(section("s-1", f"Part {mark}", "1"),),
    )
    screen = shown(with_clusters(built, [[0, 1]], [0]))
    assert f"Title {mark}" in screen
    assert f"{mark}.md: " in screen
    assert screen.count(text) == 3  # the repeated argument and two claims without evidence
    assert screen.count(f"1 Part {mark}") == 3
    assert screen.count(mark) == 10  # and the tags: one row and one column


STEERING = ["\x1b[31m", "\x1b]0;title\x07", "\r", "\b\b", "\x00", "\x9b2J", "\u202e", "\u2066"]


@pytest.mark.parametrize("steering", STEERING, ids=ascii)
def test_control_characters_do_not_reach_the_terminal(steering: str) -> None:
    text = f"Titles {steering} mislead."
    built = document(
        unit(text, section="s-1", risk_types=(Tag(steering, 1.0),), specialties=(Tag(steering, 1.0),)),
        unit(text, section="s-1"),
        document=source(title=f"Title {steering}", source=f"{steering}.md", encoding=steering, encoding_assumed=True),
        sections=(section("s-1", f"Part {steering}", "1"),),
    )
    screen = shown(with_clusters(built, [[0, 1]], [0]))
    assert "Titles \ufffd" in screen
    kinds = {character: unicodedata.category(character) for character in screen if character != "\n"}
    assert not [hex(ord(character)) for character, kind in kinds.items() if kind in ("Cc", "Cf")]


def test_safe_keeps_ordinary_text() -> None:
    text = "Café – ‘naïve’ ½\u00a0µSv, 日本語\n\ttabbed"
    assert safe(text) == text


def test_a_document_without_units_renders() -> None:
    lines = [" ".join(line.split()) for line in shown(document()).splitlines()]
    assert "0 units" in lines
    assert "claim 0 0%" in lines
    assert "No argument is made twice." in lines
    assert "No risk types found." in lines
    assert "0 units (0%) need review. All 0 characters are accounted for." in lines


def test_long_text_is_cut_between_words() -> None:
    words = " ".join(["misleading"] * 60)
    lines = shown(document(unit(words)))
    assert "misleading …" in lines
    assert lines.count("misleading") == 14  # 160 characters


def test_totals_of_a_batch() -> None:
    one = document(unit("A."), unit("A."), unit("B."))
    assert totals([with_clusters(one, [[0, 1]], [0]), one]) == "2 documents, 6 units, 1 repeated arguments"
    assert totals(iter([])) == "0 documents, 0 units, 0 repeated arguments"


def test_a_file_name_that_is_no_text_can_be_shown() -> None:
    assert safe("caf\udce9.md \ud800\udfff") == "caf\ufffd.md \ufffd\ufffd"
