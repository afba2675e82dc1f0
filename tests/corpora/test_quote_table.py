"""A table of quotes becomes the lines of an annotation file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from argmine.corpora.annotations import read_lines
from argmine.corpora.quote_table import to_json_lines
from argmine.errors import AnnotationError

TEXT = """Staff are few. They must be registered, because the public

2

is at risk. Staff
are few.
"""


def rows(folder: Path, *lines: str, text: str = TEXT) -> list[dict[str, Any]]:
    table = folder / "doc.tsv"
    table.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return [json.loads(line) for line in to_json_lines(table, text)]


def test_whole_quote(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, "# id\tcomponent", "", "u1\tclaim\tgap, cost\t-\tk1\tu2\tStaff are few.")

    assert row == {
        "id": "u1", "start": 0, "end": 14, "component": "claim", "risk_types": ["gap", "cost"], "specialties": [],
        "repeats": "k1", "supports": "u2", "quote": "Staff are few.",
    }  # fmt: skip


def test_same_words_are_found_in_turn_over_a_line_break(tmp_path: Path) -> None:
    found = rows(tmp_path, *(f"u{n}\tclaim\t-\t-\t-\t-\tStaff are few." for n in (1, 2)))

    assert [(row["start"], TEXT[row["start"] : row["end"]]) for row in found] == [
        (0, "Staff are few."),
        (TEXT.index("Staff\n"), "Staff\nare few."),
    ]


def test_opening_and_closing_words_over_parted_fragments(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, "u1\tclaim\t-\t-\t-\t-\tThey must ~~ the public || is at ~~ risk.")

    assert [TEXT[start:end] for start, end in row["fragments"]] == [
        "They must be registered, because the public",
        "is at risk.",
    ]
    assert row["quote"] == "They must be registered, because the public is at risk."
    assert (row["start"], row["end"]) == (row["fragments"][0][0], row["fragments"][-1][1])


@pytest.mark.parametrize("gap", ["\n\n", "\r\n\r\n", "\n \t\n\n  "])
def test_blank_line_inside_a_quote_parts_it(tmp_path: Path, gap: str) -> None:
    text = f"It goes on{gap}over the page."
    (row,) = rows(tmp_path, "u1\tclaim\t-\t-\t-\t-\tIt ~~ page.", text=text)

    assert [text[start:end] for start, end in row["fragments"]] == ["It goes on", "over the page."]


def test_lines_are_accepted_as_annotations(tmp_path: Path) -> None:
    table = tmp_path / "doc.tsv"
    table.write_text("u1\tclaim\t-\t-\t-\t-\tStaff ~~ few.\nu2\tother\t-\t-\t-\tu1\tThey ~~ public || is at risk.\n")
    path = tmp_path / "doc.jsonl"
    path.write_text("\n".join(to_json_lines(table, TEXT)), encoding="utf-8")

    assert [unit.fragments for unit in read_lines(path, TEXT)] == [((0, 14),), ((15, 58), (63, 74))]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("u1\tclaim\tStaff are few.", r"doc\.tsv:1: 3 tab-separated cells, not 7"),
        ("u1\tclaim\t-\t-\t-\t-\tStaff are many.", r":1: not found after the unit above: 'Staff are many\.'"),
        ("u1\tclaim\t-\t-\t-\t-\tStaff ~~ many.", "not found"),
        ("u1\tclaim\t-\t-\t-\t-\tis at risk. || They must", "not found after the unit above: 'They must'"),
        ("u1\tclaim\t-\t-\t-\t-\t", "the quote is empty"),
        ("u1\tclaim\t-\t-\t-\t-\tStaff are few. ||", "the quote is empty"),
    ],
)
def test_line_that_does_not_hold(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(AnnotationError, match=message):
        rows(tmp_path, line)


def test_closing_words_far_away_are_a_mistake(tmp_path: Path) -> None:
    text = "It begins " + "and goes on " * 200 + "here."

    with pytest.raises(AnnotationError, match="not found"):
        rows(tmp_path, "u1\tclaim\t-\t-\t-\t-\tIt begins ~~ here.", text=text)


def test_missing_table(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="cannot be read"):
        to_json_lines(tmp_path / "gone.tsv", TEXT)
