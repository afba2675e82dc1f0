"""Average linkage over sparse pairs: clusters hold together as a whole."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from argmine.learn.clustering import average_linkage, linkage_by_parts, representatives

Scored = dict[tuple[int, int], float]


def arrays(scored: Scored) -> tuple[np.ndarray, np.ndarray]:
    pairs = np.array(sorted(scored), dtype=np.int64).reshape(-1, 2)
    return pairs, np.array([scored[pair] for pair in sorted(scored)], dtype=np.float32)


def clusters(scored: Scored, threshold: float = 0.5, largest: int = 100) -> list[list[int]]:
    return average_linkage(*arrays(scored), threshold=threshold, largest=largest)


def test_alike_units_are_one_cluster() -> None:
    assert clusters({(0, 1): 0.9, (0, 2): 0.8, (1, 2): 0.7, (3, 7): 0.6, (4, 5): 0.4}) == [[0, 1, 2], [3, 7]]


def test_chain_of_neighbours_does_not_hold_together() -> None:
    assert clusters({(0, 1): 0.9, (1, 2): 0.8, (2, 3): 0.9}) == [[0, 1], [2, 3]]


def test_missing_pair_counts_as_zero() -> None:
    assert clusters({(0, 1): 0.9, (1, 2): 0.98}, threshold=0.5) == [[1, 2]]
    assert clusters({(0, 1): 0.9, (1, 2): 0.98}, threshold=0.4) == [[0, 1, 2]]


def test_no_cluster_grows_beyond_the_largest() -> None:
    everything = dict.fromkeys(combinations(range(6), 2), 0.9)

    assert clusters(everything) == [[0, 1, 2, 3, 4, 5]]
    assert max(map(len, clusters(everything, largest=2))) == 2
    assert clusters(everything, largest=1) == []


def test_ties_fall_to_the_earliest_units() -> None:
    assert clusters({(0, 1): 0.75, (1, 2): 0.75}) == [[0, 1]]


def test_score_at_the_threshold_is_enough() -> None:
    assert clusters({(0, 1): 0.5}) == [[0, 1]]
    assert clusters({(0, 1): 0.49}) == []


def test_no_pairs() -> None:
    assert clusters({}) == []


def test_representative_is_the_member_closest_to_the_others() -> None:
    scored = {(0, 1): 0.6, (0, 2): 0.5, (1, 2): 0.9, (2, 3): 1.0, (4, 5): 0.7}

    assert representatives([[0, 1, 2], [4, 5]], *arrays(scored)) == [1, 4]
    assert representatives([], *arrays(scored)) == []


@st.composite
def scored_pairs(draw: st.DrawFn) -> Scored:
    units = draw(st.integers(2, 9))
    pairs = draw(st.lists(st.sampled_from(list(combinations(range(units), 2))), unique=True))
    return {pair: draw(st.floats(0, 1, width=32)) for pair in pairs}


@given(scored_pairs(), st.floats(0.05, 0.95), st.integers(2, 9))
def test_clusters_are_disjoint_and_hold_on_average(scored: Scored, threshold: float, largest: int) -> None:
    found = clusters(scored, threshold, largest)
    members = [unit for cluster in found for unit in cluster]

    assert len(members) == len(set(members))
    assert found == sorted(sorted(cluster) for cluster in found)
    for cluster in found:
        assert 2 <= len(cluster) <= largest
        assert np.mean([scored.get(pair, 0.0) for pair in combinations(cluster, 2)]) >= threshold - 1e-6
    for left, right in combinations(found, 2):  # nothing is left to merge
        across = [scored.get((min(a, b), max(a, b)), 0.0) for a in left for b in right]
        assert len(left) + len(right) > largest or np.mean(across) < threshold + 1e-6


@given(scored_pairs(), st.integers(0, 2**32))
def test_order_of_the_pairs_does_not_matter(scored: Scored, seed: int) -> None:
    pairs, scores = arrays(scored)
    order = np.random.default_rng(seed).permutation(len(pairs))

    shuffled = average_linkage(pairs[order], scores[order], threshold=0.3, largest=5)
    assert shuffled == average_linkage(pairs, scores, threshold=0.3, largest=5)


def test_many_pairs_in_one_cluster() -> None:
    assert clusters(dict.fromkeys(combinations(range(200), 2), 0.9), largest=200) == [list(range(200))]


@given(scored_pairs(), st.floats(0.05, 0.95), st.integers(2, 9))
def test_parts_give_the_same_clusters(scored: Scored, threshold: float, largest: int) -> None:
    found = linkage_by_parts(*arrays(scored), threshold=threshold, largest=largest)
    assert found == clusters(scored, threshold, largest)


@given(scored_pairs(), st.floats(0.05, 0.95), st.integers(2, 4))
def test_clusters_of_cut_parts_are_disjoint_and_hold_on_average(scored: Scored, threshold: float, part: int) -> None:
    found = linkage_by_parts(*arrays(scored), threshold=threshold, largest=part, part=part)
    members = [unit for cluster in found for unit in cluster]
    assert len(members) == len(set(members))
    assert found == sorted(sorted(cluster) for cluster in found)
    for cluster in found:
        assert 2 <= len(cluster) <= part
        assert np.mean([scored.get(pair, 0.0) for pair in combinations(cluster, 2)]) >= threshold - 1e-6


def test_a_large_part_is_cut_at_its_weakest_pair() -> None:
    scored = {(0, 1): 0.9, (1, 2): 0.6, (2, 3): 0.8}
    assert linkage_by_parts(*arrays(scored), threshold=0.1, largest=2, part=2) == [[0, 1], [2, 3]]


def test_parts_of_no_pairs() -> None:
    assert linkage_by_parts(*arrays({}), threshold=0.1, largest=2) == []
