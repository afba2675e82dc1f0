"""What is known of a document's repeats."""

from __future__ import annotations

from pathlib import Path

import pytest

from argmine.corpora.judged_pairs import JudgedPair, Rewording, read_judged, read_rewordings
from argmine.errors import AnnotationError
from argmine.learn.judgements import judgements

IDS = ["u1", "u2", "u3"]


def test_rewordings_stand_behind_the_units_and_differ_from_each_other() -> None:
    known = judgements(["a", "b"], [JudgedPair(0, 1, False)], [Rewording(1, "b again", "another b")])

    assert known.texts == ("a", "b", "b again", "another b")
    assert known.same == {(0, 1): False, (1, 2): True, (1, 3): False, (2, 3): False}


def test_judged_pairs_are_read_with_the_earlier_unit_on_the_left(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    path.write_text('{"left": "u3", "right": "u1", "same": true, "drawn": "author"}\n', encoding="utf-8")

    assert read_judged(path, IDS) == [JudgedPair(0, 2, True, by_similarity=False)]


def test_rewordings_are_read(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    path.write_text('{"unit": "u2", "same": "again", "different": "else"}\n', encoding="utf-8")

    assert read_rewordings(path, IDS) == [Rewording(1, "again", "else")]


def test_a_document_without_a_file_has_none(tmp_path: Path) -> None:
    assert read_judged(tmp_path / "none.jsonl", IDS) == []
    assert read_rewordings(tmp_path / "none.jsonl", IDS) == []


@pytest.mark.parametrize("line", ["{", "[]", '{"left": "u9", "right": "u1", "same": true}', '{"unit": "u9"}'])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "d.jsonl"
    path.write_text(f"{line}\n", encoding="utf-8")

    for read in (read_judged, read_rewordings):
        with pytest.raises(AnnotationError, match=r"d\.jsonl:1"):
            read(path, IDS)
