"""How argmine's values are written in brat's lines: parts without line breaks, attributes with safe names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from argmine.document import Range

DOCUMENTS = "documents.json"
NOTE = "argmine"
REVIEW = "review"
REPEATED = "repeated"
RISK = "risk_"
SPECIALTY = "specialty_"
BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"  # all that Python's splitlines, and so brat, takes for line ends
_LINE = re.compile(f"[^{BREAKS}]+")
_UNSAFE = re.compile(r"[^A-Za-z0-9_]")
_ESCAPED = re.compile(r"-([0-9a-f]{1,6})-")


def pieces(fragments: Iterable[Range], text: str) -> tuple[Range, ...]:
    """The lines of fragments without white space at their ends; the fragments themselves where that leaves nothing."""
    kept = tuple(fragments)
    found = []
    for start, end in kept:
        for match in _LINE.finditer(text, start, end):
            line = match.group()
            left = match.start() + len(line) - len(line.lstrip())
            right = match.end() - len(line) + len(line.rstrip())
            if left < right:
                found.append((left, right))
    return tuple(found) or kept


def rejoined(parts: Iterable[Range], text: str) -> tuple[Range, ...]:
    """Fragments of parts: those that white space with a line break parts are one."""
    found: list[Range] = []
    for start, end in sorted(parts):
        gap = text[found[-1][1] : start] if found else ""
        if gap and not gap.strip() and any(mark in gap for mark in BREAKS):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)


def attribute_name(prefix: str, tag: str) -> str:
    """A name of the letters, digits, underscores and hyphens that brat allows; `tag_of` is the exact inverse."""
    return prefix + _UNSAFE.sub(lambda match: f"-{ord(match.group()):x}-", tag)


def tag_of(prefix: str, name: str) -> str:
    """The id of the tag that an attribute stands for."""
    return _ESCAPED.sub(lambda match: chr(min(int(match.group(1), 16), 0x10FFFF)), name.removeprefix(prefix))
