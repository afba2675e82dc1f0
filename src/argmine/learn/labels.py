"""Code frames: the ids, labels and definitions of risk types and specialties."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from argmine.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Label:
    """One label of a code frame."""

    id: str
    label: str
    definition: str


def read_code_frame(path: Path) -> tuple[Label, ...]:
    """The labels of a YAML code frame: a list of mappings with `id`, `label`, `definition`.

    Raises:
        ConfigError: the file is missing, malformed, or an id is missing or stands twice.
    """
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ConfigError(f"{path}: cannot be read as a code frame: {error}") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) and row.get("id") for row in rows):
        raise ConfigError(f"{path}: a code frame is a list of mappings, each with an id; see configs/risk-types.yaml")
    labels = tuple(
        Label(str(row["id"]), str(row.get("label", row["id"])), str(row.get("definition", ""))) for row in rows
    )
    ids = [label.id for label in labels]
    if twice := sorted({name for name in ids if ids.count(name) > 1}):
        raise ConfigError(f"{path}: the id {twice[0]} stands twice")
    return labels
