"""A transformer that reads windows of units and says what each is and which other it is linked to (torch)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from argmine.learn.window_training import Placed, load_encoder
from argmine.tasks.settings import ScheduleSection
from argmine.tasks.unit_inputs import NONE, UnitTargets

_LINK_WIDTH = 128
_FARTHEST = 12  # units; links that are longer share one bias


class UnitReader(nn.Module):
    """(ids, mask, pool) to scores (b, units, classes) and links (b, units, 1 + units), whose column 0 is "no link".

    A link's score is a scaled product of a projection of either unit and a bias by their distance (Dozat and
    Manning 2017, without the label part).
    """

    def __init__(self, base: Path, classes: int, dropout: float) -> None:
        super().__init__()
        self.encoder, self.tokenizer = load_encoder(base)
        width = int(self.encoder.config.hidden_size)  # type: ignore[union-attr, arg-type]
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(width, classes)
        self.source = nn.Linear(width, _LINK_WIDTH)
        self.target = nn.Linear(width, _LINK_WIDTH)
        self.none = nn.Linear(width, 1)
        self.distance = nn.Embedding(2 * _FARTHEST + 1, 1)
        nn.init.zeros_(self.distance.weight)

    def forward(self, ids: Tensor, mask: Tensor, pool: Tensor) -> tuple[Tensor, Tensor]:
        """Class and link scores of a batch of windows."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        vectors = self.dropout(torch.bmm(pool, states))
        products = torch.bmm(self.source(vectors), self.target(vectors).transpose(1, 2)) / math.sqrt(_LINK_WIDTH)
        order = torch.arange(pool.shape[1])
        apart = (order.unsqueeze(0) - order.unsqueeze(1)).clamp(-_FARTHEST, _FARTHEST) + _FARTHEST
        links = products + self.distance(apart).squeeze(-1)
        return self.head(vectors), torch.cat([self.none(vectors), links], dim=2)

    def groups(self, schedule: ScheduleSection) -> list[dict[str, object]]:
        """The parameters with their learning rates."""
        heads = [p for name, p in self.named_parameters() if not name.startswith("encoder.")]
        return [
            {"params": list(self.encoder.parameters()), "lr": schedule.encoder_rate},
            {"params": heads, "lr": schedule.head_rate},
        ]


def unit_loss(
    model: UnitReader, placed: Placed, targets: Sequence[UnitTargets], weights: Tensor, link_weight: float
) -> Tensor:
    """Cross-entropy of the classes, weighted, and of the link of each unit among the units of its paragraph."""
    batch = placed.batch
    scores, links = model(torch.from_numpy(batch.ids), torch.from_numpy(batch.mask), torch.from_numpy(batch.pool))
    rows = torch.cat([scores[row, : len(window.spans)] for row, (_, window) in enumerate(placed.rows)])
    places = [(targets[d], slice(w.first, w.first + len(w.spans))) for d, w in placed.rows]
    classes = torch.from_numpy(np.concatenate([t.classes[s] for t, s in places]))
    loss = nn.functional.cross_entropy(rows, classes, weight=weights)
    if not link_weight:
        return loss
    linked = [_link_loss(links[row], t, s) for row, (t, s) in enumerate(places)]
    return loss + link_weight * torch.cat(linked).mean()


def _link_loss(links: Tensor, targets: UnitTargets, units: slice) -> Tensor:
    """(units,) cross-entropies; a target outside of the window leaves its unit out."""
    paragraphs = torch.from_numpy(targets.paragraphs[units])
    count = len(paragraphs)
    own = paragraphs.unsqueeze(0) == paragraphs.unsqueeze(1)
    own &= ~torch.eye(count, dtype=torch.bool)
    allowed = torch.cat([torch.ones(count, 1, dtype=torch.bool), own], dim=1)
    scores = links[:count, : count + 1].masked_fill(~allowed, -1e4)
    goal = targets.target[units]
    inside = np.where(goal == NONE, 0, goal - units.start + 1)
    seen = (inside >= 0) & (inside <= count)
    return nn.functional.cross_entropy(scores[seen], torch.from_numpy(inside[seen]), reduction="none")
