"""Boxes of stretches of text."""

from __future__ import annotations

from argmine.document import Box
from argmine.structure.line_places import LinePlaces

LINES = ((0, 10, Box(1, 100.0, 50.0, 200.0, 60.0)), (11, 21, Box(2, 100.0, 40.0, 300.0, 50.0)))


def test_part_of_a_line_is_part_of_its_box() -> None:
    assert LinePlaces(LINES).boxes([(2, 7)]) == (Box(1, 120.0, 50.0, 170.0, 60.0),)


def test_a_fragment_over_two_lines_has_two_boxes() -> None:
    assert LinePlaces(LINES).boxes([(5, 16)]) == (Box(1, 150.0, 50.0, 200.0, 60.0), Box(2, 100.0, 40.0, 200.0, 50.0))


def test_no_lines_no_boxes() -> None:
    assert LinePlaces(()).boxes([(0, 5)]) == ()
