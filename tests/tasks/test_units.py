"""What a reader of units sees, which links it may give, and the figures of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import f1_score

from argmine.learn.inputs import Matrix
from argmine.learn.windows import WindowShape
from argmine.tasks.unit_inputs import NONE, PLACES, UnitBatch, unit_batch, unit_targets, unit_texts
from argmine.tasks.unit_model import UnitReading, link_candidates, read_units
from argmine.tasks.unit_scores import link_scores, type_scores
from tasks.essays import essays, word_tokenizer

CLASSES = ("Claim", "MajorClaim", "Premise")
SHAPE = WindowShape(units=2, tokens=60, unit_tokens=10, heading_tokens=8)


def test_units_and_what_leads_up_to_them_are_averaged_apart(tmp_path: Path) -> None:
    (essay,) = essays(tmp_path)
    tokenizer = word_tokenizer("3 of : ", essay.text)
    texts = unit_texts(tokenizer, essay)
    batch = unit_batch(texts, SHAPE)
    rows = [batch.ids.reshape(-1, batch.ids.shape[1])[place // batch.pool.shape[1]] for place in batch.order]
    pool, openings = (part.reshape(-1, part.shape[2])[batch.order] for part in (batch.pool, batch.openings))

    def read(weights: Matrix, unit: int) -> list[int]:
        return rows[unit][weights[unit] > 0].tolist()

    assert read(pool, 1) == tokenizer.encode("Swimming helps people 1").ids
    assert read(openings, 1) == tokenizer.encode("3 of 3 : .").ids
    assert read(openings, 2) == tokenizer.encode("3 of 3 : , because").ids
    assert pool.sum(axis=1) == pytest.approx(np.ones(3))
    assert openings.sum(axis=1) == pytest.approx(np.ones(3))


def test_places_tell_where_a_unit_stands(tmp_path: Path) -> None:
    (essay,) = essays(tmp_path)
    places = unit_texts(word_tokenizer(essay.text), essay).places
    assert places.shape == (3, PLACES)
    assert places[:, 1].tolist() == [0.5, 1, 1]  # paragraph of three
    assert places[:, 5].tolist() == [1, 1, 0]  # first of its paragraph
    assert places[:, 6].tolist() == [1, 0, 1]  # last of it


def test_gold_links_stay_within_a_paragraph(tmp_path: Path) -> None:
    (essay,) = essays(tmp_path)
    gold = unit_targets(essay, CLASSES, {}, ["Support", "For"])
    assert gold.target.tolist() == [NONE, NONE, 1]
    assert gold.links == {(2, 1)}  # the claim's link to the thesis crosses paragraphs
    assert unit_targets(essay, CLASSES, {}, ["Attack"]).links == frozenset()


def test_a_unit_is_linked_to_its_best_neighbour_or_to_none(tmp_path: Path) -> None:
    (essay,) = essays(tmp_path)

    def run(batch: UnitBatch) -> Sequence[Matrix]:
        links = np.full((3, 4), -5, np.float32)
        links[:, 1] = 9  # the thesis, in another paragraph
        links[2, 2] = 1
        return np.eye(3, dtype=np.float32) * 10, links

    reading = read_units(run, word_tokenizer(essay.text), SHAPE, essay)
    assert reading.target.tolist() == [NONE, NONE, 1]
    assert reading.classes.argmax(axis=1).tolist() == [0, 1, 2]
    assert reading.classes.sum(axis=1) == pytest.approx(np.ones(3))


def test_candidates() -> None:
    allowed = link_candidates(np.array([0, 1, 1]))
    assert allowed.tolist() == [
        [True, False, False, False],
        [True, False, False, True],
        [True, False, True, False],
    ]


def test_figures_are_those_of_scikit_learn(tmp_path: Path) -> None:
    essay = essays(tmp_path)[0]
    gold = [unit_targets(essay, CLASSES, {}, ["Support"])]
    read = [UnitReading(np.eye(3, dtype=np.float32)[[0, 0, 2]], np.array([NONE, 2, 1]))]
    types = type_scores(gold, read, CLASSES)
    assert types["macro_f1"] == pytest.approx(f1_score([1, 0, 2], [0, 0, 2], average="macro"))
    assert types["confusion_gold_by_predicted"] == [[1, 0, 0], [1, 0, 0], [0, 0, 1]]
    links = link_scores(gold, read)  # the pairs (1, 2) and (2, 1): one true, both given
    assert links == {"link_f1": pytest.approx(2 / 3), "no_link_f1": 0.0, "macro_f1": pytest.approx(1 / 3)}
