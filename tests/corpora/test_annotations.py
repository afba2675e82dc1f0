"""argmine's own gold: read, checked against its text, written and read again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmine.corpora.annotations import read_gold, read_lines, read_split, read_splits
from argmine.document import COMPONENTS
from argmine.errors import AnnotationError
from argmine.learn.gold import gold_labels

TEXT = """# Background

Staff are few. They must be registered, because the public

2

is at risk. Staff are few.
"""
SECOND, THIRD = (29, 72), (77, 88)
ROWS: list[dict[str, Any]] = [
    {"id": "u1", "start": 14, "end": 28, "component": "evidence", "supports": "u2", "repeats": "k1",
     "specialties": ["radiotherapy"], "quote": "Staff are few."},
    {"id": "u2", "start": 29, "end": 88, "fragments": [SECOND, THIRD], "component": "conclusion",
     "risk_types": ["regulatory_gap"], "quote": "They must be registered, because the public is at risk."},
    {"id": "u3", "start": 89, "end": 103, "component": "other", "repeats": "k1", "quote": "Staff are few."},
]  # fmt: skip


def folder_with(folder: Path, rows: list[dict[str, Any]], text: str = TEXT) -> Path:
    path = folder / "doc.md"
    path.write_bytes(text.encode())
    path.with_suffix(".jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def changed(index: int, **changes: Any) -> list[dict[str, Any]]:
    return [row | changes if i == index else row for i, row in enumerate(ROWS)]


def test_gold_document(tmp_path: Path) -> None:
    document = read_gold(folder_with(tmp_path, ROWS))
    first, second, third = document.units

    assert [unit.component for unit in document.units] == ["evidence", "conclusion", "other"]
    assert second.fragments == (SECOND, THIRD)
    assert [TEXT[start:end] for start, end in second.fragments] == [
        "They must be registered, because the public",
        "is at risk.",
    ]
    assert (first.scores.evidence, first.scores.claim) == (1.0, 0.0)
    assert [(tag.id, tag.score) for tag in second.risk_types] == [("regulatory_gap", 1.0)]
    assert [tag.id for tag in first.specialties] == ["radiotherapy"]
    assert [(r.source, r.target, r.type, r.score) for r in document.relations] == [
        (first.id, second.id, "support", 1.0)
    ]
    (cluster,) = document.clusters
    assert (cluster.units, cluster.representative) == ((first.id, third.id), first.id)
    assert (first.cluster, second.cluster, third.cluster) == (cluster.id, None, cluster.id)
    assert (document.coverage.counts["units"], document.coverage.counts["other"]) == (2, 1)
    assert document.coverage.characters["units"] == 14 + 43 + 11
    assert sum(document.coverage.characters.values()) == len(TEXT)


def test_group_of_one_is_no_cluster(tmp_path: Path) -> None:
    assert read_gold(folder_with(tmp_path, changed(2, repeats="k2"))).clusters == ()


def test_a_unit_that_nobody_has_checked_needs_review_and_is_no_gold(tmp_path: Path) -> None:
    document = read_gold(folder_with(tmp_path, changed(1, checked=False)))
    assert [unit.needs_review for unit in document.units] == [False, True, False]
    labels = gold_labels(document, ["regulatory_gap"], ["radiotherapy"])
    assert labels.known.tolist() == [True, False, True]


def test_annotations_may_stand_elsewhere(tmp_path: Path) -> None:
    path = folder_with(tmp_path, ROWS)
    other = path.with_suffix(".jsonl").rename(tmp_path / "other.jsonl")

    assert len(read_gold(path, other).units) == 3


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (changed(0, quote="Staff are many."), r"doc\.jsonl:1: the quote is not at .*'Staff are few\.'"),
        (changed(1, component="premise"), r":2: component 'premise' is not one of claim, evidence"),
        (changed(1, confidence=0.5), r":2: unknown field confidence"),
        (changed(2, id="u1"), r":3: the id u1 stands twice"),
        (changed(0, supports="u9"), r"u1 supports u9, which is not another unit"),
        (changed(0, supports="u1"), r"u1 supports u1, which is not another unit"),
        ([ROWS[1], ROWS[0]], r":2: unit u1 starts at 14, before the unit above it ends \(88\)"),
        ([{"id": "u1"}], r":1: missing or malformed field 'start'"),
        (changed(0, start="x"), r":1: missing or malformed field"),
        (changed(1, fragments=[THIRD, SECOND], quote="is at risk. They must be registered, because the public"),
         r":2: fragments .* are empty, not in order or outside"),
        (changed(0, start=15, end=15, quote=""), r":1: fragments .* are empty, not in order or outside"),
        (changed(2, start=-15, end=-1, quote="Staff are few."), r":3: fragments .* are empty, not in order or outside"),
        ([[1, 2]], r":1: not a JSON object"),
    ],
)  # fmt: skip
def test_line_that_does_not_hold(tmp_path: Path, rows: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(AnnotationError, match=message):
        read_gold(folder_with(tmp_path, rows))


def test_line_that_is_no_json(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('\n{"id": \n', encoding="utf-8")

    with pytest.raises(AnnotationError, match=r"a\.jsonl:2: not JSON"):
        list(read_lines(path, TEXT))


def test_annotations_that_are_no_utf8(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"id": "\xe9"}')

    with pytest.raises(AnnotationError, match="byte 8 is not valid UTF-8"):
        list(read_lines(path, TEXT))


def test_missing_annotations(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="cannot be read: No such file"):
        list(read_lines(tmp_path / "gone.jsonl", TEXT))


def test_splits(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    folder_with(tmp_path / "documents", ROWS)
    (tmp_path / "splits.json").write_text('{"train": ["doc"], "test": ["b"]}')

    assert read_splits(tmp_path) == {"train": ["doc"], "calibration": [], "dev": [], "test": ["b"]}
    assert [document.document.source for document in read_split(tmp_path, "train")] == ["doc.md"]
    assert read_split(tmp_path, "dev") == []


@pytest.mark.parametrize(
    ("content", "message"),
    [('{"train": ["a"], "test": ["a"]}', "in two splits: a"), ("{", "cannot be read"), (None, "cannot be read")],
)
def test_splits_that_do_not_hold(tmp_path: Path, content: str | None, message: str) -> None:
    if content is not None:
        (tmp_path / "splits.json").write_text(content)

    with pytest.raises(AnnotationError, match=message):
        read_splits(tmp_path)


@st.composite
def annotated(draw: st.DrawFn) -> tuple[str, list[dict[str, Any]]]:
    """A text and rows whose fragments stand in it in order."""
    text = draw(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=4, max_size=60))
    cuts = draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=12, unique=True).map(sorted))
    ranges = list(zip(cuts[::2], cuts[1::2], strict=False))
    rows = []
    while ranges:
        count = draw(st.integers(1, len(ranges)))
        fragments, ranges = ranges[:count], ranges[count:]
        row = {"id": f"u{len(rows)}", "start": fragments[0][0], "end": fragments[-1][1], "fragments": fragments}
        row |= {"component": draw(st.sampled_from(COMPONENTS)), "risk_types": draw(st.lists(st.text(), max_size=2))}
        row |= {"repeats": draw(st.none() | st.text()), "supports": draw(st.none() | st.text())}
        rows.append(row | {"quote": " ".join(text[start:end] for start, end in fragments)})
    return text, rows


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lines") / "a.jsonl"


@given(drawn=annotated(), escape=st.booleans())
def test_json_lines_round_trip(scratch: Path, drawn: tuple[str, list[dict[str, Any]]], escape: bool) -> None:
    text, rows = drawn
    written = "".join(json.dumps(row, ensure_ascii=escape) + "\n" for row in rows)
    scratch.write_bytes(written.encode())
    read = [(u.id, u.component, u.risk_types, u.repeats, u.supports, u.fragments) for u in read_lines(scratch, text)]

    assert read == [
        (
            r["id"],
            r["component"],
            tuple(r["risk_types"]),
            r["repeats"],
            r["supports"],
            tuple(map(tuple, r["fragments"])),
        )
        for r in rows
    ]
