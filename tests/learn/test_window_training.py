"""The training loop: what is averaged, when it ends, and in which precision (`-m train`)."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.train


def fitted(average: float, *, stop_after: int = 9) -> tuple[list[float], float]:
    """The weight that each epoch's report met, and the last one, of w fitted to 1 by (w - 1)^2."""
    import torch

    from argmine.learn.window_training import BatchSource, Schedule, fit_batches

    model = torch.nn.Linear(1, 1, bias=False)
    torch.nn.init.zeros_(model.weight)
    met: list[float] = []

    def report(epoch: int, loss: float) -> bool:
        met.append(model.weight.item())
        return epoch + 1 == stop_after

    schedule = Schedule(epochs=4, warmup=0.0, average=average)
    source = BatchSource(5, lambda _: list(range(5)))
    groups = [{"params": model.parameters(), "lr": 0.05}]
    fit_batches(groups, model, source, schedule, lambda _: (model.weight - 1).square().sum(), report)
    return met, model.weight.item()


def test_without_an_average_the_last_weights_are_kept() -> None:
    met, last = fitted(0.0)

    assert met == sorted(met)
    assert last == met[-1]


def test_an_average_trails_the_weights_and_is_what_reports_meet_and_what_is_kept() -> None:
    plain, _ = fitted(0.0)
    met, last = fitted(0.9)

    assert len(met) == 4
    assert all(0 < trailing < weight for trailing, weight in zip(met, plain, strict=True))
    assert last == met[-1]


def test_a_report_ends_the_training() -> None:
    met, last = fitted(0.9, stop_after=2)

    assert len(met) == 2
    assert last == met[-1]


def test_products_are_in_the_precision_asked_for() -> None:
    import torch

    from argmine.learn.window_training import mixed_precision

    a = torch.ones(2, 2)
    with mixed_precision("bf16"):
        assert (a @ a).dtype == torch.bfloat16
    with mixed_precision("fp32"):
        assert (a @ a).dtype == torch.float32
