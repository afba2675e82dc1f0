"""Figures against hand counts, scikit-learn and brute force."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from argmine.corpora.judged_pairs import JudgedPair
from argmine.document import COMPONENTS, ArgumentDocument, Component, Relation, Tag, with_clusters
from argmine.exporters.error_report import Mistake, error_report
from argmine.learn.evaluation import (
    Compared,
    boundary_scores,
    calibration_error,
    compare,
    component_scores,
    reliability,
    repeat_scores,
    support_scores,
    tag_scores,
)
from argmine.learn.significance import paired_difference
from building import document, scores, unit

LABELS = st.lists(st.sampled_from(COMPONENTS), min_size=1, max_size=12)


def labelled(kinds: Sequence[Component], sure: float = 0.7) -> ArgumentDocument:
    return document(*(unit(f"Sentence number {n}.", kind, scores=scores(kind, sure)) for n, kind in enumerate(kinds)))


@given(gold=LABELS, data=st.data())
def test_component_scores_are_those_of_scikit_learn(gold: list[Component], data: st.DataObject) -> None:
    given_labels = data.draw(st.lists(st.sampled_from(COMPONENTS), min_size=len(gold), max_size=len(gold)))
    figures = component_scores([compare(labelled(gold), labelled(given_labels))])
    expected = f1_score(gold, given_labels, labels=list(COMPONENTS), average="macro", zero_division=0)
    assert figures["macro_f1"] == pytest.approx(expected)
    assert np.sum(figures["confusion_gold_by_predicted"]) == len(gold)


def test_boundaries_count_units_that_overlap_nearly_whole() -> None:
    gold = document(unit("One two three."), unit("Four five six."))
    cut = document(unit("One two three."), unit("Four"), unit("five six."))
    figures = boundary_scores([compare(gold, cut)])
    assert figures == pytest.approx({"precision": 1 / 3, "recall": 1 / 2, "f1": 0.4})


def test_tags_are_scored_over_all_labels_and_one_by_one() -> None:
    gold = document(unit("A.", risk_types=(Tag("x", 1.0), Tag("y", 1.0))), unit("B."))
    found = document(unit("A.", risk_types=(Tag("x", 0.9),)), unit("B.", risk_types=(Tag("y", 0.6),)))
    figures = tag_scores([compare(gold, found)], "risk_types", ["x", "y", "z"])
    assert figures["micro_f1"] == pytest.approx(2 * 1 / (2 + 2))
    assert figures["macro_f1"] == pytest.approx(0.5)  # of x and y; z does not occur


def b_cubed(gold: Sequence[int], given_clusters: Sequence[int]) -> tuple[float, float]:
    """Bagga and Baldwin (1998), over items that stand in a cluster of two or more."""

    def mean(inside: Sequence[int], other: Sequence[int]) -> float:
        values = []
        for i in range(len(inside)):
            own = {j for j in range(len(inside)) if inside[j] == inside[i]}
            if len(own) > 1:
                values.append(len(own & {j for j in range(len(other)) if other[j] == other[i]}) / len(own))
        return float(np.mean(values)) if values else 0.0

    return mean(given_clusters, gold), mean(gold, given_clusters)


@given(gold=st.lists(st.integers(0, 4), min_size=2, max_size=10), data=st.data())
def test_b_cubed_is_that_of_brute_force(gold: list[int], data: st.DataObject) -> None:
    found = data.draw(st.lists(st.integers(0, 4), min_size=len(gold), max_size=len(gold)))
    documents = []
    for clusters in (gold, found):
        groups = [[i for i, c in enumerate(clusters) if c == k] for k in sorted(set(clusters))]
        groups = [group for group in groups if len(group) > 1]
        documents.append(with_clusters(labelled(["claim"] * len(gold)), groups, [group[0] for group in groups]))
    precision, recall = b_cubed(gold, found)
    figures = repeat_scores([compare(*documents)])
    assert figures["b_cubed_f1"] == pytest.approx(2 * precision * recall / max(precision + recall, 1e-9))


def test_judged_pairs_by_hand() -> None:
    found = with_clusters(labelled(["claim"] * 4), [[0, 1, 2]], [0])
    judged = [JudgedPair(0, 1, True), JudgedPair(0, 2, False), JudgedPair(2, 3, True), JudgedPair(1, 2, True, False)]
    figures = repeat_scores([compare(labelled(["claim"] * 4), found, judged)])
    assert figures["alike_pairs_f1"] == pytest.approx(2 * 1 / (2 + 2))
    assert figures["judged_pairs_f1"] == pytest.approx(2 * 2 / (3 + 3))


def test_support_links_by_hand() -> None:
    def linked(*links: tuple[int, int]) -> ArgumentDocument:
        built = labelled(["claim"] * 4)
        ids = [one.id for one in built.units]
        relations = tuple(Relation(ids[a], ids[b], "support", 1.0) for a, b in links)
        return ArgumentDocument(**{name: getattr(built, name) for name in built.__slots__} | {"relations": relations})

    figures = support_scores([compare(linked((0, 1), (2, 3)), linked((0, 1), (3, 2), (1, 2)))])
    assert figures == pytest.approx({"precision": 1 / 3, "recall": 1 / 2, "f1": 0.4})


def test_calibration_by_hand() -> None:
    gold = labelled(["claim", "claim", "evidence", "claim"])
    sure, unsure = scores("claim", 0.95), scores("claim", 0.55)
    units = [unit(one.text, "claim", scores=s) for one, s in zip(gold.units, (sure, sure, unsure, unsure), strict=True)]
    compared = [compare(gold, document(*units))]
    assert [(row["from"], row["units"], row["accuracy"]) for row in reliability(compared)] == [
        (0.5, 2, 0.5),
        (0.9, 2, 1),
    ]
    assert calibration_error(compared) == pytest.approx((2 * 0.05 + 2 * 0.05) / 4)


def test_a_better_model_is_significantly_better_and_the_same_one_is_not() -> None:
    def accuracy(documents: Sequence[Compared]) -> float:
        return float(component_scores(documents)["accuracy"])  # type: ignore[arg-type]

    gold = [labelled(["claim"] * 5) for _ in range(12)]
    good = [compare(one, labelled(["claim"] * 5)) for one in gold]
    bad = [compare(one, labelled(["evidence"] * 3 + ["claim"] * 2)) for one in gold]
    better = paired_difference(good, bad, accuracy, rounds=200)
    assert better.difference == pytest.approx(0.6)
    assert better.interval_95 == pytest.approx((0.6, 0.6))
    assert better.p_value < 0.02
    assert paired_difference(good, good, accuracy, rounds=50).p_value == 1.0
    with pytest.raises(ValueError, match="12 and 11"):
        paired_difference(good, bad[1:], accuracy)


def test_the_error_report_puts_the_surest_mistake_first_and_escapes_markup() -> None:
    built = document(unit("Before."), unit("A <b>bold</b> [claim](x).", "evidence"), unit("After.", "conclusion"))
    report = error_report([Mistake(built, 2, "claim", 0.6), Mistake(built, 1, "claim", 0.9)])
    first, second = report.index("evidence, called claim (0.90)"), report.index("conclusion, called claim (0.60)")
    assert first < second
    assert r"**A \<b\>bold\</b\> \[claim\](x).**" in report
    assert "> Before. (claim)" in report
