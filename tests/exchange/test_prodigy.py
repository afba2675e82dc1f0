"""Prodigy JSONL, out and in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmine.document import Tag
from argmine.errors import InputError
from argmine.exchange.markup import Imported, Markup, Problem, Span, Support, without
from argmine.exchange.prodigy import LOST, read, write
from exchange.markups import markup, markups

BUILT = Markup(
    "a.md",
    "🎉 fails.\r\nIt costs.",
    (
        Span("u-0-8", ((0, 8),), "claim", 0.5, (Tag("harm", 0.25),), (), "k-1", True),
        Span("u-2", ((0, 1), (10, 19)), "evidence"),
    ),
    (Support("u-2", "u-0-8", 0.75),),
    (0, 10),
)


@given(st.lists(markups(), max_size=3))
def test_what_is_written_comes_back(built: list[Markup]) -> None:
    with TemporaryDirectory() as folder:
        write(built, Path(folder) / "all.jsonl")
        assert read(Path(folder) / "all.jsonl") == Imported(tuple(without(m, LOST) for m in built))


def test_the_line_of_a_small_document(tmp_path: Path) -> None:
    write([BUILT], tmp_path / "all.jsonl")
    (line,) = (tmp_path / "all.jsonl").read_text("utf-8").splitlines()
    first = {
        "text": "🎉 fails.", "start": 0, "end": 8, "token_start": 0, "token_end": 2, "label": "claim",
        "id": "u-0-8", "fragments": [{"start": 0, "end": 8}], "component": "claim", "score": 0.5,
        "risk_types": [{"id": "harm", "score": 0.25}], "specialties": [], "repeated": "k-1", "review": True,
    }  # fmt: skip
    second = {
        "text": "🎉 fails.\r\nIt costs.", "start": 0, "end": 19, "token_start": 0, "token_end": 6, "label": "evidence",
        "id": "u-2", "fragments": [{"start": 0, "end": 1}, {"start": 10, "end": 19}], "component": "evidence",
        "score": 1.0, "risk_types": [], "specialties": [], "repeated": None, "review": False,
    }  # fmt: skip
    ends = ("start", "end", "token_start", "token_end", "label", "id")
    assert json.loads(line) == {
        "text": "🎉 fails.\r\nIt costs.",
        "meta": {"source": "a.md"},
        "pages": [0, 10],
        "tokens": [
            {"text": "🎉", "start": 0, "end": 1, "id": 0, "ws": True},
            {"text": "fails", "start": 2, "end": 7, "id": 1, "ws": False},
            {"text": ".", "start": 7, "end": 8, "id": 2, "ws": False},
            {"text": "\r\n", "start": 8, "end": 10, "id": 3, "ws": False},
            {"text": "It", "start": 10, "end": 12, "id": 4, "ws": True},
            {"text": "costs", "start": 13, "end": 18, "id": 5, "ws": False},
            {"text": ".", "start": 18, "end": 19, "id": 6, "ws": False},
        ],
        "spans": [first, second],
        "relations": [
            {
                "head": 6,
                "child": 2,
                "head_span": {name: second[name] for name in ends},
                "child_span": {name: first[name] for name in ends},
                "label": "support",
                "score": 0.75,
            }
        ],
    }


def edited(path: Path, edit: Callable[[dict[str, Any]], None]) -> Imported:
    """What comes in after a person worked on the only task of a file."""
    write([BUILT], path)
    task = json.loads(path.read_text("utf-8"))
    task |= {"_input_hash": 1, "_task_hash": 2, "_view_id": "relations", "answer": "accept", "_timestamp": 3}
    edit(task)
    path.write_text(json.dumps(task) + "\n\n", encoding="utf-8")
    return read(path)


def test_an_accepted_task_comes_in_as_it_was(tmp_path: Path) -> None:
    assert edited(tmp_path / "a.jsonl", lambda task: None) == Imported((BUILT,))


def test_edits_in_prodigy_come_in(tmp_path: Path) -> None:
    added = {"start": 10, "end": 12, "token_start": 4, "token_end": 4, "label": "conclusion"}

    def edit(task: dict[str, Any]) -> None:
        task["spans"][0]["label"] = "Premise"
        del task["spans"][1]
        task["spans"].append(added)
        task["relations"] = [
            {"head": 4, "child": 2, "head_span": added, "child_span": {"start": 0, "end": 8, "label": "Premise"},
             "color": "#fff", "label": "SUPPORT"},
            {"head": 2, "child": 4, "label": "support"},
        ]  # fmt: skip

    found = edited(tmp_path / "a.jsonl", edit)
    assert found.problems == ()
    assert found.markups[0].spans == (
        Span("u-0-8", ((0, 8),), "evidence", 1.0, (Tag("harm", 0.25),), (), "k-1", True),
        Span("u-10-12", ((10, 12),), "conclusion"),
    )
    assert found.markups[0].supports == (Support("u-0-8", "u-10-12"), Support("u-10-12", "u-0-8"))


@pytest.mark.parametrize("answer", ["reject", "ignore"])
def test_a_task_that_was_not_accepted_is_left_out_and_told_of(tmp_path: Path, answer: str) -> None:
    found = edited(tmp_path / "a.jsonl", lambda task: task.update(answer=answer))
    reason = f"the answer is {answer!r}; it is left out"
    assert found == Imported((), (Problem(f"{tmp_path / 'a.jsonl'}:1", None, BUILT.text, reason),))


def test_what_cannot_be_taken_over_is_told_of(tmp_path: Path) -> None:
    def edit(task: dict[str, Any]) -> None:
        task["spans"][0]["start"] = 1  # moved: the words are no longer there
        task["spans"] += [
            {"start": 0, "end": 99, "label": "claim"},
            {"start": 0, "end": 2, "label": "ORG"},
            {"start": 0, "end": True, "label": "claim"},
            {"start": 0, "end": 2},
            7,
        ]
        task["relations"] += [{"head": 0, "child": 1, "label": "attack"}, {"head": 0, "child": 1, "label": "support"}]

    found = edited(tmp_path / "a.jsonl", edit)
    assert [span.id for span in found.markups[0].spans] == ["u-2"]
    assert [(problem.offset, problem.reason) for problem in found.problems] == [
        (1, "the text has ' fails.' at this place"),
        (0, "its place 0:99 is empty, out of order or outside of the text"),
        (0, "the label 'ORG' is not known; use claim, evidence, conclusion, other"),
        (0, "its place is not given in whole numbers"),
        (0, "it has no label"),
        (None, "it is none of the spans that Prodigy writes"),
        (None, "its head or its child is no span that was taken over"),
        (None, "the relation 'attack' is not known; argmine has support alone"),
        (None, "its head or its child is no span that was taken over"),
    ]


def test_tasks_of_other_recipes(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"text": "It helps.", "spans": [{"start": 0, "end": 8, "label": "CLAIM"}], "answer": "accept"}\n{"text": ""}\n'
    )
    spans = (Span("u-0-8", ((0, 8),), "claim"),)
    assert read(path) == Imported((Markup("a.jsonl:1", "It helps.", spans), Markup("a.jsonl:2", "", ())))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\n\n", "a.jsonl: holds no task"),
        (b"<html>", "a.jsonl:1: is not JSON"),
        (b"[" * 100_000, "a.jsonl:1: is not JSON"),
        (b'{"text": "A"}\n{"text": NaN}', "a.jsonl:2: is not JSON: NaN is no JSON number"),
        (b'{"image": "a.png"}', "a.jsonl:1: is no Prodigy task with a text"),
        (b"[1]", "a.jsonl:1: is no Prodigy task with a text"),
        (b'{"text": "\xff"}', "a.jsonl: byte 10 is not valid UTF-8"),
    ],
)
def test_what_is_no_prodigy_file_is_an_error(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(content)
    with pytest.raises(InputError, match=message):
        read(tmp_path / "a.jsonl")


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["claim", "support"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "start end label id score fragments head child head_span child_span token_end risk_types".split()
            ),
            inner,
            max_size=6,
        )
    ),
)


@given(_JSON, _JSON, _JSON, _JSON)
def test_no_values_break_the_reader(spans: Any, relations: Any, meta: Any, pages: Any) -> None:
    task = {"text": "A claim.", "meta": meta, "pages": pages, "spans": [spans, spans], "relations": [relations]}
    with TemporaryDirectory() as folder:
        (Path(folder) / "a.jsonl").write_text(json.dumps(task))
        (found,) = read(Path(folder) / "a.jsonl").markups
    assert all(0 <= start < end <= 8 for span in found.spans for start, end in span.fragments)


def test_half_a_surrogate_pair_is_an_error_that_names_the_document(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.md: character 2 is no Unicode text"):
        write([markup("a \ud800")], tmp_path / "a.jsonl")
    assert list(tmp_path.iterdir()) == []
