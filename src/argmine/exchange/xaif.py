"""Extended AIF, which the open argument mining framework (oAMF) and OVA speak: a folder, one JSON file a document.

Specification: the xAIF documentation of oAMF and the `xaif` library (arg-tech.org): {"AIF": {nodes, edges, locutions,
participants, schemefulfillments, descriptorfulfillments}, "text", "dialog", "OVA"}.

A span is an I-node with its words, a support link an RA-node of scheme 72, "Default Inference". `text` is the document
as HTML: `<span id="node1" class="highlighted">` around each fragment of I-node 1, `<br>` for a line feed; HTML cannot
hold spans that overlap, so the later one is not marked there. `dialog` is false: a document has no speakers, so
`locutions` and `participants` are empty. `OVA` lays the nodes out. Offsets, component labels, tags, scores and the
text itself stand in an object `argmine` (see `aif_graph`), which xAIF readers pass over; a round trip loses nothing.

On the way in the marks of `text` place the I-nodes, or the L-nodes that they were said with; where there is no mark,
what `argmine` wrote; else their words, where the text has them once. Ids may be numbers, and marks "node1" or "1".
`text` may be {"txt": ...}. Without any text the I-nodes are the text, a line each. New components are claims.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from argmine.document import Range
from argmine.errors import InputError
from argmine.exchange.aif import Found, read_each, write_each
from argmine.exchange.aif_graph import Graph, node_ids, read_graph, to_extra, to_graph
from argmine.exchange.aif_places import Extra, Marks, bare, place
from argmine.exchange.markup import Feature, Imported, Markup, Problem

LOST: frozenset[Feature] = frozenset()
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "<br>"})
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)((?:\s[^<>]{0,2000})?)/?>")
_ID = re.compile(r"""\sid\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_BLOCKS = {"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"}


def write(markups: Sequence[Markup], path: Path) -> None:
    """Write a folder with a file a document.

    Raises:
        InputError: the folder cannot be written to.
    """
    write_each(markups, path, _plain)


def _plain(markup: Markup, number: int) -> dict[str, Any]:
    nodes, edges = to_graph(markup)
    schemes = [{"nodeID": node["nodeID"], "schemeID": node["schemeID"]} for node in nodes if node["type"] == "RA"]
    return {
        "AIF": {
            "nodes": [{key: node[key] for key in ("nodeID", "text", "type")} for node in nodes],
            "edges": [{key: edge[key] for key in ("edgeID", "fromID", "toID")} for edge in edges],
            "schemefulfillments": schemes,
            "descriptorfulfillments": [],
            "participants": [],
            "locutions": [],
        },
        "text": _marked(markup),
        "dialog": False,
        "OVA": _layout(nodes, edges),
        "argmine": to_extra(markup, number),
    }


def _marked(markup: Markup) -> str:
    ids = node_ids(markup)
    parts: list[str] = []
    position = end = 0
    for span in markup.spans:
        if span.start < end:
            continue
        end = span.end
        for first, last in span.fragments:
            parts.append(markup.text[position:first].translate(_ESCAPES))
            parts.append(f'<span id="node{ids[span.id]}" class="highlighted">')
            parts.append(markup.text[first:last].translate(_ESCAPES) + "</span>")
            position = last
    return "".join(parts) + markup.text[position:].translate(_ESCAPES)


def _layout(nodes: Sequence[dict[str, Any]], edges: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Components below one another at the left, links beside them."""
    rows = {"I": 0, "RA": 0}
    places = []
    for node in nodes:
        left, top = (100 if node["type"] == "I" else 450), 100 + 100 * rows[node["type"]]
        rows[node["type"]] += 1
        places.append({"nodeID": node["nodeID"], "visible": True, "x": left, "y": top, "timestamp": ""})
    shown = [{"fromID": edge["fromID"], "toID": edge["toID"], "visible": True} for edge in edges]
    return {"firstname": "", "surname": "", "url": "", "nodes": places, "edges": shown}


def read(path: Path) -> Imported:
    """The documents of a folder, or of one file.

    Raises:
        InputError: there is no such folder, or a file is not extended AIF.
    """
    return read_each(path, _document)


def _shown(text: object, file: Path) -> str:
    if isinstance(text, dict):
        text = text.get("txt")
    if text is not None and not isinstance(text, str):
        raise InputError(f"{file}: its `text` is no text; export it again")
    return text or ""


def _document(plain: dict[str, Any], extra: Extra | None, file: Path) -> Found:
    if "AIF" not in plain:
        raise InputError(f"{file}: has no `AIF`, so it is no extended AIF; if it is plain AIF, say --from aif")
    graph = read_graph(plain["AIF"], str(file), file.name)
    text, ranges = unmarked(_shown(plain.get("text"), file))
    if not text.strip():
        return place(graph, extra, {}, file.name) if extra else bare(graph, file.stem, file.name)
    if extra is None:
        extra = Extra(0, file.stem, text, (), {}, {}, ())
    if text == extra.text:
        return place(graph, extra, _marks(graph, ranges), file.name)
    markup, problems = place(graph, extra, {}, file.name)
    shorter = min(len(text), len(extra.text))
    start = next((i for i in range(shorter) if text[i] != extra.text[i]), shorter)
    reason = "the text was edited; components are placed in the text as it was written, and its marks are not used"
    return markup, (*problems, Problem(file.name, start, text[start : start + 80], reason))


def _marks(graph: Graph, ranges: dict[str, list[Range]]) -> Marks:
    """The ranges of each I-node: its own, or those of the locution that it was said with."""
    found: dict[str, tuple[Range, ...]] = {}
    for node in graph.propositions:
        for name in filter(None, (node, graph.anchors.get(node))):
            if own := ranges.get(f"node{name}") or ranges.get(name):
                found[node] = _merged(own)
                break
    return found


def _merged(ranges: Sequence[Range]) -> tuple[Range, ...]:
    """Ranges in order; those that overlap become one."""
    found: list[Range] = []
    for start, end in sorted(ranges):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def unmarked(shown: str) -> tuple[str, dict[str, list[Range]]]:
    """The text of HTML, and the ranges of the `span` elements of each id."""
    parts: list[str] = []
    ranges: dict[str, list[Range]] = {}
    opened: list[tuple[str, int]] = []
    position = length = 0
    for tag in _TAG.finditer(shown):
        closing, name = tag[1], tag[2].lower()
        piece = html.unescape(shown[position : tag.start()])
        position = tag.end()
        if name == "br" or (closing and name in _BLOCKS):
            piece += "\n"
        parts.append(piece)
        length += len(piece)
        if name == "span" and not closing:
            identity = _ID.search(tag[3])
            opened.append((next(filter(None, identity.groups()), "") if identity else "", length))
        elif name == "span" and opened:
            node, start = opened.pop()
            if node and start < length:
                ranges.setdefault(node, []).append((start, length))
    parts.append(html.unescape(shown[position:]))
    return "".join(parts), ranges
