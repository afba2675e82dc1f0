"""The encoder from gold: sentences that make the same argument are drawn together, then windows learn everything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from argmine.learn.finetune import FinetuneSettings, Targets, WindowTagger, finetune
from argmine.learn.finetune_sentences import SentenceSettings, finetune_sentences
from argmine.learn.gold import Labels
from argmine.learn.inputs import DocumentInput
from argmine.learn.judgements import Judgements
from argmine.learn.windows import WindowShape


@dataclass(frozen=True, slots=True)
class TrainingDocument:
    """One gold document as the encoder learns from it."""

    inputs: DocumentInput
    labels: Labels
    judgements: Judgements


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """Everything that training an encoder depends on besides its data."""

    base: Path
    shape: WindowShape
    windows: FinetuneSettings
    sentences: SentenceSettings


def train_encoder(
    documents: Sequence[TrainingDocument],
    settings: EncoderSettings,
    on_epoch: Callable[[int, float, WindowTagger], None] | None = None,
) -> WindowTagger:
    """A window tagger whose `meaning` follows a sentence encoder fine-tuned on the documents' judged pairs."""
    sentences = finetune_sentences(settings.base, [each.judgements for each in documents], settings.sentences)
    targets = [Targets(each.labels, sentences.embed(each.inputs.texts)) for each in documents]
    inputs = [each.inputs for each in documents]
    return finetune(settings.base, inputs, targets, settings.shape, settings.windows, on_epoch)
