"""Training configuration: one typed `.cfg` an experiment; unknown keys are errors."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

from confection import Config
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from argmine.corpora.annotations import Split
from argmine.errors import ConfigError


class Strict(BaseModel):
    """A section: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Settings = TypeVar("Settings", bound=Strict)


class ModelSection(Strict):
    """What the model is called and built on: a folder, or `package:NAME` for `model` in an installed package."""

    name: str
    version: str
    base: str
    base_sha256: str = ""
    card: str = ""  # a Markdown file whose text opens the model card


class DataSection(Strict):
    """Where gold comes from; paths are relative to the working folder."""

    annotations: str
    train: list[Split]
    calibration: list[Split] = Field(default_factory=list)  # heads are fitted on these as well, the encoder is not
    risk_types: str
    specialties: str


class WindowSection(Strict):
    """See `learn.windows.WindowShape`."""

    units: int = Field(8, ge=1, le=64)
    tokens: int = Field(320, ge=32, le=512)
    unit_tokens: int = Field(120, ge=8)
    heading_tokens: int = Field(28, ge=0)

    @model_validator(mode="after")
    def _holds_a_unit(self) -> WindowSection:
        if self.heading_tokens + self.unit_tokens + 3 > self.tokens:
            raise ValueError("tokens: a window must hold a heading, a unit and three marks")
        return self


class FinetuneSection(Strict):
    """See `learn.finetune.FinetuneSettings`; `folds` encoders give the held-out scores that the heads are fitted on."""

    epochs: int = Field(5, ge=1)
    folds: int = Field(3, ge=2)
    batch_windows: int = Field(3, ge=1)
    encoder_rate: float = Field(1e-4, gt=0)
    head_rate: float = Field(5e-3, gt=0)
    warmup: float = Field(0.1, ge=0, lt=1)
    dropout: float = Field(0.1, ge=0, lt=1)
    word_dropout: float = Field(0.05, ge=0, lt=1)
    risk_weight: float = Field(0.5, ge=0)
    specialty_weight: float = Field(0.3, ge=0)
    meaning_weight: float = Field(3.0, ge=0)
    link_weight: float = Field(0.5, ge=0)
    precision: Literal["fp32", "bf16"] = "fp32"
    average: float = Field(0.0, ge=0, lt=1)


class SentenceSection(Strict):
    """See `learn.finetune_sentences.SentenceSettings`."""

    steps: int = Field(300, ge=0)
    rate: float = Field(3e-5, gt=0)
    positives: int = Field(12, ge=1)
    negatives: int = Field(16, ge=1)
    unjudged: float = Field(0.1, ge=0, le=1)
    precision: Literal["fp32", "bf16"] = "fp32"


class HeadsSection(Strict):
    """Regularization of the heads (scikit-learn's C; hidden units, decay, epochs) and the share sent to review."""

    component_strength: float = Field(0.03, gt=0)
    risk_strength: float = Field(0.01, gt=0)
    specialty_hidden: int = Field(16, ge=1)
    specialty_decay: float = Field(1.0, ge=0)
    specialty_epochs: int = Field(20, ge=1)
    general_specialty: str = "profession_wide"
    pair_strength: float = Field(1.0, gt=0)
    support_hidden: int = Field(16, ge=1)
    support_decay: float = Field(1.0, ge=0)
    support_epochs: int = Field(20, ge=1)
    review_share: float = Field(0.2, ge=0, le=1)


class ClusterSection(Strict):
    """Bounds of the clusters of repeated arguments; their threshold is fitted."""

    largest: int = Field(40, ge=2)
    per_unit: int = Field(20, ge=1)


class TrainSettings(Strict):
    """A whole training configuration."""

    seed: int = 0
    model: ModelSection
    data: DataSection
    windows: WindowSection = WindowSection()
    sentences: SentenceSection = SentenceSection()
    finetune: FinetuneSection = FinetuneSection()
    heads: HeadsSection = HeadsSection()
    clusters: ClusterSection = ClusterSection()

    def digest(self) -> str:
        """Sixteen hexadecimal digits that change with any setting."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]


def read_settings(path: Path, overrides: Sequence[str] = ()) -> TrainSettings:
    """The settings of a `.cfg`, with `section.key=value` overrides.

    Raises:
        ConfigError: the file cannot be read, a key is unknown or missing, or a value is out of range.
    """
    return validate(TrainSettings, read_config(path, overrides), path)


def read_config(path: Path, overrides: Sequence[str] = ()) -> dict[str, Any]:
    """The sections of a `.cfg`, overrides applied, not yet validated.

    Raises:
        ConfigError: the file cannot be read or is no `.cfg`, or an override is not `section.key=value`.
    """
    try:
        config = Config().from_str(path.read_text(encoding="utf-8"))
        for override in overrides:
            key, mark, value = override.partition("=")
            if not mark:
                raise ConfigError(f"--set {override!r}: write section.key=value")
            _place(config, key.strip(), value.strip())
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ConfigError(f"{path}: not a .cfg file: {error}") from error
    return {**config.pop("training", {}), **config}


def validate(kind: type[Settings], values: dict[str, Any], path: Path) -> Settings:
    """The settings that `values` give.

    Raises:
        ConfigError: a key is unknown or missing, or a value is out of range.
    """
    try:
        return kind(**values)
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigError(f"{path}: {'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from error


def _place(config: Any, key: str, value: str) -> None:
    section, _, name = key.rpartition(".")
    parsed = Config().from_str(f"[x]\nvalue = {value}")["x"]["value"]
    config.setdefault(section or "training", {})[name] = parsed
