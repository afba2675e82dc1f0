"""Decoding against all label sequences, and the figures against seqeval and by hand."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seqeval.metrics import f1_score as seqeval_f1

from argmine.tasks.spans import component_f1, decode, span_scores, spans_of

CLASSES = ("B-Claim", "B-Premise", "I-Claim", "I-Premise", "O")
LABELS = st.lists(st.sampled_from(CLASSES), min_size=1, max_size=12)


def repaired(labels: list[str]) -> list[str]:
    """An `I-` that continues nothing becomes a `B-`."""
    return [
        "B" + label[1:] if label[0] == "I" and (index == 0 or labels[index - 1][1:] != label[1:]) else label
        for index, label in enumerate(labels)
    ]


def test_spans_of_labels() -> None:
    labels = ["O", "B-Claim", "I-Claim", "B-Claim", "I-Premise", "I-Premise", "O", "I-Claim"]
    assert spans_of(labels) == [(1, 3, "Claim"), (3, 4, "Claim"), (4, 6, "Premise"), (7, 8, "Claim")]


@given(st.integers(1, 5), st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_decoding_finds_the_best_of_all_valid_sequences(words: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    scores = random.normal(size=(words, len(CLASSES))).astype(np.float32)
    transitions = random.normal(size=(len(CLASSES) + 1, len(CLASSES))).astype(np.float32)

    def total(path: tuple[int, ...]) -> float:
        steps = [transitions[-1, path[0]], *(transitions[a, b] for a, b in zip(path, path[1:], strict=False))]
        return float(sum(scores[i, label] for i, label in enumerate(path)) + sum(steps))

    def valid(path: tuple[int, ...]) -> bool:
        labels = [CLASSES[label] for label in path]
        return repaired(labels) == labels

    paths = [path for path in product(range(len(CLASSES)), repeat=words) if valid(path)]
    best = max(paths, key=total)
    assert decode(scores, CLASSES, transitions) == [CLASSES[label] for label in best]


def test_nothing_to_decode() -> None:
    assert decode(np.zeros((0, 5), np.float32), CLASSES, np.zeros((6, 5), np.float32)) == []


@given(st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=4))
@settings(max_examples=200)
def test_exact_component_f1_is_that_of_seqeval(texts: list[tuple[list[str], list[str]]]) -> None:
    pairs = [(repaired(a[: len(b)]), repaired(b[: len(a)])) for a, b in texts]
    gold, given = [a for a, _ in pairs], [b for _, b in pairs]
    expected = seqeval_f1(gold, given, zero_division=0) if any(map(spans_of, gold + given)) else 0.0
    assert component_f1(gold, given, 1.0) == pytest.approx(expected)


def test_half_of_the_longer_component_is_enough_at_50_percent() -> None:
    gold = [["B-Claim", "I-Claim", "I-Claim", "I-Claim", "O", "B-Premise"]]
    half = [["O", "O", "B-Claim", "I-Claim", "O", "B-Claim"]]
    less = [["O", "O", "O", "B-Claim", "O", "O"]]
    assert component_f1(gold, half, 1.0) == 0
    assert component_f1(gold, half, 0.5) == 0.5
    assert component_f1(gold, less, 0.5) == 0


def test_a_component_is_found_once() -> None:
    gold, given = [["B-Claim", "I-Claim"]], [["B-Claim", "B-Claim"]]
    assert component_f1(gold, given, 0.5) == pytest.approx(2 / 3)


def test_segmentation_looks_past_the_types() -> None:
    figures = span_scores([["B-Claim", "I-Claim", "O"]], [["B-Premise", "I-Premise", "O"]], CLASSES)
    assert figures["segmentation_macro_f1"] == 1
    assert figures["component_f1_100"] == 0
    assert figures["token_type_macro_f1"] == pytest.approx(1 / 3)
