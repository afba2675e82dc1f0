"""What documents share, with the shipped model, and the page and JSON of it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from argmine.analysis import load_pipeline, read_closely
from argmine.exporters.together_html import write_together_html
from argmine.exporters.together_json import write_together_json
from argmine.findings.shared_points import SharedPoint, Together, Voice
from argmine.readers import read
from argmine.readers.plain_text import text_source
from argmine.together import Reading, put_together
from building import document, unit

FIRST = """1. Title

The title of clinical technologist is not protected in law. Anyone may call themselves a clinical technologist.

2. Fees

Fees of the register have risen by a third since 2019.
"""
SECOND = """1. Our view

Scanners are older than they were ten years ago. The title of clinical technologist is not protected in law.
Parliament should fund the replacement of scanners in every hospital.
"""


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Together:
    folder = tmp_path_factory.mktemp("inbox")
    pipeline = load_pipeline()
    readings = []
    for name, text in (("a.txt", FIRST), ("b.txt", SECOND)):
        (folder / name).write_text(text, encoding="utf-8")
        built, arrays = read_closely(read(folder / name), pipeline)
        readings.append(Reading(built, arrays["meaning"], arrays["context"]))
    return put_together(readings, pipeline)


def test_a_point_that_both_make(together: Together) -> None:
    point = together.points[0]
    assert point.documents == (0, 1)
    assert {voice.unit.clean_text for voice in point.voices} >= {
        "The title of clinical technologist is not protected in law."
    }
    assert all(point.documents == (0, 1) for point in together.points)
    assert together.campaigns == ()


def test_a_document_that_argues_nothing_shares_nothing() -> None:
    pipeline = load_pipeline()
    text = "1. Title\n\nParliament must protect the title of clinical technologist in law.\n"
    built, arrays = read_closely(text_source(text, "a"), pipeline)
    full = Reading(built, arrays["meaning"], arrays["context"])
    empty = Reading(document(), np.zeros((0, 1), np.float32), np.zeros((0, 1), np.float32))
    found = put_together([empty, full, full], pipeline)
    assert [point.documents for point in found.points] == [(1, 2)]


def test_by_the_index_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("argmine.components.trained.EXACT_UP_TO", 1)
    pipeline = load_pipeline()
    readings = []
    for name, text in (("a", FIRST), ("b", SECOND), ("c", FIRST)):
        built, arrays = read_closely(text_source(text, name), pipeline)
        readings.append(Reading(built, arrays["meaning"], arrays["context"]))
    found = put_together(iter(readings), pipeline)
    assert found.points[0].documents == (0, 1, 2)
    assert found.points[0].best.unit.clean_text == "The title of clinical technologist is not protected in law."
    places = [(voice.document, voice.unit.id) for point in found.points for voice in point.voices]
    assert len(places) == len(set(places))
    assert put_together(readings, pipeline) == found


def test_nothing_is_shared_by_nobody() -> None:
    assert put_together([], load_pipeline()) == Together((), (), ())


def hostile() -> Together:
    text = "<script>alert(1)</script> \u202e {{ 7 * 7 }} '\""
    built = document(unit(text))
    voices = (Voice(0, built.units[0]), Voice(1, built.units[0]))
    return Together((built, built), (SharedPoint(voices[0], voices),), ())


def test_the_page_loads_nothing_and_runs_nothing(tmp_path: Path) -> None:
    write_together_html(hostile(), tmp_path / "t.html", reports=["a b.html", None])
    text = (tmp_path / "t.html").read_text(encoding="utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "script-src" not in text
    assert "default-src 'none'" in text
    assert 'href="a%20b.html#u-01234567-0-' in text


def test_a_file_name_that_is_no_text_has_a_link(tmp_path: Path) -> None:
    write_together_html(hostile(), tmp_path / "t.html", reports=["caf\udce9.html", "é.html"])
    text = (tmp_path / "t.html").read_text(encoding="utf-8")
    assert 'href="caf%E9.html#u-01234567-0-' in text
    assert 'href="%C3%A9.html"' in text


def test_the_json_ties_points_to_documents(tmp_path: Path) -> None:
    write_together_json(hostile(), tmp_path / "t.json")
    plain = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    (point,) = plain["shared_points"]
    assert point["documents"] == [0, 1]
    assert [row["id"] for row in point["units"]] == [hostile().documents[0].units[0].id] * 2
    assert [row["source"] for row in plain["documents"]] == ["report.md", "report.md"]
