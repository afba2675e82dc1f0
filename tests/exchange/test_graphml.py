"""GraphML, out and in."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmine.document import Tag
from argmine.errors import InputError, MissingExtraError
from argmine.exchange.graphml import LOST, read, write
from argmine.exchange.markup import Imported, Markup, Span, Support, without
from exchange.markups import markup, markups

TEXT = "🎉 “fails”.\r\nIt <costs>\x0c & hurts."
BUILT = Markup(
    "a.md",
    TEXT,
    (
        Span("u-0-10", ((0, 10),), "claim", 0.5, (Tag("harm", 0.25), Tag("delay", 1.0)), (), "k-1", True),
        Span("u-2", ((0, 1), (12, 23)), "evidence"),
    ),
    (Support("u-2", "u-0-10", 0.75),),
    (0, 12),
)


@given(st.lists(markups(), min_size=1, max_size=3))
def test_what_is_written_comes_back(built: list[Markup]) -> None:
    with TemporaryDirectory() as folder:
        write(built, Path(folder) / "graphs")
        assert read(Path(folder) / "graphs") == Imported(tuple(without(m, LOST) for m in built))


def test_the_file_of_a_small_document(tmp_path: Path) -> None:
    write([BUILT], tmp_path)
    (file,) = tmp_path.iterdir()
    assert file.name == "a.md.graphml"
    content = file.read_text("utf-8")
    assert '<graph edgedefault="directed">' in content
    for line in (
        '<data key="d0">a.md</data>',
        '<data key="d2">🎉 “fails”.&#13;\nIt &lt;costs&gt;  &amp; hurts.</data>',
        '<data key="d4">22:c</data>',
        '<node id="u-0-10">',
        '<edge source="u-2" target="u-0-10">',
    ):
        assert line in content
    graph = networkx.read_graphml(file)
    assert graph.nodes["u-0-10"] == {
        "text": "🎉 “fails”.", "component": "claim", "score": 0.5, "score_of": "claim", "start": 0, "end": 10,
        "fragments": "0-10", "risk_types": "harm;delay", "risk_type_scores": "harm:0.25,delay:1.0", "specialties": "",
        "specialty_scores": "", "review": True, "repeated": "k-1",
    }  # fmt: skip
    assert graph.nodes["u-2"]["text"] == "🎉 It <costs> "
    assert graph.edges["u-2", "u-0-10"] == {"type": "support", "score": 0.75}
    assert read(tmp_path) == read(file) == Imported((BUILT,))


def test_documents_keep_their_order_and_stay_in_their_folder(tmp_path: Path) -> None:
    built = [markup("A scan.", name=name) for name in ("b.md", "../b.md", "a.md", "B.md")]
    write(built, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert [m.name for m in read(tmp_path / "out").markups] == [m.name for m in built]


def edited(folder: Path, edit: Callable[[Any], None]) -> Imported:
    """What comes in after a person worked on the only graph of a folder."""
    write([BUILT], folder)
    (file,) = folder.iterdir()
    graph = networkx.read_graphml(file)
    edit(graph)
    networkx.write_graphml(graph, file)
    return read(folder)


def test_edits_in_a_graph_tool_come_in(tmp_path: Path) -> None:
    def edit(graph: Any) -> None:
        graph.nodes["u-0-10"].update(component="Premise", risk_types="harm; cost")
        graph.remove_node("u-2")
        graph.add_node("n7", text="hurts", component="conclusion")
        graph.add_edge("u-0-10", "n7")

    found = edited(tmp_path, edit)
    assert found.problems == ()
    assert found.markups[0].spans == (
        Span("u-0-10", ((0, 10),), "evidence", 1.0, (Tag("harm", 0.25), Tag("cost", 1.0)), (), "k-1", True),
        Span("n7", ((26, 31),), "conclusion"),
    )
    assert found.markups[0].supports == (Support("u-0-10", "n7"),)


def test_what_cannot_be_taken_over_is_told_of(tmp_path: Path) -> None:
    def edit(graph: Any) -> None:
        graph.nodes["u-0-10"]["start"] = 1
        graph.add_node("a", text="s", component="claim")
        graph.add_node("b", text="nowhere", component="claim")
        graph.add_node("c", text="hurts", component="Person")
        graph.add_node("d", text="hurts")
        graph.add_node("e")
        graph.add_node("f", start=20, end=99, component="claim")
        graph.add_edge("a", "u-2")
        graph.add_edge("u-2", "u-2")
        graph.add_edge("u-2", "b", type="attack")

    found = edited(tmp_path, edit)
    assert [span.id for span in found.markups[0].spans] == ["u-2"]
    assert sorted((problem.text, problem.reason) for problem in found.problems) == [
        ("a supports u-2", "there is no span 'a'"),
        ("e", "it has neither a text nor a start and an end"),
        ("f", "its place 20:99 is empty, out of order or outside of the text"),
        ("hurts", "it has no component; give it one of claim, evidence, conclusion, other"),
        ("hurts", "the label 'Person' is not known; use claim, evidence, conclusion, other"),
        ("nowhere", "its text stands nowhere; give it a start and an end"),
        ("s", "its text stands in several places; give it a start and an end"),
        ("u-2 attack b", "the relation 'attack' is not known; argmine has support alone"),
        ("u-2 supports u-0-10", "there is no span 'u-0-10'"),
        ("u-2 supports u-2", "a span cannot be its own reason"),
        ("🎉 “fails”.", "the text has ' “fails”.' at this place"),
    ]


def test_a_graph_drawn_by_hand_gets_the_text_of_its_nodes(tmp_path: Path) -> None:
    graph = networkx.DiGraph()
    graph.add_node("1", label="It helps.", component="claim")
    graph.add_node("2", label="It cures.", component="premise")
    graph.add_edge("2", "1", label="supports")
    networkx.write_graphml(graph, tmp_path / "map.graphml")
    spans = (Span("1", ((0, 9),), "claim"), Span("2", ((10, 19),), "evidence"))
    expected = Markup("map.graphml", "It helps.\nIt cures.", spans, (Support("2", "1"),))
    assert read(tmp_path) == Imported((expected,))


def test_a_graph_without_directions_has_no_links(tmp_path: Path) -> None:
    graph = networkx.Graph()
    graph.add_node("1", text="It helps.", component="claim")
    graph.add_edge("1", "1")
    networkx.write_graphml(graph, tmp_path / "map.graphml")
    found = read(tmp_path)
    assert [problem.reason for problem in found.problems] == [
        "the graph has no directions; save it as a directed graph"
    ]
    assert len(found.markups[0].spans) == 1


_START = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is no safe XML"),
        ("<graphml>", "is no safe XML"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><graphml>&a;</graphml>', "is no safe XML: DTDForbidden"),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd"><graphml/>', "is no safe XML: DTDForbidden"),
        ("<html/>", "is no GraphML that can be read"),
        (
            f'{_START}<graph edgedefault="directed"><node id="a"><data key="k">1</data></node></graph></graphml>',
            "no key k",
        ),
        (
            f'{_START}<key id="k" for="graph" attr.name="text_replaced" attr.type="string"/>'
            '<key id="t" for="graph" attr.name="text" attr.type="string"/>'
            '<graph edgedefault="directed"><data key="t">ab</data><data key="k">7:c</data></graph></graphml>',
            "is no GraphML that can be read",
        ),
    ],
)
def test_what_is_no_graphml_is_an_error(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "a.graphml").write_text(content)
    with pytest.raises(InputError, match=message):
        read(tmp_path)


def test_a_folder_without_graphs_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no \.graphml file"):
        read(tmp_path)


def test_names_and_ids_that_xml_cannot_hold_come_back(tmp_path: Path) -> None:
    spans = (Span("\x00%00", ((0, 1),), "claim", repeated="\ud800"), Span("\r\n", ((0, 2),), "claim"))
    built = Markup("\ufffe.md", "A\x00\ud800\x85", spans, (Support("\r\n", "\x00%00"),))
    write([built], tmp_path)
    assert read(tmp_path) == Imported((built,))


def test_networkx_is_asked_for_by_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(MissingExtraError, match=r"argmine\[graph\]"):
        write([BUILT], tmp_path)
