"""`argmine bench`: what argmine costs on this machine, as a table and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from errno import EISDIR
from pathlib import Path
from tempfile import TemporaryFile

from rich.console import Console
from rich.table import Table

from argmine.benchmarking import Benchmark, Cost, Warm, benchmark
from argmine.errors import InputError
from argmine.exporters.json_file import write_whole
from argmine.exporters.summary import safe

_UNKNOWN = "-"


def run_bench(path: Path | None, output: Path | None, *, model: str, beside: str, runs: int, workers: int) -> int:
    """Exit code 0 when the figures have been shown.

    Raises:
        InputError: the file cannot be read, or holds nothing to measure, or the figures cannot be written.
        ModelError: there is no such model, or it cannot be loaded.
    """
    screen, errors = Console(), Console(stderr=True)
    if output:
        _check_room(output)
    with errors.status("measuring") as status:
        found = benchmark(
            path,
            model=model,
            beside=beside,
            runs=runs,
            workers=workers,
            report=lambda stage: status.update(f"measuring: {safe(stage)}"),
        )
    screen.print(
        safe(f"{found.document}: {found.characters:,} characters, {found.words:,} words, {found.units:,} units"),
        markup=False, highlight=False, soft_wrap=True,
    )  # fmt: skip
    screen.print(_table(found))
    screen.print(
        f"Python {found.python}, {found.system}, {found.processors} processors; medians of {found.runs} runs."
        + ("" if found.spacy else f" {safe(beside)} is not installed, so nothing is beside it."),
        markup=False, highlight=False, soft_wrap=True,
    )  # fmt: skip
    if output:
        write_whole(json.dumps(asdict(found), indent=1) + "\n", output)
    return 0


def _check_room(output: Path) -> None:
    """Measuring takes minutes: that its figures cannot be written has to be said before."""
    try:
        if output.is_dir():
            raise IsADirectoryError(EISDIR, "it is a folder")
        output.parent.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=output.parent).close()
    except OSError as error:
        raise InputError(f"{output}: cannot be written: {error.strerror or error}") from error


def _table(found: Benchmark) -> Table:
    table = Table(title_justify="left")
    table.add_column("")
    table.add_column(f"argmine {found.argmine}", justify="right")
    if found.spacy:
        table.add_column(safe(found.spacy.model), justify="right")
    spacy = found.spacy
    pairs = list(zip(_costs(found.cold, found.warm), _costs(spacy.cold, spacy.warm) if spacy else _none(), strict=True))
    for (name, ours), (_, theirs) in pairs:
        table.add_row(name, ours, *([theirs] if spacy else []))
    encoder = f"{found.encoder.tokens_per_second:,.0f} tokens a second"
    table.add_row(f"encoder, {found.encoder.threads} threads", encoder)
    for each in found.throughput:
        name = f"a folder, {each.workers} worker{'s' if each.workers > 1 else ''}"
        table.add_row(name, f"{each.documents_per_minute:,.0f} documents a minute")
    return table


def _costs(cold: Cost, warm: Warm) -> list[tuple[str, str]]:
    cpu, peak = cold.cpu_seconds, cold.peak_megabytes
    return [
        ("cold, from start to end", f"{cold.seconds:.2f} s"),
        ("  of processor time", _UNKNOWN if cpu is None else f"{cpu:.2f} s"),
        ("  peak memory", _UNKNOWN if peak is None else f"{peak:,.0f} MB"),
        ("warm", f"{warm.seconds:.2f} s"),
        ("  for 1,000 words", f"{warm.seconds_per_1000_words:.2f} s"),
    ]


def _none() -> list[tuple[str, str]]:
    return [("", "")] * 5
