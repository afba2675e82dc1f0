"""Annotations typed by hand: a tab-separated table that names each unit by its opening and closing words.

Seven cells a line: id, component, risk types, specialties, repeat group, the id it supports, quote.
A quote is the whole unit or `opening words ~~ closing words`; `||` parts fragments that page furniture
keeps apart; `-` is an empty cell. Units stand in reading order, so words that occur twice are found in turn.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from argmine.document import Range
from argmine.errors import AnnotationError

_LONGEST_UNIT = 1_500  # characters; a longer match means that the closing words were mistyped
_CELLS = 7


def to_json_lines(table: Path, text: str) -> list[str]:
    """The lines of an annotation file (`corpora.annotations`) for a table of quotes.

    Raises:
        AnnotationError: the table cannot be read, a line has other than seven cells, or its words are not
            found after the unit above.
    """
    lines: list[str] = []
    position = 0
    try:
        rows = table.read_text(encoding="utf-8").split("\n")  # a quote may hold any other line break
    except OSError as error:
        raise AnnotationError(f"{table}: cannot be read: {error.strerror}") from error
    for number, line in enumerate(rows, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != _CELLS:
            raise AnnotationError(f"{table}:{number}: {len(cells)} tab-separated cells, not {_CELLS}")
        unit_id, component, risks, specialties, repeats, supports, quote = cells
        fragments: list[Range] = []
        for part in quote.split("||"):
            if not part.strip(" ~"):
                raise AnnotationError(f"{table}:{number}: the quote is empty, or a part of it is")
            found = _find(text, part.strip(), fragments[-1][1] if fragments else position)
            if found is None:
                raise AnnotationError(f"{table}:{number}: not found after the unit above: {part.strip()[:60]!r}")
            fragments.append(found)
        fragments = [piece for fragment in fragments for piece in _split_at_blank_lines(text, fragment)]
        position = fragments[-1][1]
        row = {"id": unit_id, "start": fragments[0][0], "end": position}
        row |= {"fragments": fragments} if len(fragments) > 1 else {}
        row |= {"component": component, "risk_types": _labels(risks), "specialties": _labels(specialties)}
        row |= {"repeats": None if repeats == "-" else repeats, "supports": None if supports == "-" else supports}
        row["quote"] = " ".join(text[start:end] for start, end in fragments)
        lines.append(json.dumps(row, ensure_ascii=False))
    return lines


def _labels(cell: str) -> list[str]:
    return [] if cell == "-" else [label.strip() for label in cell.split(",") if label.strip()]


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(re.escape(word) for word in words.split()))


def _find(text: str, quote: str, position: int) -> Range | None:
    opening, mark, closing = quote.partition("~~")
    first = _pattern(opening).search(text, position)
    if first is None or not mark:
        return first.span() if first else None
    last = _pattern(closing).search(text, first.end())
    if last is None or last.end() - first.start() > _LONGEST_UNIT:
        return None
    return first.start(), last.end()


def _split_at_blank_lines(text: str, fragment: Range) -> list[Range]:
    """A blank line inside a unit is a page break: the unit has a fragment on each side."""
    pieces: list[Range] = []
    start, end = fragment
    opened = start
    for gap in re.finditer(r"[ \t]*\r?\n[ \t]*\r?\n\s*", text[start:end]):
        pieces.append((opened, start + gap.start()))
        opened = start + gap.end()
    return [*pieces, (opened, end)]
