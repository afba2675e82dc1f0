"""Training a tagger of words with BIO labels: the epoch that is best on dev is kept (torch; the `train` extra)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import torch

from argmine.corpora.labelled import LabelledDocument
from argmine.learn.encoder import save_window_shape
from argmine.learn.inputs import Matrix
from argmine.learn.onnx_export import Axes, Precision, export_graph, export_onnx
from argmine.learn.window_training import (
    SCHEDULE_FIELDS,
    Schedule,
    fit_windows,
    fixed_windows,
    run_torch,
    seed_everything,
)
from argmine.learn.windows import WindowShape
from argmine.tasks.best_epoch import BestEpoch
from argmine.tasks.settings import TaskSettings
from argmine.tasks.span_loss import span_gold, span_loss
from argmine.tasks.span_types import INPUTS, SpanInputs, TypeRun
from argmine.tasks.spans import (
    TOKENIZED,
    TYPES_FILE,
    SpanReader,
    component_types,
    label_words,
    load_reader,
    span_scores,
)
from argmine.tasks.task_model import TaskRecord, save_record
from argmine.tasks.training import Report
from argmine.tasks.unit_inputs import PLACES
from argmine.tasks.word_tagger import SpanTyper, WordTagger
from argmine.tasks.words import document_words, word_windows

Documents = Sequence[LabelledDocument]
_FIGURES = ("component_f1_100", "component_f1_50", "token_macro_f1")


def train_spans(
    settings: TaskSettings, base: Path, documents: tuple[Documents, Documents], output: Path, report: Report
) -> None:
    """Write `model.onnx`, `types.onnx`, `window.json` and `task.json` of a tagger of words."""
    seed_everything(settings.seed)
    task, schedule, limit = settings.task, settings.schedule, settings.windows.tokens
    tokenized = task.corpus in TOKENIZED
    train, dev = ([document_words(d, task.merge, tokenized=tokenized) for d in part] for part in documents)
    classes = tuple(sorted({label for words in train for label in words.labels} | {"O"}))
    report(f"{len(train)} documents to train on, {len(dev)} for dev; classes: {', '.join(classes)}")
    model = WordTagger(base, len(classes), len(component_types(classes)), schedule.dropout)
    windows = [word_windows(model.tokenizer, d.text, w, limit) for d, w in zip(documents[0], train, strict=True)]
    gold = span_gold(train, classes, schedule.class_balance)
    best = BestEpoch(schedule.patience)
    in_torch = SpanReader(run_torch(model), _run_typer(model.typer), model.tokenizer, classes, limit)

    def figures(reader: SpanReader) -> dict[str, float]:
        given = [label_words(reader, d.text, w) for d, w in zip(documents[1], dev, strict=True)]
        return span_scores([list(w.labels) for w in dev], given, classes)

    def on_epoch(epoch: int, loss: float) -> bool:
        model.eval()
        reached = {name: value for name, value in figures(in_torch).items() if name in _FIGURES}
        report(f"epoch {epoch + 1}: loss {loss:.3f}, " + ", ".join(f"{k} {v:.4f}" for k, v in reached.items()))
        return best.see(epoch, loss, reached, model)

    heads = [p for name, p in model.named_parameters() if not name.startswith("encoder.")]
    shuffle = random.Random(settings.seed)
    fit_windows(
        [
            {"params": list(model.encoder.parameters()), "lr": schedule.encoder_rate},
            {"params": heads, "lr": schedule.head_rate},
        ],
        model,
        fixed_windows(windows),
        Schedule(seed=settings.seed, **schedule.model_dump(include=SCHEDULE_FIELDS)),
        lambda placed: span_loss(model, placed, gold, schedule.type_weight, shuffle),
        on_epoch,
    )
    model.load_state_dict(best.state)
    save_window_shape(WindowShape(**settings.windows.model_dump()), output)
    export_graph(model, output / "model.onnx", ("scores", "transitions", "states"), settings.export.precision)
    _export_typer(model.typer, output / TYPES_FILE, settings.export.precision)
    training = {
        "documents": [labelled.document.document.id for labelled in documents[0]],
        "dev_documents": [labelled.document.document.id for labelled in documents[1]],
        "curve": best.curve,
        "best_epoch": best.epoch,
        "dev": figures(load_reader(output, classes, limit)),
    }
    report(f"best epoch {best.epoch}; as exported: {training['dev']} on dev")
    save_record(TaskRecord(settings, classes, training), output)


def _run_typer(typer: SpanTyper) -> TypeRun:
    def run(inputs: SpanInputs) -> Matrix:
        with torch.inference_mode():
            scores: Matrix = typer(*(torch.from_numpy(getattr(inputs, name)) for name in INPUTS)).numpy()
        return scores

    return run


def _export_typer(typer: SpanTyper, path: Path, precision: Precision) -> None:
    average = torch.full((2, 7), 1 / 7)
    arrays = (torch.zeros((7, typer.width)), average, average, torch.zeros((2, PLACES)))
    axes: Axes = {
        "states": {0: "words"},
        "pool": {0: "spans", 1: "words"},
        "openings": {0: "spans", 1: "words"},
        "places": {0: "spans"},
        "scores": {0: "spans"},
    }
    export_onnx(typer, path, dict(zip(INPUTS, arrays, strict=True)), axes, precision)
