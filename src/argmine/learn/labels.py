"""Code frames: the ids, labels and definitions of risk types, specialties or labels of the user's own."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from argmine.errors import ConfigError

_FIELDS = frozenset({"id", "label", "definition", "examples"})
_COLUMNS = frozenset({"id", "label", "definition", "example"})


@dataclass(frozen=True, slots=True)
class Label:
    """One label of a code frame."""

    id: str
    label: str
    definition: str


def read_code_frame(path: Path) -> tuple[Label, ...]:
    """The labels of a code frame; see `read_examples` for the format.

    Raises:
        ConfigError: the file is missing, malformed, or an id is missing or stands twice.
    """
    return tuple(label for label, _ in read_examples(path))


def read_examples(path: Path) -> list[tuple[Label, tuple[str, ...]]]:
    """Labels, each with the texts that carry it.

    YAML: a list of mappings with `id`, `label`, `definition`, and `examples`, a list of texts. CSV (UTF-8): a header
    with `id` and any of `label`, `definition`, `example`; a row an example, the id again in each; label and definition
    need to stand once. A missing label is the id.

    Raises:
        ConfigError: the file is missing, malformed, or an id is missing, stands twice (YAML) or contradicts itself.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read as a code frame: {error}") from error
    rows = _csv_rows(text, path) if path.suffix.lower() == ".csv" else _yaml_rows(text, path)
    frame = []
    for where, row in rows:
        examples = row.get("examples") or ()
        if isinstance(examples, str) or not all(isinstance(text, str) for text in examples):
            raise ConfigError(f"{where}: the examples of {row['id']} are to be a list of texts")
        label = Label(str(row["id"]), str(row.get("label") or row["id"]), str(row.get("definition") or ""))
        frame.append((label, tuple(" ".join(text.split()) for text in examples if text.strip())))
    return frame


def _yaml_rows(text: str, path: Path) -> list[tuple[str, Mapping[str, Any]]]:
    import yaml  # a shipped model's code frames are JSON

    try:
        rows = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: not YAML: {error}") from error
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) and row.get("id") for row in rows):
        raise ConfigError(f"{path}: a code frame is a list of mappings, each with an id; see configs/risk-types.yaml")
    for row in rows:
        if unknown := sorted(set(row) - _FIELDS):
            raise ConfigError(f"{path}: {row['id']} has an unknown key {unknown[0]!r}; known: {', '.join(_FIELDS)}")
    ids = [str(row["id"]) for row in rows]
    if twice := sorted({name for name in ids if ids.count(name) > 1}):
        raise ConfigError(f"{path}: the id {twice[0]} stands twice")
    return [(str(path), row) for row in rows]


def _csv_rows(text: str, path: Path) -> list[tuple[str, Mapping[str, Any]]]:
    reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
    found: dict[str, dict[str, Any]] = {}
    try:
        _check_columns(reader.fieldnames or (), path)
        for row in reader:
            where = f"{path}:{reader.line_num}"
            if None in row or not (name := (row["id"] or "").strip()):
                raise ConfigError(f"{where}: a row needs an id and no more cells than the header")
            known = found.setdefault(name, {"id": name, "examples": []})
            for column in ("label", "definition"):
                given = (row.get(column) or "").strip()
                if given and known.setdefault(column, given) != given:
                    raise ConfigError(f"{where}: another {column} of {name} stands above; give it once")
            known["examples"] += [row["example"]] if row.get("example") else []
    except csv.Error as error:
        raise ConfigError(f"{path}:{reader.line_num}: not CSV: {error}") from error
    return [(str(path), row) for row in found.values()]


def _check_columns(columns: Sequence[str], path: Path) -> None:
    if "id" not in columns or not set(columns) <= _COLUMNS:
        raise ConfigError(f"{path}:1: the header is to be id,label,definition,example; it is {','.join(columns)!r}")
