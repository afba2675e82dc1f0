"""Held-out scores for every training document: folds of encoders, each blind to the documents it scores."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from argmine.learn.finetune import FinetuneSettings, finetune, load_encoder, score
from argmine.learn.gold import Labels
from argmine.learn.inputs import DocumentInput, Matrix
from argmine.learn.windows import WindowShape


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Scores (n, outputs) and vectors (n, d) of one document by an encoder that has not seen it."""

    scores: Matrix
    vectors: Matrix


@dataclass(frozen=True, slots=True)
class _Fold:
    base: Path
    train: list[tuple[DocumentInput, Labels]]
    held_out: list[DocumentInput]
    shape: WindowShape
    settings: FinetuneSettings
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


def held_out_scores(
    base: Path,
    documents: Sequence[DocumentInput],
    labels: Sequence[Labels],
    shape: WindowShape,
    settings: FinetuneSettings,
    *,
    folds: int,
    work: Path,
    report: Callable[[str], None],
) -> list[HeldOut]:
    """One `HeldOut` a document; finished folds are kept in `work`, so a stopped run resumes. Two train at a time."""
    assigned = assign_folds([len(document.texts) for document in documents], folds, settings.seed)
    jobs = []
    for fold in range(folds):
        train = [(d, y) for d, y, f in zip(documents, labels, assigned, strict=True) if f != fold]
        held_out = [d for d, f in zip(documents, assigned, strict=True) if f == fold]
        jobs.append(_Fold(base, train, held_out, shape, settings, work / f"fold-{fold}.safetensors"))
    with ProcessPoolExecutor(max_workers=2, mp_context=multiprocessing.get_context("spawn")) as pool:
        for fold, _ in enumerate(pool.map(_run_fold, jobs)):
            report(f"fold {fold + 1} of {folds} done")
    results: list[HeldOut | None] = [None] * len(documents)
    for fold, job in enumerate(jobs):
        arrays = load_file(str(job.checkpoint))
        members = [index for index, f in enumerate(assigned) if f == fold]
        for place, index in enumerate(members):
            results[index] = HeldOut(arrays[f"scores-{place}"], arrays[f"vectors-{place}"])
    return [result for result in results if result is not None]


def _run_fold(fold: _Fold) -> None:
    import torch

    if fold.checkpoint.is_file():
        return
    torch.set_num_threads(1)
    model = finetune(fold.base, [d for d, _ in fold.train], [y for _, y in fold.train], fold.shape, fold.settings)
    _, tokenizer = load_encoder(fold.base)
    arrays: dict[str, Matrix] = {}
    for place, document in enumerate(fold.held_out):
        vectors, scores = score(model, tokenizer, document, fold.shape)
        arrays |= {f"vectors-{place}": vectors, f"scores-{place}": scores}
    partial = fold.checkpoint.with_suffix(".partial")
    save_file(arrays, str(partial), metadata={"settings": json.dumps(str(fold.settings))})
    partial.rename(fold.checkpoint)
