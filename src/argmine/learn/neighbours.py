"""The nearest of many vectors by an approximate index: near-linear in time, and always the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

from argmine.errors import MissingExtraError
from argmine.learn.inputs import Matrix

CELL = 500  # vectors of a cell, on average
_PROBED = 48  # cells that are searched for a vector, when there are 100; recall is in benchmarks/clustering_scale.json
_GROWTH = 0.25  # of that number with the number of cells: neighbours spread over more of them
_SEEN = 64  # vectors a cell that cells are fitted on
_AGAIN = 4  # times as many vectors as wanted are compared again, in half precision
_ROWS = 8192

Places = npt.NDArray[np.int64]


def nearest_by_index(vectors: npt.NDArray[Any], *, count: int) -> tuple[Places, Matrix]:
    """(m, 2) places of units and their neighbours, in order, and the (m,) products: of each its `count` nearest others.

    Rows of `vectors` (n, d) have unit length. They are put into cells of some 500 by k-means, and a vector is compared
    with those of the nearest cells, at first by codes of two bits a number (product quantization: Jégou, Douze and
    Schmid 2011; André, Kermarrec and Le Scouarnec 2017). All in one thread, so that no order depends on timing.
    With less than ten cells everything is compared with everything.

    Raises:
        MissingExtraError: faiss is not installed.
    """
    try:
        import faiss
    except ImportError as error:
        raise MissingExtraError("faiss-cpu", "scale") from error
    wanted = min(count + 1, len(vectors))  # one of them is the unit itself
    places, scores = [np.zeros((0, 2), np.int64)], [np.zeros(0, np.float32)]
    with _one_thread(faiss):
        index = built(faiss, vectors)
        for start in range(0, len(vectors), _ROWS):
            products, found = index.search(vectors[start : start + _ROWS].astype(np.float32), wanted)
            own = np.arange(start, start + len(found))[:, None]
            kept = (found >= 0) & (found != own)
            kept &= np.cumsum(kept, axis=1) <= count
            places.append(np.stack([np.broadcast_to(own, kept.shape)[kept], found[kept]], axis=1))
            scores.append(products[kept])
    return np.concatenate(places), np.concatenate(scores)


def built(faiss: Any, vectors: npt.NDArray[Any]) -> Any:
    """The index, fitted on vectors from all over, with all of them in it."""
    n, width = vectors.shape
    cells = n // CELL
    inner = faiss.METRIC_INNER_PRODUCT
    if cells < 10 or width % 2:
        index = faiss.IndexFlat(width, inner)
    else:
        index = faiss.index_factory(width, f"IVF{cells},PQ{width // 2}x4fs,Refine(SQfp16)", inner)
        index.k_factor = _AGAIN
        by_cell = faiss.extract_index_ivf(faiss.downcast_index(index.base_index))
        by_cell.cp.max_points_per_centroid = _SEEN
        by_cell.nprobe = min(cells, round(_PROBED * (cells / 100) ** _GROWTH))
        sample = np.unique(np.linspace(0, n - 1, min(n, cells * _SEEN)).astype(np.int64))
        index.train(vectors[sample].astype(np.float32))
    for start in range(0, n, _ROWS):
        index.add(vectors[start : start + _ROWS].astype(np.float32))
    return index


@contextmanager
def _one_thread(faiss: Any) -> Iterator[None]:
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)
