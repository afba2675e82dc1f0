"""Argumentative microtexts in arggraph XML (Peldszus and Stede 2016): `<id>.xml`, one text each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, parse

from argmine.corpora.label_mapping import label_mapping
from argmine.corpora.labelled import LabelledDocument, LabelledSpan, Link, labelled_document
from argmine.errors import AnnotationError, MissingSplitError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def read_microtexts(folder: Path, split: str) -> list[LabelledDocument]:
    """The texts of `<split>/*.xml`, or of the folder itself for the split `all`.

    An argument unit of several segments runs from the first to the last. The unit that stands in no relation as a
    source is the central claim.

    Raises:
        AnnotationError: the folder has no `.xml` files, or one is malformed.
    """
    where = folder if split == "all" else folder / split
    paths = sorted(where.glob("*.xml"))
    if not paths:
        raise MissingSplitError(f"{where}: no .xml files")
    return [_read(path) for path in paths]


def _read(path: Path) -> LabelledDocument:
    try:
        root = parse(path, forbid_dtd=True).getroot()
        if root is None:
            raise ValueError("no elements")
        segments = {_get(edu, "id"): edu.text or "" for edu in root.iter("edu")}
        edges = {_get(e, "id"): (_get(e, "src"), _get(e, "trg"), _get(e, "type")) for e in root.iter("edge")}
    except (OSError, ParseError, DefusedXmlException, ValueError) as error:
        raise AnnotationError(f"{path}: not an arggraph: {error}") from error
    text = ""
    ranges: dict[str, tuple[int, int]] = {}
    for segment, printed in segments.items():
        flat = " ".join(printed.split())
        ranges[segment] = (len(text), len(text) + len(flat))
        text += flat + " "
    units = [_get(adu, "id") for adu in root.iter("adu")]
    parts: dict[str, list[tuple[int, int]]] = {unit: [] for unit in units}
    for source, target, kind in edges.values():
        if kind == "seg" and target in parts and source in ranges:
            parts[target].append(ranges[source])
    units = [unit for unit in units if parts[unit]]
    place = {unit: index for index, unit in enumerate(units)}
    links = [
        Link(place[source], place[goal], kind)
        for source, target, kind in edges.values()
        if kind != "seg" and source in place and (goal := _goal(kind, target, edges)) in place
    ]
    sources = {link.source for link in links}
    spans = [
        LabelledSpan(
            min(a for a, _ in parts[unit]),
            max(b for _, b in parts[unit]),
            "premise" if place[unit] in sources else "central_claim",
        )
        for unit in units
    ]
    return labelled_document(path.stem, text.rstrip() + "\n", spans, links, label_mapping("microtexts"))


def _goal(kind: str, target: str, edges: dict[str, tuple[str, str, str]]) -> str:
    """The unit that a link is about: that of its partner if joined, the attacked link's source if undercut."""
    for _ in range(len(edges)):
        if target not in edges:
            break
        target = edges[target][1] if kind == "add" else edges[target][0]
    return target


def _get(element: Element, key: str) -> str:
    value = element.get(key)
    if value is None:
        raise ValueError(f"<{element.tag}> has no {key}")
    return value
