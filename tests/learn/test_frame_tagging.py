"""Taggers from definitions and few examples, over an encoder that hashes words: each word is a direction."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from argmine.learn.definitions import (
    DEFINITION_FEATURES,
    FrameReading,
    definition_features,
    fit_definitions,
    unseen_frame_f1,
)
from argmine.learn.frame_tagging import FrameTagger, fit_frame, frame_inputs
from argmine.learn.inputs import Matrix
from argmine.learn.labels import Label
from argmine.learn.tagger_files import load_tagger, save_tagger
from argmine.learn.tagging import code_frame

WIDTH = 256
LABELS = (
    Label("cost", "Cost", "money fees price"),
    Label("harm", "Harm", "injury death overdose"),
    Label("delay", "Delay", "waiting queue late"),
)
TEXTS = ["money for fees", "injury and death", "waiting in a queue", "price of late injury", "the committee met"]
GOLD = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1], [0, 0, 0]], np.float32)


def embed(texts: Sequence[str]) -> Matrix:
    rows = np.zeros((len(texts), WIDTH), np.float32)
    for row, text in zip(rows, texts, strict=True):
        for word in text.lower().replace(":", " ").split():
            row[int.from_bytes(hashlib.sha256(word.encode()).digest()[:2]) % WIDTH] += 1
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


FRAME = code_frame(LABELS, embed)
READING = FrameReading(definition_features(embed(TEXTS), TEXTS, FRAME), GOLD)
DEFINITIONS = fit_definitions([READING], seed=0)


def predict(tagger: FrameTagger, texts: Sequence[str]) -> Matrix:
    return tagger.head.predict(frame_inputs(embed(texts), texts, tagger.frame))


def test_features_compare_a_label_with_its_rivals() -> None:
    likeness, lead, words = np.moveaxis(READING.features, 2, 0)
    assert likeness.sum(axis=1) == pytest.approx(np.zeros(5), abs=1e-6)  # above the mean of all labels
    assert lead[0].argmax() == likeness[0].argmax() == 0
    assert (lead[0] > 0).sum() == 1
    assert words[1].tolist() == pytest.approx([0, 2 / 3, 0])  # "injury" and "death"; three words count in full
    assert not words[4].any()
    assert READING.features.shape[2] == len(DEFINITION_FEATURES)


def test_without_examples_the_definition_decides() -> None:
    tagger, figures = fit_frame(FRAME, {}, DEFINITIONS, embed, seed=0)
    scores = predict(tagger, ["fees cost money", "an overdose", "nothing of the kind"])
    assert scores[0].argmax() == 0
    assert scores[1].argmax() == 1
    assert scores[0, 0] > scores[2].max()
    assert figures.micro_f1 is None
    assert set(figures.f1.values()) == {None}
    unchanged = DEFINITIONS.predict(definition_features(embed(TEXTS), TEXTS, FRAME).reshape(-1, 3)).reshape(-1, 3)
    assert predict(tagger, TEXTS) == pytest.approx(unchanged, abs=1e-6)


def test_examples_teach_words_that_the_definition_does_not_have() -> None:
    examples = {
        "cost": [f"levy on registrants number {n}" for n in "abcdefgh"],
        "harm": [f"burns to skin number {n}" for n in "abcdefgh"],
    }
    before, _ = fit_frame(FRAME, {}, DEFINITIONS, embed, seed=0)
    after, figures = fit_frame(FRAME, examples, DEFINITIONS, embed, seed=0)
    unseen = ["a levy on registrants", "burns to skin"]
    assert (predict(after, unseen)[[0, 1], [0, 1]] > predict(before, unseen)[[0, 1], [0, 1]] + 0.1).all()
    assert predict(after, ["levy on registrants"])[0].argmax() == 0
    assert figures.examples == {"cost": 8, "harm": 8, "delay": 0}
    assert figures.f1["delay"] is None
    assert figures.f1["cost"] is not None
    assert figures.f1["cost"] > 0.8
    assert predict(after, ["waiting in a queue"])[0, 2] == pytest.approx(
        predict(before, ["waiting in a queue"])[0, 2], abs=1e-6
    )  # a label without examples is as its definition made it


def test_texts_with_no_label_are_counter_examples() -> None:
    examples = {"cost": ["money spent", "fees paid"], "none": ["money laundering is another subject", "money talks"]}
    without, _ = fit_frame(FRAME, {"cost": examples["cost"], "harm": ["burns"]}, DEFINITIONS, embed, seed=0)
    taught, _ = fit_frame(FRAME, examples | {"harm": ["burns"]}, DEFINITIONS, embed, seed=0)
    assert predict(taught, ["money laundering"])[0, 0] < predict(without, ["money laundering"])[0, 0]


def test_the_same_examples_give_the_same_tagger_and_it_survives_the_disk(tmp_path: Path) -> None:
    examples = {"cost": ["money spent"], "harm": ["burns", "death"]}
    first, _ = fit_frame(FRAME, examples, DEFINITIONS, embed, seed=0)
    second, _ = fit_frame(FRAME, examples, DEFINITIONS, embed, seed=0)
    for name, tagger in (("a", first), ("b", second)):
        save_tagger(tagger, tmp_path / name)
    for path in sorted((tmp_path / "a").iterdir()):
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()
    back = load_tagger(tmp_path / "a")
    assert isinstance(back, FrameTagger)
    assert predict(back, TEXTS) == pytest.approx(predict(first, TEXTS), abs=1e-6)


def test_a_frame_is_measured_by_a_scorer_of_the_others() -> None:
    upside_down = FrameReading(READING.features, 1 - GOLD)
    assert unseen_frame_f1([READING, READING], seed=0) == pytest.approx([1.0, 1.0])
    assert unseen_frame_f1([READING, upside_down], seed=0)[0] < 0.5
