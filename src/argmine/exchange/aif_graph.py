"""The argument graph that AIF and extended AIF share: I-nodes for spans, RA-nodes for support between them.

What AIF has no word for stands in an object of its own, `argmine`, which AIF readers pass over:

    {"format": 1, "number": 0, "name": "a.md", "text": "...", "pages": [0],
     "spans": [{"nodeID": "1", "id": "u-0-5", "fragments": [{"start": 0, "end": 5}], "component": "claim", "score": 1.0,
                "risk_types": [{"id": "harm", "score": 0.5}], "specialties": [], "repeated": null, "review": false}],
     "supports": [{"source": "1", "target": "2", "score": 0.5}]}

`number` is the document's place among those written together. Offsets count code points of `text`. A span belongs to
the I-node of its `nodeID`; what is said of nodes and links that are gone is passed over.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from argmine.errors import InputError
from argmine.exchange.markup import Markup, Problem
from argmine.exchange.span_fields import share, to_fields, words

FORMAT = 1
DEFAULT_SCHEME, DEFAULT_SCHEME_ID = "Default Inference", "72"  # as AIFdb names and numbers it
_PLAIN_SCHEMES = {"", "ra", "default inference", "inference", "default support", "support", "default"}
_OTHER = {
    "CA": "a conflict, and documents of argmine hold support links alone",
    "MA": "a rephrase, and documents of argmine hold support links alone",
    "PA": "a preference, and documents of argmine hold support links alone",
}
_DIALOGUE = {
    "L": "of a dialogue: who says what is not taken over",
    "TA": "of a dialogue: what answers what is not taken over",
    "YA": "of a dialogue: how it is said is not taken over",
}
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Graph:
    """I-nodes by id with their words in the file's order, links from one to another, and what was left out.

    `anchors` has the locution (L-node) that each I-node was said with, where there is one.
    """

    propositions: dict[str, str]
    links: tuple[tuple[str, str], ...]
    anchors: dict[str, str]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Nodes:
    text: dict[str, str]
    type: dict[str, str]
    sources: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    targets: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def node_ids(markup: Markup) -> dict[str, str]:
    """The number of the I-node of each span, as text: "1", "2", ... in reading order."""
    return {span.id: str(number) for number, span in enumerate(markup.spans, start=1)}


def to_graph(markup: Markup) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The nodes and edges of a document."""
    ids = node_ids(markup)
    nodes: list[dict[str, Any]] = [
        {"nodeID": ids[span.id], "text": words(markup.text, span.fragments), "type": "I"} for span in markup.spans
    ]
    edges: list[dict[str, Any]] = []
    for number, support in enumerate(markup.supports, start=len(nodes) + 1):
        scheme = {"scheme": DEFAULT_SCHEME, "schemeID": DEFAULT_SCHEME_ID}
        nodes.append({"nodeID": str(number), "text": DEFAULT_SCHEME, "type": "RA", **scheme})
        for source, target in ((ids[support.source], str(number)), (str(number), ids[support.target])):
            edges.append({"edgeID": str(len(edges) + 1), "fromID": source, "toID": target, "formEdgeID": None})
    return nodes, edges


def to_extra(markup: Markup, number: int) -> dict[str, Any]:
    """The `argmine` object of the document that is written as number `number`."""
    ids = node_ids(markup)
    return {
        "format": FORMAT,
        "number": number,
        "name": markup.name,
        "text": markup.text,
        "pages": list(markup.pages),
        "spans": [{"nodeID": ids[span.id], **to_fields(span)} for span in markup.spans],
        "supports": [{"source": ids[s.source], "target": ids[s.target], "score": s.score} for s in markup.supports],
    }


def read_graph(plain: object, where: str, file: str) -> Graph:
    """The graph of an object with `nodes` and `edges`.

    Raises:
        InputError: it is none; the message names the place in `where`.
    """
    if not isinstance(plain, dict) or not isinstance(plain.get("nodes"), list):
        raise InputError(f"{where}: has no list of nodes, so it is no AIF; export the graph again")
    nodes = _nodes(plain["nodes"], where)
    problems = list(_connect(nodes, plain.get("edges"), where, file))
    links: dict[tuple[str, str], None] = {}
    anchors: dict[str, str] = {}
    for node, kind in nodes.type.items():
        if kind == "RA":
            problems += _inference(nodes, node, file, links)
        elif kind == "YA":
            said = [source for source in nodes.sources[node] if nodes.type[source] == "L"]
            anchors |= {t: said[0] for t in nodes.targets[node] if said and nodes.type[t] == "I"}
    problems += _left_out(nodes, file)
    propositions = {node: nodes.text[node] for node, kind in nodes.type.items() if kind == "I"}
    return Graph(propositions, tuple(links), anchors, tuple(problems))


def _nodes(plain: list[object], where: str) -> _Nodes:
    nodes = _Nodes({}, {})
    for number, node in enumerate(plain, start=1):
        fields = node if isinstance(node, dict) else {}
        name, kind, text = identity(fields.get("nodeID")), fields.get("type"), fields.get("text", "")
        if name is None or not isinstance(kind, str) or not isinstance(text, str | None):
            raise InputError(f"{where}: node {number} has no nodeID, type or text; export the graph again")
        if name in nodes.type:
            raise InputError(f"{where}: two nodes have the nodeID {name!r}; export the graph again")
        nodes.type[name], nodes.text[name] = kind, text or ""
    return nodes


def _connect(nodes: _Nodes, plain: object, where: str, file: str) -> Iterator[Problem]:
    if not isinstance(plain, list):
        raise InputError(f"{where}: has no list of edges, so it is no AIF; export the graph again")
    for number, edge in enumerate(plain, start=1):
        fields = edge if isinstance(edge, dict) else {}
        source, target = identity(fields.get("fromID")), identity(fields.get("toID"))
        if source is None or target is None:
            raise InputError(f"{where}: edge {number} has no fromID or toID; export the graph again")
        if source not in nodes.type or target not in nodes.type:
            yield Problem(file, None, f"{source} to {target}", "a link of which one end is not in the file")
        elif nodes.type[source] == nodes.type[target] == "I":
            reason = "a link without a node that says of what kind it is; put an RA-node between if it is support"
            yield Problem(file, None, f"{nodes.text[source]} to {nodes.text[target]}", reason)
        else:
            nodes.targets[source].append(target)
            nodes.sources[target].append(source)


def identity(value: object) -> str | None:
    """An id as text; whole numbers, as some tools write them, are ids too."""
    if isinstance(value, str) and value:
        return value
    return str(value) if type(value) is int else None


def _inference(nodes: _Nodes, node: str, file: str, links: dict[tuple[str, str], None]) -> Iterator[Problem]:
    """Add the links of an RA-node, each premise to each conclusion; yield what they do not hold."""
    premises = [source for source in nodes.sources[node] if nodes.type[source] == "I"]
    conclusions = [target for target in nodes.targets[node] if nodes.type[target] == "I"]
    scheme = nodes.text[node]
    ends = [*nodes.sources[node], *nodes.targets[node]]
    if any(nodes.type[end] not in ("I", *_DIALOGUE) for end in ends):
        yield Problem(file, None, scheme, "an inference from or to another link, and only components can be linked")
    if not premises or not conclusions:
        yield Problem(file, None, scheme, "an inference without a premise or without a conclusion")
        return
    if scheme.strip().casefold() not in _PLAIN_SCHEMES:
        yield Problem(file, None, scheme, "the name of an argument scheme is not kept; it comes in as a support link")
    for premise in premises:
        for conclusion in conclusions:
            if premise == conclusion:
                yield Problem(file, None, nodes.text[premise], "it is linked with itself")
            else:
                links[premise, conclusion] = None


def _left_out(nodes: _Nodes, file: str) -> Iterator[Problem]:
    """A problem for each node of another kind, and one for all the nodes of each layer of a dialogue."""
    layers = Counter(kind for kind in nodes.type.values() if kind in _DIALOGUE)
    for node, kind in nodes.type.items():
        if kind in layers:
            many = layers.pop(kind)
            yield Problem(file, None, nodes.text[node], f"{many:,} {kind}-node{'s' * (many > 1)} {_DIALOGUE[kind]}")
        elif kind not in ("I", "RA", *_DIALOGUE):
            yield Problem(file, None, nodes.text[node], _OTHER.get(kind, f"a node of the unknown type {kind!r}"))


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ in white space alone."""
    return _SPACE.sub(" ", one).strip() == _SPACE.sub(" ", other).strip()


def support_scores(extra: dict[str, Any]) -> dict[tuple[str, str], float]:
    """The scores of links, by the nodes that they join.

    Raises:
        ValueError: one is no score, or no link.
    """
    found = {}
    for support in extra.get("supports") or []:
        if not isinstance(support, dict):
            raise ValueError("a support link is no object")
        source, target = identity(support.get("source")), identity(support.get("target"))
        if source is None or target is None:
            raise ValueError("a support link has no source or no target")
        found[source, target] = share(support.get("score", 1.0))
    return found
