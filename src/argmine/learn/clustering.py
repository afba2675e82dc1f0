"""Clusters of repeated arguments: average linkage over scored pairs, no chains, and all at once or in parts."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from argmine.learn.inputs import Matrix
from argmine.learn.similarity import Pairs

_PART = 4096  # units that are linked at once


def average_linkage(pairs: Pairs, scores: Matrix, *, threshold: float, largest: int) -> list[list[int]]:
    """Clusters of two or more units, members sorted, clusters in order of their first member.

    The two clusters with the highest mean score over *all* their cross pairs are merged while that mean
    is at least `threshold`; a pair that is no candidate counts as 0, so a chain of alike neighbours does
    not hold together. No cluster grows beyond `largest`. Ties fall to the earliest units. Takes
    O(m log m) for m pairs (Sneath and Sokal 1973, unweighted average linkage on a sparse graph).
    """
    members: dict[int, list[int]] = {}
    links: dict[int, dict[int, float]] = {}
    for (left, right), score in zip(pairs.tolist(), scores.tolist(), strict=True):
        members.setdefault(left, [left])
        members.setdefault(right, [right])
        links.setdefault(left, {})[right] = score
        links.setdefault(right, {})[left] = score
    queue = [
        (-score, left, right, 1, 1)
        for (left, right), score in zip(pairs.tolist(), scores.tolist(), strict=True)
        if score >= threshold
    ]
    heapq.heapify(queue)
    while queue:
        _, left, right, left_size, right_size = heapq.heappop(queue)
        if len(members.get(left, ())) != left_size or len(members.get(right, ())) != right_size:
            continue  # one of the two has been merged since
        if left_size + right_size > largest:
            continue
        _merge(left, right, members, links)
        for other, total in links[left].items():
            mean = total / (len(members[left]) * len(members[other]))
            if mean >= threshold:
                first, second = min(left, other), max(left, other)
                heapq.heappush(queue, (-mean, first, second, len(members[first]), len(members[second])))
    return sorted(sorted(cluster) for cluster in members.values() if len(cluster) > 1)


def _merge(left: int, right: int, members: dict[int, list[int]], links: dict[int, dict[int, float]]) -> None:
    """Put `right` into `left`; links hold sums of scores, so means follow from sizes."""
    members[left] += members.pop(right)
    for other, total in links.pop(right).items():
        del links[other][right]
        if other != left:
            links[left][other] = links[left].get(other, 0.0) + total
            links[other][left] = links[left][other]


def linkage_by_parts(
    pairs: Pairs, scores: Matrix, *, threshold: float, largest: int, part: int = _PART
) -> list[list[int]]:
    """The clusters of `average_linkage`, found in one part of the graph after the other, so that memory is bounded.

    Clusters whose mean reaches the threshold have a pair that does; so none reaches across the parts that such pairs
    tie together, and the result is the same. Only a part of more than `part` units (or `largest`) is cut, at its
    weakest pairs, until no piece is larger.
    """
    owner = _parts(pairs, scores, threshold, max(part, largest))
    inside = np.flatnonzero(owner[pairs[:, 0]] == owner[pairs[:, 1]])
    owners = owner[pairs[inside, 0]]
    order = np.argsort(owners, kind="stable")
    inside, owners = inside[order], owners[order]
    ends = [*np.flatnonzero(np.diff(owners)) + 1, len(owners)]
    clusters = []
    for start, end in pairwise([0, *ends]):
        own = inside[start:end]
        clusters += average_linkage(pairs[own], scores[own], threshold=threshold, largest=largest)
    return sorted(clusters)


def _parts(pairs: Pairs, scores: Matrix, threshold: float, bound: int) -> npt.NDArray[np.int64]:
    """(n,) for each unit the first unit of its part: the pairs that reach the threshold tie units together.

    The strongest pairs come first, and one that would make a part of more than `bound` units ties nothing
    (Kruskal 1956). Of equal pairs the first comes first.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    n = int(pairs.max(initial=-1)) + 1
    strong = pairs[scores >= threshold]
    graph = coo_matrix((np.ones(len(strong), np.int8), (strong[:, 0], strong[:, 1])), shape=(n, n))
    _, number = connected_components(graph, directed=False)
    sizes = np.bincount(number, minlength=1)
    _, first = np.unique(number, return_index=True)
    owner = np.asarray(first[number], dtype=np.int64)
    large = (scores >= threshold) & (sizes[number[pairs[:, 0]]] > bound) if n else np.zeros(0, np.bool_)
    return _cut(owner, pairs[large], scores[large], bound) if large.any() else owner


def _cut(owner: npt.NDArray[np.int64], pairs: Pairs, scores: Matrix, bound: int) -> npt.NDArray[np.int64]:
    units = np.unique(pairs).tolist()
    root, size = dict(zip(units, units, strict=True)), dict.fromkeys(units, 1)

    def find(unit: int) -> int:
        while root[unit] != unit:
            root[unit] = root[root[unit]]
            unit = root[unit]
        return unit

    for index in np.argsort(-scores, kind="stable").tolist():
        one, other = sorted((find(int(pairs[index, 0])), find(int(pairs[index, 1]))))
        if one != other and size[one] + size[other] <= bound:
            root[other] = one
            size[one] += size[other]
    owner = owner.copy()
    owner[units] = [find(unit) for unit in units]
    return owner


def representatives(clusters: Sequence[Sequence[int]], pairs: Pairs, scores: Matrix) -> list[int]:
    """For each cluster the member with the highest summed score to the others; the earliest of equals."""
    totals = {unit: 0.0 for cluster in clusters for unit in cluster}
    if not totals:
        return []
    cluster_of = np.full(max(*totals, int(pairs.max(initial=-1))) + 1, -1)
    for index, cluster in enumerate(clusters):
        cluster_of[cluster] = index
    left_of, right_of = cluster_of[pairs[:, 0]], cluster_of[pairs[:, 1]]
    within = (left_of >= 0) & (left_of == right_of)
    for (left, right), score in zip(pairs[within].tolist(), scores[within].tolist(), strict=True):
        totals[left] += score
        totals[right] += score
    return [max(cluster, key=lambda unit: (round(totals[unit], 6), -unit)) for cluster in clusters]
