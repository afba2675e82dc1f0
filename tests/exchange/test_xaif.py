"""Extended AIF: what is written, what its library makes of it, and what comes back from OVA and oAMF."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmine.errors import InputError
from argmine.exchange.markup import Feature, Markup, Span, Support, without
from argmine.exchange.xaif import LOST, read, unmarked, write
from exchange import aif_tools
from exchange.markups import markup, markups

TEXT = "Two scans <fail> & \r\nHalf 𝒜é failed."
BUILT = replace(
    markup(TEXT, ("Two scans <fail>", "claim"), ("Half 𝒜é failed.", "evidence")),
    supports=(Support("u-21-36", "u-0-16", 0.5),),
)
HTML = (
    '<span id="node1" class="highlighted">Two scans &lt;fail&gt;</span> &amp; &#13;<br>'
    '<span id="node2" class="highlighted">Half 𝒜é failed.</span>'
)
WITHOUT_EXTRA: frozenset[Feature] = frozenset(
    {"ids", "name", "component", "scores", "risk_types", "specialties", "repeated", "review", "support_scores"}
)


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


@given(markups(overlapping=False))
def test_without_our_object_the_marks_place_the_components(built: Markup) -> None:
    with tempfile.TemporaryDirectory() as folder:
        plain = written(Path(folder), built)
        del plain["argmine"]
        (Path(folder) / f"{built.name}.json").write_text(json.dumps(plain), encoding="utf-8")
        imported = read(Path(folder))
    assert imported.problems == ()
    assert [without(one, WITHOUT_EXTRA) for one in imported.markups] == [without(built, WITHOUT_EXTRA)]


def test_the_file(tmp_path: Path) -> None:
    plain = written(tmp_path)
    assert list(plain) == ["AIF", "text", "dialog", "OVA", "argmine"]
    assert plain["AIF"] == {
        "nodes": [
            {"nodeID": "1", "text": "Two scans <fail>", "type": "I"},
            {"nodeID": "2", "text": "Half 𝒜é failed.", "type": "I"},
            {"nodeID": "3", "text": "Default Inference", "type": "RA"},
        ],
        "edges": [{"edgeID": "1", "fromID": "2", "toID": "3"}, {"edgeID": "2", "fromID": "3", "toID": "1"}],
        "schemefulfillments": [{"nodeID": "3", "schemeID": "72"}],
        "descriptorfulfillments": [],
        "participants": [],
        "locutions": [],
    }
    assert plain["text"] == HTML
    assert plain["dialog"] is False
    places = plain["OVA"]["nodes"]
    assert [(place["nodeID"], place["x"], place["y"]) for place in places] == [
        ("1", 100, 100), ("2", 100, 200), ("3", 450, 100),
    ]  # fmt: skip
    assert plain["OVA"]["edges"][0] == {"fromID": "2", "toID": "3", "visible": True}


def test_spans_that_overlap_are_marked_once_and_kept(tmp_path: Path) -> None:
    built = Markup("a.md", "one two", (Span("a", ((0, 5),), "claim"), Span("b", ((4, 7),), "claim")))
    assert written(tmp_path, built)["text"] == '<span id="node1" class="highlighted">one t</span>wo'
    assert read(tmp_path).markups == (built,)


LIBRARY = """
import json, sys
from xaif import AIF
data = json.load(open(sys.argv[1], encoding="utf-8"))
aif = AIF(data)
table = aif.get_csv("argument-relation")
before = table[table.relation != "None"][["proposition1_id", "proposition2_id", "relation"]].values.tolist()
aif.add_component(component_type="argument_relation", relation_type="RA", iNode_ID1="1", iNode_ID2="2")
aif.add_component(component_type="argument_relation", relation_type="CA", iNode_ID1="1", iNode_ID2="2")
print(json.dumps({"valid": aif.is_valid_json_aif(), "dialog": aif.is_json_aif_dialog(), "before": before,
                  "after": aif.xaif}))
"""


def test_the_library_of_oamf_reads_it_and_what_it_adds_comes_in(tmp_path: Path) -> None:
    written(tmp_path)
    seen = aif_tools.run("xaif", LIBRARY, str(tmp_path / "a.md.json"))
    assert (seen["valid"], seen["dialog"]) == (True, False)
    assert seen["before"] == [["2", "1", "Default Inference"]]
    found, problems = again(tmp_path, seen["after"])
    assert found.spans == BUILT.spans
    assert found.supports == (Support("u-0-16", "u-21-36", 1.0), Support("u-21-36", "u-0-16", 0.5))
    assert problems == ["a conflict, and documents of argmine hold support links alone"]


ARGUEBUF = """
import json, sys, arguebuf
graph = arguebuf.load.xaif(json.load(open(sys.argv[1], encoding="utf-8")))
print(json.dumps({"atoms": [a.plain_text for a in graph.atom_nodes.values()],
                  "edges": [[e.source.id, e.target.id] for e in graph.edges.values()]}))
"""


def test_arguebuf_reads_the_same_graph(tmp_path: Path) -> None:
    written(tmp_path)
    seen = aif_tools.run("arguebuf", ARGUEBUF, str(tmp_path / "a.md.json"))
    assert seen == {"atoms": ["Two scans <fail>", "Half 𝒜é failed."], "edges": [["2", "3"], ["3", "1"]]}


def test_what_a_person_marks_in_ova_comes_in(tmp_path: Path) -> None:
    plain = written(tmp_path)
    # OVA gives a browser's HTML: `class` first, no reference for the line feed's companion, a new mark, one moved.
    plain["text"] = (
        '<span class="highlighted" id="node1">Two scans</span> &lt;fail&gt; <span id="node7">&amp; \r</span><br>'
        'Half <span class="highlighted" id="node2">𝒜é failed.</span>'
    )
    plain["AIF"]["nodes"][0]["text"] = "Two scans"
    plain["AIF"]["nodes"] += [{"nodeID": "7", "text": "&", "type": "I"}]
    plain["AIF"]["edges"][1]["toID"] = "7"
    found, problems = again(tmp_path, plain)
    assert [(span.id, span.fragments, span.component) for span in found.spans] == [
        ("u-0-16", ((0, 9),), "claim"),
        ("7", ((17, 20),), "claim"),
        ("u-21-36", ((26, 36),), "evidence"),
    ]
    assert found.supports == (Support("u-21-36", "7", 1.0),)
    assert problems == ["it is worded otherwise than the words that it marks, which are kept"]


def test_a_text_that_was_edited_is_told_of(tmp_path: Path) -> None:
    plain = written(tmp_path)
    plain["text"] = "Three" + HTML
    found, problems = again(tmp_path, plain)
    assert found == BUILT
    assert problems == [
        "the text was edited; components are placed in the text as it was written, and its marks are not used"
    ]
    plain["text"] = None
    assert again(tmp_path, plain) == (BUILT, [])


def dialogue(text: object) -> dict[str, Any]:
    """As oAMF writes it: numbers for ids, locutions that the marks belong to, and propositions said with them."""
    kinds = ["L", "L", "I", "YA", "I", "YA", "I", "RA", "YA"]
    texts = [
        "Ann: scans fail",
        "Bob: half did, it is said",
        "Scans fail",
        "Asserting",
        "half did",
        "Asserting",
        "It rains",
    ]
    texts += ["Default Inference", "Arguing"]
    pairs = [(0, 3), (3, 2), (1, 5), (5, 4), (4, 7), (7, 2), (8, 7)]
    nodes = [{"nodeID": i, "type": k, "text": t} for i, (k, t) in enumerate(zip(kinds, texts, strict=True))]
    links = [{"edgeID": i, "fromID": a, "toID": b} for i, (a, b) in enumerate(pairs)]
    people = [{"participantID": 0, "firstname": "Ann", "surname": "None"}]
    aif = {"nodes": nodes, "edges": links, "locutions": [{"nodeID": 0, "personID": 0}], "participants": people}
    return {"AIF": {**aif, "schemefulfillments": None}, "dialog": True, "ova": [], "text": text}


def test_a_dialogue_of_oamf(tmp_path: Path) -> None:
    shown = (
        ' Ann <span class="highlighted" id="0">scans fail</span>.<br><br>'
        ' Bob <span class="highlighted" id="1">half did, it is said</span>.<br><br>'
    )
    found, problems = again(tmp_path, dialogue({"txt": shown}))
    assert found.text == " Ann scans fail.\n\n Bob half did, it is said.\n\n"
    assert [(span.id, found.text[span.start : span.end]) for span in found.spans] == [
        ("2", "scans fail"), ("4", "half did"),
    ]  # fmt: skip
    assert found.supports == (Support("4", "2"),)
    assert problems == [
        "2 L-nodes of a dialogue: who says what is not taken over",
        "3 YA-nodes of a dialogue: how it is said is not taken over",
        "it is worded otherwise than the words that it marks, which are kept",
        "its words are not in the text",
    ]


def test_without_any_text_the_components_are_the_text(tmp_path: Path) -> None:
    found, _ = again(tmp_path, dialogue(""))
    assert found.text == "Scans fail\nhalf did\nIt rains"


def test_marks_are_read_to_the_letter() -> None:
    shown = "<div>a&amp;lt;<span>b</span></div><b>c</b> < d > <SPAN id=node1>e<span id='2'>f</span></SPAN></span><br/>"
    assert unmarked(shown) == ("a&lt;b\nc < d > ef\n", {"2": [(16, 17)], "node1": [(15, 17)]})


def test_a_mark_within_itself_is_one(tmp_path: Path) -> None:
    plain = written(tmp_path)
    del plain["argmine"]
    plain["text"] = '<span id="node1">Two <span id="node1">scans</span></span> fail Half 𝒜é failed.'
    found, _ = again(tmp_path, plain)
    assert [span.fragments for span in found.spans] == [((0, 9),), ((15, 30),)]


@pytest.mark.parametrize(
    ("plain", "message"),
    [
        ({"nodes": [], "edges": []}, "if it is plain AIF, say --from aif"),
        ({"AIF": []}, "no list of nodes"),
        ({"AIF": {"nodes": [], "edges": []}, "text": ["x"]}, "its `text` is no text"),
        ([], "is no object"),
    ],
)
def test_what_is_no_extended_aif_is_refused(tmp_path: Path, plain: object, message: str) -> None:
    (tmp_path / "a.json").write_text(json.dumps(plain))
    with pytest.raises(InputError, match=message):
        read(tmp_path)


def test_hostile_marks_take_no_time(tmp_path: Path) -> None:
    shown = "<span id='" * 200_000 + "<a " * 200_000
    (tmp_path / "a.json").write_text(json.dumps({"AIF": {"nodes": [], "edges": []}, "text": shown}))
    assert read(tmp_path).markups[0].text == shown
