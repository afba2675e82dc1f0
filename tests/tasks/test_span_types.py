"""What is read of found components, and the labels that their types give."""

from __future__ import annotations

import numpy as np
import pytest

from argmine.learn.windows import Batch, Window
from argmine.tasks.span_types import SpanInputs, span_averages, span_inputs, spans_within, with_types
from argmine.tasks.spans import SpanReader, component_types, label_words
from argmine.tasks.words import Words
from tasks.essays import word_tokenizer

PARAGRAPHS = ((0, 6), (6, 10))


def test_a_component_is_averaged_and_so_are_the_words_before_it() -> None:
    pool, openings = span_averages([(1, 3), (5, 6), (7, 9)], PARAGRAPHS, 0, 10)
    assert np.nonzero(pool[0])[0].tolist() == [1, 2]
    assert [np.nonzero(row)[0].tolist() for row in openings] == [[0], [3, 4], [6]]  # not beyond a paragraph
    assert openings.sum(axis=1) == pytest.approx([1, 1, 1])
    assert pool.sum(axis=1) == pytest.approx([1, 1, 1])


def test_words_are_counted_from_the_start_of_the_window() -> None:
    states = np.ones((4, 2), np.float32)
    read = span_inputs(states, [(6, 8)], Words(((0, 1),) * 10, ("O",) * 10, PARAGRAPHS), 6)
    assert np.nonzero(read.pool[0])[0].tolist() == [0, 1]
    assert not read.openings.any()
    assert read.places.shape == (1, 10)


def test_components_cut_by_a_window_are_left_out() -> None:
    window = Window((), ((0, 1),) * 4, first=3)
    assert spans_within([(0, 2), (2, 4), (3, 5), (5, 7), (6, 8)], window) == [2, 3]


def test_types_replace_those_of_the_labels() -> None:
    labels = ["O", "B-Claim", "I-Claim", "B-Claim"]
    assert with_types(labels, [(1, 3), (3, 4)], ["Premise", "Claim"]) == ["O", "B-Premise", "I-Premise", "B-Claim"]
    assert component_types(("B-Claim", "I-Claim", "B-Premise", "O")) == ("Claim", "Premise")


def test_words_are_labelled_with_the_types_of_the_second_reading() -> None:
    text = "one two three"
    words = Words(((0, 3), (4, 7), (8, 13)), ("O",) * 3, ((0, 3),))
    classes = ("B-Claim", "B-Premise", "I-Claim", "I-Premise", "O")

    def tag(batch: Batch) -> list[np.ndarray]:
        scores = np.zeros((1, 3, 5), np.float32)
        scores[0, 0, 4] = scores[0, 1, 0] = scores[0, 2, 2] = 9  # O B-Claim I-Claim
        return [scores, np.zeros((1, 6, 5), np.float32), np.ones((1, 3, 2), np.float32)]

    def type_spans(inputs: SpanInputs) -> np.ndarray:
        assert np.nonzero(inputs.pool[0])[0].tolist() == [1, 2]
        return np.array([[0.0, 1.0]], np.float32)

    reader = SpanReader(tag, type_spans, word_tokenizer(text), classes, 50)
    assert label_words(reader, text, words) == ["O", "B-Premise", "I-Premise"]
    assert label_words(reader, "", Words((), (), ())) == []
