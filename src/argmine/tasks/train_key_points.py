"""Fine-tuning a sentence encoder to match arguments with key points (torch; the `train` extra)."""

from __future__ import annotations

import copy
import math
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from argmine.corpora.argkp import KeyPointTopic, read_key_points
from argmine.learn.encoder import OUTPUTS, load_window_encoder, save_window_shape
from argmine.learn.inputs import Matrix
from argmine.learn.onnx_export import export_graph
from argmine.learn.window_training import learning_rate, load_encoder, seed_everything
from argmine.learn.windows import WindowShape, make_windows, pad
from argmine.tasks.key_points import key_point_texts, likeness, matching_map
from argmine.tasks.settings import ScheduleSection, TaskSettings
from argmine.tasks.task_model import TaskRecord, save_record
from argmine.tasks.training import Report

_ARGUMENTS = 24  # of a step
_AT_ONCE = 32
_CHARACTERS = (0.0, 0.1, 0.2, 0.3, 0.5)


def train_key_points(settings: TaskSettings, base: Path, data: Path, output: Path, report: Report) -> None:
    """Write `model.onnx`, `window.json` and `task.json` of a matcher of key points."""
    seed_everything(settings.seed)
    topics, dev = read_key_points(data, "train"), read_key_points(data, "dev")
    report(f"{len(topics)} topics to train on, {len(dev)} for dev")
    shape = WindowShape(**settings.windows.model_dump())
    model = _TextEncoder(base, shape)
    schedule = settings.schedule
    curve: list[dict[str, float]] = []
    best, state = -1.0, copy.deepcopy(model.state_dict())
    for epoch, loss in enumerate(_epochs(model, topics, schedule, settings.seed), start=1):
        figures = _figures(dev, [(model.read(t.arguments), model.read(key_point_texts(t))) for t in dev], 0.0)
        curve.append({"epoch": epoch, "loss": loss, **figures})
        report(f"epoch {epoch}: loss {loss:.3f}, " + ", ".join(f"{k} {v:.4f}" for k, v in figures.items()))
        if sum(figures.values()) > best:
            best, state = sum(figures.values()), copy.deepcopy(model.state_dict())
        elif epoch - max(curve, key=lambda row: row["map_strict"] + row["map_relaxed"])["epoch"] >= schedule.patience:
            break
    model.load_state_dict(state)
    save_window_shape(shape, output)
    export_graph(model, output / "model.onnx", OUTPUTS, settings.export.precision)
    encoder = load_window_encoder(output)
    vectors = [(encoder.embed(topic.arguments), encoder.embed(key_point_texts(topic))) for topic in dev]
    tried = {weight: _figures(dev, vectors, weight) for weight in _CHARACTERS}
    characters = max(tried, key=lambda weight: sum(tried[weight].values()))
    training: dict[str, Any] = {
        "topics": [f"{topic.topic} ({topic.stance})" for topic in topics],
        "curve": curve,
        "characters": characters,
        "dev": tried[characters],
    }
    report(f"characters weigh {characters}; as exported: {tried[characters]} on dev")
    save_record(TaskRecord(settings, (), training), output)


class _TextEncoder(nn.Module):
    """(ids, mask, pool) to unit-length vectors of texts, each read as a window of one unit, as in use."""

    def __init__(self, base: Path, shape: WindowShape) -> None:
        super().__init__()
        self.encoder, self.tokenizer = load_encoder(base)
        self.shape = shape

    def forward(self, ids: Tensor, mask: Tensor, pool: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The vectors four times over: the outputs that a window encoder has."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        vectors = nn.functional.normalize(torch.bmm(pool, states), dim=2)
        return vectors, vectors * 1.0, vectors + 0.0, vectors - 0.0

    def embed(self, texts: Sequence[str]) -> Tensor:
        """(n, d), in order."""
        tokens = [e.ids for e in self.tokenizer.encode_batch(list(texts), add_special_tokens=False)]
        windows = [make_windows([ids], [[]], self.shape)[0] for ids in tokens]
        order = sorted(range(len(windows)), key=lambda index: len(windows[index].ids))
        parts = []
        for start in range(0, len(order), _AT_ONCE):
            batch = pad([windows[index] for index in order[start : start + _AT_ONCE]])
            inputs = (torch.from_numpy(part) for part in (batch.ids, batch.mask, batch.pool))
            parts.append(self(*inputs)[0][:, 0])
        return torch.cat(parts)[torch.tensor(np.argsort(order))]

    def read(self, texts: Sequence[str]) -> Matrix:
        """The vectors as an array, without gradients."""
        self.eval()
        with torch.inference_mode():
            return np.asarray(self.embed(texts).numpy(), dtype=np.float32)


def _figures(topics: Sequence[KeyPointTopic], vectors: Sequence[Any], characters: float) -> dict[str, float]:
    scores = [
        likeness(t, arguments, points, characters) for t, (arguments, points) in zip(topics, vectors, strict=True)
    ]
    return {key: value for key, value in matching_map(topics, scores).items() if key != "topics"}


def _epochs(
    model: _TextEncoder, topics: Sequence[KeyPointTopic], schedule: ScheduleSection, seed: int
) -> Iterator[float]:
    """The mean loss of each epoch: logistic, over all labelled pairs of some arguments with a topic's key points."""
    shuffle = random.Random(seed)
    scale, bias = nn.Parameter(torch.tensor(math.log(12.0))), nn.Parameter(torch.tensor(-6.0))
    groups = [
        {"params": model.parameters(), "lr": schedule.encoder_rate},
        {"params": [scale, bias], "lr": schedule.head_rate},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = schedule.epochs * len(_batches(topics, shuffle))
    falling = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: learning_rate(step, steps, schedule.warmup))
    for _ in range(schedule.epochs):
        model.train()
        total = 0.0
        batches = _batches(topics, shuffle)
        for topic, arguments in batches:
            points = key_point_texts(topic)
            vectors = model.embed([*(topic.arguments[a] for a in arguments), *points])
            logits = vectors[: len(arguments)] @ vectors[len(arguments) :].T * scale.exp() + bias
            known = [(row, k) for row, a in enumerate(arguments) for k in range(len(points)) if (a, k) in topic.matches]
            answers = torch.tensor([float(topic.matches[arguments[row], k]) for row, k in known])
            given = logits[[row for row, _ in known], [k for _, k in known]]
            loss = nn.functional.binary_cross_entropy_with_logits(given, answers)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            falling.step()
            total += loss.item()
        yield total / len(batches)


def _batches(topics: Sequence[KeyPointTopic], shuffle: random.Random) -> list[tuple[KeyPointTopic, list[int]]]:
    batches = []
    for topic in topics:
        labelled = sorted({argument for argument, _ in topic.matches})
        shuffle.shuffle(labelled)
        batches += [(topic, labelled[start : start + _ARGUMENTS]) for start in range(0, len(labelled), _ARGUMENTS)]
    shuffle.shuffle(batches)
    return batches
