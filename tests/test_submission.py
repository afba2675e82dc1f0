"""The real submission beside the project: run in CI with `-m submission`, where ARGMINE_SHARED says where it is."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from argmine.document import ArgumentDocument
from argmine.schema import load_json

pytestmark = pytest.mark.submission

_TRACE = re.compile(r"\bdoi\b|https?://|\(?accessed:? \d|\bPMID\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def path() -> Path:
    return Path(os.environ["ARGMINE_SHARED"]) / "submission" / "ipem-2026.md"


@pytest.fixture(scope="module")
def runs(path: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, float]]:
    results = []
    for number in range(2):
        folder = tmp_path_factory.mktemp(f"run-{number}")
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "argmine", "mine", str(path), "-o", str(folder)], check=True, timeout=300)
        results.append((folder / "ipem-2026.argmine.json", time.perf_counter() - started))
    return results


@pytest.fixture(scope="module")
def document(runs: list[tuple[Path, float]]) -> ArgumentDocument:
    return load_json(runs[0][0])


def test_two_runs_give_the_same_bytes(runs: list[tuple[Path, float]]) -> None:
    assert runs[0][0].read_bytes() == runs[1][0].read_bytes()


def test_a_cold_start_takes_less_than_a_minute_and_900_megabytes(runs: list[tuple[Path, float]]) -> None:
    # The aim is 12 s; docs/decisions.md says what is measured where. A busy machine takes twice as long.
    assert min(seconds for _, seconds in runs) <= 60
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= 900 * 1024


def test_the_ledger_accounts_for_every_character(path: Path, document: ArgumentDocument) -> None:
    text = path.read_bytes().decode()
    spans = document.coverage.spans
    assert spans[0].start == 0
    assert spans[-1].end == len(text)
    assert all(a.end == b.start for a, b in zip(spans, spans[1:], strict=False))
    assert sum(document.coverage.characters.values()) == document.coverage.total == len(text)


def test_every_quote_is_at_its_offsets(path: Path, document: ArgumentDocument) -> None:
    text = path.read_bytes().decode()
    assert all(text[unit.start : unit.end] == unit.text for unit in document.units)
    assert all(text[entry.start : entry.end].split()[0] for entry in document.references)


def test_no_reference_entry_is_a_unit(document: ArgumentDocument) -> None:
    assert len(document.references) > 250
    sources = [(unit.text, found) for unit in document.units if (found := _TRACE.search(unit.text))]
    assert [text[:80] for text, found in sources if len(text[: found.start()].split()) < 20] == []  # none but a source


def test_citations_resolve_to_entries_that_print_their_number(document: ArgumentDocument) -> None:
    number = {entry.id: int(entry.number) for entry in document.references if entry.number}
    marks = sum(len(unit.cited_numbers) for unit in document.units)
    resolved = sum(len(unit.citations) for unit in document.units)
    assert resolved >= 0.97 * marks
    assert all(number[entry] in unit.cited_numbers for unit in document.units for entry in unit.citations)
