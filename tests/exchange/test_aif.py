"""AIF: what is written, what other libraries read of it, and what comes back."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmine.document import Tag
from argmine.errors import InputError
from argmine.exchange.aif import LOST, read, write
from argmine.exchange.markup import Feature, Markup, Span, Support, without
from exchange import aif_tools
from exchange.markups import markup, markups

TEXT = "Two scans fail.\r\nHalf 𝒜 failed. Two scans fail."
BUILT = replace(
    markup(TEXT, ("Two scans fail.", "claim"), ("Half 𝒜 failed.", "evidence"), ("Two scans fail.", "claim")),
    supports=(Support("u-17-31", "u-0-15", 0.5),),
)
WITHOUT_EXTRA: frozenset[Feature] = frozenset(
    {"text", "ids", "name", "component", "scores", "risk_types", "specialties", "repeated", "review",
     "support_scores"}
)  # fmt: skip


def written(folder: Path, built: Markup = BUILT) -> dict[str, Any]:
    write([built], folder)
    plain: dict[str, Any] = json.loads((folder / f"{built.name}.json").read_text(encoding="utf-8"))
    return plain


def again(folder: Path, plain: dict[str, Any]) -> tuple[Markup, list[str]]:
    (folder / "a.md.json").write_text(json.dumps(plain), encoding="utf-8")
    imported = read(folder)
    return imported.markups[0], [problem.reason for problem in imported.problems]


@given(st.lists(markups(), min_size=1, max_size=3))
def test_what_is_written_comes_back(built: list[Markup]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(built, Path(folder))
        imported = read(Path(folder))
    assert imported.markups == tuple(without(one, LOST) for one in built)
    assert imported.problems == ()


@given(markups().filter(lambda one: bool(one.spans)))
def test_without_our_object_the_components_are_the_text(built: Markup) -> None:
    with tempfile.TemporaryDirectory() as folder:
        plain = written(Path(folder), built)
        del plain["argmine"]
        (Path(folder) / f"{built.name}.json").write_text(json.dumps(plain), encoding="utf-8")
        imported = read(Path(folder))
    assert imported.problems == ()
    assert [without(one, WITHOUT_EXTRA) for one in imported.markups] == [without(built, WITHOUT_EXTRA)]


def test_the_file(tmp_path: Path) -> None:
    plain = written(tmp_path)
    assert list(plain) == ["nodes", "edges", "locutions", "argmine"]
    assert plain["nodes"] == [
        {"nodeID": "1", "text": "Two scans fail.", "type": "I"},
        {"nodeID": "2", "text": "Half 𝒜 failed.", "type": "I"},
        {"nodeID": "3", "text": "Two scans fail.", "type": "I"},
        {
            "nodeID": "4", "text": "Default Inference", "type": "RA", "scheme": "Default Inference", "schemeID": "72",
        },
    ]  # fmt: skip
    assert plain["edges"] == [
        {"edgeID": "1", "fromID": "2", "toID": "4", "formEdgeID": None},
        {"edgeID": "2", "fromID": "4", "toID": "1", "formEdgeID": None},
    ]
    assert plain["argmine"]["text"] == TEXT
    assert plain["argmine"]["spans"][1]["fragments"] == [{"start": 17, "end": 31}]
    assert plain["argmine"]["supports"] == [{"source": "2", "target": "1", "score": 0.5}]
    first = (tmp_path / "a.md.json").read_bytes()
    write([BUILT], tmp_path)
    assert (tmp_path / "a.md.json").read_bytes() == first


def test_pages_and_half_of_a_surrogate_pair_are_kept(tmp_path: Path) -> None:
    built = Markup(
        "../p\x00.pdf", "one \ud800 two", (Span("a", ((0, 5),), "claim", 0.5, (Tag("x", 0.5),)),), (), (0, 4)
    )
    write([built], tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["p_.pdf.json"]
    assert read(tmp_path).markups == (built,)


SCRIPT = """
import json, sys, arguebuf
graph = arguebuf.load.file(sys.argv[1])
print(json.dumps({
    "atoms": {k: v.plain_text for k, v in graph.atom_nodes.items()},
    "schemes": {k: type(v.scheme).__name__ for k, v in graph.scheme_nodes.items()},
    "edges": [[e.source.id, e.target.id] for e in graph.edges.values()],
    "again": arguebuf.dump.aif(graph) if hasattr(arguebuf.dump, "aif") else None,
}))
"""


def test_arguebuf_reads_the_same_graph(tmp_path: Path) -> None:
    plain = written(tmp_path)
    seen = aif_tools.run("arguebuf", SCRIPT, str(tmp_path / "a.md.json"))
    assert seen["atoms"] == {node["nodeID"]: node["text"] for node in plain["nodes"] if node["type"] == "I"}
    assert seen["schemes"] == {"4": "Support"}
    assert seen["edges"] == [["2", "4"], ["4", "1"]]


def test_what_a_person_changes_comes_in(tmp_path: Path) -> None:
    plain = written(tmp_path)
    plain["nodes"][0]["text"] = "scans"  # twice in the text: cannot be placed anew
    plain["nodes"][1]["text"] = "Half 𝒜"  # shortened
    del plain["nodes"][2]
    plain["nodes"] += [
        {"nodeID": 9, "text": " failed. Two ", "type": "I"},
        {"nodeID": "n", "text": "fail", "type": "I"},
        {"nodeID": "ra", "text": "Expert Opinion", "type": "RA"},
    ]
    plain["edges"] += [{"edgeID": 8, "fromID": 9, "toID": "ra"}, {"edgeID": 9, "fromID": "ra", "toID": 1}]
    found, problems = again(tmp_path, plain)
    assert [(span.id, span.fragments, span.component) for span in found.spans] == [
        ("u-0-15", ((0, 15),), "claim"),
        ("u-17-31", ((17, 23),), "evidence"),
        ("9", ((24, 35),), "claim"),
    ]
    assert found.supports == (Support("9", "u-0-15", 1.0), Support("u-17-31", "u-0-15", 0.5))
    assert problems == [
        "the name of an argument scheme is not kept; it comes in as a support link",
        "it is worded otherwise than its place in the text, whose words are kept",
        "its words stand in the text more than once, and nothing says which of them it is",
    ]


def test_a_link_that_is_deleted_is_gone(tmp_path: Path) -> None:
    plain = written(tmp_path)
    del plain["nodes"][3]
    plain["edges"] = []
    assert again(tmp_path, plain) == (replace(BUILT, supports=()), [])


def node(name: str, kind: str, text: str = "x") -> dict[str, str]:
    return {"nodeID": name, "type": kind, "text": text}


def edges(*pairs: str) -> list[dict[str, Any]]:
    return [{"edgeID": i, "fromID": pair.split()[0], "toID": pair.split()[1]} for i, pair in enumerate(pairs)]


def test_premises_that_share_an_inference_are_links_of_their_own(tmp_path: Path) -> None:
    nodes = [node("a", "I", "A."), node("b", "I", "B."), node("c", "I", "C."), node("r", "RA", "Inference")]
    found, problems = again(tmp_path, {"nodes": nodes, "edges": edges("b r", "c r", "r a")})
    assert (found.name, found.text) == ("a.md", "A.\nB.\nC.")
    assert [(s.id, s.component) for s in found.spans] == [("a", "claim"), ("b", "claim"), ("c", "claim")]
    assert found.supports == (Support("b", "a"), Support("c", "a"))
    assert problems == []


def test_what_a_document_cannot_hold_is_told_of(tmp_path: Path) -> None:
    kinds = ["CA", "MA", "PA", "L", "L", "YA", "TA", "?", "RA", "RA", "RA"]
    nodes = [node("a", "I", "A."), node("b", "I", "B."), node("e", "I", " ")]
    nodes += [node(f"n{i}", kind, "Inference" if kind == "RA" else "x") for i, kind in enumerate(kinds)]
    links = edges("a n0", "n0 b", "a b", "a gone", "a n8", "n8 n9", "n9 b", "a n10", "n10 a", "n3 n5", "n5 a", "n10 e")
    found, problems = again(tmp_path, {"nodes": nodes, "edges": links})
    assert found.text == "A.\nB."
    assert found.supports == ()
    assert problems == [
        "a link without a node that says of what kind it is; put an RA-node between if it is support",
        "a link of which one end is not in the file",
        "an inference from or to another link, and only components can be linked",
        "an inference without a premise or without a conclusion",
        "an inference from or to another link, and only components can be linked",
        "an inference without a premise or without a conclusion",
        "it is linked with itself",
        "a conflict, and documents of argmine hold support links alone",
        "a rephrase, and documents of argmine hold support links alone",
        "a preference, and documents of argmine hold support links alone",
        "2 L-nodes of a dialogue: who says what is not taken over",
        "1 YA-node of a dialogue: how it is said is not taken over",
        "1 TA-node of a dialogue: what answers what is not taken over",
        "a node of the unknown type '?'",
        "it holds no words",
        "a support link of which one end has no place in the text",
    ]


def test_a_graph_without_words_gives_no_document(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"nodes": [], "edges": []}')
    imported = read(tmp_path / "a.json")
    assert imported.markups == ()
    assert str(imported.problems[0]) == "a.json: '': it holds no text and no I-node with words: no document"


def test_what_was_written_beside_is_checked(tmp_path: Path) -> None:
    plain = written(tmp_path)
    plain["argmine"]["spans"][0]["fragments"] = [{"start": 5, "end": 9_999}]
    del plain["argmine"]["spans"][1]["nodeID"]
    found, problems = again(tmp_path, plain)
    assert [span.id for span in found.spans] == ["2", "u-32-47"]
    assert problems == [
        "what `argmine` wrote of node 1 cannot be used: its place 5:9999 is empty, out of order or outside of the text",
        "what `argmine` wrote of node None cannot be used: it belongs to no node",
        "its words stand in the text more than once, and nothing says which of them it is",
        "a support link of which one end has no place in the text",
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"nodes": None}, "no list of nodes"),
        ({"edges": {}}, "no list of edges"),
        ({"nodes": ["x"]}, "node 1 has no nodeID, type or text"),
        ({"nodes": [{"nodeID": True, "type": "I"}]}, "node 1 has no nodeID"),
        ({"nodes": [{"nodeID": "1", "type": "I", "text": 5}]}, "node 1 has no nodeID, type or text"),
        ({"nodes": [{"nodeID": "1", "type": "I"}, {"nodeID": 1, "type": "I"}]}, "two nodes have the nodeID '1'"),
        ({"edges": [{"fromID": "1"}]}, "edge 1 has no fromID or toID"),
        ({"argmine": {"format": 99}}, "not of format 1"),
        ({"argmine": []}, "not of format 1"),
        ({"argmine": {"format": 1, "number": "0", "name": "a", "text": "b"}}, "no number, name or text"),
        ({"argmine": {"format": 1, "number": 0, "name": "a", "text": "b", "pages": [5], "spans": []}}, "no offsets"),
        ({"argmine": {"format": 1, "number": 0, "name": "a", "text": "b", "pages": [1, 0], "spans": []}}, "disordered"),
        ({"argmine": {"format": 1, "number": 0, "name": "a", "text": "b", "pages": [], "spans": 1}}, "no spans"),
        (
            {"argmine": {"format": 1, "number": 0, "name": "a", "text": "b", "pages": [], "spans": [], "supports": 7}},
            "the supports",
        ),
        (
            {
                "argmine": {
                    "format": 1,
                    "number": 0,
                    "name": "a",
                    "text": "b",
                    "pages": [],
                    "spans": [],
                    "supports": "x",
                }
            },
            "a support link is no object",
        ),
    ],
)
def test_what_is_no_aif_is_refused(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"nodes": [], "edges": []} | change), encoding="utf-8")
    with pytest.raises(InputError, match=message) as raised:
        read(tmp_path)
    assert str(path) in str(raised.value)


def test_a_list_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[]")
    with pytest.raises(InputError, match="is no object"):
        read(tmp_path)
