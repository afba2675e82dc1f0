"""Splitting, converting, checking and counting corpora."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmine.corpora import read_corpus
from argmine.corpora.annotation_files import write_annotations
from argmine.corpora.checking import check_annotations
from argmine.corpora.label_mapping import label_mapping
from argmine.corpora.labelled import LabelledDocument, LabelledSpan, Link, labelled_document
from argmine.corpora.splitting import split_documents
from argmine.corpora.statistics import corpus_statistics
from argmine.errors import AnnotationError, ConfigError

TEXT = "Staff are trained. A survey found so [1].\nRegister them.\n"


def sample(name: str = "Doc 1") -> LabelledDocument:
    spans = [LabelledSpan(19, 41, "fact"), LabelledSpan(0, 18, "value"), LabelledSpan(42, 56, "policy")]
    return labelled_document(name, TEXT, spans, [Link(0, 1, "evidence"), Link(1, 2, "reason")], label_mapping("cdcp"))


def test_a_converted_document_is_read_back_the_same(tmp_path: Path) -> None:
    assert write_annotations({"train": [sample(), sample()], "glaucoma_test": [sample("x")]}, tmp_path / "out") == 3
    splits = json.loads((tmp_path / "out" / "splits.json").read_text())
    assert splits == {"train": ["doc-1", "doc-1-2"], "dev": [], "test": []}
    back = read_corpus("argmine", tmp_path / "out", "train")[0].document
    origin = sample().document
    assert [(u.start, u.end, u.text, u.component) for u in back.units] == [
        (u.start, u.end, u.text, u.component) for u in origin.units
    ]
    assert back.relations == origin.relations
    with pytest.raises(AnnotationError, match="already holds"):
        write_annotations({"train": [sample()]}, tmp_path / "out")


@given(
    sizes=st.dictionaries(st.text("abcdef", min_size=1), st.integers(1, 300), min_size=3, max_size=30),
    seed=st.integers(0, 99),
)
def test_every_document_is_in_exactly_one_split(sizes: dict[str, int], seed: int) -> None:
    splits = split_documents(sizes, (70, 10, 20), seed)
    assert sorted(name for names in splits.values() for name in names) == sorted(sizes)
    assert all(splits.values())
    assert splits == split_documents(dict(reversed(sizes.items())), (70, 10, 20), seed)


def test_shares_are_nearly_kept() -> None:
    splits = split_documents({f"d{i}": 10 for i in range(100)}, (70, 10, 20), 3)
    assert [len(names) for names in splits.values()] == [70, 10, 20]


def test_impossible_shares_are_errors() -> None:
    with pytest.raises(ConfigError, match="negative"):
        split_documents({"a": 1}, (1, -1, 0), 0)
    with pytest.raises(ConfigError, match="1 documents cannot fill 2"):
        split_documents({"a": 1}, (1, 0, 1), 0)


def rows(*changes: dict[str, object]) -> str:
    base: list[dict[str, object]] = [
        {"id": "u1", "start": 0, "end": 18, "component": "claim", "quote": TEXT[:18]},
        {"id": "u2", "start": 19, "end": 41, "component": "evidence", "quote": TEXT[19:41]},
    ]
    return "\n".join(json.dumps(row | change) for row, change in zip(base, changes, strict=True))


def annotations(folder: Path, lines: str) -> Path:
    (folder / "documents").mkdir()
    (folder / "documents" / "a.md").write_text(TEXT)
    (folder / "documents" / "a.jsonl").write_text(lines)
    (folder / "splits.json").write_text('{"train": ["a"]}')
    return folder


def test_sound_annotations_have_no_problems(tmp_path: Path) -> None:
    assert list(check_annotations(annotations(tmp_path, rows({}, {"supports": "u1"})), [], [])) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"risk_types": ["gas"]}, "u2: unknown risk type 'gas'"),
        ({"specialties": ["x", "x"]}, "u2: a specialty stands twice"),
        ({"supports": "u9"}, "u2: supports 'u9', which is not another unit"),
        ({"repeats": "k1"}, "repeat group 'k1' has one unit"),
        ({"quote": "no"}, "the quote is not at"),
    ],
)
def test_problems_are_named(tmp_path: Path, change: dict[str, object], problem: str) -> None:
    problems = list(check_annotations(annotations(tmp_path, rows({}, change)), ["r"], ["x"]))
    assert len(problems) == 1
    assert problem in problems[0]


def test_a_sentence_in_two_splits_and_a_pair_of_unknown_units_are_problems(tmp_path: Path) -> None:
    text = "The same long sentence stands in both of the two documents here."
    documents = tmp_path / "documents"
    documents.mkdir()
    for name in "ab":
        (documents / f"{name}.md").write_text(text)
        row = {"id": "u1", "start": 0, "end": len(text), "component": "claim", "quote": text}
        (documents / f"{name}.jsonl").write_text(json.dumps(row))
    (tmp_path / "splits.json").write_text('{"train": ["a"], "test": ["b"]}')
    (tmp_path / "pairs").mkdir()
    (tmp_path / "pairs" / "a.jsonl").write_text('{"left": "u1", "right": "u8", "same": true}')
    problems = list(check_annotations(tmp_path, [], []))
    assert len(problems) == 2
    assert "u8" in problems[0]
    assert "says the same as a:u1 (train)" in problems[1]


def test_statistics() -> None:
    figures = corpus_statistics([sample()])
    assert (figures["documents"], figures["units"], figures["words"]) == (1, 3, 9)
    assert figures["links"] == {"evidence": 1, "reason": 1}
    assert figures["components"] == {"claim": 1, "conclusion": 1, "evidence": 1}
    assert figures["in_units"] == round(54 / 57, 4)
