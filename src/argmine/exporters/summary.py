"""What an analyst sees in the terminal when a submission has been read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from argmine.document import COMPONENTS, ArgumentDocument, Unit
from argmine.findings.arguments import by_reach, unsupported_claims
from argmine.findings.names import SectionNames, page_ranges
from argmine.findings.risk_table import risk_table

_COLOURS = {"claim": "cyan", "evidence": "green", "conclusion": "magenta", "other": "bright_black"}
_REPEATS_SHOWN = 5
_CLAIMS_SHOWN = 5
_SPECIALTIES_SHOWN = 8
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def summary(document: ArgumentDocument) -> RenderableType:
    """Counts per component, repeated arguments, risk by specialty, unsupported claims, units to review."""
    return Group(
        _head(document),
        _components(document),
        _repeats(document),
        _risk_by_specialty(document),
        _unsupported(document),
        _footer(document),
    )


def safe(text: str) -> str:
    """`text` without characters that steer a terminal, and halves of surrogate pairs, which none can show."""
    return _CONTROL.sub("\ufffd", text)


def _head(document: ArgumentDocument) -> RenderableType:
    source = document.document
    pages = f", {source.pages} pages" if source.pages else ""
    line = Text(safe(source.title or source.source), style="bold")
    size = f"{source.characters:,} characters{pages}, {len(document.sections) - 1} sections"
    size += f", {len(document.references)} references"
    return Panel(Group(line, Text(safe(f"{source.source}: {size}"), style="dim")), expand=False)


def _components(document: ArgumentDocument) -> RenderableType:
    counts = Counter(unit.component for unit in document.units)
    total = max(len(document.units), 1)
    table = Table(
        title=f"{len(document.units)} units", title_justify="left", box=None, show_header=False, padding=(0, 1)
    )
    for component in COMPONENTS:
        share = counts[component] / total
        table.add_row(
            Text(component, style=_COLOURS[component]),
            str(counts[component]),
            Text("█" * round(share * 40), style=_COLOURS[component]),
            f"{share:.0%}",
        )
    return table


def _repeats(document: ArgumentDocument) -> RenderableType:
    if not document.clusters:
        return Text("No argument is made twice.")
    by_id = {unit.id: unit for unit in document.units}
    names = SectionNames(document)
    table = Table(
        title=f"Most repeated of {len(document.clusters)} repeated arguments",
        title_justify="left",
        show_lines=True,
        expand=True,
    )
    table.add_column("times", justify="right")
    table.add_column("argument", ratio=3)
    table.add_column("in sections", ratio=2)
    for cluster in by_reach(document)[:_REPEATS_SHOWN]:
        sections = [_shorten(names.name(section), 60) for section in cluster.sections]
        more = [f"and {len(sections) - 4} more"] if len(sections) > 4 else []
        table.add_row(
            str(len(cluster.units)),
            Text(_shorten(by_id[cluster.representative].clean_text, 240)),
            Text("\n".join([*sections[:4], *more])),
        )
    return table


def _risk_by_specialty(document: ArgumentDocument) -> RenderableType:
    found = risk_table(document)
    if not found.counts:
        return Text("No risk types found.")
    specialties = found.specialties[:_SPECIALTIES_SHOWN]
    table = Table(title="Risk by specialty (units)", title_justify="left", padding=(0, 1))
    table.add_column("")
    for specialty in specialties:
        table.add_column(Text(safe(specialty.replace("_", "\n"))), justify="right", vertical="bottom")
    for risk in found.risks:
        row = [found.counts[risk, specialty] for specialty in specialties]
        counts = (Text(str(n) if n else "·", style=_heat(n, found.largest)) for n in row)
        table.add_row(Text(safe(risk.replace("_", " "))), *counts)
    return table


def _heat(count: int, largest: int) -> str:
    if not count:
        return "bright_black"
    return "bold red" if count > largest * 0.5 else "yellow" if count > largest * 0.2 else ""


def _unsupported(document: ArgumentDocument) -> RenderableType:
    claims = unsupported_claims(document)
    total = sum(unit.component == "claim" for unit in document.units)
    if not claims:
        return Text("Every claim has a citation, a unit that supports it or evidence near it.")
    names = SectionNames(document)
    table = Table(
        title=f"Nothing supports {len(claims)} of {total} claims: no citation, no link, no evidence near; the surest",
        title_justify="left",
        box=None,
        padding=(0, 1),
    )
    table.add_column("at", style="dim", justify="right")
    table.add_column("claim", ratio=3)
    table.add_column("section", ratio=1, style="dim")
    for unit in sorted(claims, key=lambda unit: (-unit.scores.claim, unit.start))[:_CLAIMS_SHOWN]:
        table.add_row(_place(unit), Text(_shorten(unit.clean_text, 160)), Text(_shorten(names.name(unit.section), 50)))
    return table


def _footer(document: ArgumentDocument) -> RenderableType:
    review = sum(unit.needs_review for unit in document.units)
    share = review / max(len(document.units), 1)
    assumed = f" Encoding assumed: {document.document.encoding}." if document.document.encoding_assumed else ""
    ledger = f"All {document.coverage.total:,} characters are accounted for."
    pages = document.document.unreadable_pages
    unread = f" No text on {len(pages)} pages (pictures or scans): {page_ranges(pages)}." if pages else ""
    return Text(safe(f"{review} units ({share:.0%}) need review. {ledger}{unread}{assumed}"))


def _place(unit: Unit) -> str:
    return f"p. {unit.pages[0]}" if unit.pages else f"@{unit.start}"


def _shorten(text: str, limit: int) -> str:
    text = safe(text)
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0] + " …"


def totals(documents: Iterable[ArgumentDocument]) -> str:
    """One line for a batch: documents, units, clusters."""
    counted = list(documents)
    units = sum(len(document.units) for document in counted)
    clusters = sum(len(document.clusters) for document in counted)
    return f"{len(counted)} documents, {units} units, {clusters} repeated arguments"
