"""`argmine report`: a result in other formats, and what has changed since the last workbook."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from argmine.document import ArgumentDocument
from argmine.errors import InputError
from argmine.exporters.formats import beside, writers
from argmine.exporters.summary import safe
from argmine.schema import load_json

_SHOWN = 5


def run_report(result: Path, forms: str, output: Path | None, merge: Path | None) -> int:
    """Exit code 0 when all is written.

    Raises:
        DocumentError: the result is no ArgumentDocument.
        InputError: a format is unknown, or a file cannot be read or written.
        MissingExtraError: a format needs a library that is not installed.
    """
    chosen = writers(forms)
    if merge is not None and "xlsx" not in chosen:
        raise InputError(f"--merge {merge}: what people typed is carried into a workbook; add --format xlsx")
    document = load_json(result)
    target = result if output is None else output / result.name
    screen = Console()
    for name, write in chosen.items():
        path = beside(target, name)
        if path.resolve() == result.resolve():
            continue
        if name == "xlsx" and merge is not None:
            _merge(document, path, merge, screen)
        else:
            write(document, path)
        screen.print(safe(f"Written: {path}"), markup=False, highlight=False, soft_wrap=True)
    return 0


def _merge(document: ArgumentDocument, path: Path, old: Path, screen: Console) -> None:
    """Write the workbook with what people typed in the old one, and say what differs."""
    from argmine.exporters.workbook import write_workbook

    found = write_workbook(document, path, merge=old)
    assert found is not None
    lines = [f"Merged with {old}: {len(found.new)} rows are new, {len(found.changed)} changed, {len(found.gone)} gone"]
    for name, rows in (("new", found.new), ("changed", found.changed), ("gone", found.gone)):
        lines += [f"  {name}: {_short(row.argument)}{f' ({row.what})' if row.what else ''}" for row in rows[:_SHOWN]]
        if len(rows) > _SHOWN:
            lines.append(f"  {name}: and {len(rows) - _SHOWN} more")
    if found.left_behind:
        lines.append(f"Not carried over: {', '.join(found.left_behind)}")
    for line in lines:
        screen.print(safe(line), markup=False, highlight=False, soft_wrap=True)


def _short(text: str) -> str:
    return text if len(text) <= 100 else text[:99] + "…"
