"""Names of documents that several people annotated."""

from __future__ import annotations


def name_with(name: str, annotator: str) -> str:
    """`report (anna).md`: the annotator before the suffix, which says what kind of file the document was."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem} ({annotator}){dot}{suffix}" if stem else f"{name} ({annotator})"
