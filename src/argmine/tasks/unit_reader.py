"""A transformer that reads a document of units and says what each is and which other it is linked to (torch)."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from argmine.learn.window_training import load_encoder, mixed_precision
from argmine.tasks.settings import ScheduleSection
from argmine.tasks.unit_inputs import NONE, PLACES, UnitBatch, UnitTargets
from argmine.tasks.unit_model import INPUTS, link_candidates

_WIDTH = 256
_LINK_WIDTH = 128
_FARTHEST = 12  # units; links that are longer share one bias


class UnitReader(nn.Module):
    """The inputs of a `UnitBatch` to scores (n, classes) and links (n, 1 + n), whose column 0 is "no link".

    Token states are averaged per unit and per opening; a recurrent layer then reads the units in order. A link's
    score is a scaled product of a projection of either unit and a bias by their distance (Dozat and Manning 2017,
    without the label part).
    """

    def __init__(self, base: Path, classes: int, dropout: float) -> None:
        super().__init__()
        self.encoder, self.tokenizer = load_encoder(base)
        width = int(self.encoder.config.hidden_size)  # type: ignore[union-attr, arg-type]
        self.dropout = nn.Dropout(dropout)
        self.narrow = nn.Linear(2 * width + PLACES, _WIDTH)
        self.sequence = nn.LSTM(_WIDTH, _WIDTH // 2, bidirectional=True)
        self.head = nn.Linear(2 * _WIDTH, classes)
        self.source = nn.Linear(2 * _WIDTH, _LINK_WIDTH)
        self.target = nn.Linear(2 * _WIDTH, _LINK_WIDTH)
        self.none = nn.Linear(2 * _WIDTH, 1)
        self.distance = nn.Embedding(2 * _FARTHEST + 1, 1)
        nn.init.zeros_(self.distance.weight)

    def forward(
        self, ids: Tensor, mask: Tensor, pool: Tensor, openings: Tensor, order: Tensor, places: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Class and link scores of the units of a document."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        with mixed_precision("fp32"):  # half precision is for the encoder, which takes the time
            return self._score(states, pool, openings, order, places)

    def _score(
        self, states: Tensor, pool: Tensor, openings: Tensor, order: Tensor, places: Tensor
    ) -> tuple[Tensor, Tensor]:
        read = [torch.bmm(weights, states).flatten(0, 1)[order] for weights in (pool, openings)]
        units = torch.tanh(self.narrow(self.dropout(torch.cat([*read, places], dim=1))))
        sequence, _ = self.sequence(self.dropout(units).unsqueeze(1))
        vectors = self.dropout(torch.cat([units, sequence.squeeze(1)], dim=1))
        products = self.source(vectors) @ self.target(vectors).T / math.sqrt(_LINK_WIDTH)
        number = torch.arange(order.shape[0])
        apart = (number.unsqueeze(0) - number.unsqueeze(1)).clamp(-_FARTHEST, _FARTHEST) + _FARTHEST
        links = products + self.distance(apart).squeeze(-1)
        return self.head(vectors), torch.cat([self.none(vectors), links], dim=1)

    def read(self, batch: UnitBatch) -> tuple[Tensor, Tensor]:
        """The scores of a batch of arrays."""
        scores, links = self(*(torch.from_numpy(getattr(batch, name)) for name in INPUTS))
        return scores, links

    def groups(self, schedule: ScheduleSection) -> list[dict[str, object]]:
        """The parameters with their learning rates."""
        heads = [p for name, p in self.named_parameters() if not name.startswith("encoder.")]
        return [
            {"params": list(self.encoder.parameters()), "lr": schedule.encoder_rate},
            {"params": heads, "lr": schedule.head_rate},
        ]


def unit_loss(model: UnitReader, batch: UnitBatch, gold: UnitTargets, weights: Tensor, link_weight: float) -> Tensor:
    """Cross-entropy of the classes, weighted, and of the link of each unit among the units of its paragraph."""
    scores, links = model.read(batch)
    loss = nn.functional.cross_entropy(scores, torch.from_numpy(gold.classes), weight=weights)
    if not link_weight:
        return loss
    allowed = torch.from_numpy(link_candidates(gold.paragraphs))
    target = torch.from_numpy(np.where(gold.target == NONE, 0, gold.target + 1))
    return loss + link_weight * nn.functional.cross_entropy(links.masked_fill(~allowed, -1e4), target)
