"""A comparison as plain JSON: ids, places and texts tie it to both results."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from argmine.document import SCHEMA_VERSION, ArgumentDocument, Unit
from argmine.exporters.json_file import write_whole
from argmine.findings.comparison import Comparison, Pair, change_counts, component_counts
from argmine.findings.names import SectionNames


def write_comparison_json(comparison: Comparison, path: Path) -> None:
    """Write a comparison's JSON.

    Raises:
        InputError: the file cannot be written.
    """
    write_whole(comparison_json(comparison), path)


def comparison_json(comparison: Comparison) -> str:
    """The JSON text of a comparison: the same two results give the same text."""
    return json.dumps(_plain(comparison), ensure_ascii=False, indent=1) + "\n"


def _plain(comparison: Comparison) -> dict[str, Any]:
    before, after = SectionNames(comparison.before), SectionNames(comparison.after)
    return {
        "schema_version": SCHEMA_VERSION,
        "before": _document(comparison.before),
        "after": _document(comparison.after),
        "matching": {"threshold": comparison.threshold, "by_meaning": comparison.by_meaning},
        "counts": [asdict(row) for row in component_counts(comparison)],
        "component_changes": [
            {"before": was, "after": now, "count": count} for was, now, count in change_counts(comparison)
        ],
        "pairs": [_pair(pair, before, after) for pair in comparison.pairs],
        "new": _units(comparison.new, after, comparison.relabelled_new),
        "dropped": _units(comparison.dropped, before, comparison.relabelled_dropped),
    }


def _document(document: ArgumentDocument) -> dict[str, Any]:
    source, run = document.document, document.run
    return {
        "source": source.source,
        "title": source.title,
        "sha256": source.sha256,
        "id": source.id,
        "model": run.model,
        "model_hash": run.model_hash,
    }


def _pair(pair: Pair, before: SectionNames, after: SectionNames) -> dict[str, Any]:
    return {
        "kind": pair.kind,
        "score": round(pair.score, 4),
        "before": _unit(pair.before, before),
        "after": _unit(pair.after, after),
    }


def _units(units: Iterable[Unit], names: SectionNames, relabelled: frozenset[str]) -> list[dict[str, Any]]:
    return [{**_unit(unit, names), "words_in_other": unit.id in relabelled} for unit in units]


def _unit(unit: Unit, names: SectionNames) -> dict[str, Any]:
    return {
        "id": unit.id,
        "component": unit.component,
        "start": unit.start,
        "end": unit.end,
        "pages": list(unit.pages),
        "section": list(names.path(unit.section)),
        "text": unit.clean_text,
    }
