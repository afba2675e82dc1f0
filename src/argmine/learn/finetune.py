"""Fine-tuning the encoder on windows of units (torch; the `train` extra).

A transformer reads a window of neighbouring units with their heading; the token states of each unit are
averaged, linear heads score component, risk types and specialties together, a projection learns the vectors
that a sentence encoder gives each unit when it stands alone (see `finetune_sentences`), and two more learn which unit
of the window each is a reason for (see `links`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from argmine.learn.encoder import WindowEncoder
from argmine.learn.gold import NOTHING, Labels
from argmine.learn.inputs import DocumentInput, Matrix
from argmine.learn.links import LINK_COLUMNS, LINK_WIDTH
from argmine.learn.window_training import (
    Placed,
    Schedule,
    fit_windows,
    load_encoder,
    run_torch,
    seed_everything,
    shifting_windows,
)
from argmine.learn.windows import WindowShape, tokenize


@dataclass(frozen=True, slots=True, kw_only=True)
class FinetuneSettings(Schedule):
    """Everything that a fine-tuning run depends on besides its data: a schedule, dropout and weights of the losses."""

    dropout: float = 0.1
    risk_weight: float = 0.5
    specialty_weight: float = 0.3
    meaning_weight: float = 3.0
    link_weight: float = 0.5


@dataclass(frozen=True, slots=True)
class Targets:
    """What is to be learnt of one document: its labels, and the meaning (n, d) of each unit read alone."""

    labels: Labels
    meaning: Matrix


_FARTHEST = 12  # units; links that are longer share one bias
_COMPONENT_WEIGHTS = (1.0, 1.0, 2.0, 2.0)  # conclusions and other text are a seventh of the claims


class WindowTagger(nn.Module):
    """(ids, mask, pool) to vectors and meaning (b, units, d), scores (b, units, 4 + risks + specialties) and links."""

    def __init__(self, encoder: nn.Module, width: int, outputs: int, dropout: float) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(width, outputs)
        self.meaning = nn.Linear(width, width, bias=False)
        nn.init.eye_(self.meaning.weight)
        self.links = nn.Linear(width, LINK_COLUMNS)
        self.distance = nn.Parameter(torch.zeros(2 * _FARTHEST + 1))  # for learning; the scorer of links has its own

    def forward(self, ids: Tensor, mask: Tensor, pool: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Unit vectors, label scores, unit-length meaning and links of a batch of windows."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        vectors = torch.bmm(pool, states)
        meaning = nn.functional.normalize(self.meaning(vectors), dim=2)
        noisy = self.dropout(vectors)
        return vectors, self.head(noisy), meaning, self.links(noisy)


def finetune(
    base: Path,
    documents: Sequence[DocumentInput],
    targets: Sequence[Targets],
    shape: WindowShape,
    settings: FinetuneSettings,
    on_epoch: Callable[[int, float, WindowTagger], None] | None = None,
) -> WindowTagger:
    """A tagger trained on `documents`; the same inputs and seed give the same weights on the same machine."""
    seed_everything(settings.seed)
    encoder, tokenizer = load_encoder(base)
    outputs = 4 + targets[0].labels.risks.shape[1] + targets[0].labels.specialties.shape[1]
    model = WindowTagger(encoder, int(encoder.config.hidden_size), outputs, settings.dropout)  # type: ignore[union-attr, arg-type]
    tokens = [tokenize(tokenizer, document) for document in documents]
    groups = [
        {"params": encoder.parameters(), "lr": settings.encoder_rate},
        {"params": model.head.parameters(), "lr": settings.head_rate},
        {"params": [*model.links.parameters(), model.distance], "lr": settings.head_rate},
        {"params": model.meaning.parameters(), "lr": settings.encoder_rate},
    ]

    def report(epoch: int, loss: float) -> bool:
        if on_epoch:
            on_epoch(epoch, loss, model)
        return False

    windows = shifting_windows(tokens, shape)
    fit_windows(groups, model, windows, settings, lambda placed: _loss(model, placed, targets, settings), report)
    return model


def as_encoder(model: WindowTagger, tokenizer: Tokenizer, shape: WindowShape) -> WindowEncoder:
    """The trained model as an encoder of documents, in torch."""
    model.eval()
    return WindowEncoder(shape, tokenizer, run_torch(model))


def _loss(model: WindowTagger, placed: Placed, targets: Sequence[Targets], settings: FinetuneSettings) -> Tensor:
    padded, batch = placed.batch, placed.rows
    _, scores, meaning, links = model(
        torch.from_numpy(padded.ids), torch.from_numpy(padded.mask), torch.from_numpy(padded.pool)
    )
    rows = torch.cat([scores[row, : len(window.spans)] for row, (_, window) in enumerate(batch)])
    places = [(targets[d], slice(window.first, window.first + len(window.spans))) for d, window in batch]
    alone = torch.from_numpy(np.concatenate([t.meaning[s] for t, s in places]))
    found = torch.cat([meaning[row, : len(window.spans)] for row, (_, window) in enumerate(batch)])
    loss = settings.meaning_weight * (1 - (found * alone).sum(dim=1)).mean()
    loss = loss + settings.link_weight * _links_loss(links, model.distance, places)
    known = torch.from_numpy(np.concatenate([t.labels.known[s] for t, s in places]))
    return loss + _label_loss(rows[known], places, settings) if known.any() else loss


def _label_loss(rows: Tensor, places: Sequence[tuple[Targets, slice]], settings: FinetuneSettings) -> Tensor:
    """Of the scores of the known units."""

    def gold(name: str) -> Tensor:
        return torch.from_numpy(np.concatenate([getattr(t.labels, name)[s][t.labels.known[s]] for t, s in places]))

    risks = gold("risks")
    split = 4 + risks.shape[1]
    return (
        nn.functional.cross_entropy(rows[:, :4], gold("components"), weight=torch.tensor(_COMPONENT_WEIGHTS))
        + settings.risk_weight * _binary(rows[:, 4:split], risks)
        + settings.specialty_weight * _binary(rows[:, split:], gold("specialties"))
    )


def _links_loss(links: Tensor, distance: Tensor, places: Sequence[tuple[Targets, slice]]) -> Tensor:
    """Cross-entropy of the unit of the window, or nothing, that each known unit supports."""
    losses = [links.sum() * 0.0]
    for row, (target, window) in enumerate(places):
        number = window.stop - window.start
        supports = target.labels.supports[window]
        inside = (supports >= window.start) & (supports < window.stop)
        learnt = target.labels.known[window] & (inside | (supports == NOTHING))
        if not learnt.any():
            continue
        gold = torch.from_numpy(np.where(inside, supports - window.start + 1, 0)[learnt])
        losses.append(nn.functional.cross_entropy(_link_logits(links[row, :number], distance)[learnt], gold))
    return torch.stack(losses).sum() / max(1, len(losses) - 1)


def _link_logits(links: Tensor, distance: Tensor) -> Tensor:
    """(u, 1 + u) of a window's units: nothing, then each unit; none supports itself."""
    source, target, nothing = torch.split(links.float(), [LINK_WIDTH, LINK_WIDTH, 1], dim=1)
    number = torch.arange(len(links))
    apart = (number.unsqueeze(0) - number.unsqueeze(1)).clamp(-_FARTHEST, _FARTHEST) + _FARTHEST
    products = source @ target.T / math.sqrt(LINK_WIDTH) + distance[apart]
    return torch.cat([nothing, products.masked_fill(torch.eye(len(links), dtype=torch.bool), -1e4)], dim=1)


def _binary(scores: Tensor, gold: Tensor) -> Tensor:
    """Cross-entropy summed over labels, averaged over units."""
    return nn.functional.binary_cross_entropy_with_logits(scores, gold, reduction="none").sum(dim=1).mean()
