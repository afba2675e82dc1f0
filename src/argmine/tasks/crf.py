"""The loss of a linear-chain conditional random field (Lafferty, McCallum and Pereira 2001); torch."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence


def chain_loss(scores: Sequence[Tensor], labels: Sequence[Tensor], transitions: Tensor) -> Tensor:
    """Mean negative log-likelihood a word of label sequences: `scores[i]` (words, classes), `labels[i]` (words,).

    `transitions` (classes + 1, classes) score a label after another, and in the last row one that opens a sequence.
    """
    lengths = torch.tensor([len(each) for each in labels])
    mask = torch.arange(int(lengths.max())).unsqueeze(0) < lengths.unsqueeze(1)
    emitted = pad_sequence(list(scores), batch_first=True)
    true = pad_sequence(list(labels), batch_first=True)
    loss = _normalizer(emitted, mask, transitions) - _path(emitted, true, mask, transitions)
    return loss.sum() / lengths.sum()


def _normalizer(emitted: Tensor, mask: Tensor, transitions: Tensor) -> Tensor:
    """(b,) log of the summed weight of all label sequences."""
    total = transitions[-1] + emitted[:, 0]
    for step in range(1, emitted.shape[1]):
        stepped = torch.logsumexp(total.unsqueeze(2) + transitions[:-1], dim=1) + emitted[:, step]
        total = torch.where(mask[:, step].unsqueeze(1), stepped, total)
    return torch.logsumexp(total, dim=1)


def _path(emitted: Tensor, labels: Tensor, mask: Tensor, transitions: Tensor) -> Tensor:
    """(b,) score of the true label sequences."""
    words = emitted.gather(2, labels.unsqueeze(2)).squeeze(2) * mask
    steps = transitions[labels[:, :-1], labels[:, 1:]] * mask[:, 1:]
    return transitions[-1, labels[:, 0]] + words.sum(dim=1) + steps.sum(dim=1)
