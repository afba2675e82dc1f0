"""The configuration of a task on a public corpus; unknown keys are errors."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from argmine.learn.settings import ModelSection, Strict, WindowSection, validate


class TaskSection(Strict):
    """What is learnt from which corpus: types and links of given units, matches with key points, or spans in text."""

    kind: Literal["components", "key_points", "spans"]
    corpus: str
    merge: dict[str, str] = Field(default_factory=dict)  # labels that the task does not tell apart
    links: list[str] = Field(
        default_factory=list
    )  # relations of the corpus that count as a link; none: links are not learnt
    dev_share: float = Field(0.1, gt=0, lt=1)  # of the training documents, where the corpus has no dev split


class ScheduleSection(Strict):
    """See `learn.window_training.Schedule`; training stops after `patience` epochs without a gain on dev."""

    epochs: int = Field(6, ge=1)
    patience: int = Field(3, ge=1)
    batch_windows: int = Field(2, ge=1)
    encoder_rate: float = Field(1e-4, gt=0)
    head_rate: float = Field(2e-3, gt=0)
    warmup: float = Field(0.1, ge=0, lt=1)
    dropout: float = Field(0.1, ge=0, lt=1)
    word_dropout: float = Field(0.05, ge=0, lt=1)
    link_weight: float = Field(1.0, ge=0)
    type_weight: float = Field(0.5, ge=0)  # of the types of found components, beside the labels of words
    precision: Literal["fp32", "bf16"] = "fp32"
    average: float = Field(0.0, ge=0, lt=1)
    class_balance: float = Field(0.5, ge=0, le=1)  # 0: every unit counts the same; 1: every class does


class ExportSection(Strict):
    """How the graph is stored: `int8` is a quarter of the size of `fp32`."""

    precision: Literal["int8", "fp32"] = "int8"


class TaskSettings(Strict):
    """A whole configuration of a task."""

    seed: int = 0
    model: ModelSection
    task: TaskSection
    windows: WindowSection = WindowSection()
    schedule: ScheduleSection = ScheduleSection()
    export: ExportSection = ExportSection()

    def digest(self) -> str:
        """Sixteen hexadecimal digits that change with any setting."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]


def task_settings(values: dict[str, Any], path: Path) -> TaskSettings:
    """The settings that a `.cfg` gives.

    Raises:
        ConfigError: a key is unknown or missing, or a value is out of range.
    """
    return validate(TaskSettings, values, path)
