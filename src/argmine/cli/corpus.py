"""`argmine corpus`: stats, convert, split, check."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from argmine.corpora import read_splits_found
from argmine.corpora.annotation_files import write_annotations
from argmine.corpora.annotations import read_lines
from argmine.corpora.checking import check_annotations
from argmine.corpora.dataset_dict import unit_rows
from argmine.corpora.exchanging import write_corpus
from argmine.corpora.labelled import LabelledDocument
from argmine.corpora.splitting import split_documents
from argmine.corpora.statistics import corpus_statistics
from argmine.errors import AnnotationError, ConfigError
from argmine.exporters.json_file import SUFFIX, write_json
from argmine.learn.labels import read_code_frame


def run_stats(name: str, folder: Path, output: Path | None) -> int:
    """Exit code 0 when the statistics of every split that is there have been shown."""
    figures = {split: corpus_statistics(documents) for split, documents in read_splits_found(name, folder).items()}
    Console().print(_table(name, figures))
    if output:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def run_convert(name: str, folder: Path, output: Path, forms: str) -> int:
    """Exit code 0 when every split that is there has been written; of several forms, each into a folder of its name.

    Raises:
        ConfigError: a format is not known.
    """
    splits = read_splits_found(name, folder)
    chosen = [form.strip() for form in forms.split(",") if form.strip()]
    for form in chosen:
        target = output / form if len(chosen) > 1 else output
        count = _convert(splits, target, form)
        Console().print(f"{count} documents written to {target}", markup=False, highlight=False, soft_wrap=True)
    return 0


def _convert(splits: Mapping[str, list[LabelledDocument]], output: Path, form: str) -> int:
    if form == "annotations":
        return write_annotations(splits, output)
    if form == "json":
        return sum(_write_documents(documents, output / split) for split, documents in splits.items())
    if form == "rows":
        return sum(_write_rows(documents, output / f"{split}.jsonl") for split, documents in splits.items())
    return write_corpus(splits, output, form)


def run_split(folder: Path, shares: str, seed: int, *, force: bool) -> int:
    """Exit code 0 when `splits.json` has been written.

    Raises:
        ConfigError: the shares are malformed.
        AnnotationError: there are no annotations, or `splits.json` is there and `force` is not given.
    """
    try:
        train, dev, test = (float(share) for share in shares.split(","))
    except ValueError as error:
        raise ConfigError(f"--shares {shares!r}: three numbers, e.g. 70,10,20") from error
    target = folder / "splits.json"
    if target.exists() and not force:
        raise AnnotationError(f"{target}: is there already; --force replaces it")
    paths = sorted((folder / "documents").glob("*.jsonl"))
    if not paths:
        raise AnnotationError(f"{folder / 'documents'}: no .jsonl annotations")
    sizes = {path.stem: len(list(read_lines(path, path.with_suffix(".md").read_bytes().decode()))) for path in paths}
    splits = split_documents(sizes, (train, dev, test), seed)
    target.write_text(json.dumps(splits, indent=1) + "\n", encoding="utf-8")
    for split, names in splits.items():
        Console().print(f"{split}: {len(names)} documents, {sum(sizes[name] for name in names)} units", highlight=False)
    return 0


def run_check(folder: Path, risk_types: Path, specialties: Path) -> int:
    """Exit code 0 if nothing is wrong, 1 if something is."""
    console = Console(stderr=True)
    frames = [{label.id for label in read_code_frame(path)} for path in (risk_types, specialties)]
    problems = 0
    for problem in check_annotations(folder, *frames):
        problems += 1
        console.print(problem, style="red", markup=False, highlight=False, soft_wrap=True)
    console.print(f"{problems} problems" if problems != 1 else "1 problem", highlight=False)
    return 1 if problems else 0


def _write_documents(documents: list[LabelledDocument], folder: Path) -> int:
    for number, labelled in enumerate(documents, start=1):
        write_json(labelled.document, folder / f"{number:04d}{SUFFIX}")
    return len(documents)


def _write_rows(documents: list[LabelledDocument], path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for labelled in documents:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in unit_rows(labelled))
    return len(documents)


def _table(name: str, figures: dict[str, dict[str, Any]]) -> Table:
    table = Table(title=name, title_justify="left")
    table.add_column("")
    for split in figures:
        table.add_column(split, justify="right")
    for key in ("documents", "units", "words", "clusters"):
        table.add_row(key, *(f"{each[key]:,}" for each in figures.values()))
    table.add_row(
        "words a unit, quartiles", *(" / ".join(f"{value:g}" for value in f["words_a_unit"]) for f in figures.values())
    )
    table.add_row("share of the text in units", *(f"{each['in_units']:.0%}" for each in figures.values()))
    for key in ("labels", "risk_types", "specialties", "links"):
        values = dict.fromkeys(label for each in figures.values() for label in each[key])
        if values:
            table.add_section()
            table.add_row(key.replace("_", " "), style="bold")
        for label in values:
            table.add_row(f"  {label}", *(f"{each[key].get(label, 0):,}" for each in figures.values()))
    return table
