"""What the encoder has learnt of support links: each unit as a source and as a target (Dozat and Manning 2017)."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from argmine.learn.inputs import Matrix

LINK_WIDTH = 48
LINK_COLUMNS = 2 * LINK_WIDTH + 1  # a unit as source, as target, and the score that it supports nothing


def learnt_features(links: Matrix, pairs: npt.NDArray[np.int64]) -> Matrix:
    """(m, 2) of candidate links (source, target), sorted by source: their score and their log-probability.

    A score is a scaled product of the source and the target, less the source's score of supporting nothing; a
    probability is among the candidates of the source and nothing.
    """
    source, target = pairs[:, 0], pairs[:, 1]
    products = np.einsum("ij,ij->i", links[source, :LINK_WIDTH], links[target, LINK_WIDTH : 2 * LINK_WIDTH])
    scores = np.clip(products / math.sqrt(LINK_WIDTH) - links[source, -1], -20, 20)
    starts = np.flatnonzero(np.diff(source, prepend=-1))
    total = np.add.reduceat(np.exp(scores), starts) if len(starts) else np.zeros(0)
    owner = np.cumsum(np.diff(source, prepend=-1) != 0) - 1
    return np.stack([scores, scores - np.log1p(total[owner])], axis=1).astype(np.float32)
