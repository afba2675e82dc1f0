"""GraphML (Brandes et al. 2002), one .graphml a document, for Gephi, Cytoscape, yEd and networkx.

A node is a span: its id is the span's, `text` its words, `component`, `score` (the probability of `score_of`, which is
the component as it was written), `start` and `end` (offsets in Unicode code points), `fragments` (`0-5,8-12`),
`risk_types` and `specialties` (ids parted by semicolons), `risk_type_scores` and `specialty_scores` (`harm:0.5`),
`repeated` and `review`. A directed edge of `type` "support" goes from the reason to what it supports, with its `score`.
The graph has the document's `name`, `text`, `pages` and `number`, its place among the documents. XML cannot hold some
control characters: in texts a space or U+FFFD stands for each, and `text_replaced` of the graph says which they are
(`12:c`, offset and code point); in names and ids they are escaped as in URLs.

On the way in, a node without offsets is placed where its text stands, if that is one place alone. A graph without a
text, as drawn by hand, gets that of its nodes, a line each.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from argmine.document import Range, Tag
from argmine.errors import InputError, MissingExtraError
from argmine.exchange import xml_text
from argmine.exchange.files import file_names, files_in, read_bytes, write_folder
from argmine.exchange.markup import Feature, Imported, Markup, Problem, Span, Support
from argmine.exchange.pairs import escaped, ranged, scored, unescaped, unranged, unscored
from argmine.exchange.span_fields import share, words
from argmine.exchange.taking_over import checked, edited, is_support

__all__ = ["LOST", "read", "write"]

LOST: frozenset[Feature] = frozenset()
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, OverflowError)


def _networkx() -> Any:
    try:
        import networkx
    except ImportError as error:
        raise MissingExtraError("networkx", "graph") from error
    return networkx


def write(markups: Sequence[Markup], path: Path) -> None:
    """Write a folder with a file a document; files of the same names are replaced, others stay.

    Raises:
        InputError: the folder cannot be written to.
        MissingExtraError: networkx is not installed.
    """
    networkx = _networkx()
    files: dict[str, bytes] = {}
    for number, (file, markup) in enumerate(
        zip(file_names([m.name for m in markups], ".graphml"), markups, strict=True)
    ):
        content = BytesIO()
        networkx.write_graphml_lxml(_graph(networkx, markup, number), content)
        files[file] = content.getvalue()
    write_folder(files, path)


def _graph(networkx: Any, markup: Markup, number: int) -> Any:
    graph = networkx.DiGraph(
        name=xml_text.escaped(markup.name), number=number, text=xml_text.legal(markup.text), pages=_listed(markup.pages)
    )
    if replaced := " ".join(f"{place}:{ord(character):x}" for place, character in xml_text.illegal(markup.text)):
        graph.graph["text_replaced"] = replaced
    for span in markup.spans:
        graph.add_node(xml_text.escaped(span.id), **_node(span, markup.text))
    for support in markup.supports:
        ends = (xml_text.escaped(support.source), xml_text.escaped(support.target))
        graph.add_edge(*ends, type="support", score=support.score)
    return graph


def _node(span: Span, text: str) -> dict[str, Any]:
    optional = {} if span.repeated is None else {"repeated": xml_text.escaped(span.repeated)}
    return {
        "text": xml_text.legal(words(text, span.fragments)),
        "component": span.component,
        "score": span.score,
        "score_of": span.component,
        "start": span.start,
        "end": span.end,
        "fragments": ranged(span.fragments),
        "risk_types": _ids(span.risk_types),
        "risk_type_scores": scored((tag.id, tag.score) for tag in span.risk_types),
        "specialties": _ids(span.specialties),
        "specialty_scores": scored((tag.id, tag.score) for tag in span.specialties),
        "review": span.review,
        **optional,
    }


def _ids(tags: Sequence[Tag]) -> str:
    return ";".join(escaped(tag.id) for tag in tags)


def _listed(pages: Sequence[int]) -> str:
    return " ".join(map(str, pages))


def _text(values: Mapping[str, Any]) -> str:
    """The text of a graph, what XML could not hold put back."""
    characters = list(str(values["text"]))
    for item in str(values.get("text_replaced", "")).split():
        place, _, code = item.partition(":")
        if xml_text.legal(chr(int(code, 16))) == characters[int(place)]:
            characters[int(place)] = chr(int(code, 16))
    return "".join(characters)


def read(path: Path) -> Imported:
    """The documents of a folder, or of one file, in the order in which they were written, and then by name.

    Raises:
        InputError: there is no file, or one cannot be read or is no GraphML.
        MissingExtraError: networkx is not installed.
    """
    networkx = _networkx()
    found: list[tuple[int, int, Markup]] = []
    problems: list[Problem] = []
    for place, file in enumerate(files_in(path, ".graphml")):
        try:
            graph = _parsed(networkx, file)
            markup, faults = _markup(graph, file)
        except (*_BROKEN, networkx.NetworkXException) as error:
            raise InputError(f"{file}: is no GraphML that can be read: {error}; export it again") from error
        number = graph.graph.get("number")
        found.append((number if type(number) is int else 2**63, place, markup))
        problems += faults
    return Imported(tuple(markup for _, _, markup in sorted(found, key=lambda row: row[:2])), tuple(problems))


def _parsed(networkx: Any, file: Path) -> Any:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    content = read_bytes(file)
    try:
        fromstring(content, forbid_dtd=True)  # networkx itself would expand entities
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise InputError(f"{file}: is no safe XML: {error!r}; export it again") from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return networkx.read_graphml(BytesIO(content))


def _markup(graph: Any, file: Path) -> tuple[Markup, tuple[Problem, ...]]:
    nodes = [(xml_text.unescaped(str(key)), dict(data)) for key, data in graph.nodes(data=True)]
    text = _text(graph.graph) if "text" in graph.graph else _text_of_nodes(nodes)
    problems: list[Problem] = []
    spans: list[Span] = []
    for key, data in nodes:
        try:
            spans.append(_span(key, data, text))
        except ValueError as error:
            start = data.get("start")
            said = str(data.get("text", data.get("label", key)))
            problems.append(Problem(str(file), start if type(start) is int else None, said, str(error)))
    pages = tuple(int(page) for page in str(graph.graph.get("pages", "")).split())
    supports = tuple(_supports(graph, str(file), problems))
    name = xml_text.unescaped(str(graph.graph.get("name", ""))) or file.name
    markup, faults = checked(Markup(name, text, tuple(spans), supports, pages), str(file))
    return markup, (*problems, *faults)


def _text_of_nodes(nodes: Sequence[tuple[str, dict[str, Any]]]) -> str:
    """The nodes' texts, a line each; the nodes are told where they stand in it."""
    lines: list[str] = []
    position = 0
    for _, data in nodes:
        line = str(data.get("text") or data.get("label") or "")
        data |= {"text": line, "start": position, "end": position + len(line), "fragments": ""}
        lines.append(line)
        position += len(line) + 1
    return "\n".join(lines)


def _span(key: str, data: Mapping[str, Any], text: str) -> Span:
    said = str(data.get("text", ""))
    place = _place(data, said, text)
    score_of = data.get("score_of", data.get("component"))
    fields = {
        "id": key,
        "component": score_of,
        "fragments": [{"start": start, "end": end} for start, end in unranged(str(data.get("fragments", "")))],
        "score": data.get("score", 1.0),
        "risk_types": list(_tags(data, "risk_types", "risk_type_scores")),
        "specialties": list(_tags(data, "specialties", "specialty_scores")),
        "repeated": xml_text.unescaped(str(data["repeated"])) if data.get("repeated") else None,
        "review": data.get("review") is True,
    }
    if "component" not in data:
        raise ValueError("it has no component; give it one of claim, evidence, conclusion, other")
    span = edited(fields, str(data["component"]), place, len(text))
    found = words(text, span.fragments)
    if said and said != xml_text.legal(found):
        raise ValueError(f"the text has {found[:60]!r} at this place")
    return span


def _place(data: Mapping[str, Any], said: str, text: str) -> Range:
    start, end = data.get("start"), data.get("end")
    if type(start) is int and type(end) is int:
        return start, end
    if not said:
        raise ValueError("it has neither a text nor a start and an end")
    first = text.find(said)
    if first < 0 or text.find(said, first + 1) >= 0:
        raise ValueError(
            f"its text stands {'nowhere' if first < 0 else 'in several places'}; give it a start and an end"
        )
    return first, first + len(said)


def _tags(data: Mapping[str, Any], key: str, scores: str) -> Iterator[dict[str, Any]]:
    known = dict(unscored(str(data.get(scores, ""))))
    for name in str(data.get(key, "")).split(";"):
        if plain := unescaped(name.strip()):
            yield {"id": plain, "score": known.get(plain, 1.0)}


def _supports(graph: Any, where: str, problems: list[Problem]) -> Iterator[Support]:
    directed = graph.is_directed()
    for one, other, data in graph.edges(data=True):
        source, target = xml_text.unescaped(str(one)), xml_text.unescaped(str(other))
        label = str(data.get("type") or data.get("label") or "support")
        said = f"{source} {label} {target}"
        if not directed:
            problems.append(Problem(where, None, said, "the graph has no directions; save it as a directed graph"))
        elif not is_support(label):
            problems.append(
                Problem(where, None, said, f"the relation {label!r} is not known; argmine has support alone")
            )
        else:
            try:
                yield Support(source, target, share(data.get("score", 1.0)))
            except ValueError as error:
                problems.append(Problem(where, None, said, str(error)))
