"""A comparison in the terminal: right by hand, and harmless whatever the documents hold."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace

import pytest
from rich.console import Console

from argmine.comparing import compare
from argmine.exporters.comparison_table import comparison_table
from argmine.findings.comparison import Comparison
from building import RUN, document, section, source, unit


def shown(comparison: Comparison, *, marks: bool = False, colours: bool = False) -> str:
    screen = io.StringIO()
    system = "truecolor" if colours else None
    console = Console(file=screen, width=110, force_terminal=colours, color_system=system)  # type: ignore[arg-type]
    console.print(comparison_table(comparison, marks=marks))
    return screen.getvalue()


def lines(text: str) -> list[str]:
    return [" ".join(line.replace("│", "").split()) for line in text.splitlines()]


A = document(
    unit("Scans fail."),
    unit("The title is not protected by law."),
    unit("Parking costs too much.", section="s-1", pages=(7,)),
    unit("See below.", "other"),
    sections=(section("s-1", "Sites", "2"),),
)
B = document(
    unit("SCANS fail", "evidence"),
    unit("The title is still not protected by law."),
    unit("See below."),
    document=source(62, source="second.pdf", sha256="b" * 64, title="Second edition"),
)


def test_what_is_shown() -> None:
    found = lines(shown(compare(A, B)))
    assert "A Report" in found
    assert "report.md, 81 characters, 000000000000" in found
    assert "B Second edition" in found
    assert "second.pdf, 62 characters, bbbbbbbbbbbb" in found
    assert "in A in B kept reworded new dropped" in found
    assert "claim 3 2 1 1 1 1" in found
    assert "evidence 0 1 0 0 0 0" in found
    assert "all 3 3 1 1 1 1" in found
    assert "Changed what they are: 1 from claim to evidence." in found
    assert "Reworded: 1" in found
    assert "The title is not protected by law. The title is still not protected by law." in found
    assert "claim, at 12 claim, at 11" in found
    assert "Only in B (new): 1" in found
    assert "at 52 claim: See below. * no argument in A (front matter)" in found
    assert "Only in A (dropped): 1" in found
    assert "p. 7 claim: Parking costs too much. 2 Sites" in found


def test_what_is_said_only_where_it_is_so() -> None:
    same = shown(replace(compare(A, A), by_meaning=True))
    for words in ("Reworded", "Only in", "Changed what", "models", "Only words", "no argument"):
        assert words not in same
    other = replace(B, run=replace(RUN, model="en_other-2.0"))
    assert "Two different models made these results" in shown(compare(A, other))
    assert "Only words were compared" in shown(compare(A, other))


def test_changed_words_are_marked_with_signs_or_styles() -> None:
    assert "The title is {+still+} not protected by law." in shown(compare(A, B), marks=True)
    assert "The title is [-still-] not protected by law." in shown(compare(B, A), marks=True)
    assert "\x1b[1;4;32mstill\x1b[0m" in shown(compare(A, B), colours=True)
    assert "\x1b[9;31mstill\x1b[0m" in shown(compare(B, A), colours=True)


def test_of_many_the_first_are_shown_and_all_counted() -> None:
    many = document(*(unit(f"{chr(0x4E00 + number) * 4}.") for number in range(30)))
    text = shown(compare(document(), many))
    assert "Only in B (new): 30, the first 12 in reading order" in text
    assert text.count("claim: ") == 12


HOSTILE = ["\x1b[31m", "\x1b]0;title\x07", "\r", "\b\b", "\x00", "\x9b2J", "\u202e", "\u2066"]


@pytest.mark.parametrize("steering", HOSTILE, ids=ascii)
def test_control_characters_do_not_reach_the_terminal(steering: str) -> None:
    part = (section("s-1", f"Part {steering}"),)
    name = source(title=f"Title {steering}", source=f"{steering}.md", sha256=steering * 40)
    a = document(
        unit(f"The title is {steering} not protected by law.", section="s-1"),
        unit(f"{steering} Parking", section="s-1"),
        sections=part,
        document=name,
    )
    b = document(unit("The title is protected by law."), unit(f"{steering} 2019 is over."), document=name)
    screen = shown(compare(a, b), marks=True)
    assert "Reworded: 1" in screen
    kinds = {character: unicodedata.category(character) for character in screen if character != "\n"}
    assert not [hex(ord(character)) for character, kind in kinds.items() if kind in ("Cc", "Cf")]


@pytest.mark.parametrize("mark", ["[red]alert", "[/]", "[link=a:b]here", ":warning:", "{}", "{0}", "\\[x]"])
def test_markup_is_shown_as_it_stands(mark: str) -> None:
    a, b = document(unit(f"The title {mark} is not protected by law.")), document(unit(f"Parking {mark} is free."))
    screen = shown(compare(a, b))
    assert f"claim: The title {mark} is not protected by law." in screen
    assert f"claim: Parking {mark} is free." in screen
    added = document(unit(f"The title {mark}x is not protected by law."))
    assert f"[-{mark}x-]" in shown(compare(added, document(unit("The title is not protected by law."))), marks=True)


def test_long_texts_are_cut() -> None:
    text = shown(compare(document(), document(unit("misleading " * 200))))
    assert "…" in text
    assert text.count("misleading") == 36
