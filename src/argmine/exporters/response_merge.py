"""A new response matrix with what people typed into an older one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from argmine.document import ArgumentDocument
from argmine.exporters.response_matching import match
from argmine.exporters.response_matrix import (
    ARGUMENT,
    HIDDEN,
    KEY,
    NOW,
    SINCE,
    TOLD,
    TYPED,
    WRITTEN,
    MatrixRow,
    checksum,
    matrix_rows,
    told_cells,
)
from argmine.exporters.response_reading import OldCell, OldMatrix, OldRow
from argmine.findings.quotes import Quote

_OURS = frozenset((*TOLD, *HIDDEN, NOW))
_SHOWN = 240  # characters of an older wording


@dataclass(frozen=True, slots=True)
class RowNote:
    """A row of the response matrix and what is to be said of it."""

    key: str
    argument: str
    what: str


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What became of the rows: of this version (`same`, `new`, `changed`) and of older ones (`gone`, `still_gone`).

    `left_behind` names what people added to the older workbook that is not carried over, as other sheets.
    """

    same: int
    new: tuple[RowNote, ...]
    changed: tuple[RowNote, ...]
    gone: tuple[RowNote, ...]
    still_gone: int
    left_behind: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MergedRow:
    """A row as it is to be written; `typed` is what people typed, by header."""

    row: MatrixRow
    since: str | None
    typed: dict[str, OldCell]


@dataclass(frozen=True, slots=True)
class Merged:
    """Rows, the headers of the columns that people added, and the rows that matched nothing."""

    rows: tuple[MergedRow, ...]
    added: tuple[str, ...] = ()
    gone: tuple[tuple[str, OldRow], ...] = ()  # each after the words that say where its quotes are now
    report: MergeReport | None = None


def unmerged(document: ArgumentDocument) -> Merged:
    """The rows of a document, with nothing typed yet."""
    return Merged(tuple(MergedRow(row, None, {}) for row in matrix_rows(document)))


def merged(document: ArgumentDocument, old: OldMatrix) -> Merged:
    """The rows of a document with what was typed into older ones; nothing that was typed is left out."""
    rows = matrix_rows(document)
    found = match(rows, old.rows)
    matched = {index: old.rows[place] for index, place in found.items()}
    written = tuple(_merged_row(row, matched.get(index)) for index, row in enumerate(rows))
    gone = [row for place, row in enumerate(old.rows) if place not in set(found.values())]
    return Merged(
        written,
        _added(old.headers, written),
        tuple((_where_now(row, rows, document), row) for row in gone),
        _report(written, gone, old.left_behind),
    )
