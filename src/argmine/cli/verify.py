"""`argmine verify`: the first differences, or what has been proven."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from argmine.errors import InputError
from argmine.exporters.summary import safe
from argmine.readers import read
from argmine.schema import load_json
from argmine.verifying import differences, find_source

_SHOWN = 10


def run_verify(result: Path, source: Path | None, password: str | None) -> int:
    """Exit code 0 if the result is proven by its source, 1 if not.

    Raises:
        DocumentError: the result is no ArgumentDocument.
        InputError: the source is not there or cannot be read.
    """
    document = load_json(result)
    path = source or find_source(result, document)
    if path is None:
        name = document.document.source
        raise InputError(f"{result}: its source {name!r} is not beside it; name it: argmine verify RESULT SOURCE")
    found = list(differences(document, read(path, password=password)))
    console = Console(stderr=bool(found))
    for difference in found[:_SHOWN]:
        console.print(safe(f"{difference.where}: {difference.what}"), markup=False, highlight=False, soft_wrap=True)
    if found:
        more = f", {len(found) - _SHOWN} of them not shown" if len(found) > _SHOWN else ""
        console.print(safe(f"{result}: {len(found)} differences from {path}{more}"), style="red", markup=False)
        return 1
    console.print(
        safe(
            f"{result}: proven by {path}: hash, {len(document.units)} quotes and their places,"
            f" {len(document.sections) - 1} sections, {len(document.references)} references,"
            f" {document.coverage.total:,} characters in the ledger"
        ),
        markup=False, highlight=False, soft_wrap=True,
    )  # fmt: skip
    return 0
