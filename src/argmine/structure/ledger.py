"""The coverage ledger: every character of the text in exactly one kind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import groupby

from argmine.document import LEDGER_KINDS, Coverage, LedgerKind, LedgerSpan, Range, Unit
from argmine.structure.parse import Structure

_RUNS = re.compile(r"\s+|\S+")
_UNREADABLE = frozenset({"Cc", "Cs", "Co", "Cn"})


def coverage(text: str, structure: Structure, units: Iterable[Unit]) -> Coverage:
    """The ledger of `text`: its spans tile the text and its totals add up to `len(text)`.

    Units win over all else; then headings, references, captions, tables, contents and furniture as the
    structure has them. What remains is white space, unreadable (control and unassigned characters) or
    furniture (list marks, rules, stray mark-up).
    """
    claimed: list[tuple[LedgerKind, Range]] = []
    counts: dict[LedgerKind, int] = dict.fromkeys(LEDGER_KINDS, 0)
    for unit in units:
        kind: LedgerKind = "other" if unit.component == "other" else "units"
        counts[kind] += 1
        claimed += [(kind, fragment) for fragment in unit.fragments]
    claimed.sort(key=lambda item: item[1])
    regions = [(kind, (start, end)) for kind, start, end in structure.regions]
    regions += [("headings", (s.start, s.heading_end)) for s in structure.sections if s.heading_end > s.start]
    regions.sort(key=lambda item: item[1])
    spans = _tile(text, _overlay(claimed, regions))
    characters: dict[LedgerKind, int] = dict.fromkeys(LEDGER_KINDS, 0)
    for span in spans:
        characters[span.kind] += span.end - span.start
        if span.kind not in ("units", "other"):
            counts[span.kind] += 1
    return Coverage(characters, counts, len(text), tuple(spans))


def _overlay(
    first: list[tuple[LedgerKind, Range]], second: list[tuple[LedgerKind, Range]]
) -> list[tuple[LedgerKind, Range]]:
    """Both lists as one without overlap, the first winning."""
    taken = 0
    merged: list[tuple[LedgerKind, Range]] = []
    position = 0
    for kind, (start, end) in second:
        while position < len(first) and first[position][1][0] < end:
            start = _cut(merged, kind, max(start, taken), first[position][1][0])
            merged.append(first[position])
            taken = max(taken, first[position][1][1])
            position += 1
        if max(start, taken) < end:
            merged.append((kind, (max(start, taken), end)))
            taken = end
    return merged + first[position:]


def _cut(merged: list[tuple[LedgerKind, Range]], kind: LedgerKind, start: int, end: int) -> int:
    if start < end:
        merged.append((kind, (start, end)))
    return max(start, end)


def _tile(text: str, claimed: list[tuple[LedgerKind, Range]]) -> list[LedgerSpan]:
    spans: list[LedgerSpan] = []
    position = 0
    for kind, (start, end) in claimed:
        _fill(text, spans, position, start)
        _append(spans, kind, max(start, position), end)
        position = max(position, end)
    _fill(text, spans, position, len(text))
    return spans


def _fill(text: str, spans: list[LedgerSpan], start: int, end: int) -> None:
    for found in _RUNS.finditer(text, start, end):
        run = found.group()
        if run.isspace():
            _append(spans, "whitespace", found.start(), found.end())
        elif run.isprintable() and "\ufffd" not in run:  # not a character of it is unreadable
            _append(spans, "furniture", found.start(), found.end())
        else:
            _fill_closely(run, spans, found.start())


def _fill_closely(run: str, spans: list[LedgerSpan], start: int) -> None:
    """Character by character."""
    for kind, same in groupby(run, key=_left_over):
        length = sum(1 for _ in same)
        _append(spans, kind, start, start + length)
        start += length


def _left_over(character: str) -> LedgerKind:
    if unicodedata.category(character) in _UNREADABLE or character == "\ufffd":
        return "unreadable"
    return "furniture"


def _append(spans: list[LedgerSpan], kind: LedgerKind, start: int, end: int) -> None:
    if start >= end:
        return
    if spans and spans[-1].kind == kind and spans[-1].end == start and kind not in ("units", "other"):
        spans[-1] = LedgerSpan(kind, spans[-1].start, end)
    else:
        spans.append(LedgerSpan(kind, start, end))
