"""Graphviz DOT, one .dot a document, to look at; it cannot be read back.

A node is a span, named by its id. Its label has the component and its score, and the first words of the span; where
the whole of it is longer, the tooltip of an SVG has that, with tags, repeated argument and review flag. Components
have shapes of their own, so that colour is not needed to tell them apart: a claim is a rectangle, evidence an ellipse,
a conclusion a hexagon, anything else a note with a folded corner; a span for review has a dashed outline. Arrows go
up, from a reason to what it supports, thicker with a higher score.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from argmine.document import Component
from argmine.exchange.files import file_names, write_folder
from argmine.exchange.markup import Feature, Markup, Span, Support
from argmine.exchange.span_fields import words
from argmine.exchange.taking_over import unused

__all__ = ["LOST", "write"]

LOST: frozenset[Feature] = frozenset({"text", "fragments"})
LONGEST = 120  # characters of a label
WIDTH = 32
_LOOKS: dict[Component, tuple[str, str]] = {
    "claim": ("box", "#cfe2f3"),
    "evidence": ("ellipse", "#fff2cc"),
    "conclusion": ("hexagon", "#d9ead3"),
    "other": ("note", "#eeeeee"),
}
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


def write(markups: Sequence[Markup], path: Path) -> None:
    """Write a folder with a file a document; files of the same names are replaced, others stay.

    Raises:
        InputError: the folder cannot be written to.
    """
    names = file_names([markup.name for markup in markups], ".dot")
    files = {
        name: "".join(f"{line}\n" for line in _lines(markup)).encode("utf-8")
        for name, markup in zip(names, markups, strict=True)
    }
    write_folder(files, path)


def _lines(markup: Markup) -> Iterator[str]:
    names: dict[str, str] = {}
    taken: set[str] = set()
    numbers: dict[str, int] = {}
    for span in markup.spans:
        names[span.id] = unused(_seen(span.id), taken, numbers)
        taken.add(names[span.id])
    yield f"digraph {_quoted(_literal(_seen(markup.name)))} {{"
    yield "  rankdir=BT;"
    yield '  node [style=filled, fontname="sans-serif", fontsize=11, color="#333333"];'
    yield '  edge [color="#333333"];'
    for span in markup.spans:
        attributes = _attributes(_node(span, words(markup.text, span.fragments)))
        yield f"  {_quoted(_literal(names[span.id]))} {attributes};"
    for support in markup.supports:
        ends = (_quoted(_literal(names[end])) for end in (support.source, support.target))
        yield f"  {' -> '.join(ends)} {_attributes(_edge(support))};"
    yield "}"


def _node(span: Span, said: str) -> dict[str, str]:
    shape, colour = _LOOKS[span.component]
    head = f"{span.component} {span.score:.2f}" if span.score < 1 else span.component
    lines = textwrap.wrap(_cut(_seen(said)), WIDTH)
    more = [f"{tag.id} {tag.score:.2f}" for tag in (*span.risk_types, *span.specialties)]
    more += [f"repeated argument {span.repeated}"] if span.repeated is not None else []
    more += ["for review"] if span.review else []
    return {
        "label": "\\n".join(_shown(line) for line in (head, *lines)),
        "tooltip": "\\n".join(_entities(_seen(line)) for line in (head, said, *more)),
        "shape": shape,
        "fillcolor": colour,
        **({"style": "filled,dashed"} if span.review else {}),
    }


def _edge(support: Support) -> dict[str, str]:
    return {"tooltip": f"supports {support.score:.2f}", "penwidth": f"{0.5 + 1.5 * support.score:.2f}"}


def _cut(line: str) -> str:
    """The first words of a line, and a sign where there are more."""
    if len(line) <= LONGEST:
        return line
    start = line[: LONGEST - 1]
    return (start.rpartition(" ")[0] or start) + "…"


def _attributes(values: Mapping[str, str]) -> str:
    return f"[{', '.join(f'{key}={_quoted(value)}' for key, value in values.items())}]"


def _quoted(value: str) -> str:
    """A DOT string: a quotation mark is all that it escapes."""
    return '"' + value.replace('"', '\\"') + '"'


def _literal(name: str) -> str:
    """A name that ends in a backslash must not escape the quotation mark after it."""
    return name.replace("\\", "\\\\")


def _shown(line: str) -> str:
    """A line as Graphviz shows it: backslashes start its escapes, and ampersands its entities."""
    return line.replace("\\", "\\\\").replace("&", "&amp;")


def _entities(line: str) -> str:
    """The same for tooltips, whose escapes Graphviz takes out twice."""
    return line.replace("&", "&amp;").replace("\\", "&#92;")


def _seen(text: str) -> str:
    """The text on one line, without characters that show nothing and those that turn the line around."""
    return _UNSEEN.sub(" ", text).strip()
