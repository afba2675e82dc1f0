"""Training a reader of units: the epoch that is best on dev is kept (torch; the `train` extra)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from argmine.corpora.labelled import LabelledDocument
from argmine.learn.encoder import Graph, save_window_shape
from argmine.learn.onnx_export import export_graph
from argmine.learn.window_training import Schedule, fit_windows, run_torch, seed_everything, shifting_windows
from argmine.learn.windows import WindowShape
from argmine.tasks.best_epoch import BestEpoch
from argmine.tasks.settings import TaskSettings
from argmine.tasks.task_model import TaskRecord, save_record
from argmine.tasks.training import Report
from argmine.tasks.unit_inputs import UnitTargets, unit_targets, unit_tokens
from argmine.tasks.unit_model import read_units
from argmine.tasks.unit_reader import UnitReader, unit_loss
from argmine.tasks.unit_scores import link_scores, type_scores

Documents = Sequence[LabelledDocument]


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
    weights = _class_weights(gold, len(classes), settings.schedule.class_balance)
    best = BestEpoch(settings.schedule.patience)

    def on_epoch(epoch: int, loss: float) -> bool:
        model.eval()
        figures = _figures(model, shape, dev, dev_gold, classes)
        report(f"epoch {epoch + 1}: loss {loss:.3f}, " + ", ".join(f"{k} {v:.4f}" for k, v in figures.items()))
        return best.see(epoch, loss, figures, model)

    link_weight = settings.schedule.link_weight if links else 0.0
    own = settings.schedule.model_dump(exclude={"patience", "dropout", "link_weight", "class_balance"})
    fit_windows(
        model.groups(settings.schedule),
        model,
        shifting_windows([unit_tokens(model.tokenizer, labelled) for labelled in train], shape),
        Schedule(seed=settings.seed, **own),
        lambda placed: unit_loss(model, placed, gold, weights, link_weight),
        on_epoch,
    )
    model.load_state_dict(best.state)
    model.eval()
    save_window_shape(shape, output)
    export_graph(model, output / "model.onnx", ("scores", "links"), settings.export.precision)
    shipped = [read_units(Graph(output / "model.onnx"), model.tokenizer, shape, labelled) for labelled in dev]
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
    read = [read_units(run_torch(model), model.tokenizer, shape, labelled) for labelled in dev]
    figures = {"macro-F1": float(type_scores(gold, read, classes)["macro_f1"])}
    if any(each.links for each in gold):
        figures["link macro-F1"] = link_scores(gold, read)["macro_f1"]
    return figures


def _class_weights(gold: Sequence[UnitTargets], classes: int, balance: float) -> torch.Tensor:
    """Weights that rise as a class gets rarer, with mean 1 over the units."""
    counts = np.bincount(np.concatenate([each.classes for each in gold]), minlength=classes)
    weights = (counts.sum() / np.maximum(counts, 1)) ** balance
    return torch.tensor(weights * counts.sum() / (weights * counts).sum(), dtype=torch.float32)
