"""Fine-tuning the encoder on windows of units (torch; the `train` extra).

A transformer reads a window of neighbouring units with their heading; the token states of each unit are
averaged, and linear heads score component, risk types and specialties together.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from argmine.learn.gold import Labels
from argmine.learn.inputs import DocumentInput, Matrix
from argmine.learn.windows import Window, WindowShape, make_windows, pad, tokenize


@dataclass(frozen=True, slots=True)
class FinetuneSettings:
    """Everything that a fine-tuning run depends on besides its data."""

    epochs: int = 5
    batch_windows: int = 3
    encoder_rate: float = 1e-4
    head_rate: float = 5e-3
    warmup: float = 0.1
    dropout: float = 0.1
    word_dropout: float = 0.05
    risk_weight: float = 0.5
    specialty_weight: float = 0.3
    seed: int = 0


_COMPONENT_WEIGHTS = (1.0, 1.0, 2.0, 2.0)  # conclusions and other text are a seventh of the claims


class WindowTagger(nn.Module):
    """(ids, mask, pool) to (vectors (b, units, d), scores (b, units, 4 + risks + specialties))."""

    def __init__(self, encoder: nn.Module, width: int, outputs: int, dropout: float) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(width, outputs)

    def forward(self, ids: Tensor, mask: Tensor, pool: Tensor) -> tuple[Tensor, Tensor]:
        """Unit vectors and label scores of a batch of windows."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        vectors = torch.bmm(pool, states)
        return vectors, self.head(self.dropout(vectors))


def load_encoder(path: Path) -> tuple[nn.Module, Tokenizer]:
    """The transformer and the fast tokenizer of a sentence-transformers folder."""
    from transformers import AutoModel  # a second to import; only training needs it

    tokenizer = Tokenizer.from_file(str(path / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return AutoModel.from_pretrained(str(path), attn_implementation="eager"), tokenizer


def finetune(
    base: Path,
    documents: Sequence[DocumentInput],
    labels: Sequence[Labels],
    shape: WindowShape,
    settings: FinetuneSettings,
    on_epoch: Callable[[int, float, WindowTagger], None] | None = None,
) -> WindowTagger:
    """A tagger trained on `documents`; the same inputs and seed give the same weights on the same machine."""
    seed_everything(settings.seed)
    encoder, tokenizer = load_encoder(base)
    outputs = 4 + labels[0].risks.shape[1] + labels[0].specialties.shape[1]
    model = WindowTagger(encoder, int(encoder.config.hidden_size), outputs, settings.dropout)  # type: ignore[union-attr, arg-type]
    tokens = [tokenize(tokenizer, document) for document in documents]
    steps = settings.epochs * max(1, sum(len(make_windows(*pair, shape)) for pair in tokens) // settings.batch_windows)
    optimizer = torch.optim.AdamW(
        [
            {"params": encoder.parameters(), "lr": settings.encoder_rate},
            {"params": model.head.parameters(), "lr": settings.head_rate},
        ],
        weight_decay=0.01,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, steps, settings.warmup))
    shuffle = random.Random(settings.seed)
    for epoch in range(settings.epochs):
        model.train()
        total = 0.0
        batches = _batches(tokens, shape, settings, shuffle)
        for batch in batches:
            loss = _loss(model, batch, labels, settings, shuffle)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        if on_epoch:
            on_epoch(epoch, total / len(batches), model)
    model.eval()
    return model


def score(
    model: WindowTagger, tokenizer: Tokenizer, document: DocumentInput, shape: WindowShape
) -> tuple[Matrix, Matrix]:
    """(vectors (n, d), scores (n, outputs)) of a document's units."""
    model.eval()
    windows = make_windows(*tokenize(tokenizer, document), shape)
    vectors, scores = [], []
    with torch.inference_mode():
        for start in range(0, len(windows), 8):
            chunk = windows[start : start + 8]
            batch = pad(chunk)
            v, s = model(torch.from_numpy(batch.ids), torch.from_numpy(batch.mask), torch.from_numpy(batch.pool))
            for row, window in enumerate(chunk):
                vectors.append(v[row, : len(window.spans)].numpy())
                scores.append(s[row, : len(window.spans)].numpy())
    return np.concatenate(vectors), np.concatenate(scores)


def export_onnx(model: WindowTagger, path: Path) -> None:
    """Write the tagger as an fp32 ONNX graph with dynamic batch, unit and token axes."""
    model.eval()
    ids = torch.ones((2, 16), dtype=torch.int64)
    pool = torch.full((2, 3, 16), 1 / 16)
    batch, length, units = "batch", "tokens", "units"
    torch.onnx.export(
        model,
        (ids, torch.ones_like(ids), pool),
        str(path),
        input_names=["ids", "mask", "pool"],
        output_names=["vectors", "scores"],
        dynamic_axes={
            "ids": {0: batch, 1: length},
            "mask": {0: batch, 1: length},
            "pool": {0: batch, 1: units, 2: length},
            "vectors": {0: batch, 1: units},
            "scores": {0: batch, 1: units},
        },
        opset_version=17,
        dynamo=False,
    )


def export_sentence_encoder(base: Path, path: Path) -> None:
    """Write the base encoder with mean pooling and normalization as an fp32 ONNX graph."""
    encoder, _ = load_encoder(base)
    ids = torch.ones((2, 16), dtype=torch.int64)
    torch.onnx.export(
        _SentenceGraph(encoder).eval(),
        (ids, torch.ones_like(ids)),
        str(path),
        input_names=["ids", "mask"],
        output_names=["vectors"],
        dynamic_axes={"ids": {0: "batch", 1: "tokens"}, "mask": {0: "batch", 1: "tokens"}, "vectors": {0: "batch"}},
        opset_version=17,
        dynamo=False,
    )


class _SentenceGraph(nn.Module):
    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(states.dtype)
        return nn.functional.normalize((states * weights).sum(1) / weights.sum(1).clamp(min=1e-9), dim=1)


def quantize(source: Path, target: Path) -> None:
    """Write an int8 copy of an ONNX graph: dynamic quantization, one scale a channel.

    Weights keep seven bits, since eight overflow in the integer kernels of processors without VNNI.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(str(source), str(target), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


def seed_everything(seed: int) -> None:
    """Seed every generator that training draws from."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)


def _rate(step: int, steps: int, warmup: float) -> float:
    rise = max(1, int(steps * warmup))
    return min(1.0, (step + 1) / rise) * max(0.02, 1 - max(0, step - rise) / max(1, steps - rise))


def _batches(
    tokens: Sequence[tuple[list[list[int]], list[list[int]]]],
    shape: WindowShape,
    settings: FinetuneSettings,
    shuffle: random.Random,
) -> list[list[tuple[int, Window]]]:
    """Shuffled batches of windows of like length; window edges differ from epoch to epoch."""
    windows = [
        (index, window)
        for index, pair in enumerate(tokens)
        for window in make_windows(*pair, shape, first_size=shuffle.randint(1, shape.units))
    ]
    shuffle.shuffle(windows)
    pool = settings.batch_windows * 20
    ordered = [
        item
        for start in range(0, len(windows), pool)
        for item in sorted(windows[start : start + pool], key=lambda item: len(item[1].ids))
    ]
    batches = [
        ordered[start : start + settings.batch_windows] for start in range(0, len(ordered), settings.batch_windows)
    ]
    shuffle.shuffle(batches)
    return batches


def _loss(
    model: WindowTagger,
    batch: list[tuple[int, Window]],
    labels: Sequence[Labels],
    settings: FinetuneSettings,
    shuffle: random.Random,
) -> Tensor:
    padded = pad([window for _, window in batch])
    ids = torch.from_numpy(padded.ids)
    if settings.word_dropout:
        drop = (torch.rand(ids.shape) < settings.word_dropout) & (ids > 999)
        ids = torch.where(drop, torch.full_like(ids, 103), ids)
    _, scores = model(ids, torch.from_numpy(padded.mask), torch.from_numpy(padded.pool))
    rows = torch.cat([scores[row, : len(window.spans)] for row, (_, window) in enumerate(batch)])
    places = [(document, slice(window.first, window.first + len(window.spans))) for document, window in batch]
    components = torch.from_numpy(np.concatenate([labels[d].components[s] for d, s in places]))
    risks = torch.from_numpy(np.concatenate([labels[d].risks[s] for d, s in places]))
    specialties = torch.from_numpy(np.concatenate([labels[d].specialties[s] for d, s in places]))
    split = 4 + risks.shape[1]
    return (
        nn.functional.cross_entropy(rows[:, :4], components, weight=torch.tensor(_COMPONENT_WEIGHTS))
        + settings.risk_weight * _binary(rows[:, 4:split], risks)
        + settings.specialty_weight * _binary(rows[:, split:], specialties)
    )


def _binary(scores: Tensor, gold: Tensor) -> Tensor:
    """Cross-entropy summed over labels, averaged over units."""
    return nn.functional.binary_cross_entropy_with_logits(scores, gold, reduction="none").sum(dim=1).mean()
