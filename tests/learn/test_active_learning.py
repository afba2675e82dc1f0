"""Uncertainty by hand, and a choice that does not ask the same thing twice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmine.learn.active_learning import margin_uncertainty, most_informative, tag_uncertainty

NOTHING = np.zeros((0, 2), np.float32)
EAST, NORTH, NORTH_EAST = (1.0, 0.0), (0.0, 1.0), (0.6, 0.8)


def test_margin_is_the_lead_of_the_likeliest() -> None:
    scores = np.array([[0.5, 0.4, 0.1], [1.0, 0.0, 0.0], [0.5, 0.5, 0.0]], np.float32)
    assert margin_uncertainty(scores) == pytest.approx([0.9, 0.0, 1.0])


def test_a_tag_at_its_threshold_is_as_unsure_as_can_be() -> None:
    unsure = tag_uncertainty(np.array([[0.3, 0.01], [0.9, 0.01]], np.float32), np.array([0.3, 0.5], np.float32))
    assert unsure[0] == pytest.approx(1.0)
    assert unsure[1] == pytest.approx(2 / (1 + 9 * 7 / 3), abs=1e-4)  # odds 9 against 3/7; the other label is surer


def test_the_second_choice_is_unlike_the_first() -> None:
    vectors = np.array([EAST, EAST, NORTH], np.float32)
    uncertainty = np.array([0.9, 0.8, 0.5])
    assert most_informative(uncertainty, vectors, NOTHING, 2) == [0, 2]
    assert most_informative(uncertainty, vectors, NOTHING, 3) == [0, 2, 1]  # unless there is nothing else


def test_what_is_known_already_waits() -> None:
    vectors = np.array([EAST, NORTH_EAST], np.float32)
    uncertainty = np.array([0.9, 0.5])
    assert most_informative(uncertainty, vectors, NOTHING, 1) == [0]
    assert most_informative(uncertainty, vectors, np.array([EAST], np.float32), 1) == [1]


@given(st.lists(st.floats(0, 1), max_size=12), st.integers(0, 15), st.integers(0, 2**32 - 1))
def test_each_is_chosen_once_and_as_many_as_asked(uncertainty: list[float], count: int, seed: int) -> None:
    vectors = np.random.default_rng(seed).normal(size=(len(uncertainty), 2))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    chosen = most_informative(np.array(uncertainty), vectors, NOTHING, count)
    assert len(chosen) == len(set(chosen)) == min(count, len(uncertainty))
    if chosen:
        assert uncertainty[chosen[0]] == max(uncertainty)
