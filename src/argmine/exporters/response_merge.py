"""A new response matrix with what people typed into an older one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from argmine.document import ArgumentDocument
from argmine.exporters.response_matching import match, old_wording
from argmine.exporters.response_matrix import (
    ARGUMENT,
    HIDDEN,
    KEY,
    NOW,
    TOLD,
    TYPED,
    WRITTEN,
    MatrixRow,
    checksum,
    matrix_rows,
    told_cells,
    wording_hash,
)
from argmine.exporters.response_reading import OldCell, OldMatrix, OldRow
from argmine.exporters.workbook_sheet import Cell

_OURS = frozenset((*TOLD, *HIDDEN, NOW))
_SHOWN = 240  # characters of an older wording
_PLACES = 5  # that are named of those where the quotes of a row are now


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
    written = tuple(_merged_row(row, matched.get(index), old.headers) for index, row in enumerate(rows))
    taken = set(found.values())
    gone = [row for place, row in enumerate(old.rows) if place not in taken]
    places = _places(document, rows)
    return Merged(
        written,
        _added(old.headers, written),
        tuple((_where_now(row, places), row) for row in gone),
        _report(written, gone, old.left_behind),
    )


def _merged_row(row: MatrixRow, old: OldRow | None, headers: Sequence[str]) -> MergedRow:
    if old is None:
        return MergedRow(row, "new", {})
    since = _difference(row, old)
    typed = {header: cell for header, cell in old.cells.items() if header not in _OURS}
    known = {header.casefold(): header for header in headers}
    for header, cell in _written_over(old, told_cells(row, since)):
        name, number = f"{header} (edited by hand)", 2
        while (place := known.get(name.casefold(), name)) in typed and typed[place] != cell:
            name, number = f"{header} (edited by hand, {number})", number + 1
        typed[place] = cell
    return MergedRow(row, since, typed)


def _written_over(old: OldRow, told: dict[str, Cell]) -> Iterator[tuple[str, OldCell]]:
    """Cells of argmine's that people wrote over; in a row that people added, all that argmine does not say too."""
    marks = dict(part.split("=", 1) for part in old.text(WRITTEN).split(";") if "=" in part)
    for header in TOLD:
        cell = old.cells.get(header)
        if cell is not None and checksum(cell.value) != (marks.get(header) or checksum(told.get(header))):
            yield header, cell


def _difference(row: MatrixRow, old: OldRow) -> str:
    """ "same", or "changed" with what is different: the wording, the quotes."""
    parts = ["was on the sheet Gone"] if old.gone else []
    if old_wording(old) != row.wording:
        was = " ".join(old.text(ARGUMENT).split())
        parts.append(f"other wording (was: {was if len(was) <= _SHOWN else was[:_SHOWN] + ' …'})")
    more, fewer = _counted(row, old)
    parts += [
        f"{count} quote{'' if count == 1 else 's'} {word}"
        for count, word in ((more, "more"), (fewer, "fewer"))
        if count
    ]
    return f"changed: {'; '.join(parts)}" if parts else "same"


def _counted(row: MatrixRow, old: OldRow) -> tuple[int, int]:
    """Quotes that came and went: by their ids in the same text, by their wordings in another version of it."""
    if not old.units:
        return 0, 0
    same_text = bool(set(row.units) & set(old.units))
    now, then = Counter(row.units if same_text else row.wordings), Counter(old.units if same_text else old.wordings[1:])
    return (now - then).total(), (then - now).total()


def _added(headers: Sequence[str], rows: Iterable[MergedRow]) -> tuple[str, ...]:
    """Columns that people added, and those for what they wrote over."""
    filled = (header for row in rows for header in row.typed)
    return tuple(header for header in dict.fromkeys((*headers, *filled)) if header not in _OURS and header not in TYPED)


def _places(document: ArgumentDocument, rows: Iterable[MatrixRow]) -> dict[str, str]:
    """Where a quote is to be found now, by its id and by the hash of its wording."""
    places: dict[str, str] = {}
    for unit in document.units:
        places[unit.id] = f"quote {unit.id}"
        places.setdefault(wording_hash(unit.clean_text), f"quote {unit.id}")
    for row in rows:
        places |= dict.fromkeys((*row.units, *row.wordings), f"row {row.key}")
    return places


def _where_now(row: OldRow, places: dict[str, str]) -> str:
    for items in (row.units, row.wordings[1:]):
        if found := list(dict.fromkeys(places[item] for item in items if item in places)):
            more = f"; and {len(found) - _PLACES} more" if len(found) > _PLACES else ""
            return "; ".join(found[:_PLACES]) + more
    return "not in this version"


def _report(rows: Sequence[MergedRow], gone: Sequence[OldRow], left_behind: tuple[str, ...]) -> MergeReport:
    def notes(mark: str) -> tuple[RowNote, ...]:
        return tuple(
            RowNote(row.row.key, row.row.argument, row.since)
            for row in rows
            if row.since and row.since.startswith(mark)
        )

    return MergeReport(
        same=len(notes("same")),
        new=notes("new"),
        changed=notes("changed"),
        gone=tuple(RowNote(row.text(KEY), row.text(ARGUMENT), _typed_in(row)) for row in gone if not row.gone),
        still_gone=sum(row.gone for row in gone),
        left_behind=left_behind,
    )


def _typed_in(row: OldRow) -> str:
    typed = [header for header in row.cells if header not in _OURS]
    return f"typed: {', '.join(typed)}" if typed else "nothing typed"
