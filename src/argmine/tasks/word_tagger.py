"""A transformer that tags words, and a reader of the components that the tags mark (torch)."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from argmine.learn.window_training import load_encoder, mixed_precision
from argmine.tasks.unit_inputs import PLACES

_WIDTH = 128
_UNIT_WIDTH = 256
_UNIT_DROPOUT = 0.3


class WordTagger(nn.Module):
    """(ids, mask, pool) to word scores (b, words, classes), transitions (b, classes + 1, classes) and word states.

    Token states are averaged per word and read by a recurrent layer; for transitions see `crf`.
    """

    def __init__(self, base: Path, classes: int, types: int, dropout: float) -> None:
        super().__init__()
        self.encoder, self.tokenizer = load_encoder(base)
        width = int(self.encoder.config.hidden_size)  # type: ignore[union-attr, arg-type]
        self.dropout = nn.Dropout(dropout)
        self.sequence = nn.LSTM(width, _WIDTH, bidirectional=True, batch_first=True)
        self.head = nn.Linear(width + 2 * _WIDTH, classes)
        self.transitions = nn.Parameter(torch.zeros(classes + 1, classes))
        self.typer = SpanTyper(width, types)

    def forward(self, ids: Tensor, mask: Tensor, pool: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Scores and states of the words of a batch of windows."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        with mixed_precision("fp32"):  # half precision is for the encoder, which takes the time
            words = torch.bmm(pool, states)
            noisy = self.dropout(words)
            sequence, _ = self.sequence(noisy)
            scores = self.head(torch.cat([noisy, self.dropout(sequence)], dim=2))
        return scores, (self.transitions * 1.0).unsqueeze(0).expand(ids.shape[0], -1, -1), words


class SpanTyper(nn.Module):
    """(states, pool, openings, places) of a window, see `span_types.SpanInputs`, to type scores (n, types)."""

    def __init__(self, width: int, types: int) -> None:
        super().__init__()
        self.width = width
        self.dropout = nn.Dropout(_UNIT_DROPOUT)
        self.narrow = nn.Linear(2 * width + PLACES, _UNIT_WIDTH)
        self.sequence = nn.LSTM(_UNIT_WIDTH, _UNIT_WIDTH // 2, bidirectional=True)
        self.head = nn.Linear(2 * _UNIT_WIDTH, types)

    def forward(self, states: Tensor, pool: Tensor, openings: Tensor, places: Tensor) -> Tensor:
        """Scores of the components of a window, read in order."""
        read = torch.cat([pool @ states, openings @ states, places], dim=1)
        units = torch.tanh(self.narrow(self.dropout(read)))
        sequence, _ = self.sequence(self.dropout(units).unsqueeze(1))
        scores: Tensor = self.head(self.dropout(torch.cat([units, sequence.squeeze(1)], dim=1)))
        return scores
