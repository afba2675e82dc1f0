"""The figure of the shared task on matching key points, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from argmine.corpora.argkp import KeyPointTopic
from argmine.tasks.key_points import likeness, matching_map

TOPIC = KeyPointTopic(
    topic="We should test",
    stance=1,
    arguments=("one", "two", "three", "four"),
    key_points=("first", "second"),
    matches={(0, 0): True, (0, 1): False, (1, 0): False, (2, 1): True, (3, 0): True},
)


def test_the_surer_half_is_measured_by_precision_and_share() -> None:
    scores = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.3], [0.2, 0.1]], np.float32)
    figures = matching_map([TOPIC], [scores])
    assert figures["map_strict"] == pytest.approx(1.0 * 0.5)  # the first is right, the second wrong

    upside_down = np.array([[0.8, 0.1], [0.9, 0.2], [0.1, 0.3], [0.2, 0.1]], np.float32)
    assert matching_map([TOPIC], [upside_down])["map_strict"] == pytest.approx(0.5 * 0.5)


def test_undecided_pairs_are_true_under_relaxed_only() -> None:
    scores = np.array([[0.1, 0.0], [0.1, 0.9], [0.8, 0.1], [0.0, 0.0]], np.float32)  # (1, 1) and (2, 0): not labelled
    figures = matching_map([TOPIC], [scores])
    assert figures["map_strict"] == 0
    assert figures["map_relaxed"] == 1


def test_words_weigh_beside_the_vectors() -> None:
    topic = KeyPointTopic("t", 1, ("privacy is lost", "taxes rise"), ("privacy", "taxes"), {})
    flat = np.ones((2, 2), np.float32) / np.sqrt(2)
    assert likeness(topic, flat, flat, 0.0) == pytest.approx(np.ones((2, 2)))
    scores = likeness(topic, flat, flat, 0.5)
    assert scores.argmax(axis=1).tolist() == [0, 1]
    assert scores.max() <= 1.5
