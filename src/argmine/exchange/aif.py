"""Argument Interchange Format: a folder with one JSON file a document, in the form that AIFdb serves.

Specification: Argument Interchange Format, University of Dundee 2011 (arg-tech.org, aif-spec.pdf), in the JSON of
AIFdb (`nodes` with nodeID, text and type; `edges` with edgeID, fromID and toID; `locutions`).

A span is an I-node with its words; I-nodes stand in reading order. A support link is an RA-node "Default Inference"
with an edge from the source and one to the target. AIF has no offsets, component labels, tags or scores: these and the
whole text stand in an object `argmine` at the top of the file (see `aif_graph`), which AIF readers pass over; nothing
is lost on a round trip.

On the way in an I-node whose words were edited, or that is new, is placed by its words where the text has them once;
else it is a problem. A file without the `argmine` object gives a text of its I-nodes, a line each, all of them claims.
Conflicts, rephrases, preferences, dialogue and named schemes are told of as problems.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from argmine.errors import InputError
from argmine.exchange.aif_graph import read_graph, to_extra, to_graph
from argmine.exchange.aif_places import bare, place, read_extra
from argmine.exchange.files import file_names, files_in, json_bytes, read_json, write_folder
from argmine.exchange.markup import Feature, Imported, Markup, Problem

SUFFIX = ".json"
LOST: frozenset[Feature] = frozenset()


def write(markups: Sequence[Markup], path: Path) -> None:
    """Write a folder with a file a document.

    Raises:
        InputError: the folder cannot be written to.
    """
    names = file_names([markup.name for markup in markups], SUFFIX)
    write_folder({name: _file(markup, i) for i, (name, markup) in enumerate(zip(names, markups, strict=True))}, path)


def _file(markup: Markup, number: int) -> bytes:
    nodes, edges = to_graph(markup)
    return json_bytes({"nodes": nodes, "edges": edges, "locutions": [], "argmine": to_extra(markup, number)})


def read(path: Path) -> Imported:
    """The documents of a folder, or of one file.

    Raises:
        InputError: there is no such folder, or a file is not AIF.
    """
    numbered: list[tuple[float, Markup]] = []
    problems: list[Problem] = []
    for file in files_in(path, SUFFIX):
        plain = read_json(file)
        graph = read_graph(plain, str(file), file.name)
        if not isinstance(plain, dict):
            raise InputError(f"{file}: is no AIF; export the graph again")
        extra = read_extra(plain, str(file), file.name)
        if extra is None:
            markup, found = bare(graph, file.stem, file.name)
        else:
            markup, found = place(graph, extra, {}, file.name)
        problems += found
        if extra is None and not markup.spans:
            problems.append(Problem(file.name, None, "", "it holds no I-node with words, so no document comes of it"))
            continue
        numbered.append((float("inf") if extra is None else extra.number, markup))
    numbered.sort(key=lambda pair: pair[0])
    return Imported(tuple(markup for _, markup in numbered), tuple(problems))
