"""The nearest of many vectors by an approximate index: time grows as n log n, and the result is always the same."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import numpy.typing as npt

from argmine.errors import MissingExtraError
from argmine.learn.inputs import Matrix

_CONNECTIONS = 16  # of a node of the graph
_ADDING, _SEARCHING = 128, 96  # nodes that are kept in view; recall is measured in benchmarks/clustering_scale.json
_ROWS = 4096

Places = npt.NDArray[np.int64]


def nearest_by_index(vectors: npt.NDArray[Any], *, count: int, threads: int | None = None) -> tuple[Places, Matrix]:
    """(m, 2) places of units and their neighbours, in order, and the (m,) products: of each its `count` nearest others.

    Rows of `vectors` (n, d) have unit length. A hierarchical graph (Malkov and Yashunin 2018) of vectors in half
    precision finds them. One thread builds it, in the order of the rows, so that it is the same graph whatever the
    number of threads that search it (as many as there are cores, unless `threads` says otherwise).

    Raises:
        MissingExtraError: usearch is not installed.
    """
    try:
        from usearch.index import Index
    except ImportError as error:
        raise MissingExtraError("usearch", "scale") from error
    n = len(vectors)
    wanted = min(count + 1, n)  # one of them is the unit itself
    index = Index(
        ndim=vectors.shape[1],
        metric="ip",
        dtype="f16",
        connectivity=_CONNECTIONS,
        expansion_add=_ADDING,
        expansion_search=max(_SEARCHING, wanted),
    )
    for start in range(0, n, _ROWS):
        stop = min(start + _ROWS, n)
        index.add(np.arange(start, stop, dtype=np.uint64), vectors[start:stop].astype(np.float32), threads=1)
    places, scores = [np.zeros((0, 2), np.int64)], [np.zeros(0, np.float32)]
    for start in range(0, n, _ROWS):
        rows = vectors[start : start + _ROWS].astype(np.float32)
        found = index.search(rows, wanted, threads=threads or os.cpu_count() or 1)
        keys, distances, counts = _as_batch(found, len(rows))
        own = np.arange(start, start + len(rows))[:, None]
        kept = (np.arange(wanted) < counts[:, None]) & (keys != own)
        kept &= np.cumsum(kept, axis=1) <= count
        places.append(np.stack([np.broadcast_to(own, kept.shape)[kept], keys[kept]], axis=1))
        scores.append(1 - distances[kept])
    return np.concatenate(places), np.concatenate(scores)


def _as_batch(found: Any, rows: int) -> tuple[Places, Matrix, Places]:
    """Keys and distances (rows, wanted) and how many of each row hold; for one row the library has another shape."""
    keys = np.asarray(found.keys).astype(np.int64).reshape(rows, -1)
    distances = np.asarray(found.distances, dtype=np.float32).reshape(rows, -1)
    counts = np.asarray(getattr(found, "counts", keys.shape[1])).astype(np.int64)
    return keys, distances, np.broadcast_to(counts, rows)
