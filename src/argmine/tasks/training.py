"""From a task's configuration and a corpus to a model folder."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from argmine.corpora import read_corpus
from argmine.corpora.labelled import LabelledDocument
from argmine.errors import ConfigError, MissingSplitError
from argmine.learn.pretrained_encoder import base_folder, require_torch
from argmine.tasks.settings import TaskSettings

Report = Callable[[str], None]


def train_task(settings: TaskSettings, data: Path, output: Path, report: Report) -> None:
    """Write the model folder that the settings and the corpus in `data` give.

    Raises:
        AnnotationError: the corpus cannot be read.
        ConfigError: the base model is missing or another.
        MissingExtraError: torch is not installed.
    """
    require_torch()
    base = base_folder(settings.model)
    if output.exists():
        shutil.rmtree(output)
    output.mkdir(parents=True)
    shutil.copyfile(base / "tokenizer.json", output / "tokenizer.json")
    if settings.task.kind == "key_points":
        from argmine.tasks.train_key_points import train_key_points

        train_key_points(settings, base, data, output, report)
    elif settings.task.kind == "spans":
        from argmine.tasks.train_spans import train_spans

        train_spans(settings, base, task_documents(settings, data), output, report)
    else:
        from argmine.tasks.train_units import train_units

        train_units(settings, base, task_documents(settings, data), output, report)
    report(f"wrote {output}")


def task_documents(settings: TaskSettings, data: Path) -> tuple[list[LabelledDocument], list[LabelledDocument]]:
    """(train, dev) of the corpus; where it has no dev split, a seeded share of the training documents.

    Raises:
        AnnotationError: the corpus cannot be read.
        ConfigError: too few documents to set some aside.
    """
    train = read_corpus(settings.task.corpus, data, "train")
    try:
        return train, read_corpus(settings.task.corpus, data, "dev")
    except MissingSplitError:
        return _set_aside(train, settings.task.dev_share, settings.seed)


def _set_aside(
    documents: Sequence[LabelledDocument], share: float, seed: int
) -> tuple[list[LabelledDocument], list[LabelledDocument]]:
    count = round(len(documents) * share)
    if not 0 < count < len(documents):
        raise ConfigError(f"task.dev_share {share}: {len(documents)} documents leave none for training or dev")
    chosen = set(random.Random(seed).sample(range(len(documents)), count))
    return (
        [document for index, document in enumerate(documents) if index not in chosen],
        [document for index, document in enumerate(documents) if index in chosen],
    )
