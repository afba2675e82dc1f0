"""A unit that reaches no threshold gets its surest label, if it is at all likely."""

from __future__ import annotations

import numpy as np

from argmine.learn.apply import tags_over
from argmine.learn.heads import best_threshold, with_surest

SCORES = np.array([[0.7, 0.6], [0.3, 0.4], [0.1, 0.05]], np.float32)


def test_a_bare_row_gets_its_likeliest_label_and_an_unlikely_one_nothing() -> None:
    given = with_surest(SCORES, SCORES >= 0.5)
    assert given.tolist() == [[True, True], [False, True], [False, False]]


def test_tags_follow_likeliest_first() -> None:
    thresholds = np.full(2, 0.5, np.float32)
    tags = tags_over(SCORES, ("a", "b"), thresholds, surest=True)
    assert [[tag.id for tag in row] for row in tags] == [["a", "b"], ["b"], []]
    assert [[tag.id for tag in row] for row in tags_over(SCORES, ("a", "b"), thresholds)] == [["a", "b"], [], []]


def test_a_higher_threshold_is_chosen_where_the_surest_label_fills_in() -> None:
    scores = np.array([[0.6, 0.5], [0.3, 0.2]], np.float32)
    gold = np.array([[1, 0], [1, 0]], np.float32)
    assert best_threshold(scores, gold) < 0.31
    assert best_threshold(scores, gold, surest=True) > 0.5
