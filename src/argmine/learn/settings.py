"""Training configuration: one typed `.cfg` an experiment; unknown keys are errors."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from confection import Config
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from argmine.errors import ConfigError


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ModelSection(_Strict):
    """What the model is called and built on: a folder, or `package:NAME` for `model` in an installed package."""

    name: str
    version: str
    base: str
    base_sha256: str = ""
    card: str = ""  # a Markdown file whose text opens the model card


class DataSection(_Strict):
    """Where gold comes from; paths are relative to the working folder."""

    annotations: str
    train: list[Literal["train", "dev", "test"]]
    risk_types: str
    specialties: str


class WindowSection(_Strict):
    """See `learn.windows.WindowShape`."""

    units: int = Field(8, ge=1, le=64)
    tokens: int = Field(320, ge=32, le=512)
    unit_tokens: int = Field(120, ge=8)
    heading_tokens: int = Field(28, ge=0)


class FinetuneSection(_Strict):
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


class HeadsSection(_Strict):
    """Regularization of the heads (scikit-learn's C; hidden units, decay, epochs) and the share sent to review."""

    component_strength: float = Field(0.03, gt=0)
    risk_strength: float = Field(0.01, gt=0)
    specialty_hidden: int = Field(16, ge=1)
    specialty_decay: float = Field(1.0, ge=0)
    specialty_epochs: int = Field(20, ge=1)
    general_specialty: str = "profession_wide"
    pair_strength: float = Field(1.0, gt=0)
    review_share: float = Field(0.2, ge=0, le=1)


class ClusterSection(_Strict):
    """Bounds of the clusters of repeated arguments; their threshold is fitted."""

    largest: int = Field(40, ge=2)
    per_unit: int = Field(20, ge=1)


class TrainSettings(_Strict):
    """A whole training configuration."""

    seed: int = 0
    model: ModelSection
    data: DataSection
    windows: WindowSection = WindowSection()
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
    values: dict[str, Any] = {}
    for override in overrides:
        key, mark, value = override.partition("=")
        if not mark:
            raise ConfigError(f"--set {override!r}: write section.key=value")
        values[key.strip()] = value.strip()
    try:
        text = path.read_text(encoding="utf-8")
        config = Config().from_str(text)
        for key, value in values.items():
            _place(config, key, value)
        training = config.pop("training", {})
        return TrainSettings(**{**training, **config})
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigError(f"{path}: {'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from error
    except ValueError as error:
        raise ConfigError(f"{path}: not a .cfg file: {error}") from error


def _place(config: Any, key: str, value: str) -> None:
    section, _, name = key.rpartition(".")
    parsed = Config().from_str(f"[x]\nvalue = {value}")["x"]["value"]
    config.setdefault(section or "training", {})[name] = parsed
