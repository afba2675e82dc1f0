"""Early stopping: the weights of the epoch that was best on dev, and the learning curve."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from torch import nn


class BestEpoch:
    """Keeps the best epoch by the mean of its figures; `curve` has a row an epoch."""

    def __init__(self, patience: int) -> None:
        self.patience = patience
        self.curve: list[dict[str, float]] = []
        self.value = -1.0
        self.epoch = 0
        self.state: dict[str, Any] = {}

    def see(self, epoch: int, loss: float, figures: Mapping[str, float], model: nn.Module) -> bool:
        """Keep the epoch (0-based) if it is the best so far; whether `patience` epochs have passed without a gain."""
        self.curve.append({"epoch": epoch + 1, "loss": loss, **figures})
        value = sum(figures.values()) / len(figures)
        if value > self.value:
            self.value, self.epoch = value, epoch + 1
            self.state = copy.deepcopy(model.state_dict())
        return epoch + 1 - self.epoch >= self.patience
