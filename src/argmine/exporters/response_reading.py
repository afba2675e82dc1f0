"""The response matrix of an older workbook, with all that people typed into it."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from argmine.errors import InputError
from argmine.exporters.response_matrix import ARGUMENT, GONE, HIDDEN, KEY, MATRIX, NOW, TOLD, TYPED, UNITS, WORDINGS
from argmine.exporters.workbook_figures import SHEETS
from argmine.exporters.workbook_sheet import Cell
from argmine.zip_safety import pieces

MOST_BYTES = 64 * 1024 * 1024
MOST_EXPANDED = 512 * 1024 * 1024  # that the file may unpack to
MOST_ROWS = 200_000  # with something in them, both sheets together
MOST_CELLS = 20_000_000  # empty or not
MOST_COLUMNS = 1_000
_HEADER_WITHIN = 50  # rows from the top; people put titles above
_KNOWN = {header.casefold(): header for header in (*TOLD, *TYPED, *HIDDEN, NOW)}


@dataclass(frozen=True, slots=True)
class OldCell:
    """A value and the number format it is shown in."""

    value: Cell
    number_format: str = "General"


@dataclass(frozen=True, slots=True)
class OldRow:
    """A row as it stood, by header; `gone` rows stood on the sheet "Gone"."""

    cells: dict[str, OldCell]
    gone: bool = False

    def text(self, header: str) -> str:
        """The cell as text; empty where there is none."""
        cell = self.cells.get(header)
        return "" if cell is None else str(cell.value).strip()

    def listed(self, header: str) -> tuple[str, ...]:
        """The items of a cell that are parted by commas."""
        return tuple(item.strip() for item in self.text(header).split(",") if item.strip())

    @property
    def units(self) -> tuple[str, ...]:
        """The ids of the row's quotes."""
        return self.listed(UNITS)

    @property
    def wordings(self) -> tuple[str, ...]:
        """The hash of the argument's wording, and those of its quotes."""
        return self.listed(WORDINGS)


@dataclass(frozen=True, slots=True)
class OldMatrix:
    """Rows of both sheets, the headers of the matrix in their order, and what cannot be carried over."""

    rows: tuple[OldRow, ...]
    headers: tuple[str, ...]
    left_behind: tuple[str, ...] = ()


@dataclass(slots=True)
class _Budget:
    """How many rows and cells may still be read."""

    path: Path
    rows: int
    cells: int

    def spend(self, rows: int, cells: int) -> None:
        self.rows -= rows
        self.cells -= cells
        if self.rows < 0 or self.cells < 0:
            raise InputError(
                f"{self.path}: more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells to merge; delete what the response "
                "matrix does not need"
            )


@dataclass(slots=True)
class _Headers:
    """The names of a sheet's columns: as printed, or made up for columns without one that hold something."""

    known: dict[str, str]
    names: dict[int, str] = field(default_factory=dict)

    def add(self, column: int, printed: str) -> str:
        """Name a column; no two names are the same, whatever the case."""
        name = self.known.get(printed.casefold(), printed)
        taken = {other.casefold() for other in self.names.values()}
        unique, number = name, 2
        while unique.casefold() in taken:
            unique, number = f"{name} ({number})", number + 1
        self.names[column] = unique
        return unique

    def of(self, column: int) -> str:
        """The name of a column."""
        from openpyxl.utils import get_column_letter

        return self.names.get(column) or self.add(column, f"column {get_column_letter(column + 1)}")


def read_matrix(path: Path) -> OldMatrix:
    """The rows of a workbook's response matrix and of its sheet "Gone", columns found by their headers.

    Raises:
        InputError: the file cannot be read, is too large, or is no workbook that argmine wrote.
    """
    data = _load(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that openpyxl leaves out
        try:
            return _read(data, path)
        except InputError:
            raise
        except Exception as error:
            raise InputError(
                f"{path}: is no workbook that can be read, or is damaged ({type(error).__name__})"
            ) from error


def _load(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise InputError(f"{path}: {size:,} bytes; a workbook to merge may have {MOST_BYTES:,}")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error


def _parts(data: bytes, path: Path) -> list[zipfile.ZipInfo]:
    """What the file is made of; all of it has been unpacked once, within the limit."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        said, expanded = sum(part.file_size for part in parts), 0
        for piece in (piece for part in parts for piece in pieces(archive, part, str(path))):
            expanded += len(piece)
            if max(said, expanded) > MOST_EXPANDED:
                break
    if max(said, expanded) > MOST_EXPANDED:
        raise InputError(f"{path}: unpacks to more than {MOST_EXPANDED:,} bytes, as a zip bomb does")
    return parts


def _read(data: bytes, path: Path) -> OldMatrix:
    from openpyxl import load_workbook

    parts = _parts(data, path)
    values, formulas = (
        load_workbook(io.BytesIO(data), read_only=True, data_only=only, keep_links=False) for only in (True, False)
    )
    budget = _Budget(path, MOST_ROWS, MOST_CELLS)
    names = [sheet.title for sheet in values.worksheets]
    headers = _Headers(_KNOWN)
    for name in [MATRIX] if MATRIX in names else [name for name in names if name not in SHEETS]:  # renamed, then
        rows, above = _sheet(values[name], formulas[name], headers, budget)
        if rows is not None:
            break
    else:
        raise InputError(
            f"{path}: is no workbook of argmine: no sheet {MATRIX!r} with the columns {KEY!r} and {ARGUMENT!r}"
        )
    left = [f"the sheet {other!r}" for other in names if other not in SHEETS and other != name]
    if any("comment" in part.filename.casefold() for part in parts):
        left.append("comments on cells")
    if above:
        left.append(f"what stands above the header of {name!r}")
    in_order = tuple(headers.names[column] for column in sorted(headers.names))
    same_names = _Headers({name.casefold(): name for name in in_order} | _KNOWN)
    old = _sheet(values[GONE], formulas[GONE], same_names, budget)[0] if GONE in names else []
    if old is None:
        raise InputError(
            f"{path}: the sheet {GONE!r} has lost its columns {KEY!r} and {ARGUMENT!r}; name them, or delete it"
        )
    gone = [OldRow(cells, gone=True) for cells in old]
    return OldMatrix((*(OldRow(cells) for cells in rows), *gone), in_order, tuple(left))


def _sheet(
    values: Any, formulas: Any, headers: _Headers, budget: _Budget
) -> tuple[list[dict[str, OldCell]] | None, bool]:
    """The rows under the header, None where there is no header; and whether anything stands above it."""
    rows: list[dict[str, OldCell]] | None = None
    above = False
    for number, cells in enumerate(_cells(values, formulas, budget)):
        if rows is not None:
            if cells:
                rows.append({headers.of(column): cell for column, cell in cells.items()})
            if len(headers.names) > MOST_COLUMNS:
                raise InputError(f"{budget.path}: more than {MOST_COLUMNS:,} columns on a sheet to merge")
        elif _is_header(cells):
            rows = []
            for column, cell in cells.items():
                headers.add(column, _one_line(cell))
        elif number < _HEADER_WITHIN:
            above = above or bool(cells)
        else:
            break
    return rows, above


def _cells(values: Any, formulas: Any, budget: _Budget) -> Iterator[dict[int, OldCell]]:
    """The cells of each row that hold something, by column from 0; a formula that was never computed is its text."""
    for sheet in (values, formulas):
        sheet.reset_dimensions()  # what the file says of its own size may be wrong
    for row, as_typed in zip(values.iter_rows(), formulas.iter_rows(values_only=True), strict=False):
        cells = {}
        for column, (cell, formula) in enumerate(zip(row, as_typed, strict=False)):
            value = cell.value if cell.value is not None else getattr(formula, "text", formula)
            if isinstance(value, str):
                value = value.replace("_x000D_\n", "\n").replace("_x000D_", "\n")
            if value is not None and value != "":
                cells[column] = OldCell(value, cell.number_format or "General")
        budget.spend(bool(cells), len(row) + 1)
        yield cells


def _is_header(cells: dict[int, OldCell]) -> bool:
    return {KEY, ARGUMENT} <= {_one_line(cell).casefold() for cell in cells.values()}


def _one_line(cell: OldCell) -> str:
    return " ".join(str(cell.value).split())
