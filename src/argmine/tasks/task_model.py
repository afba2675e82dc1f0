"""The folder of a task's model: a graph, a tokenizer, and `task.json` with all that its figures depend on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from argmine.errors import ModelError
from argmine.tasks.settings import TaskSettings, task_settings

FILE = "task.json"


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """Settings, classes in the order of the outputs, and how training went."""

    settings: TaskSettings
    classes: tuple[str, ...]
    training: dict[str, Any]


def is_task_model(folder: Path) -> bool:
    """Whether a folder holds a task's model, and not a pipeline."""
    return (folder / FILE).is_file()


def save_record(record: TaskRecord, folder: Path) -> None:
    """Write `task.json`."""
    row = {
        "settings": record.settings.model_dump(),
        "config": record.settings.digest(),
        "classes": list(record.classes),
        "training": record.training,
    }
    (folder / FILE).write_text(json.dumps(row, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def load_record(folder: Path) -> TaskRecord:
    """The record of a model folder.

    Raises:
        ModelError: `task.json` is missing or malformed.
    """
    path = folder / FILE
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        settings = task_settings(row["settings"], path)
        return TaskRecord(settings, tuple(row["classes"]), row["training"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path}: not a task's model: {error}; train it again") from error
