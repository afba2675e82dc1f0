"""What the encoder has learnt of links, as features of candidates; its loss (`-m train`)."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from argmine.document import Relation
from argmine.learn.gold import NOTHING, UNKNOWN, gold_labels
from argmine.learn.links import LINK_COLUMNS, LINK_WIDTH, learnt_features
from building import document, unit


def rows(*units: tuple[float, float, float]) -> np.ndarray:
    """Units whose parts as source and target have one column that is not 0; the last is for nothing."""
    links = np.zeros((len(units), LINK_COLUMNS), np.float32)
    for row, (source, target, nothing) in enumerate(units):
        links[row, 0], links[row, LINK_WIDTH], links[row, -1] = source, target, nothing
    return links


def test_score_is_the_product_less_that_of_nothing_and_probabilities_are_a_sources_own() -> None:
    scale = math.sqrt(LINK_WIDTH)
    links = rows((scale, 0, 1), (0, 2, 0), (0, 3, 0))
    found = learnt_features(links, np.array([(0, 1), (0, 2), (2, 0)]))
    assert found[:, 0] == pytest.approx([1, 2, 0], abs=1e-5)
    total = 1 + math.exp(1) + math.exp(2)
    assert np.exp(found[:, 1]) == pytest.approx([math.exp(1) / total, math.exp(2) / total, 0.5], abs=1e-5)


def test_no_candidates_have_no_features() -> None:
    assert learnt_features(rows((1, 1, 1)), np.zeros((0, 2), np.int64)).shape == (0, 2)


def test_gold_says_what_each_unit_supports() -> None:
    bare = document(unit("A.", "evidence"), unit("B.", "claim"))
    linked = replace(bare, relations=(Relation(bare.units[0].id, bare.units[1].id, "support", 1.0),))
    assert gold_labels(linked, [], []).supports.tolist() == [1, NOTHING]
    assert gold_labels(bare, [], []).supports.tolist() == [UNKNOWN, UNKNOWN]
    partly = replace(linked, units=(linked.units[0], replace(linked.units[1], needs_review=True)))
    assert gold_labels(partly, [], []).supports.tolist() == [1, UNKNOWN]  # of an unchecked unit a link may be missing


@pytest.mark.train
def test_loss_looks_at_known_links_within_the_window_only() -> None:
    import torch

    from argmine.learn.finetune import Targets, _links_loss

    def loss(supports: list[int], window: slice) -> float:
        bare = gold_labels(document(*(unit(f"{n}.", "claim") for n in range(4))), [], [])
        labels = replace(bare, supports=np.array(supports))
        links = torch.from_numpy(rows((9, 0, 0), (0, 9, 0), (0, 0, 0))[None])
        return float(_links_loss(links, torch.zeros(25), [(Targets(labels, np.zeros((4, 1))), window)]))

    first = slice(0, 3)
    assert loss([1, UNKNOWN, UNKNOWN, UNKNOWN], first) < 0.01  # what it says
    assert loss([2, UNKNOWN, UNKNOWN, UNKNOWN], first) > 5
    assert loss([3, UNKNOWN, UNKNOWN, UNKNOWN], first) == 0  # beyond the window: not learnt
    assert loss([UNKNOWN, NOTHING, UNKNOWN, UNKNOWN], first) == pytest.approx(math.log(3), abs=1e-4)
    assert loss([UNKNOWN, 2, UNKNOWN, UNKNOWN], slice(1, 4)) < 0.01  # counted from the window's first unit
