"""The quote table as Parquet: types, values to the letter, and a plain word where pyarrow is missing."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from hypothesis import given

from argmine.document import ArgumentDocument, Tag
from argmine.errors import MissingExtraError
from argmine.exporters.quote_columns import QUOTE_COLUMNS
from argmine.exporters.quote_parquet import write_parquet
from argmine.findings.quotes import quotes
from building import document, section, unit
from whole_documents import whole_documents

parquet = pytest.importorskip("pyarrow.parquet")


def test_the_columns_are_typed(tmp_path: Path) -> None:
    write_parquet(document(), tmp_path / "report.parquet")
    schema = parquet.read_schema(tmp_path / "report.parquet")
    types = {field.name: (str(field.type), field.nullable) for field in schema}
    strings = ("list<element: string>", False)
    assert types == {
        "id": ("string", False),
        "document": ("string", False),
        "section": ("string", False),
        "page": ("int64", True),
        "component": ("string", False),
        "score": ("double", False),
        "text": ("string", False),
        "risk types": strings,
        "specialties": strings,
        "repeated argument": ("string", True),
        "supports": strings,
        "supported by": strings,
        "citations": strings,
        "review": ("bool", False),
        "start": ("int64", False),
        "end": ("int64", False),
    }


def test_a_row_by_hand(tmp_path: Path) -> None:
    built = document(
        unit("=1+1", section="s-1", pages=(3,), risk_types=(Tag("regulatory_gap", 1.0),), cited_numbers=(4, 5)),
        unit("No page.", section="s-1", needs_review=True),
        sections=(section("s-1", "Risk", "1"),),
    )
    write_parquet(built, tmp_path / "report.parquet")
    first, second = parquet.read_table(tmp_path / "report.parquet").to_pylist()
    assert first == {
        "id": "u-01234567-0-4",
        "document": "report.md",
        "section": "1 Risk",
        "page": 3,
        "component": "claim",
        "score": 0.7,
        "text": "=1+1",
        "risk types": ["Regulatory gap"],
        "specialties": [],
        "repeated argument": None,
        "supports": [],
        "supported by": [],
        "citations": ["4", "5"],
        "review": False,
        "start": 0,
        "end": 4,
    }
    assert (second["page"], second["review"]) == (None, True)


@given(built=whole_documents)
def test_any_document_reads_back(built: ArgumentDocument, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("parquet")
    write_parquet(built, folder / "one.parquet")
    write_parquet(built, folder / "two.parquet")
    assert (folder / "one.parquet").read_bytes() == (folder / "two.parquet").read_bytes()
    rows = parquet.read_table(folder / "one.parquet").to_pylist()
    assert len(rows) == len(built.units)
    for row, quote in zip(rows, quotes(built), strict=True):
        assert row["text"] == re.sub("[\ud800-\udfff]", "\ufffd", quote.text)
        assert row["repeated argument"] == quote.repeated
        assert row["supported by"] == list(quote.supported_by)
        assert list(row) == [column.header for column in QUOTE_COLUMNS]


def test_without_pyarrow_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError) as caught:
        write_parquet(document(), tmp_path / "report.parquet")
    assert str(caught.value) == "pyarrow is not installed; run: pip install 'argmine[parquet]'"
    assert list(tmp_path.iterdir()) == []
