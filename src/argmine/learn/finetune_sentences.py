"""Fine-tuning a sentence encoder so that units that make the same argument lie close (torch; the `train` extra).

Its vectors of single units are what the window encoder learns to give them in one pass with everything else.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from argmine.learn.inputs import Matrix
from argmine.learn.judgements import Judgements
from argmine.learn.window_training import Precision, learning_rate, load_encoder, mixed_precision, seed_everything
from argmine.learn.windows import CLS, SEP

_LONGEST = 96  # tokens of a text that are read
_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class SentenceSettings:
    """A step reads `positives` and `negatives` of one document; a pair nobody judged counts `unjudged` as different."""

    steps: int = 300
    rate: float = 3e-5
    positives: int = 12
    negatives: int = 16
    unjudged: float = 0.1
    seed: int = 0
    precision: Precision = "fp32"


class SentenceEncoder(nn.Module):
    """Texts to unit-length vectors (n, d): token states averaged, then normalized (Reimers and Gurevych 2019)."""

    def __init__(self, base: Path, precision: Precision = "fp32") -> None:
        super().__init__()
        self.encoder, self.tokenizer = load_encoder(base)
        self.precision = precision

    def forward(self, texts: Sequence[str]) -> Tensor:
        """One row a text, in order."""
        tokens = [self._ids(text) for text in texts]
        order = sorted(range(len(tokens)), key=lambda index: len(tokens[index]))
        chunks = [order[start : start + _AT_ONCE] for start in range(0, len(order), _AT_ONCE)]
        vectors = torch.cat([self._embed([tokens[index] for index in chunk]) for chunk in chunks])
        return vectors[torch.tensor(np.argsort(order))]

    def embed(self, texts: Sequence[str]) -> Matrix:
        """The vectors as an array, without gradients."""
        self.eval()
        with torch.inference_mode(), mixed_precision(self.precision):
            return np.asarray(self(texts).float().numpy(), dtype=np.float32)

    def _ids(self, text: str) -> list[int]:
        tokenizer: Tokenizer = self.tokenizer
        return [CLS, *tokenizer.encode(text, add_special_tokens=False).ids[: _LONGEST - 2], SEP]

    def _embed(self, tokens: list[list[int]]) -> Tensor:
        longest = max(map(len, tokens))
        ids = torch.tensor([row + [0] * (longest - len(row)) for row in tokens])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in tokens])
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(states.dtype)
        return nn.functional.normalize((states * weights).sum(1) / weights.sum(1), dim=1)


def finetune_sentences(base: Path, documents: Sequence[Judgements], settings: SentenceSettings) -> SentenceEncoder:
    """A sentence encoder trained on judged pairs; `base` as it is where there are none.

    The loss is the logistic one of SigLIP (Zhai et al. 2023) over all pairs of a step's texts, with a learnt
    scale and bias; all texts of a step come from one document, so that its topic tells nothing.
    """
    seed_everything(settings.seed)
    model = SentenceEncoder(base, settings.precision)
    usable = [document for document in documents if document.same]
    if not usable:
        model.eval()
        return model
    scale, bias = nn.Parameter(torch.tensor(math.log(12.0))), nn.Parameter(torch.tensor(-6.0))
    optimizer = torch.optim.AdamW(
        [{"params": model.parameters(), "lr": settings.rate}, {"params": [scale, bias], "lr": 1e-2}],
        weight_decay=0.01,
        fused=True,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: learning_rate(step, settings.steps, 0.1))
    shuffle = random.Random(settings.seed)
    model.train()
    for _ in range(settings.steps):
        texts, answers, weights = _draw(shuffle.choice(usable), settings, shuffle)
        with mixed_precision(settings.precision):
            vectors = model(texts).float()
        logits = vectors @ vectors.T * scale.exp() + bias
        losses = nn.functional.binary_cross_entropy_with_logits(logits, answers, reduction="none") * weights
        optimizer.zero_grad()
        (losses.sum() / weights.sum()).backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
    model.eval()
    return model


def _draw(document: Judgements, settings: SentenceSettings, shuffle: random.Random) -> tuple[list[str], Tensor, Tensor]:
    """Texts of a step, (n, n) answers and (n, n) weights, both above the diagonal only."""
    positives = [pair for pair, same in document.same.items() if same]
    negatives = [pair for pair, same in document.same.items() if not same]
    chosen = shuffle.sample(positives, min(len(positives), settings.positives))
    chosen += shuffle.sample(negatives, min(len(negatives), settings.negatives))
    members = sorted({index for pair in chosen for index in pair})
    place = {index: row for row, index in enumerate(members)}
    answers = torch.zeros(len(members), len(members))
    weights = torch.full_like(answers, settings.unjudged).triu(1)
    for (left, right), same in document.same.items():
        if left in place and right in place:
            answers[place[left], place[right]] = float(same)
            weights[place[left], place[right]] = 1.0
    return [document.texts[index] for index in members], answers, weights
