"""Formats by name, and where they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from argmine.errors import InputError, MissingExtraError
from argmine.exporters import formats
from argmine.exporters.formats import FORMATS, beside, write_all, writers
from building import document, unit


def test_every_format_writes_a_file_beside_the_result(tmp_path: Path) -> None:
    built = document(unit("Scans fail."))
    paths = write_all(built, tmp_path / "a.argmine.json", writers(",".join(FORMATS)))
    assert [path.name for path in paths] == [f"a.argmine.{name}" for name in FORMATS]
    assert all(path.stat().st_size for path in paths)


def test_names_are_taken_once_and_in_order() -> None:
    assert list(writers(" HTML, json,html ")) == ["html", "json"]


@pytest.mark.parametrize("names", ["", ",", "pdf", "json,pdf"])
def test_what_is_no_format(names: str) -> None:
    with pytest.raises(InputError, match="choose among json, html, xlsx, csv, parquet, docx"):
        writers(names)


def test_a_missing_library_is_told_before_any_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"pip install 'argmine\[parquet\]'"):
        writers("json,parquet")
    assert list(writers("json")) == ["json"]


def test_the_place_of_a_form() -> None:
    assert beside(Path("out/a.argmine.json"), "html") == Path("out/a.argmine.html")
    assert beside(Path("out/a.b"), "html") == Path("out/a.b.argmine.html")
