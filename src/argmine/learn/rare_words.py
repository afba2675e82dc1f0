"""Which texts share rare words: a product of sparse rows in which no word brings more than a few texts together."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse

_ROWS = 2048
_COMMON = 50  # texts that hold a word or a pair of words; with more it says little, and costs their square

Places = npt.NDArray[np.int64]


def nearest_by_rare_words(words: sparse.csr_matrix, *, count: int) -> Places:
    """(m, 2) places of texts and of the `count` others with the highest products; of equals the earliest.

    Only columns that 2 to 50 of the texts hold are multiplied, so that time grows with the number of entries.
    """
    held = np.bincount(words.indices, minlength=words.shape[1])
    rare = words[:, np.flatnonzero((held > 1) & (held <= _COMMON))].tocsr()
    by_word = rare.T.tocsr()
    found = [np.zeros((0, 2), np.int64)]
    for start in range(0, words.shape[0], _ROWS):
        scores = (rare[start : start + _ROWS] @ by_word).tocoo()
        others = scores.row + start != scores.col
        rows, columns = scores.row[others].astype(np.int64), scores.col[others].astype(np.int64)
        order = np.lexsort((columns, -scores.data[others], rows))
        rows, columns = rows[order], columns[order]
        first = np.searchsorted(rows, rows)  # where the pairs of the same text begin
        kept = np.arange(len(rows)) - first < count
        found.append(np.stack([rows[kept] + start, columns[kept]], axis=1))
    return np.concatenate(found)
