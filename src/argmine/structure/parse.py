"""From text to structure: sections, unit candidates, references, and what every character is."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from operator import itemgetter

from argmine.document import Layout, LedgerKind, Range, UnitKind
from argmine.structure.citations import Citation, Resolver, find_citations
from argmine.structure.furniture import mark_furniture, page_number
from argmine.structure.headings import mark_headings
from argmine.structure.lines import Line, LineKind, plain, split_lines
from argmine.structure.marks import apply_marks
from argmine.structure.paragraphs import Paragraph, is_wrapped, read_paragraphs
from argmine.structure.references import Entry, mark_references
from argmine.structure.run_in_headings import item_label, run_in, run_in_heading
from argmine.structure.section_tree import SectionSpan, build_tree, innermost
from argmine.structure.sentences import leading_marks, split_sentences
from argmine.structure.title_block import title_block
from argmine.structure.view import View


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence or list item: where a unit stands, not yet what it does."""

    fragments: tuple[Range, ...]
    kind: UnitKind
    section: int
    paragraph: int
    lead_in: int | None  # index of the segment that introduces the list

    @property
    def start(self) -> int:
        """Where the first fragment starts."""
        return self.fragments[0][0]

    @property
    def end(self) -> int:
        """Where the last fragment ends."""
        return self.fragments[-1][1]


@dataclass(frozen=True, slots=True)
class Structure:
    """All that is known of a text before any model has read it."""

    title: str
    sections: tuple[SectionSpan, ...]
    segments: tuple[Segment, ...]
    entries: tuple[Entry, ...]
    citations: tuple[tuple[Citation, tuple[int, ...]], ...]
    page_starts: tuple[tuple[int, int], ...]  # (offset, page), increasing; empty if the text marks no pages
    regions: tuple[tuple[LedgerKind, int, int], ...]  # lines that are not prose

    def section_at(self, position: int) -> int:
        """Index of the innermost section around `position`."""
        return innermost(self.sections, position)

    def page_at(self, position: int) -> int | None:
        """The page of an offset, or None if the text marks no pages."""
        if not self.page_starts:
            return None
        index = bisect_right(self.page_starts, position, key=itemgetter(0)) - 1
        return self.page_starts[max(index, 0)][1]


_BY_LINE = re.compile(
    r"(?:(?:prepared|submitted|presented|produced|compiled|written|issued|published|drafted)\b|by\b|on behalf\b)",
    re.IGNORECASE,
)
_CONTROLS = "".join(chr(code) for code in (*range(32), 127, 0xFFFD))
_REGION_KINDS: dict[LineKind, LedgerKind] = {
    LineKind.HEADING: "headings",
    LineKind.REFERENCE_HEADING: "headings",
    LineKind.REFERENCE: "references",
    LineKind.CONTENTS: "contents",
    LineKind.CAPTION: "captions",
    LineKind.TABLE: "tables",
    LineKind.FURNITURE: "furniture",
}


def parse(text: str, layout: Layout | None = None) -> Structure:
    """The structure of a submission's text; linear in its length, and it never edits the text.

    What the reader knows of lines (`layout`) stands; the rules say what the others are.
    """
    layout = layout or Layout()
    lines = split_lines(text)
    marked = apply_marks(lines, layout.marks)
    title_lines = marked.titles
    if not title_lines and not marked.headings:
        title_lines = title_block(lines, blocks=layout.wrapped)
    for line in title_lines:
        line.kind = LineKind.HEADING
    mark_furniture(lines, placed=layout.wrapped)
    entries = sorted(marked.notes + mark_references(lines, blocks=layout.wrapped), key=lambda entry: entry.ranges)
    wrapped = layout.wrapped or is_wrapped(lines)
    blocks = layout.wrapped
    headings = marked.headings + mark_headings(lines, wrapped=wrapped, titles=not layout.headings_known, blocks=blocks)
    paragraphs = read_paragraphs(text, lines, wrapped=wrapped, blocks=blocks)
    views = []
    for paragraph in paragraphs:
        view = View(text, tuple(paragraph.fragments))
        offset = 0
        if paragraph.is_item:
            offset = item_label(view.text)
        elif found := run_in_heading(view.text):
            heading_end, offset, title = found
            place = view.locate(0, heading_end)
            headings.append(run_in(place[0][0], place[-1][1], plain(title)))
        views.append((view, offset))
    title = _title(title_lines)
    sections = build_tree(headings, title=title, length=len(text), list_ends=_list_ends(lines))
    noted = [(start, end) for entry in entries for start, end in entry.ranges]
    citations = [
        citation
        for citation in find_citations(text, plain_notes=_plain_notes(entries))
        if not _within(noted, citation.start)
    ]
    resolver = Resolver(entries, sections)
    return Structure(
        title=title,
        sections=tuple(sections),
        segments=tuple(_segments(paragraphs, views, sections)),
        entries=tuple(entries),
        citations=tuple((citation, resolver.resolve(citation)) for citation in citations),
        page_starts=_known_pages(layout) or tuple(_page_starts(text, lines)),
        regions=tuple((_REGION_KINDS[line.kind], line.start, line.end) for line in lines if line.kind in _REGION_KINDS),
    )


def _title(lines: list[Line]) -> str:
    """The longest line of the title block, but for those that say who wrote it."""
    texts = [plain(line.text) for line in lines if line.kind is LineKind.HEADING]  # no contents, no furniture
    named = [text for text in texts if not _BY_LINE.match(text)]
    return max(named or texts, key=len, default="")


def _known_pages(layout: Layout) -> tuple[tuple[int, int], ...]:
    return tuple((offset, page) for page, offset in enumerate(layout.page_starts, start=1))


def _list_ends(lines: list[Line]) -> dict[int, int]:
    """Where the reference list under each reference heading ends, by the start of the heading."""
    ends: dict[int, int] = {}
    heading: int | None = None
    for line in lines:
        if line.kind is LineKind.REFERENCE_HEADING:
            heading = line.start
        elif line.kind is LineKind.REFERENCE and heading is not None:
            ends[heading] = line.end
        elif line.kind in (LineKind.BODY, LineKind.HEADING):
            heading = None
    return ends


def _plain_notes(entries: list[Entry]) -> frozenset[int]:
    return frozenset(int(entry.number) for entry in entries if entry.group < 0)


def _within(ranges: list[Range], position: int) -> bool:
    index = bisect_right(ranges, (position, position + 1_000_000_000)) - 1
    return index >= 0 and ranges[index][0] <= position < ranges[index][1]


def _segments(paragraphs: list[Paragraph], views: list[tuple[View, int]], sections: list[SectionSpan]) -> list[Segment]:
    segments: list[Segment] = []
    lead_in: int | None = None
    run: int | None = None
    for number, (paragraph, (view, offset)) in enumerate(zip(paragraphs, views, strict=True)):
        section = innermost(sections, paragraph.fragments[0][0])
        if paragraph.run is None or paragraph.run != run:
            lead_in = _introducer(segments, section) if paragraph.is_item else None
        run = paragraph.run
        for left, right in _sentences(view.text, offset):
            fragments = _trim_marks(view, left, right)
            if fragments:
                segments.append(
                    Segment(fragments, "list_item" if paragraph.is_item else "sentence", section, number, lead_in)
                )
    return segments


def _introducer(segments: list[Segment], section: int) -> int | None:
    """A list is introduced by the unit just before it in the same section."""
    if segments and segments[-1].section == section:
        return segments[-1].lead_in if segments[-1].kind == "list_item" else len(segments) - 1
    return None


def _sentences(text: str, offset: int) -> list[Range]:
    offset += leading_marks(text[offset:]) if offset else 0
    return [(left + offset, right + offset) for left, right in split_sentences(text[offset:])]


def _trim_marks(view: View, left: int, right: int) -> tuple[Range, ...]:
    """The source ranges of a sentence without emphasis marks at its edges; empty if no letter is left."""
    piece = view.text[left:right]
    if not any(character.isalpha() for character in piece):
        return ()
    left += len(piece) - len(piece.lstrip("# \t" + _CONTROLS))
    left, right = _inside_emphasis(view.text, left, left + len(view.text[left:right].rstrip(_CONTROLS + " \t")))
    return view.locate(left, right)


def _inside_emphasis(text: str, left: int, right: int) -> Range:
    """`left:right` without marks that emphasise all of it or have no partner in it; "*Some* words" keeps its marks."""
    core = text[left:right].strip("*_")
    opening = text[left : left + len(text[left:right]) - len(text[left:right].lstrip("*_"))]
    closing = text[right - len(text[left:right]) + len(text[left:right].rstrip("*_")) : right]
    inner = sum(core.count(mark) for mark in "*_" if mark in opening + closing)
    if inner and (inner + len(opening) + len(closing)) % 2 == 0:
        return left, right
    return left + len(opening), right - len(closing)


def _page_starts(text: str, lines: list[Line]) -> list[tuple[int, int]]:
    """Pages from form feeds, or else from printed page numbers that rise through the text."""
    feeds = [position for position, character in enumerate(text) if character == "\f"]
    if feeds:
        return [(0, 1), *((position + 1, page) for page, position in enumerate(feeds, start=2))]
    printed = [
        (line, number)
        for line in lines
        if line.kind is LineKind.FURNITURE and (number := page_number(line.stripped)) is not None
    ]
    rising: list[tuple[Line, int]] = []
    for line, number in printed:
        if not rising or rising[-1][1] < number <= rising[-1][1] + 5:
            rising.append((line, number))
    if len(rising) < 2 or len(rising) < 0.8 * len(printed):
        return []
    starts = [(0, rising[0][1])]
    starts += [(line.end, number + 1) for line, number in rising]
    return starts
