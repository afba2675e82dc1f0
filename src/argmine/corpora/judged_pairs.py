"""Judged pairs of units, and units said again in other words, beside argmine's own annotations.

`pairs/<id>.jsonl` holds one judged pair a line, `{"left": "u3", "right": "u40", "same": true, "drawn": "similarity"}`;
`rewordings/<id>.jsonl` one unit a line, `{"unit": "u3", "same": "...", "different": "..."}`: the argument of the
unit in other words, and another argument in its words.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from argmine.errors import AnnotationError


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """Two units, as indices into a document, and whether a reader found that they make the same argument.

    `by_similarity` pairs were drawn because they look alike; the others because their author meant a repeat.
    """

    left: int
    right: int
    same: bool
    by_similarity: bool = True


@dataclass(frozen=True, slots=True)
class Rewording:
    """A unit, as an index into a document, its argument in other words, and another argument in its words."""

    unit: int
    same: str
    different: str


def read_judged(path: Path, ids: Sequence[str]) -> list[JudgedPair]:
    """The judged pairs of a document, none if it has no file; `ids` are the annotation ids of its units in order.

    Raises:
        AnnotationError: a line is malformed or names an unknown unit.
    """
    judged = []
    for where, row in _rows(path):
        try:
            left, right = sorted((ids.index(row["left"]), ids.index(row["right"])))
            judged.append(JudgedPair(left, right, bool(row["same"]), row.get("drawn") != "author"))
        except (ValueError, KeyError, TypeError) as error:
            raise AnnotationError(f"{where}: not a judged pair of this document: {error}") from error
    return judged


def read_rewordings(path: Path, ids: Sequence[str]) -> list[Rewording]:
    """The rewordings of a document's units, none if it has no file.

    Raises:
        AnnotationError: a line is malformed or names an unknown unit.
    """
    rewordings = []
    for where, row in _rows(path):
        try:
            rewordings.append(Rewording(ids.index(row["unit"]), str(row["same"]), str(row["different"])))
        except (ValueError, KeyError, TypeError) as error:
            raise AnnotationError(f"{where}: not a rewording of a unit of this document: {error}") from error
    return rewordings


def _rows(path: Path) -> list[tuple[str, Any]]:
    if not path.is_file():
        return []
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            rows.append((f"{path}:{number}", json.loads(line)))
        except ValueError as error:
            raise AnnotationError(f"{path}:{number}: not JSON: {error}") from error
    return rows
