"""`argmine info`: versions, the model's origin, and whether its files are intact."""

from __future__ import annotations

import json
from importlib.metadata import version

from rich.console import Console
from rich.table import Table

from argmine.analysis import hash_folder, model_folder


def run_info(model: str) -> int:
    """Exit code 0 if the model's files match their recorded hash, 1 if not."""
    folder = model_folder(model)
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    own = meta.get("argmine", {})
    intact = hash_folder(folder) == own.get("hash")
    table = Table(show_header=False, box=None, padding=(0, 1))
    table.add_row("argmine", version("argmine"))
    table.add_row("model", f"{meta['lang']}_{meta['name']} {meta['version']}")
    table.add_row("files", "intact" if intact else "CHANGED since training: reinstall argmine or train again")
    table.add_row("hash", str(own.get("hash", ""))[:16])
    table.add_row(
        "trained on",
        f"{len(own.get('documents', []))} documents, data {str(own.get('data', ''))[:16]}, seed {own.get('seed')}",
    )
    table.add_row("pipeline", ", ".join(meta.get("pipeline", [])))
    table.add_row("licence", str(meta.get("license", "")))
    Console().print(table)
    return 0 if intact else 1
