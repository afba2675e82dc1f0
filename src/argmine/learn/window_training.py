"""The training loop over windows of units that every fine-tuned model shares (torch; the `train` extra)."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from argmine.learn.inputs import Matrix
from argmine.learn.windows import LAST_SPECIAL, MASK, Batch, Window, WindowShape, make_windows, pad

Batched = TypeVar("Batched")
Precision = Literal["fp32", "bf16"]
Tokens = tuple[list[list[int]], list[list[int]]]  # of units and of their headings


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Length, rates and noise of a training run; `seed` draws windows and noise.

    `precision` is that of the matrix products; `bf16` halves the time on processors that have it. `average` is the
    decay of a running average of the weights over the steps, which is what is kept (0: the last weights are).
    """

    epochs: int = 5
    batch_windows: int = 3
    encoder_rate: float = 1e-4
    head_rate: float = 5e-3
    warmup: float = 0.1
    word_dropout: float = 0.05
    seed: int = 0
    precision: Precision = "fp32"
    average: float = 0.0


SCHEDULE_FIELDS = {field.name for field in fields(Schedule)} - {"seed"}  # what a configuration gives


@dataclass(frozen=True, slots=True)
class WindowSource:
    """About `count` windows an epoch, drawn anew for each, with the index of the document that each is of."""

    count: int
    draw: Callable[[random.Random], list[tuple[int, Window]]]


def shifting_windows(tokens: Sequence[Tokens], shape: WindowShape) -> WindowSource:
    """The windows of documents, whose edges differ from epoch to epoch."""

    def draw(shuffle: random.Random) -> list[tuple[int, Window]]:
        return [
            (index, window)
            for index, pair in enumerate(tokens)
            for window in make_windows(*pair, shape, first_size=shuffle.randint(1, shape.units))
        ]

    return WindowSource(sum(len(make_windows(*pair, shape)) for pair in tokens), draw)


def fixed_windows(windows: Sequence[Sequence[Window]]) -> WindowSource:
    """The same windows of each document in every epoch."""
    flat = [(index, window) for index, own in enumerate(windows) for window in own]
    return WindowSource(len(flat), lambda _: list(flat))


@dataclass(frozen=True, slots=True)
class Placed:
    """A padded batch, and for each of its rows the document and window that it is."""

    batch: Batch
    rows: tuple[tuple[int, Window], ...]


def fit_windows(
    groups: Sequence[dict[str, Any]],
    model: nn.Module,
    source: WindowSource,
    schedule: Schedule,
    loss: Callable[[Placed], Tensor],
    on_epoch: Callable[[int, float], bool] | None = None,
) -> None:
    """Minimize `loss` over shuffled batches of windows; see `fit_batches`."""

    def draw(shuffle: random.Random) -> list[list[tuple[int, Window]]]:
        return _batches(source.draw(shuffle), schedule, shuffle)

    def placed_loss(rows: list[tuple[int, Window]]) -> Tensor:
        batch = pad([window for _, window in rows])
        noisy = Batch(mask_words(batch.ids, schedule.word_dropout), batch.mask, batch.pool)
        return loss(Placed(noisy, tuple(rows)))

    steps = max(1, source.count // schedule.batch_windows)
    fit_batches(groups, model, BatchSource(steps, draw), schedule, placed_loss, on_epoch)


def mixed_precision(precision: Precision) -> torch.autocast:
    """A context in which matrix products are computed in that precision; weights stay in fp32."""
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bf16")


@dataclass(frozen=True, slots=True)
class BatchSource(Generic[Batched]):
    """About `count` batches an epoch, drawn anew for each."""

    count: int
    draw: Callable[[random.Random], list[Batched]]


def fit_batches(
    groups: Sequence[dict[str, Any]],
    model: nn.Module,
    source: BatchSource[Batched],
    schedule: Schedule,
    loss: Callable[[Batched], Tensor],
    on_epoch: Callable[[int, float], bool] | None = None,
) -> None:
    """Minimize `loss` over batches; `groups` are the optimizer's parameters with their rates.

    `on_epoch` gets the number and mean loss of each epoch, and says whether that is enough; it meets the averaged
    weights where the schedule asks for them.
    """
    steps = schedule.epochs * source.count
    optimizer = torch.optim.AdamW(list(groups), weight_decay=0.01, fused=True)
    falling = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: learning_rate(step, steps, schedule.warmup))
    shuffle = random.Random(schedule.seed)
    averaged = _running_average(model, schedule.average) if schedule.average else None
    for epoch in range(schedule.epochs):
        model.train()
        total = 0.0
        batches = source.draw(shuffle)
        for batch in batches:
            with mixed_precision(schedule.precision):
                value = loss(batch)
            optimizer.zero_grad()
            value.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            falling.step()
            if averaged:
                averaged.update_parameters(model)
            total += value.item()
        with _averaged_weights(model, averaged):
            if on_epoch and on_epoch(epoch, total / len(batches)):
                break
    if averaged:
        model.load_state_dict(averaged.module.state_dict())
    model.eval()


def _running_average(model: nn.Module, decay: float) -> AveragedModel:
    return AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(decay))  # type: ignore[no-untyped-call]


@contextmanager
def _averaged_weights(model: nn.Module, averaged: AveragedModel | None) -> Iterator[None]:
    """Within, a model has its averaged weights, if there are any."""
    if averaged is None:
        yield
        return
    last = {name: weights.clone() for name, weights in model.state_dict().items()}
    model.load_state_dict(averaged.module.state_dict())
    try:
        yield
    finally:
        model.load_state_dict(last)


def load_encoder(path: Path) -> tuple[nn.Module, Tokenizer]:
    """The transformer and the fast tokenizer of a sentence-transformers folder."""
    from transformers import AutoConfig, AutoModel  # a second to import; only training needs it

    tokenizer = Tokenizer.from_file(str(path / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    config = AutoConfig.from_pretrained(str(path))
    for name in ("attention_probs_dropout_prob", "attention_dropout"):
        if hasattr(config, name):
            setattr(config, name, 0.0)  # its noise takes a third of a step's time and gains nothing
    return AutoModel.from_pretrained(str(path), config=config, attn_implementation="eager"), tokenizer


def run_torch(model: nn.Module) -> Callable[[Batch], list[Matrix]]:
    """A model as a function of padded batches, without gradients or dropout."""

    def run(batch: Batch) -> list[Matrix]:
        with torch.inference_mode():
            outputs = model(torch.from_numpy(batch.ids), torch.from_numpy(batch.mask), torch.from_numpy(batch.pool))
        return [output.numpy() for output in (outputs if isinstance(outputs, tuple) else (outputs,))]

    return run


def seed_everything(seed: int) -> None:
    """Seed every generator that training draws from."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)
    torch.set_flush_denormal(True)  # moments of words that are not met decay to numbers that a processor is slow with


def learning_rate(step: int, steps: int, warmup: float) -> float:
    """The share of the full rate at a step: a linear rise, then a linear fall."""
    rise = max(1, int(steps * warmup))
    return min(1.0, (step + 1) / rise) * max(0.02, 1 - max(0, step - rise) / max(1, steps - rise))


def _batches(
    windows: list[tuple[int, Window]], schedule: Schedule, shuffle: random.Random
) -> list[list[tuple[int, Window]]]:
    """Shuffled batches of windows of like length."""
    shuffle.shuffle(windows)
    pool = schedule.batch_windows * 20
    ordered = [
        item
        for start in range(0, len(windows), pool)
        for item in sorted(windows[start : start + pool], key=lambda item: len(item[1].ids))
    ]
    batches = [
        ordered[start : start + schedule.batch_windows] for start in range(0, len(ordered), schedule.batch_windows)
    ]
    shuffle.shuffle(batches)
    return batches


def mask_words(ids: npt.NDArray[np.int64], share: float) -> npt.NDArray[np.int64]:
    """The ids with that share of the word pieces masked, drawn by torch's generator."""
    if not share:
        return ids
    drop = (torch.rand(ids.shape).numpy() < share) & (ids > LAST_SPECIAL)
    return np.where(drop, MASK, ids)
