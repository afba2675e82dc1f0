"""Data frames of documents and of a column of texts."""

from __future__ import annotations

import pandas as pd
import pytest

import argmine
from argmine.errors import InputError
from argmine.frames import COLUMNS, mine_frame, to_dataframe
from building import document, unit

TEXT = "The title is not protected in law. In 2020 a survey found that half of the posts were vacant."


def test_a_row_a_unit() -> None:
    built = document(unit("Scans fail."), unit("Half failed.", "evidence"))
    frame = to_dataframe([built, built])
    assert list(frame.columns) == list(COLUMNS)
    assert frame["text"].tolist() == ["Scans fail.", "Half failed."] * 2
    assert frame["component"].tolist() == ["claim", "evidence"] * 2
    assert to_dataframe(built).shape == (2, len(COLUMNS))
    assert list(to_dataframe([]).columns) == list(COLUMNS)


def test_a_column_of_texts() -> None:
    frame = pd.DataFrame({"body": [TEXT, None, "", "Parliament must act."]}, index=["a", "b", "c", "d"])
    found = mine_frame(frame, "body")
    assert found["row"].tolist() == ["a", "a", "d"]
    assert found["text"].tolist() == [*(part + "." for part in TEXT.rstrip(".").split(". ")), "Parliament must act."]
    assert list(found.columns) == ["row", *COLUMNS]


def test_what_is_no_column_or_no_text() -> None:
    with pytest.raises(InputError, match="has no column 'text'; it has body"):
        mine_frame(pd.DataFrame({"body": []}), "text")
    with pytest.raises(InputError, match="row 0, column 'body': int is no text"):
        mine_frame(pd.DataFrame({"body": [3]}, dtype=object), "body")


def test_a_path_or_a_text(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    from_text, from_path, from_name = argmine.mine(TEXT), argmine.mine(path), argmine.mine(str(path))
    assert from_path == from_name
    assert [one.text for one in from_text.units] == [one.text for one in from_path.units]
    assert (from_text.document.source, from_path.document.source) == ("text", "a.txt")
    with pytest.raises(InputError, match="No such file"):
        argmine.mine("gone.pdf")
    with pytest.raises(InputError, match="the text is empty"):
        argmine.mine(" ")


def test_a_pipeline_reads_in_a_stream() -> None:
    nlp = argmine.load()
    first, second = nlp.pipe([TEXT, "Parliament must act."])
    assert [len(doc.spans["argmine"]) for doc in (first, second)] == [2, 1]
