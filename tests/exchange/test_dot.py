"""Graphviz DOT, as a parser of DOT reads it."""

from __future__ import annotations

import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pydot
from hypothesis import given

from argmine.document import Tag
from argmine.exchange.dot import LONGEST, WIDTH, write
from argmine.exchange.markup import Markup, Span, Support
from exchange.markups import markup, markups

TEXT = '“It \\N fails”, "R&D" said.\r\nIt costs.'
BUILT = Markup(
    'a "b".md',
    TEXT,
    (
        Span("u-0-26", ((0, 26),), "claim", 0.5, (Tag("harm", 0.25),), (), "k-1", True),
        Span("u-2", ((28, 30), (31, 37)), "evidence"),
    ),
    (Support("u-2", "u-0-26", 0.75),),
)


def parsed(path: Path) -> Any:
    """The one graph of a file; pydot prints what it cannot parse and gives None."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it calls what its own parser library calls outdated
        graphs = pydot.graph_from_dot_data(path.read_text("utf-8"))
    assert graphs is not None
    assert len(graphs) == 1
    return graphs[0]


def nodes(graph: Any) -> dict[str, dict[str, str]]:
    return {
        node.get_name().strip('"'): {key: value.strip('"') for key, value in node.get_attributes().items()}
        for node in graph.get_nodes()
        if node.get_name() not in ("node", "edge", "graph")
    }


def test_the_file_of_a_small_document(tmp_path: Path) -> None:
    write([BUILT], tmp_path)
    (file,) = tmp_path.iterdir()
    assert file.name == "a _b_.md.dot"
    said_once = '“It &#92;N fails”, \\"R&amp;D\\" said.'
    said = '“It \\\\N fails”, \\"R&amp;D\\" said.'
    assert file.read_text("utf-8").split("\n") == [
        'digraph "a \\"b\\".md" {',
        "  rankdir=BT;",
        '  node [style=filled, fontname="sans-serif", fontsize=11, color="#333333"];',
        '  edge [color="#333333"];',
        f'  "u-0-26" [label="claim 0.50\\n{said}", tooltip="claim 0.50\\n{said_once}\\nharm 0.25\\n'
        'repeated argument k-1\\nfor review", shape="box", fillcolor="#cfe2f3", style="filled,dashed"];',
        '  "u-2" [label="evidence\\nIt costs.", tooltip="evidence\\nIt costs.", shape="ellipse", fillcolor="#fff2cc"];',
        '  "u-2" -> "u-0-26" [tooltip="supports 0.75", penwidth="1.62"];',
        "}",
        "",
    ]


def test_each_component_has_a_shape_and_a_colour_of_its_own(tmp_path: Path) -> None:
    names = ("claim", "evidence", "conclusion", "other")
    write([markup("a b c d", *zip("abcd", names, strict=True))], tmp_path)
    found = nodes(parsed(tmp_path / "a.md.dot")).values()
    assert len({node["shape"] for node in found}) == len({node["fillcolor"] for node in found}) == 4
    assert [node["label"].split("\\n")[0] for node in found] == list(names)


def test_a_long_span_is_cut_between_words_and_wrapped(tmp_path: Path) -> None:
    for text in ("It fails again. " * 30, "fail" * 100):
        write([Markup("a", text, (Span("u", ((0, len(text)),), "claim"),))], tmp_path)
        node = nodes(parsed(tmp_path / "a.dot"))["u"]
        lines = node["label"].split("\\n")[1:]
        assert lines[-1].endswith("…")
        assert all(len(line) <= WIDTH for line in lines)
        assert len(" ".join(lines)) <= LONGEST + len(lines)
        assert node["tooltip"] == f"claim\\n{text.strip()}"
    write([Markup("a", "It fails again. " * 30, (Span("u", ((0, 480),), "claim"),))], tmp_path)
    assert nodes(parsed(tmp_path / "a.dot"))["u"]["label"].endswith(("again.…", "fails…", "It…"))


def test_ids_that_look_the_same_are_two_nodes(tmp_path: Path) -> None:
    spans = (Span("a\\", ((0, 1),), "claim"), Span("a b", ((0, 2),), "claim"), Span("a\nb", ((0, 3),), "claim"))
    write([Markup("a", "A b c", spans, (Support("a\\", "a\nb"),))], tmp_path)
    graph = parsed(tmp_path / "a.dot")
    assert list(nodes(graph)) == ["a\\\\", "a b", "a b-2"]
    assert [(edge.get_source(), edge.get_destination()) for edge in graph.get_edges()] == [('"a\\\\"', '"a b-2"')]


@given(markups())
def test_any_markup_is_dot_with_a_node_a_span_and_an_edge_a_link(built: Markup) -> None:
    with TemporaryDirectory() as folder:
        write([built, built], Path(folder) / "dots")
        for file in (Path(folder) / "dots").iterdir():
            graph = parsed(file)
            assert set(nodes(graph)) == {span.id for span in built.spans}
            edges = [(edge.get_source().strip('"'), edge.get_destination().strip('"')) for edge in graph.get_edges()]
            assert sorted(edges) == sorted((support.source, support.target) for support in built.supports)
