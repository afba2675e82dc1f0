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

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from argmine.errors import InputError
from argmine.exchange.aif_graph import read_graph, to_extra, to_graph
from argmine.exchange.aif_places import Extra, bare, place, read_extra
from argmine.exchange.files import file_names, files_in, json_bytes, read_json, write_folder
from argmine.exchange.markup import Feature, Imported, Markup, Problem

SUFFIX = ".json"
LOST: frozenset[Feature] = frozenset()

Found = tuple[Markup, tuple[Problem, ...]]


def write(markups: Sequence[Markup], path: Path) -> None:
    """Write a folder with a file a document.

    Raises:
        InputError: the folder cannot be written to.
    """
    write_each(markups, path, _plain)


def _plain(markup: Markup, number: int) -> dict[str, Any]:
    nodes, edges = to_graph(markup)
    return {"nodes": nodes, "edges": edges, "locutions": [], "argmine": to_extra(markup, number)}


def read(path: Path) -> Imported:
    """The documents of a folder, or of one file.

    Raises:
        InputError: there is no such folder, or a file is not AIF.
    """
    return read_each(path, _document)


def _document(plain: dict[str, Any], extra: Extra | None, file: Path) -> Found:
    graph = read_graph(plain, str(file), file.name)
    return place(graph, extra, {}, file.name) if extra else bare(graph, file.stem, file.name)


def write_each(markups: Sequence[Markup], folder: Path, plain: Callable[[Markup, int], dict[str, Any]]) -> None:
    """Write a JSON file a document, of what `plain` makes of it and its number.

    Raises:
        InputError: the folder cannot be written to.
    """
    names = file_names([markup.name for markup in markups], SUFFIX)
    numbered = enumerate(zip(names, markups, strict=True))
    write_folder({name: json_bytes(plain(markup, number)) for number, (name, markup) in numbered}, folder)


def read_each(path: Path, document: Callable[[dict[str, Any], Extra | None, Path], Found]) -> Imported:
    """The documents of a folder or file in the order that they were written in; those of other tools come after.

    Raises:
        InputError: there is no such folder, or a file is not of the format.
    """
    numbered: list[tuple[float, Markup]] = []
    problems: list[Problem] = []
    for file in files_in(path, SUFFIX):
        plain = read_json(file)
        if not isinstance(plain, dict):
            raise InputError(f"{file}: is no object, so it is no argument graph; export it again")
        extra = read_extra(plain, str(file), file.name)
        markup, found = document(plain, extra, file)
        problems += found
        if extra is None and not markup.text.strip():
            problems.append(Problem(file.name, None, "", "it holds no text and no I-node with words: no document"))
        else:
            numbered.append((float("inf") if extra is None else extra.number, markup))
    numbered.sort(key=lambda pair: pair[0])
    return Imported(tuple(markup for _, markup in numbered), tuple(problems))
