"""The one language of argmine: an `ArgumentDocument`, gold or predicted alike.

Offsets are half-open, in Unicode code points, into one text that never changes once read.
Identity is position: the same sentence twice is two units with two ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias, get_args

from argmine.notebook import document_html, unit_html

SCHEMA_VERSION = "1.1"

Component = Literal["claim", "evidence", "conclusion", "other"]
COMPONENTS: tuple[Component, ...] = get_args(Component)

UnitKind = Literal["sentence", "list_item", "clause"]

LedgerKind = Literal[
    "units", "other", "headings", "references", "captions", "tables", "contents", "furniture",
    "unreadable", "whitespace",
]  # fmt: skip
LEDGER_KINDS: tuple[LedgerKind, ...] = get_args(LedgerKind)

Range: TypeAlias = tuple[int, int]


MarkKind = Literal["title", "heading", "furniture", "table", "caption", "note"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Whole lines of which a reader knows what they are; `level` of a heading counts from 1."""

    kind: MarkKind
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page (from 1), in points from its upper left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Layout:
    """What a format says beyond its text.

    `page_starts` are the offsets at which pages 1, 2, ... begin, and `lines` the printed lines with their boxes, in the
    order of the text; both are empty where the format has no pages. `unreadable_pages` show something and hold no
    text. `wrapped` texts have a line break at the end of each printed line; `headings_known` says that the marks
    name every heading that is set apart by style.
    """

    marks: tuple[Mark, ...] = ()
    page_starts: tuple[int, ...] = ()
    lines: tuple[tuple[int, int, Box], ...] = ()
    unreadable_pages: tuple[int, ...] = ()
    wrapped: bool = False
    headings_known: bool = False


@dataclass(frozen=True, slots=True)
class SourceText:
    """What a reader returns: the final text, where it came from, and what the format says beyond it."""

    text: str
    source: str
    media_type: str
    sha256: str
    encoding: str
    encoding_assumed: bool = False
    layout: Layout | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The document that was read. `pages` is None where the format marks none; unreadable ones hold no text."""

    id: str
    source: str
    media_type: str
    sha256: str
    pages: int | None
    characters: int
    title: str
    encoding: str
    encoding_assumed: bool = False
    unreadable_pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and all the text up to the next heading of its level or above."""

    id: str
    number: str
    title: str
    level: int
    parent: str | None
    start: int
    end: int
    page: int | None


@dataclass(frozen=True, slots=True)
class Tag:
    """A risk type or specialty with its calibrated probability (1.0 in gold)."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Scores:
    """Calibrated probabilities of the four component labels; they sum to 1."""

    claim: float
    evidence: float
    conclusion: float
    other: float


@dataclass(frozen=True, slots=True)
class Unit:
    """An argument component and its place.

    `text` is exactly `source[start:end]`. A unit that runs across page furniture has two or
    more `fragments`, and `clean_text` is what a reader would read: the fragments joined, without
    citation marks, mark-up and hyphens of broken words. `lead_in` is the unit that introduces the list this one
    stands in. `fragment_pages` has the page of each fragment and `boxes` the place of each printed line, where the
    format tells them.
    """

    id: str
    component: Component
    scores: Scores
    start: int
    end: int
    fragments: tuple[Range, ...]
    text: str
    clean_text: str
    kind: UnitKind
    section: str
    paragraph: int
    lead_in: str | None
    pages: tuple[int, ...] = ()
    risk_types: tuple[Tag, ...] = ()
    specialties: tuple[Tag, ...] = ()
    citations: tuple[str, ...] = ()
    cited_numbers: tuple[int, ...] = ()
    cluster: str | None = None
    needs_review: bool = False
    fragment_pages: tuple[int, ...] = ()
    boxes: tuple[Box, ...] = ()

    def _repr_html_(self) -> str:
        return unit_html(self)


@dataclass(frozen=True, slots=True)
class Relation:
    """`source` is offered as a reason to accept `target`."""

    source: str
    target: str
    type: Literal["support"]
    score: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """Units that make the same argument; a unit is in at most one cluster."""

    id: str
    representative: str
    units: tuple[str, ...]
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of a reference list or one footnote."""

    id: str
    number: str
    text: str
    start: int
    end: int
    section: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class LedgerSpan:
    """A run of characters of one kind; the runs of a document tile its text."""

    kind: LedgerKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """The ledger: every character of the input in exactly one kind."""

    characters: dict[LedgerKind, int]
    counts: dict[LedgerKind, int]
    total: int
    spans: tuple[LedgerSpan, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """What the result depends on; no clock, no machine, no path."""

    argmine_version: str
    model: str
    model_hash: str
    config_hash: str
    seed: int


@dataclass(frozen=True, slots=True)
class ArgumentDocument:
    """A submission and its arguments; the type that everything in argmine reads or writes."""

    document: Source
    sections: tuple[Section, ...]
    units: tuple[Unit, ...]
    relations: tuple[Relation, ...]
    clusters: tuple[Cluster, ...]
    references: tuple[Reference, ...]
    coverage: Coverage
    run: Run
    schema_version: str = field(default=SCHEMA_VERSION)

    def _repr_html_(self) -> str:
        return document_html(self)

    def section_path(self, section_id: str) -> tuple[Section, ...]:
        """The sections from the top-level one down to `section_id`, the root left out.

        Raises:
            KeyError: no section has that id.
        """
        by_id = {section.id: section for section in self.sections}
        path = [by_id[section_id]]
        while path[-1].parent is not None:
            path.append(by_id[path[-1].parent])
        return tuple(section for section in reversed(path) if section.level > 0)


def with_clusters(
    document: ArgumentDocument, groups: Sequence[Sequence[int]], representatives: Sequence[int]
) -> ArgumentDocument:
    """`document` with one cluster a group; groups and representatives are indices into its units."""
    key = document.document.id[:8]
    clusters = []
    cluster_of: dict[int, str] = {}
    for members, best in zip(groups, representatives, strict=True):
        inside = [document.units[index] for index in members]
        cluster = Cluster(
            id=f"k-{key}-{inside[0].start}-{inside[0].end}",
            representative=document.units[best].id,
            units=tuple(unit.id for unit in inside),
            sections=tuple(dict.fromkeys(unit.section for unit in inside)),
        )
        clusters.append(cluster)
        cluster_of |= dict.fromkeys(members, cluster.id)
    units = tuple(replace(unit, cluster=cluster_of.get(index)) for index, unit in enumerate(document.units))
    return replace(document, units=units, clusters=tuple(clusters))
