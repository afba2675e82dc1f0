"""Support links: bounded candidates within a section, one target a unit, no circles, learnt from gold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmine.document import ArgumentDocument
from argmine.learn.fit_support import fit_support
from argmine.learn.inputs import document_input
from argmine.learn.links import LINK_COLUMNS, learnt_features
from argmine.learn.settings import HeadsSection
from argmine.learn.support import (
    EDGE,
    NEAR,
    SupportInput,
    best_targets,
    support_candidates,
    support_features,
    support_input,
    support_links,
)
from building import document, section, unit


def linked_document(seed: int) -> tuple[SupportInput, frozenset[tuple[int, int]]]:
    """Evidence that supports the claim after it, in a document of 30 units."""
    random = np.random.default_rng(seed)
    kinds = [("evidence", "claim")[int(random.integers(2))] for _ in range(30)]
    built = document(*(unit(f"Unit {n}.", kind) for n, kind in enumerate(kinds)))  # type: ignore[arg-type]
    links = frozenset((n, n + 1) for n in range(29) if kinds[n : n + 2] == ["evidence", "claim"])
    vectors = np.ones((30, 4), np.float32) / 2
    return support_input(built, vectors, vectors, np.zeros((30, LINK_COLUMNS), np.float32)), links


def candidates(built: ArgumentDocument) -> list[tuple[int, int]]:
    return [(int(a), int(b)) for a, b in support_candidates(document_input(built))]


def test_candidates_stay_in_their_section() -> None:
    two = (section("s-1"), section("s-2"))
    built = document(unit("A.", section="s-1"), unit("B.", section="s-1"), unit("C.", section="s-2"), sections=two)
    assert candidates(built) == [(0, 1), (1, 0)]


def test_candidates_are_bounded_and_reach_the_ends_of_a_long_section() -> None:
    found = candidates(document(*(unit(f"Unit {n}.") for n in range(60))))
    assert max(sum(a == source for a, _ in found) for source in range(60)) <= 2 * (NEAR + EDGE)
    assert [b for a, b in found if a == 30] == [0, 1, 2, *range(22, 30), *range(31, 39), 57, 58, 59]


def test_a_document_without_units_has_no_links() -> None:
    assert candidates(document()) == []


def test_what_the_encoder_has_learnt_is_among_the_features() -> None:
    inputs, _ = linked_document(1)
    pairs = support_candidates(inputs.inputs)
    assert not support_features(inputs, pairs)[:, -2].any()
    links = np.random.default_rng(1).normal(size=inputs.links.shape).astype(np.float32)
    found = support_features(replace(inputs, links=links), pairs)
    assert np.array_equal(found[:, -2:], learnt_features(links, pairs))
    assert found[:, -2].any()


def test_links_are_learnt_and_found_again() -> None:
    documents, links = zip(*(linked_document(seed) for seed in range(6)), strict=True)
    settings = HeadsSection(support_hidden=8, support_decay=0.01, support_epochs=60)
    head, reached = fit_support(documents, links, settings, seed=1)
    assert reached > 0.95
    new, gold = linked_document(99)
    found = support_links(new, head)
    assert {(source, target) for source, target, _ in found} == gold
    assert all(0 < score <= 1 for _, _, score in found)


@given(
    scored=st.dictionaries(
        st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] != pair[1]),
        st.floats(0, 1, width=32),
    ),
    threshold=st.floats(0.0625, 1, width=32),
)
def test_one_target_a_unit_over_the_threshold_and_no_circles_of_two(
    scored: dict[tuple[int, int], float], threshold: float
) -> None:
    pairs = np.array(sorted(scored), dtype=np.int64).reshape(-1, 2)
    given_scores = np.array([scored[pair] for pair in sorted(scored)], dtype=np.float32)
    found = best_targets(pairs, given_scores, threshold)
    chosen = {source: target for source, target, _ in found}
    assert len(chosen) == len(found)
    assert all(score >= threshold and score == pytest.approx(scored[a, b]) for a, b, score in found)
    assert all(chosen.get(target) != source for source, target in chosen.items())
