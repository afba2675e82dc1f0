"""Units to annotate next: written ready to annotate, never overwriting what a reader has checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from argmine.analysis import load_pipeline
from argmine.corpora.annotations import read_gold, read_splits
from argmine.corpora.partial_annotations import unchecked
from argmine.document import Relation
from argmine.errors import AnnotationError, ConfigError
from argmine.suggesting import Suggestion, suggest
from building import document, unit

TEXT = """1. Radiotherapy

In 2023 one post in five was vacant. Vacancies delay treatment. Statutory registration should therefore follow.

2. Sonography

Sonographers report 900 scans a day. A missed diagnosis may never be noticed. The title is not protected.
"""


@pytest.fixture(scope="module")
def pipeline() -> Language:
    return load_pipeline()


def ask(folder: Path, pipeline: Language, *, count: int = 3) -> list[Suggestion]:
    path = folder / "inbox" / "Our Response.md"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(TEXT.encode())
    return suggest([path], folder / "gold", pipeline, count=count, report=lambda line: None)


def rows_of(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "gold" / "documents" / "our-response.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_a_new_document_is_written_unchecked_and_its_most_uncertain_units_are_named(
    tmp_path: Path, pipeline: Language
) -> None:
    chosen = ask(tmp_path, pipeline)
    rows = rows_of(tmp_path)
    assert [row["checked"] for row in rows] == [False] * 6
    assert [each.rank for each in chosen] == [1, 2, 3]
    assert {each.unit for each in chosen} <= {row["id"] for row in rows}
    assert chosen[0].uncertainty == max(each.uncertainty for each in chosen)
    assert read_splits(tmp_path / "gold")["train"] == ["our-response"]
    gold = read_gold(tmp_path / "gold" / "documents" / "our-response.md")
    assert all(unit.needs_review for unit in gold.units)
    listed = (tmp_path / "gold" / "suggestions.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["quote"] for line in listed] == [each.quote for each in chosen]


def test_what_a_reader_has_checked_stays_and_is_not_asked_for_again(tmp_path: Path, pipeline: Language) -> None:
    first = ask(tmp_path, pipeline)
    path = tmp_path / "gold" / "documents" / "our-response.jsonl"
    rows = rows_of(tmp_path)
    joined = rows[0] | {"end": rows[1]["end"], "component": "claim", "risk_types": ["workforce_capacity"]}
    joined["quote"] = TEXT[joined["start"] : joined["end"]]  # the reader finds that two units are one
    del joined["checked"]
    path.write_text("".join(json.dumps(row) + "\n" for row in [joined, *rows[2:]]), encoding="utf-8")
    second = ask(tmp_path, pipeline, count=9)
    assert rows_of(tmp_path)[0] == joined
    assert len(rows_of(tmp_path)) == 5
    assert len(second) == 4
    assert joined["id"] not in {each.unit for each in second}
    assert {each.unit for each in first} - {rows[0]["id"], rows[1]["id"]} <= {each.unit for each in second}
    assert read_splits(tmp_path / "gold")["train"] == ["our-response"]


def test_the_same_call_writes_the_same_bytes(tmp_path: Path, pipeline: Language) -> None:
    def written() -> dict[str, bytes]:
        ask(tmp_path, pipeline)
        return {path.name: path.read_bytes() for path in (tmp_path / "gold").rglob("*") if path.is_file()}

    assert written() == written()


def test_another_text_of_the_same_name_is_refused(tmp_path: Path, pipeline: Language) -> None:
    ask(tmp_path, pipeline)
    (tmp_path / "gold" / "documents" / "our-response.md").write_text(TEXT + "More.\n", encoding="utf-8")
    with pytest.raises(AnnotationError, match="another text"):
        ask(tmp_path, pipeline)


def test_two_files_of_one_name_are_refused(tmp_path: Path, pipeline: Language) -> None:
    with pytest.raises(ConfigError, match=r"documents/a\.md"):
        suggest([Path("x/a.md"), Path("y/A.md")], tmp_path, pipeline, count=1, report=lambda line: None)


def test_units_under_a_checked_line_go_and_so_do_their_links() -> None:
    bare = document(unit("Scans fail."), unit("Half failed."), unit("Register them."))
    ids = [each.id for each in bare.units]
    linked = document(
        *bare.units, relations=(Relation(ids[1], ids[0], "support", 0.9), Relation(ids[1], ids[2], "support", 0.8))
    )
    left = unchecked(linked, [{"id": "u1", "start": 3, "end": 9}])
    assert [each.text for each in left.units] == ["Half failed.", "Register them."]
    assert [(link.source, link.target) for link in left.relations] == [(ids[1], ids[2])]
    assert all(each.needs_review for each in left.units)
