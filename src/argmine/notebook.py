"""How documents and units show themselves in a notebook: small HTML, every value escaped, no script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import Any

_COLOURS = {
    "claim": "border-bottom:2px solid #0b57a4",
    "evidence": "border-bottom:2px dotted #006b4f",
    "conclusion": "border-bottom:3px double #9a3b00",
    "other": "opacity:.6",
}
_SHOWN = 30  # units


def unit_html(unit: Any) -> str:
    """A unit as a quote with its type, how sure it is, its tags and its place."""
    score = float(getattr(unit.scores, unit.component))
    tags = ", ".join(tag.id.replace("_", " ") for tag in (*unit.risk_types, *unit.specialties))
    where = f"p. {unit.pages[0]}" if unit.pages else f"at {unit.start:,}"
    facts = [f"{unit.component} {score:.0%}", where, tags, "to review" if unit.needs_review else ""]
    line = " · ".join(escape(fact) for fact in facts if fact)
    return f"<div><bdi>{_quote(unit)}</bdi><br><small>{line}</small></div>"


def document_html(document: Any) -> str:
    """A document as its counts and its first units, coloured by type."""
    counts = Counter(unit.component for unit in document.units)
    parts = [f"{counts[name]:,} {name}" for name in _COLOURS if counts[name]]
    title = escape(document.document.title or document.document.source)
    head = f"<b><bdi>{title}</bdi></b><br><small>{' · '.join(parts)} · {len(document.clusters)} repeated</small>"
    return f"<div>{head}<p>{_running(document.units)}</p></div>"


def _running(units: Sequence[Any]) -> str:
    shown = " ".join(f"<bdi>{_quote(unit)}</bdi>" for unit in units[:_SHOWN])
    more = len(units) - _SHOWN
    return shown + (f" <small>and {more:,} more</small>" if more > 0 else "")


def _quote(unit: Any) -> str:
    style = _COLOURS.get(unit.component, "")
    return f'<span style="{style}" title="{escape(unit.component)}">{escape(unit.clean_text)}</span>'
