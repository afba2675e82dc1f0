"""Proof that a result says what its source says: the file opened again, every quote, place and total checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from argmine.document import LEDGER_KINDS, ArgumentDocument, SourceText
from argmine.structure.assemble import assemble, text_key
from argmine.structure.parse import Segment, parse


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that does not hold: where in the result, and what is wrong."""

    where: str
    what: str


def differences(document: ArgumentDocument, source: SourceText) -> Iterator[Difference]:
    """All that does not hold, in reading order; nothing if the result is proven by its source."""
    if document.document.sha256 != source.sha256:
        yield Difference("document.sha256", f"the source has {source.sha256[:16]}..., another file or another version")
    if document.document.id != text_key(source.text):
        yield Difference("document.id", "the text of the source is another one; the offsets do not count in it")
        return
    yield from _quotes(document, source.text)
    yield from _links(document)
    yield from _ledger(document, source.text)
    yield from _structure(document, source)


def _quotes(document: ArgumentDocument, text: str) -> Iterator[Difference]:
    taken = 0
    for unit in document.units:
        where = f"unit {unit.id}"
        if unit.text != text[unit.start : unit.end]:
            yield Difference(where, f"the source has {text[unit.start : unit.end][:60]!r} at {unit.start}:{unit.end}")
        edges = [bound for fragment in unit.fragments for bound in fragment]
        if not edges or edges != sorted(edges) or (edges[0], edges[-1]) != (unit.start, unit.end):
            yield Difference(where, "its fragments do not run from its start to its end")
        if unit.start < taken:
            yield Difference(where, f"starts at {unit.start}, before the unit above it ends ({taken})")
        taken = max(taken, unit.end)
        if unit.id != f"u-{document.document.id[:8]}-{unit.start}-{unit.end}":
            yield Difference(where, "its id is not that of its place")


def _links(document: ArgumentDocument) -> Iterator[Difference]:
    units = {unit.id: unit for unit in document.units}
    sections = {section.id for section in document.sections}
    references = {entry.id for entry in document.references}
    for unit in document.units:
        for kind, ids, known in (
            ("section", (unit.section,), sections),
            ("citation", unit.citations, references),
            ("lead-in", (unit.lead_in,) if unit.lead_in else (), units.keys()),
        ):
            for unknown in (each for each in ids if each not in known):
                yield Difference(f"unit {unit.id}", f"its {kind} {unknown} is not in the result")
    for relation in document.relations:
        for end in (relation.source, relation.target):
            if end not in units:
                yield Difference(f"relation {relation.source} to {relation.target}", f"{end} is no unit of the result")
    members = {unit: cluster.id for cluster in document.clusters for unit in cluster.units}
    for cluster in document.clusters:
        if cluster.representative not in cluster.units:
            yield Difference(f"cluster {cluster.id}", "its representative is none of its units")
    for name in sorted(members.keys() | {unit.id for unit in document.units if unit.cluster}):
        if name not in units or units[name].cluster != members.get(name):
            yield Difference(f"unit {name}", "its cluster and the cluster's units do not agree")


def _ledger(document: ArgumentDocument, text: str) -> Iterator[Difference]:
    coverage = document.coverage
    position = 0
    totals = dict.fromkeys(LEDGER_KINDS, 0)
    for span in coverage.spans:
        if span.start != position or span.end <= span.start:
            yield Difference("coverage.spans", f"{span.kind} at {span.start} does not begin where the span above ends")
        totals[span.kind] += span.end - span.start
        position = span.end
    if position != len(text) or coverage.total != len(text):
        yield Difference(
            "coverage", f"covers {position:,} characters, says {coverage.total:,}; the text has {len(text):,}"
        )
    if totals != coverage.characters:
        wrong = next(kind for kind in LEDGER_KINDS if totals[kind] != coverage.characters.get(kind))
        yield Difference(
            "coverage.characters", f"{wrong} is {coverage.characters.get(wrong)}, its spans make {totals[wrong]}"
        )
    fragments = {
        (f, "other" if unit.component == "other" else "units") for unit in document.units for f in unit.fragments
    }
    covered = {((span.start, span.end), span.kind) for span in coverage.spans if span.kind in ("units", "other")}
    for (start, end), _ in sorted(fragments ^ covered)[:1]:
        yield Difference("coverage.spans", f"units and ledger do not agree at {start}:{end}")


def _structure(document: ArgumentDocument, source: SourceText) -> Iterator[Difference]:
    """Sections, references and the places of units, found again from the source."""
    structure = parse(source.text, source.layout)
    segments = [
        Segment(unit.fragments, unit.kind, structure.section_at(unit.start), unit.paragraph, None)
        for unit in document.units
    ]
    again = assemble(source, structure, segments)
    for name in ("sections", "references"):
        ours, theirs = getattr(document, name), getattr(again, name)
        if ours != theirs:
            index = next(
                (i for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs))
            )
            yield Difference(name, f"differ from those of the source from number {index + 1} on")
    for unit, same in zip(document.units, again.units, strict=True):
        for field in ("section", "pages", "fragment_pages", "boxes", "clean_text", "citations", "cited_numbers"):
            if getattr(unit, field) != getattr(same, field):
                yield Difference(f"unit {unit.id}", f"its {field} is not that of its place in the source")
    for field in ("pages", "characters", "title", "unreadable_pages", "media_type"):
        if getattr(document.document, field) != getattr(again.document, field):
            yield Difference(f"document.{field}", f"the source has {getattr(again.document, field)!r}")


def find_source(result: Path, document: ArgumentDocument) -> Path | None:
    """The file that a result was made from, if it stands beside it or in the folder that is worked in."""
    for folder in (result.parent, Path(), result.parent.parent):
        if (path := folder / document.document.source).is_file():
            return path
    return None
