"""`argmine convert` says what it did, what is lost, and what went wrong."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from argmine.cli import convert as command
from argmine.cli.convert import run_convert_formats
from argmine.converting import Converted
from argmine.errors import InputError
from argmine.exchange.aif import write
from argmine.exchange.markup import Feature, Markup, Problem, Span
from exchange.markups import markup

GOOD = markup("Scans fail. Half failed.", ("Scans fail.", "claim"))
BAD = Markup("b\x1b.md", "one two", (Span("x", ((0, 5),), "claim"), Span("y", ((4, 7),), "claim")))


def test_all_is_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write([GOOD], tmp_path / "aif")
    assert run_convert_formats(tmp_path / "aif", tmp_path / "out", "aif", "json", None, False) == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        f"Written: 1 document to {tmp_path / 'out'} as json",
        "json does not keep:",
        "- the ids of components (they get new ones)",
        "- components that overlap another one (the later is left out)",
    ]
    assert said.err == ""
    assert run_convert_formats(tmp_path / "out", tmp_path / "x", "json", "xaif", None, False) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "xaif holds no sections, references and ledger; on the way back they are read from the text."
    ]
    assert run_convert_formats(tmp_path / "out", tmp_path / "all.jsonl", "json", "jsonl", None, False) == 0
    assert capsys.readouterr().out == f"Written: 1 document to {tmp_path / 'all.jsonl'} as jsonl\n"


def test_every_problem_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write([GOOD, BAD], tmp_path / "aif")
    assert run_convert_formats(tmp_path / "aif", tmp_path / "out", "aif", "json", None, False) == 1
    said = capsys.readouterr()
    assert said.out.startswith("Written: 2 documents")
    assert said.err.splitlines() == [
        "b\ufffd.md at 4: 'two': it overlaps the span before it, and a character can be part of one unit only",
        "1 problem: what they name was not taken over as it stood",
    ]


def test_strict_ends_at_the_first(tmp_path: Path) -> None:
    write([GOOD, BAD], tmp_path / "aif")
    with pytest.raises(InputError, match="nothing was written"):
        run_convert_formats(tmp_path / "aif", tmp_path / "out", "aif", "json", None, True)
    assert not (tmp_path / "out").exists()


def test_every_loss_has_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    done = Converted(1_000, frozenset(get_args(Feature)), (Problem("a.md", None, "x", "y"),) * 1_000)
    monkeypatch.setattr(command, "convert", lambda *_, **__: done)
    assert run_convert_formats(tmp_path, tmp_path, "aif", "conll", None, False) == 1
    said = capsys.readouterr()
    assert said.out.count("\n- ") == len(get_args(Feature))
    assert said.err.splitlines()[-1] == "1,000 problems: what they name was not taken over as it stood"
