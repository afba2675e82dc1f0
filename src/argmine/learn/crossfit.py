"""Held-out scores for every training document: folds of encoders, each blind to the documents it scores."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from argmine.learn.encoder import OUTPUTS, Encoded, WindowEncoder
from argmine.learn.finetune import as_encoder
from argmine.learn.inputs import DocumentInput, Matrix
from argmine.learn.label_context import CodeFrame, Meaning
from argmine.learn.labels import Label
from argmine.learn.tagging import code_frame, meaning_of
from argmine.learn.train_encoder import EncoderSettings, TrainingDocument, train_encoder
from argmine.learn.window_training import load_encoder


@dataclass(frozen=True, slots=True)
class HeldOut:
    """One document as an encoder reads it that has not seen it, and the code frames as the same encoder reads them."""

    encoded: Encoded
    meaning: Meaning
    frames: tuple[CodeFrame, ...]


@dataclass(frozen=True, slots=True)
class _Fold:
    train: list[TrainingDocument]
    held_out: list[DocumentInput]
    frames: Sequence[tuple[Label, ...]]
    settings: EncoderSettings
    checkpoint: Path


def assign_folds(sizes: Sequence[int], folds: int, seed: int) -> list[int]:
    """A fold for each document, whole documents only, folds of nearly equal numbers of units."""
    order = np.random.default_rng(seed).permutation(len(sizes))
    loads = [0] * folds
    assigned = [0] * len(sizes)
    for index in sorted(order.tolist(), key=lambda i: -sizes[i]):
        fold = loads.index(min(loads))
        assigned[index] = fold
        loads[fold] += sizes[index]
    return assigned


def held_out_readings(
    documents: Sequence[TrainingDocument],
    frames: Sequence[tuple[Label, ...]],
    settings: EncoderSettings,
    *,
    folds: int,
    work: Path,
    report: Callable[[str], None],
) -> list[HeldOut]:
    """One `HeldOut` a document; finished folds are kept in `work`, so a stopped run resumes. Two train at a time."""
    sizes = [len(document.inputs.texts) for document in documents]
    assigned = assign_folds(sizes, folds, settings.windows.seed)
    jobs = []
    for fold in range(folds):
        train = [document for document, f in zip(documents, assigned, strict=True) if f != fold]
        held_out = [document.inputs for document, f in zip(documents, assigned, strict=True) if f == fold]
        jobs.append(_Fold(train, held_out, frames, settings, work / f"fold-{fold}.safetensors"))
    with ProcessPoolExecutor(max_workers=2, mp_context=multiprocessing.get_context("spawn")) as pool:
        for fold, _ in enumerate(pool.map(_run_fold, jobs)):
            report(f"fold {fold + 1} of {folds} done")
    arrays = [load_file(str(job.checkpoint)) for job in jobs]
    place = [assigned[:index].count(fold) for index, fold in enumerate(assigned)]
    return [_unpack(arrays[fold], row, frames) for fold, row in zip(assigned, place, strict=True)]


def unseen_reading(encoder: WindowEncoder, document: DocumentInput, frames: tuple[CodeFrame, ...]) -> HeldOut:
    """A document as an encoder reads it that was not trained on it; `frames` as the encoder reads them."""
    encoded = encoder.encode(document)
    return HeldOut(encoded, meaning_of(document, encoded.meaning, encoder.embed), frames)


def _run_fold(fold: _Fold) -> None:
    import torch

    if fold.checkpoint.is_file():
        return
    torch.set_num_threads(1)
    _, tokenizer = load_encoder(fold.settings.base)
    encoder = as_encoder(train_encoder(fold.train, fold.settings), tokenizer, fold.settings.shape)
    frames = tuple(code_frame(labels, encoder.embed) for labels in fold.frames)
    arrays = {f"frame.{i}.{x}": getattr(frame, x) for i, frame in enumerate(frames) for x in ("names", "definitions")}
    for row, document in enumerate(fold.held_out):
        arrays |= _pack(unseen_reading(encoder, document, frames), row)
    partial = fold.checkpoint.with_suffix(".partial")
    save_file(arrays, str(partial))
    partial.rename(fold.checkpoint)


def _pack(held_out: HeldOut, row: int) -> dict[str, Matrix]:
    parts = {f"encoded.{name}": getattr(held_out.encoded, name) for name in OUTPUTS}
    parts |= {f"meaning.{name}": getattr(held_out.meaning, name) for name in ("own_title", "top_title", "title")}
    return {f"{row}.{name}": np.ascontiguousarray(array) for name, array in parts.items()}


def _unpack(arrays: dict[str, Matrix], row: int, frames: Sequence[tuple[Label, ...]]) -> HeldOut:
    encoded = Encoded(*(arrays[f"{row}.encoded.{name}"] for name in OUTPUTS))
    titles = [arrays[f"{row}.meaning.{name}"] for name in ("own_title", "top_title", "title")]
    read = tuple(
        CodeFrame(labels, arrays[f"frame.{i}.names"], arrays[f"frame.{i}.definitions"])
        for i, labels in enumerate(frames)
    )
    return HeldOut(encoded, Meaning(encoded.meaning, *titles), read)
