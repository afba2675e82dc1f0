"""Clusters of repeated arguments: average linkage over scored pairs, no chains."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from argmine.learn.inputs import Matrix
from argmine.learn.similarity import Pairs


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


def representatives(clusters: Sequence[Sequence[int]], pairs: Pairs, scores: Matrix) -> list[int]:
    """For each cluster the member with the highest summed score to the others; the earliest of equals."""
    cluster_of = {unit: index for index, cluster in enumerate(clusters) for unit in cluster}
    totals = dict.fromkeys(sorted(cluster_of), 0.0)
    for (left, right), score in zip(pairs.tolist(), scores.tolist(), strict=True):
        if left in cluster_of and cluster_of[left] == cluster_of.get(right):
            totals[left] += score
            totals[right] += score
    return [max(cluster, key=lambda unit: (round(totals[unit], 6), -unit)) for cluster in clusters]
