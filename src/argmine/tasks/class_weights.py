"""How much each class counts in the loss (torch)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor


def class_weights(gold: Sequence[npt.NDArray[np.int64]], classes: int, balance: float) -> Tensor:
    """(classes,) weights that rise as a class gets rarer, with mean 1 over the gold; `balance` 0: all are 1."""
    counts = np.bincount(np.concatenate(gold), minlength=classes)
    weights = (counts.sum() / np.maximum(counts, 1)) ** balance
    return torch.tensor(weights * counts.sum() / (weights * counts).sum(), dtype=torch.float32)
