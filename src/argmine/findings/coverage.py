"""The ledger in words: what became of every character."""

from __future__ import annotations

from argmine.document import ArgumentDocument, LedgerKind

_WORDS: dict[LedgerKind, str] = {
    "units": "claims, evidence and conclusions",
    "other": "sentences that argue nothing",
    "headings": "headings",
    "references": "reference lists and footnotes",
    "captions": "captions",
    "tables": "tables",
    "contents": "tables of contents",
    "furniture": "page numbers and running heads",
    "unreadable": "characters that could not be read",
    "whitespace": "white space",
}


def coverage_rows(document: ArgumentDocument) -> list[tuple[str, int, float]]:
    """(what it is, characters, share of the document) for each kind that the document has, the largest first."""
    total = max(document.coverage.total, 1)
    rows = [(_WORDS[kind], count, count / total) for kind, count in document.coverage.characters.items() if count]
    return sorted(rows, key=lambda row: -row[1])
