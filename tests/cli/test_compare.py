"""`argmine compare`: forms, files and errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from argmine.cli.compare import run_compare
from argmine.errors import DocumentError, InputError, ModelError
from argmine.exporters.json_file import write_json
from building import document, unit


@pytest.fixture
def results(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "a.argmine.json", tmp_path / "b.argmine.json"
    write_json(document(unit("Scans fail."), unit("The title is not protected by law.")), paths[0])
    write_json(document(unit("The title is still not protected by law."), unit("SCANS fail")), paths[1])
    return paths


def test_a_table_on_the_screen(results: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_compare(*results, None, "table", "none") == 0
    shown = capsys.readouterr().out
    assert "Reworded: 1" in shown
    assert "{+still+}" in shown


@pytest.mark.parametrize(("form", "start"), [("json", "{\n"), ("html", "<!DOCTYPE html>\n")])
def test_other_forms_go_to_standard_output(
    results: tuple[Path, Path], form: str, start: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run_compare(*results, None, form, "none") == 0
    assert capsysbinary.readouterr().out.decode().startswith(start)


@pytest.mark.parametrize("form", ["table", "json", "html"])
def test_every_form_can_be_a_file(
    results: tuple[Path, Path], form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "new" / f"comparison.{form}"
    assert run_compare(*results, output, form, "none") == 0
    assert capsys.readouterr().out == f"Written: {output}\n"
    text = output.read_text(encoding="utf-8")
    assert "still" in text
    assert "\x1b" not in text
    if form == "json":
        assert [pair["kind"] for pair in json.loads(text)["pairs"]] == ["kept", "reworded"]


def test_errors(results: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--format 'pdf': choose among table, json, html"):
        run_compare(*results, None, "pdf", "none")
    with pytest.raises(DocumentError, match=r"missing\.json: cannot be read"):
        run_compare(results[0], tmp_path / "missing.json", None, "table", "none")
    with pytest.raises(ModelError, match="no model 'nowhere'"):
        run_compare(*results, None, "table", "nowhere")
