"""The costliest mistakes of a model as Markdown, each with what stands around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from argmine.document import ArgumentDocument, Unit

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|])")


@dataclass(frozen=True, slots=True)
class Mistake:
    """Gold unit `index` of a document, which the model called `given` with probability `sure`."""

    document: ArgumentDocument
    index: int
    given: str
    sure: float


def error_report(mistakes: Sequence[Mistake], *, most: int = 50) -> str:
    """Markdown: the mistakes that the model was surest of first, gold and given label, place, and the units around."""
    lines = [
        "# Costliest mistakes",
        "",
        f"{len(mistakes)} mistakes; the {min(most, len(mistakes))} surest are shown.",
        "",
    ]
    for number, mistake in enumerate(sorted(mistakes, key=_cost)[:most], start=1):
        unit = mistake.document.units[mistake.index]
        path = " / ".join(section.title for section in mistake.document.section_path(unit.section)) or "(front matter)"
        where = f"{mistake.document.document.source}, {unit.start} to {unit.end}"
        lines += [
            f"## {number}. {unit.component}, called {mistake.given} ({mistake.sure:.2f})",
            "",
            f"{_escape(where)}; {_escape(path)}",
            "",
            *_around(mistake.document.units, mistake.index),
            "",
        ]
    return "\n".join(lines)


def _cost(mistake: Mistake) -> tuple[float, str, int]:
    return -mistake.sure, mistake.document.document.id, mistake.index


def _around(units: Sequence[Unit], index: int) -> list[str]:
    shown = []
    for place in range(max(0, index - 1), min(len(units), index + 2)):
        text = _escape(units[place].clean_text)
        shown.append(f"> **{text}**" if place == index else f"> {text} ({units[place].component})")
        shown.append(">")
    return shown[:-1]


def _escape(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
