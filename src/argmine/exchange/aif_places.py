"""Where the I-nodes of a graph stand in a text: by what `argmine` wrote, by marks in the text, or by their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from argmine.document import Range
from argmine.errors import InputError
from argmine.exchange.aif_graph import FORMAT, Graph, identity, same_words, support_scores
from argmine.exchange.markup import Markup, Problem, Span, Support, ordered
from argmine.exchange.span_fields import from_fields, words

Marks = Mapping[str, tuple[Range, ...]]


@dataclass(frozen=True, slots=True)
class Extra:
    """What `argmine` wrote beside a graph; spans and scores go by nodeIDs."""

    number: int
    name: str
    text: str
    pages: tuple[int, ...]
    spans: dict[str, Span]
    scores: dict[tuple[str, str], float]
    problems: tuple[Problem, ...]


def read_extra(plain: dict[str, Any], where: str, file: str) -> Extra | None:
    """The `argmine` object of a file, if it has one.

    Raises:
        InputError: it has one that this argmine cannot read.
    """
    extra = plain.get("argmine")
    if extra is None:
        return None
    if not isinstance(extra, dict) or extra.get("format") != FORMAT:
        raise InputError(f"{where}: its `argmine` object is not of format {FORMAT}; remove it to read the graph alone")
    number, name, text, pages = (extra.get(key) for key in ("number", "name", "text", "pages"))
    if type(number) is not int or not isinstance(name, str) or not isinstance(text, str):
        raise InputError(
            f"{where}: its `argmine` object has no number, name or text; remove it to read the graph alone"
        )
    if not isinstance(pages, list) or any(type(p) is not int or not 0 <= p <= len(text) for p in pages):
        raise InputError(f"{where}: the pages of its `argmine` object are no offsets; remove them")
    if pages != sorted(pages) or not isinstance(extra.get("spans"), list):
        raise InputError(f"{where}: its `argmine` object has no spans or disordered pages; remove it")
    spans, problems = _spans(extra["spans"], text, file)
    try:
        scores = support_scores(extra)
    except (ValueError, TypeError) as error:
        raise InputError(f"{where}: the supports of its `argmine` object: {error}; remove it") from error
    return Extra(number, name, text, tuple(pages), spans, scores, problems)


def _spans(plain: list[object], text: str, file: str) -> tuple[dict[str, Span], tuple[Problem, ...]]:
    spans: dict[str, Span] = {}
    problems = []
    for fields in plain:
        node = identity(fields.get("nodeID")) if isinstance(fields, dict) else None
        try:
            if node is None:
                raise ValueError("it belongs to no node")
            spans[node] = from_fields(fields, len(text))
        except ValueError as error:
            reason = f"what `argmine` wrote of node {node} cannot be used: {error}"
            problems.append(Problem(file, None, str(fields)[:80], reason))
    return spans, tuple(problems)


def place(graph: Graph, extra: Extra, marks: Marks, file: str) -> tuple[Markup, tuple[Problem, ...]]:
    """The spans of the I-nodes that have a place in the text of `extra`, the links between them, and what is wrong.

    `marks` are the ranges that a tool shows each node at; they are what a person last saw, and come first.
    """
    found: dict[str, Span] = {}
    problems = []
    taken: set[str] = set()
    for node, quote in graph.propositions.items():
        known = extra.spans.get(node)
        fragments, reason = _fragments(extra.text, quote, known, marks.get(node, ()))
        if reason:
            problems.append(Problem(file, fragments[0][0] if fragments else None, quote, reason))
        if fragments:
            span = known or Span(node, fragments, "claim")
            found[node] = replace(span, id=_unique(span.id, taken), fragments=fragments)
    supports, faults = _supports(graph, found, extra.scores, file)
    markup = Markup(extra.name, extra.text, ordered(found.values()), supports, extra.pages)
    return markup, (*graph.problems, *extra.problems, *problems, *faults)


def _fragments(text: str, quote: str, known: Span | None, marks: Sequence[Range]) -> tuple[tuple[Range, ...], str]:
    """Where a node stands, and what is wrong with that, if anything is."""
    fragments = tuple(marks) or (known.fragments if known else ())
    if fragments and same_words(words(text, fragments), quote):
        return fragments, ""
    if marks:
        start, end = marks[0][0], marks[-1][1]
        inside, _ = sought(text[start:end], quote)
        if inside:
            return tuple((start + first, start + last) for first, last in inside), ""
        return fragments, "it is worded otherwise than the words that it marks, which are kept"
    again, fault = sought(text, quote)
    if again:
        return again, ""
    return fragments, "it is worded otherwise than its place in the text, whose words are kept" if fragments else fault


def sought(text: str, quote: str) -> tuple[tuple[Range, ...], str]:
    """The only place of the quote in the text; or why there is none."""
    plain = quote.strip()
    start = text.find(plain) if plain else -1
    if start < 0:
        return (), "its words are not in the text" if plain else "it holds no words"
    if text.find(plain, start + 1) >= 0:
        return (), "its words stand in the text more than once, and nothing says which of them it is"
    return ((start, start + len(plain)),), ""


def bare(graph: Graph, name: str, file: str) -> tuple[Markup, tuple[Problem, ...]]:
    """A document of a graph without a text: the words of its I-nodes, a line each, in the order of the file."""
    spans: dict[str, Span] = {}
    problems = []
    position = 0
    lines = []
    for node, quote in graph.propositions.items():
        if not quote.strip():
            problems.append(Problem(file, None, quote, "it holds no words"))
            continue
        spans[node] = Span(node, ((position, position + len(quote)),), "claim")
        lines.append(quote)
        position += len(quote) + 1
    supports, faults = _supports(graph, spans, {}, file)
    markup = Markup(name, "\n".join(lines), tuple(spans.values()), supports)
    return markup, (*graph.problems, *problems, *faults)


def _supports(
    graph: Graph, spans: Mapping[str, Span], scores: Mapping[tuple[str, str], float], file: str
) -> tuple[tuple[Support, ...], tuple[Problem, ...]]:
    supports, problems = [], []
    for source, target in graph.links:
        if source in spans and target in spans:
            supports.append(Support(spans[source].id, spans[target].id, scores.get((source, target), 1.0)))
        else:
            shown = f"{graph.propositions[source]} to {graph.propositions[target]}"
            problems.append(Problem(file, None, shown, "a support link of which one end has no place in the text"))
    return tuple(sorted(supports, key=lambda s: (s.source, s.target))), tuple(problems)


def _unique(name: str, taken: set[str]) -> str:
    unique, number = name, 2
    while unique in taken:
        unique, number = f"{name}-{number}", number + 1
    taken.add(unique)
    return unique
