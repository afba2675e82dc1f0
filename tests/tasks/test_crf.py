"""The loss of label sequences against the sum over all of them; needs torch (`-m train`)."""

from __future__ import annotations

from itertools import product

import pytest

pytestmark = pytest.mark.train


def test_loss_is_the_likelihood_among_all_sequences() -> None:
    import torch

    from argmine.tasks.crf import chain_loss

    torch.manual_seed(0)
    transitions = torch.randn(4, 3)
    scores = [torch.randn(4, 3), torch.randn(2, 3)]
    labels = [torch.tensor([0, 2, 1, 1]), torch.tensor([2, 0])]

    def weight(emitted: torch.Tensor, path: tuple[int, ...]) -> torch.Tensor:
        total = transitions[3, path[0]] + sum(emitted[i, label] for i, label in enumerate(path))
        return total + sum(transitions[a, b] for a, b in zip(path, path[1:], strict=False))

    expected = torch.tensor(0.0)
    for emitted, true in zip(scores, labels, strict=True):
        every = torch.stack([weight(emitted, path) for path in product(range(3), repeat=len(true))])
        expected = expected + torch.logsumexp(every, 0) - weight(emitted, tuple(true.tolist()))
    assert float(chain_loss(scores, labels, transitions)) == pytest.approx(float(expected) / 6, rel=1e-5)
