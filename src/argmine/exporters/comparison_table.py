"""What an analyst sees in the terminal when two results have been compared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from argmine.document import ArgumentDocument, Unit
from argmine.exporters.summary import safe
from argmine.findings.comparison import Comparison, Pair, change_counts, component_counts
from argmine.findings.names import SectionNames, place
from argmine.findings.wording import Wording, changed_words

_SHOWN = 12  # of each kind; the page and the JSON have all
_LONGEST = 400  # characters of a text
_LEFT_OUT, _PUT_IN = "red strike", "green bold underline"


def comparison_table(comparison: Comparison, *, marks: bool = False) -> RenderableType:
    """Both documents, counts, what changed its component, and the first reworded, new and dropped arguments.

    Changed words are struck through or underlined, in colour; `marks` puts them in [- -] and {+ +} as well, for where
    there are no styles.
    """
    parts: list[RenderableType] = [_head(comparison), _counts(comparison), *_remarks(comparison)]
    if reworded := comparison.of_kind("reworded"):
        parts.append(_reworded(reworded, marks=marks))
    if comparison.new:
        parts.append(_units("Only in B (new)", comparison.new, comparison.after, comparison.relabelled_new, "A"))
    if comparison.dropped:
        title = "Only in A (dropped)"
        parts.append(_units(title, comparison.dropped, comparison.before, comparison.relabelled_dropped, "B"))
    return Group(*parts)


def _head(comparison: Comparison) -> RenderableType:
    lines = []
    for letter, document in (("A", comparison.before), ("B", comparison.after)):
        source = document.document
        lines.append(Text.assemble((f"{letter}  ", "bold"), (safe(source.title or source.source), "bold")))
        name = PurePath(source.source).name
        lines.append(Text(safe(f"   {name}, {source.characters:,} characters, {source.sha256[:12]}"), style="dim"))
    return Panel(Group(*lines), expand=False)


def _counts(comparison: Comparison) -> RenderableType:
    table = Table(title="Arguments", title_justify="left", box=None, padding=(0, 1))
    table.add_column("")
    for name in ("in A", "in B", "kept", "reworded", "new", "dropped"):
        table.add_column(name, justify="right")
    rows = component_counts(comparison)
    for row in rows:
        numbers = (row.before, row.after, row.kept, row.reworded, row.new, row.dropped)
        table.add_row(row.component, *(f"{number:,}" for number in numbers))
    sums = (
        sum(column)
        for column in zip(*((r.before, r.after, r.kept, r.reworded, r.new, r.dropped) for r in rows), strict=True)
    )
    table.add_row(Text("all", style="bold"), *(Text(f"{number:,}", style="bold") for number in sums))
    return table


def _remarks(comparison: Comparison) -> list[RenderableType]:
    lines = []
    if changes := change_counts(comparison):
        changed = "; ".join(f"{count:,} from {was} to {now}" for was, now, count in changes)
        lines.append(f"Changed what they are: {changed}.")
    if hidden := len(comparison.relabelled_new) + len(comparison.relabelled_dropped):
        lines.append(
            f"{hidden:,} new or dropped: the words are in both, but one result counts them as no argument (*)."
        )
    if not comparison.same_model:
        lines.append("Two different models made these results: a changed label may be the model's doing.")
    if not comparison.by_meaning:
        lines.append("Only words were compared: one argument in quite other words counts as dropped and new.")
    return [Text(safe(line), style="dim") for line in lines]


def _reworded(pairs: Sequence[Pair], *, marks: bool) -> RenderableType:
    table = Table(title=_title("Reworded", len(pairs)), title_justify="left", show_lines=True, expand=True)
    table.add_column("A", ratio=1)
    table.add_column("B", ratio=1)
    for pair in pairs[:_SHOWN]:
        wordings = changed_words(pair.before.clean_text, pair.after.clean_text)
        table.add_row(
            _side(pair.before, wordings[0] if wordings else None, _LEFT_OUT, "[-{}-]" if marks else "{}"),
            _side(pair.after, wordings[1] if wordings else None, _PUT_IN, "{{+{}+}}" if marks else "{}"),
        )
    return table


def _side(unit: Unit, wording: Wording | None, style: str, mark: str) -> Text:
    text = Text()
    for words, changed in wording or ((unit.clean_text, False),):
        text.append(" " if text else "")
        text.append(mark.format(safe(words)) if changed else safe(words), style=style if changed else "")
    text.truncate(_LONGEST, overflow="ellipsis")
    return text.append(f"\n{unit.component}, {place(unit)}", style="dim")


def _units(
    title: str, units: Sequence[Unit], document: ArgumentDocument, relabelled: frozenset[str], other: str
) -> RenderableType:
    names = SectionNames(document)
    table = Table(title=_title(title, len(units)), title_justify="left", box=None, padding=(0, 1), expand=True)
    table.add_column("at", style="dim", justify="right")
    table.add_column("argument", ratio=3)
    table.add_column("section", ratio=1, style="dim")
    for unit in units[:_SHOWN]:
        mark = f" * no argument in {other}" if unit.id in relabelled else ""
        text = Text(safe(unit.clean_text))
        text.truncate(_LONGEST, overflow="ellipsis")
        table.add_row(
            place(unit),
            Text.assemble((f"{unit.component}: ", "dim"), text, (mark, "dim")),
            Text(safe(names.name(unit.section))),
        )
    return table


def _title(name: str, count: int) -> Text:
    return Text(f"{name}: {count:,}" + (f", the first {_SHOWN} in reading order" if count > _SHOWN else ""))
