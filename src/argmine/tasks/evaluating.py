"""A task's model against a split of its corpus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from argmine.corpora import read_corpus
from argmine.learn.encoder import load_tokenizer
from argmine.learn.windows import WindowShape
from argmine.tasks.task_model import TaskRecord, load_record
from argmine.tasks.unit_inputs import UnitTargets, unit_targets
from argmine.tasks.unit_model import UnitReading, read_units, unit_graph
from argmine.tasks.unit_scores import link_scores, type_scores


def evaluate_task(model: Path, corpus: str, data: Path, split: str) -> dict[str, Any]:
    """The figures of a model on a split, with 95 % intervals by resampling documents.

    Raises:
        AnnotationError: the corpus cannot be read, or has labels that the model does not know.
        ModelError: the model's folder is damaged.
    """
    record = load_record(model)
    head = {"corpus": corpus, "split": split, "config": record.settings.digest(), "task": record.settings.task.kind}
    if record.settings.task.kind == "key_points":
        from argmine.tasks.key_points import evaluate_key_points

        return head | evaluate_key_points(model, data, split)
    if record.settings.task.kind == "spans":
        from argmine.tasks.spans import evaluate_spans

        return head | evaluate_spans(model, record, read_corpus(corpus, data, split))
    return head | _evaluate_units(model, record, corpus, data, split)


def _evaluate_units(model: Path, record: TaskRecord, corpus: str, data: Path, split: str) -> dict[str, Any]:
    task = record.settings.task
    documents = read_corpus(corpus, data, split)
    gold = [unit_targets(labelled, record.classes, task.merge, task.links) for labelled in documents]
    graph, tokenizer = unit_graph(model / "model.onnx"), load_tokenizer(model / "tokenizer.json")
    shape = WindowShape(**record.settings.windows.model_dump())
    read = [read_units(graph, tokenizer, shape, labelled) for labelled in documents]

    def types(g: Sequence[UnitTargets], r: Sequence[UnitReading]) -> float:
        return float(type_scores(g, r, record.classes)["macro_f1"])

    figures: dict[str, Any] = {"documents": len(documents), "units": sum(len(each.classes) for each in gold)}
    figures["types"] = type_scores(gold, read, record.classes) | {"interval_95": interval(gold, read, types)}
    if task.links:
        figures["links"] = link_scores(gold, read)
    return figures


def interval(
    gold: Sequence[Any], read: Sequence[Any], measure: Callable[[list[Any], list[Any]], float], rounds: int = 500
) -> tuple[float, float]:
    """95 % interval of a figure over resampled documents."""
    random = np.random.default_rng(0)
    values = []
    for _ in range(rounds):
        drawn = random.integers(0, len(gold), len(gold))
        values.append(measure([gold[i] for i in drawn], [read[i] for i in drawn]))
    return float(np.quantile(values, 0.025)), float(np.quantile(values, 0.975))
