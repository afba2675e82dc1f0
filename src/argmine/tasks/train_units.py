"""Training a reader of units: the epoch that is best on dev is kept (torch; the `train` extra)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from argmine.corpora.labelled import LabelledDocument
from argmine.learn.encoder import save_window_shape
from argmine.learn.inputs import Matrix
from argmine.learn.onnx_export import Axes, Precision, export_onnx
from argmine.learn.window_training import (
    SCHEDULE_FIELDS,
    BatchSource,
    Schedule,
    fit_batches,
    mask_words,
    seed_everything,
)
from argmine.learn.windows import WindowShape
from argmine.tasks.best_epoch import BestEpoch
from argmine.tasks.class_weights import class_weights
from argmine.tasks.settings import TaskSettings
from argmine.tasks.task_model import TaskRecord, save_record
from argmine.tasks.training import Report
from argmine.tasks.unit_inputs import PLACES, UnitBatch, UnitTargets, unit_batch, unit_targets, unit_texts
from argmine.tasks.unit_model import INPUTS, OUTPUTS, read_units, unit_graph
from argmine.tasks.unit_reader import UnitReader, unit_loss
from argmine.tasks.unit_scores import link_scores, type_scores

Documents = Sequence[LabelledDocument]
Step = list[tuple[int, int]]  # documents, each with the size of its first window


def train_units(
    settings: TaskSettings, base: Path, documents: tuple[Documents, Documents], output: Path, report: Report
) -> None:
    """Write `model.onnx`, `window.json` and `task.json` of a reader of units."""
    seed_everything(settings.seed)
    train, dev = documents
    merge, links = settings.task.merge, settings.task.links
    classes = tuple(sorted({merge.get(label, label) for labelled in train for label in labelled.labels}))
    gold = [unit_targets(labelled, classes, merge, links) for labelled in train]
    dev_gold = [unit_targets(labelled, classes, merge, links) for labelled in dev]
    report(f"{len(train)} documents to train on, {len(dev)} for dev; classes: {', '.join(classes)}")
    shape = WindowShape(**settings.windows.model_dump())
    model = UnitReader(base, len(classes), settings.schedule.dropout)
    weights = class_weights([each.classes for each in gold], len(classes), settings.schedule.class_balance)
    best = BestEpoch(settings.schedule.patience)

    def on_epoch(epoch: int, loss: float) -> bool:
        model.eval()
        figures = _figures(model, shape, dev, dev_gold, classes)
        report(f"epoch {epoch + 1}: loss {loss:.3f}, " + ", ".join(f"{k} {v:.4f}" for k, v in figures.items()))
        return best.see(epoch, loss, figures, model)

    link_weight = settings.schedule.link_weight if links else 0.0
    schedule = Schedule(seed=settings.seed, **settings.schedule.model_dump(include=SCHEDULE_FIELDS))
    texts = [unit_texts(model.tokenizer, labelled) for labelled in train]

    def document_loss(step: Step) -> Tensor:
        losses = []
        for index, size in step:
            batch = unit_batch(texts[index], shape, first_size=size)
            noisy = replace(batch, ids=mask_words(batch.ids, schedule.word_dropout))
            losses.append(unit_loss(model, noisy, gold[index], weights, link_weight))
        return torch.stack(losses).mean()

    source = _documents([len(each.tokens) for each in texts], shape, schedule.batch_windows)
    fit_batches(model.groups(settings.schedule), model, source, schedule, document_loss, on_epoch)
    model.load_state_dict(best.state)
    model.eval()
    save_window_shape(shape, output)
    _export(model, output / "model.onnx", settings.export.precision)
    graph = unit_graph(output / "model.onnx")
    shipped = [read_units(graph, model.tokenizer, shape, labelled) for labelled in dev]
    training = {
        "documents": [labelled.document.document.id for labelled in train],
        "dev_documents": [labelled.document.document.id for labelled in dev],
        "curve": best.curve,
        "best_epoch": best.epoch,
        "dev": {"types": type_scores(dev_gold, shipped, classes)}
        | ({"links": link_scores(dev_gold, shipped)} if links else {}),
    }
    report(f"best epoch {best.epoch}; as exported: macro-F1 {training['dev']['types']['macro_f1']:.4f} on dev")  # type: ignore[index]
    save_record(TaskRecord(settings, classes, training), output)


def _figures(
    model: UnitReader, shape: WindowShape, dev: Documents, gold: list[UnitTargets], classes: Sequence[str]
) -> dict[str, float]:
    def run(batch: UnitBatch) -> list[Matrix]:
        with torch.inference_mode():
            return [output.numpy() for output in model.read(batch)]

    read = [read_units(run, model.tokenizer, shape, labelled) for labelled in dev]
    figures = {"macro-F1": float(type_scores(gold, read, classes)["macro_f1"])}
    if any(each.links for each in gold):
        figures["link macro-F1"] = link_scores(gold, read)["macro_f1"]
    return figures


def _documents(units: Sequence[int], shape: WindowShape, at_once: int) -> BatchSource[Step]:
    """Documents that have units, shuffled, `at_once` a step, each with the size of its first window."""
    filled = [index for index, count in enumerate(units) if count]

    def draw(shuffle: random.Random) -> list[Step]:
        order = [(index, shuffle.randint(1, shape.units)) for index in shuffle.sample(filled, len(filled))]
        return [order[start : start + at_once] for start in range(0, len(order), at_once)]

    return BatchSource(-(-len(filled) // at_once), draw)


def _export(model: UnitReader, path: Path, precision: Precision) -> None:
    ids = torch.ones((2, 16), dtype=torch.int64)
    pool = torch.full((2, 3, 16), 1 / 16)
    order = torch.tensor([0, 1, 2, 3])
    arrays = (ids, torch.ones_like(ids), pool, pool, order, torch.zeros((4, PLACES)))
    tokens = {0: "windows", 1: "tokens"}
    pools = {0: "windows", 1: "width", 2: "tokens"}
    units = {0: "units"}
    axes: Axes = dict(zip((*INPUTS, *OUTPUTS), (tokens, tokens, pools, pools, units, units, units, units), strict=True))
    axes["links"] = {0: "units", 1: "targets"}
    export_onnx(model, path, dict(zip(INPUTS, arrays, strict=True)), axes, precision)
