"""An `ArgumentDocument` from a text and its structure; its units carry no labels yet."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from argmine.document import ArgumentDocument, Range, Reference, Run, Scores, Section, Source, SourceText, Unit
from argmine.structure.citations import find_citations
from argmine.structure.hyphens import Hyphenation
from argmine.structure.ledger import coverage
from argmine.structure.line_places import LinePlaces
from argmine.structure.lines import plain
from argmine.structure.parse import Segment, Structure

UNLABELLED = Scores(0.25, 0.25, 0.25, 0.25)
NO_RUN = Run(argmine_version="", model="", model_hash="", config_hash="", seed=0)
_LINK = re.compile(r"!?\[([^\[\]]*+)\]\((?:[^()]++|\([^()]*+\))*+\)")


def assemble(source: SourceText, structure: Structure, segments: Sequence[Segment]) -> ArgumentDocument:
    """The document with a unit a segment, all `other` with equal scores, ledger included."""
    key = text_key(source.text)[:8]
    section_ids = [f"s-{key}-root", *(f"s-{key}-{section.start}" for section in structure.sections[1:])]
    wrapped = source.layout is not None and source.layout.wrapped
    hyphens = Hyphenation(source.text if wrapped else "")
    references = [
        Reference(
            id=f"r-{key}-{entry.ranges[0][0]}",
            number=entry.number,
            text=" ".join(hyphens.join(source.text, entry.ranges).split()),
            start=entry.ranges[0][0],
            end=entry.ranges[-1][1],
            section=section_ids[structure.section_at(entry.ranges[0][0])],
            page=structure.page_at(entry.ranges[0][0]),
        )
        for entry in structure.entries
    ]
    unit_ids = [f"u-{key}-{segment.start}-{segment.end}" for segment in segments]
    cited = _Cited(structure, references)
    units = [
        _unit(source.text, structure, segment, index, unit_ids, section_ids, cited)
        for index, segment in enumerate(segments)
    ]
    if source.layout is not None and wrapped:
        places = LinePlaces(source.layout.lines)
        units = [
            replace(
                unit,
                clean_text=clean(hyphens.join(source.text, unit.fragments)),
                boxes=places.boxes(unit.fragments),
            )
            for unit in units
        ]
    return ArgumentDocument(
        document=_source(source, structure),
        sections=tuple(
            Section(
                section_ids[i],
                s.number,
                s.title,
                s.level,
                None if s.parent is None else section_ids[s.parent],
                s.start,
                s.end,
                structure.page_at(s.start),
            )
            for i, s in enumerate(structure.sections)
        ),
        units=tuple(units),
        relations=(),
        clusters=(),
        references=tuple(references),
        coverage=coverage(source.text, structure, units),
        run=NO_RUN,
    )


def recount(document: ArgumentDocument) -> ArgumentDocument:
    """`document` with the ledger's `units` and `other` brought in line with its components."""
    by_fragment = {fragment: unit.component for unit in document.units for fragment in unit.fragments}
    characters = dict(document.coverage.characters)
    counts = dict(document.coverage.counts)
    characters["units"] = characters["other"] = 0
    spans = []
    for span in document.coverage.spans:
        if span.kind in ("units", "other"):
            span = replace(span, kind="other" if by_fragment[span.start, span.end] == "other" else "units")
            characters[span.kind] += span.end - span.start
        spans.append(span)
    counts["other"] = sum(unit.component == "other" for unit in document.units)
    counts["units"] = len(document.units) - counts["other"]
    return replace(
        document, coverage=replace(document.coverage, characters=characters, counts=counts, spans=tuple(spans))
    )


def clean(text: str) -> str:
    """`text` as a reader reads it: no citation marks, emphasis or link targets, white space folded."""
    text = _LINK.sub(r"\1", text)
    kept: list[str] = []
    position = 0
    for citation in find_citations(text):
        kept.append(text[position : citation.start].rstrip())
        position = citation.end
    kept.append(text[position:])
    return plain("".join(kept))


class _Cited:
    """Citation marks by offset, for the units that hold them."""

    def __init__(self, structure: Structure, references: Sequence[Reference]) -> None:
        self._starts = [citation.start for citation, _ in structure.citations]
        self._marks = [
            (citation.numbers, tuple(references[i].id for i in entries)) for citation, entries in structure.citations
        ]

    def within(self, fragments: Sequence[Range]) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """(reference ids, printed numbers) of the marks inside the fragments, in order, each once."""
        ids: dict[str, None] = {}
        numbers: dict[int, None] = {}
        for start, end in fragments:
            for printed, entries in self._marks[bisect_left(self._starts, start) : bisect_left(self._starts, end)]:
                ids.update(dict.fromkeys(entries))
                numbers.update(dict.fromkeys(printed))
        return tuple(ids), tuple(numbers)


def _unit(
    text: str,
    structure: Structure,
    segment: Segment,
    index: int,
    unit_ids: list[str],
    section_ids: list[str],
    cited: _Cited,
) -> Unit:
    citations, numbers = cited.within(segment.fragments)
    first, last = structure.page_at(segment.start), structure.page_at(segment.end - 1)
    return Unit(
        id=unit_ids[index],
        component="other",
        scores=UNLABELLED,
        start=segment.start,
        end=segment.end,
        fragments=segment.fragments,
        text=text[segment.start : segment.end],
        clean_text=clean(" ".join(text[start:end] for start, end in segment.fragments)),
        kind=segment.kind,
        section=section_ids[segment.section],
        paragraph=segment.paragraph,
        lead_in=None if segment.lead_in is None else unit_ids[segment.lead_in],
        pages=() if first is None or last is None else tuple(range(first, last + 1)),
        citations=citations,
        cited_numbers=numbers,
        fragment_pages=tuple(page for start, _ in segment.fragments if (page := structure.page_at(start)) is not None),
    )


def _source(source: SourceText, structure: Structure) -> Source:
    pages = structure.page_starts[-1][1] if structure.page_starts else None
    if (
        pages is not None
        and not (source.layout and source.layout.page_starts)
        and len(structure.page_starts) > 1
        and structure.page_starts[-1][0] >= len(source.text.rstrip())
    ):
        pages -= 1  # the last printed number closes its page
    return Source(
        id=text_key(source.text),
        source=source.source,
        media_type=source.media_type,
        sha256=source.sha256,
        pages=pages,
        characters=len(source.text),
        title=structure.title,
        encoding=source.encoding,
        encoding_assumed=source.encoding_assumed,
        unreadable_pages=source.layout.unreadable_pages if source.layout else (),
    )


def text_key(text: str) -> str:
    """Sixteen hexadecimal digits of the SHA-256 of the text: ids survive re-runs and changes of encoding."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
