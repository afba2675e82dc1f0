"""The rows of the response matrix: what an organisation answers, argument by argument, and how a row is known again."""

from __future__ import annotations

import hashlib
import unicodedata
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from argmine.document import ArgumentDocument, Unit
from argmine.exporters.workbook_lists import section_labels
from argmine.exporters.workbook_sheet import CUT, MOST_CHARACTERS, Cell, cell_text
from argmine.findings.arguments import repeated_arguments
from argmine.findings.names import label_name, page_ranges

MATRIX, GONE = "Response matrix", "Gone"
KEY, SINCE, ARGUMENT, NOW = "key", "since the last version", "argument", "where its quotes are now"
TOLD = (KEY, SINCE, ARGUMENT, "times made", "sections", "pages", "risk types", "specialties")  # by argmine
TYPED = ("response", "decision", "owner", "notes")  # by people
UNITS, WORDINGS, WRITTEN = "units", "wording", "written"
HIDDEN = (UNITS, WORDINGS, WRITTEN)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A repeated argument, or a conclusion that is made once.

    `units` are the ids of its quotes, and `wordings` the hashes of their wordings, in the order of the text; `wording`
    is the hash of the argument's own.
    """

    key: str
    argument: str
    sections: tuple[str, ...]
    pages: tuple[int, ...]
    risk_types: tuple[str, ...]
    specialties: tuple[str, ...]
    times: int
    units: tuple[str, ...]
    wording: str
    wordings: tuple[str, ...]


def matrix_rows(document: ArgumentDocument) -> list[MatrixRow]:
    """Repeated arguments, those that reach most sections first, then the other conclusions in reading order."""
    labels = section_labels(document)
    rows = [_row(labels, argument.id, argument.best, argument.units) for argument in repeated_arguments(document)]
    single = [unit for unit in document.units if unit.component == "conclusion" and unit.cluster is None]
    return rows + [_row(labels, unit.id, unit, [unit]) for unit in single]


def _row(labels: Mapping[str, str], key: str, best: Unit, units: Sequence[Unit]) -> MatrixRow:
    return MatrixRow(
        key=key,
        argument=best.clean_text,
        sections=_once(labels[unit.section] for unit in units),
        pages=tuple(sorted({page for unit in units for page in unit.pages})),
        risk_types=_once(label_name(tag.id) for unit in units for tag in unit.risk_types),
        specialties=_once(label_name(tag.id) for unit in units for tag in unit.specialties),
        times=len(units),
        units=_fitting(unit.id for unit in units),
        wording=wording_hash(best.clean_text),
        wordings=_fitting(wording_hash(unit.clean_text) for unit in units),
    )


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _fitting(items: Iterable[str]) -> tuple[str, ...]:
    """As many items as a cell holds, parted by commas, with room for one more."""
    kept: list[str] = []
    room = MOST_CHARACTERS - 100
    for item in items:
        room -= len(item) + 1
        if room < 0:
            break
        kept.append(item)
    return tuple(kept)


def told_cells(row: MatrixRow, since: str | None) -> dict[str, Cell]:
    """What argmine writes into a row, by header; without `since` there is no such column."""
    cells: dict[str, Cell] = {
        KEY: row.key,
        ARGUMENT: row.argument,
        "times made": row.times,
        "sections": "\n".join(row.sections),
        "pages": page_ranges(row.pages),
        "risk types": "; ".join(row.risk_types),
        "specialties": "; ".join(row.specialties),
        UNITS: ",".join(row.units),
        WORDINGS: ",".join((row.wording, *row.wordings)),
    }
    if since is not None:
        cells[SINCE] = since
    return cells | {WRITTEN: _marks(cells)}


def _marks(cells: dict[str, Cell]) -> str:
    """A checksum of each cell that people see, to tell later which of them they wrote over."""
    return ";".join(f"{header}={checksum(cells[header])}" for header in TOLD if header in cells)


def checksum(cell: Cell) -> str:
    """Of a cell as people see it: white space and the type of a number do not count."""
    whole = isinstance(cell, float) and cell.is_integer()
    shown = cell_text(str(int(cell) if isinstance(cell, float) and whole else "" if cell is None else cell))
    return f"{zlib.crc32(' '.join(shown.split()).encode()):08x}"


def normalised(text: str) -> str:
    """Words in lower case and nothing else; of a text that has none, the text."""
    text = text.removesuffix(CUT)
    plain = unicodedata.normalize("NFKC", text).casefold()
    words = "".join(character if character.isalnum() else " " for character in plain).split()
    return " ".join(words) or " ".join(plain.split())


def wording_hash(text: str) -> str:
    """The same for texts that differ in case, white space and punctuation only."""
    return hashlib.sha256(normalised(text).encode("utf-8", "replace")).hexdigest()[:12]
