"""The formats of a result, by name; each is written by a module of its own, imported when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from argmine.document import ArgumentDocument
from argmine.errors import InputError, MissingExtraError
from argmine.exporters.json_file import SUFFIX

Write = Callable[[ArgumentDocument, Path], None]

_WRITERS = {
    "json": ("argmine.exporters.json_file", "write_json"),
    "html": ("argmine.exporters.html_report", "write_html"),
    "xlsx": ("argmine.exporters.workbook", "write_workbook"),
    "csv": ("argmine.exporters.quote_csv", "write_csv"),
    "parquet": ("argmine.exporters.quote_parquet", "write_parquet"),
    "docx": ("argmine.exporters.docx_summary", "write_docx"),
}
FORMATS = tuple(_WRITERS)


def writers(names: str) -> dict[str, Write]:
    """The writer of each format in a list such as "json,html", in that order.

    Raises:
        InputError: a name is no format, or the list is empty.
        MissingExtraError: a format needs a library that is not installed.
    """
    chosen = list(dict.fromkeys(name.strip().lower() for name in names.split(",") if name.strip()))
    unknown = [name for name in chosen if name not in _WRITERS]
    if unknown or not chosen:
        raise InputError(f"--format {names!r}: choose among {', '.join(FORMATS)}, parted by commas")
    if "parquet" in chosen and find_spec("pyarrow") is None:
        raise MissingExtraError("pyarrow", "parquet")  # now, and not after each document has been read
    return {name: _writer(name) for name in chosen}


def _writer(name: str) -> Write:
    module, function = _WRITERS[name]

    def write(document: ArgumentDocument, path: Path) -> None:
        getattr(import_module(module), function)(document, path)

    return write


def beside(output: Path, name: str) -> Path:
    """Where the `name` form of a result stands: beside its JSON, with the same stem."""
    return output.with_name(f"{output.name.removesuffix(SUFFIX)}.argmine.{name}")


def write_all(document: ArgumentDocument, output: Path, chosen: Mapping[str, Write]) -> Sequence[Path]:
    """Write a result in every chosen format, and say where.

    Raises:
        InputError: a file cannot be written.
        MissingExtraError: a format needs a library that is not installed.
    """
    paths = []
    for name, write in chosen.items():
        paths.append(beside(output, name))
        write(document, paths[-1])
    return paths


JSON_ONLY: Mapping[str, Write] = writers("json")
