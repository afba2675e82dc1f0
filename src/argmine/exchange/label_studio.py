"""Label Studio: tasks with predictions as JSON, and beside it the labelling interface as NAME.xml.

A person makes a project, pastes NAME.xml under Settings > Labeling Interface > Code, imports NAME.json, labels, and
exports as JSON (not JSON-MIN). Specification: "Label Studio JSON format of annotated tasks" and "Import
pre-annotations" of its documentation.

Offsets. `value.start` and `value.end` count Unicode code points, half-open, as ours do; they are not UTF-16 code units.
The documentation does not say so, the source of the editor does: `charsToCodePoints` and `findGlobalOffset` in
web/libs/editor/src/utils/selection-tools.js, since 2022. Each line break character is drawn as one break and counts as
one, so CRLF counts as two. Annotations made before that count UTF-16 code units (issues 1008 and 1347); `value.text`
tells which: if the words of all spans of an annotation fit one count, it is that one, and a span whose words fit
neither is a problem.

Mapping. A fragment of a span is a region: a `labels` result of the control `component`. On the region of the first
fragment stand `choices` of `risk_types`, `specialties` and `review` and a `textarea` result `repeated` with the id of
the repeated argument. The region of each further fragment has a relation `continues` to the one before. Links are
relations `support` from the reason to what it supports. The score of a component is the result's `score`; the scores
of tags, and an id that Label Studio would change, stand in `meta`, which it keeps. The name of the document is
`data.name` and page starts, in code points, are `data.pages`.

In. Annotations ("completions" of old) win over predictions, and cancelled (skipped) ones are left out; where all are,
the task's prediction is read and a problem says so. Of several predictions the last one is read. Several annotations
of one task give one document each, with the annotator in its name: "report (anna@example.org).md". A score is that of
the model as long as nobody changed the region (`origin` is "prediction"); what a person chose has the score 1.0.
A relation without a label is a link of support, since there is no other kind; "left" reads from its end to its start
and "bi" both ways.

Nothing is lost in the file. Label Studio itself drops the scores of links when a person saves the task.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from argmine.document import Range, Tag
from argmine.errors import InputError
from argmine.exchange.files import json_bytes, write_folder
from argmine.exchange.label_studio_config import (
    COMPONENT,
    CONTINUES,
    NEEDS_REVIEW,
    REPEATED,
    REVIEW,
    RISK_TYPES,
    SPECIALTIES,
    SUPPORT,
    TEXT,
    labelling_config,
)
from argmine.exchange.label_studio_tasks import read
from argmine.exchange.markup import Feature, Markup, Span

__all__ = ["LOST", "read", "write"]

LOST: frozenset[Feature] = frozenset()


def write(markups: Sequence[Markup], path: Path) -> None:
    """Write the tasks to `path` and the labelling interface beside it.

    Raises:
        InputError: the path cannot be written to, or ends in .xml, which is the name of the interface.
    """
    if path.suffix.lower() == ".xml":
        raise InputError(f"{path}: tasks are JSON; give a name that ends in .json, the .xml is written beside it")
    tasks = [_task(markup) for markup in markups]
    config = path.with_suffix(".xml").name
    write_folder({path.name: json_bytes(tasks), config: labelling_config(markups)}, path.parent)


def _task(markup: Markup) -> dict[str, Any]:
    data: dict[str, Any] = {"text": markup.text, "name": markup.name}
    if markup.pages:
        data["pages"] = list(markup.pages)
    regions = _region_ids(markup.spans)
    results = [result for span in markup.spans for result in _results(span, regions[span.id], markup.text)]
    for span in markup.spans:
        ids = regions[span.id]
        results += [_relation(part, before, CONTINUES) for before, part in pairwise(ids)]
    for link in markup.supports:
        relation = _relation(regions[link.source][0], regions[link.target][0], SUPPORT)
        results.append({**relation, "score": link.score})
    return {"data": data, "predictions": [{"model_version": "argmine", "result": results}]}


def _region_ids(spans: Sequence[Span]) -> dict[str, list[str]]:
    """Ids of the regions of each span; Label Studio cuts ids at "#" and holds one region of an id."""
    taken: set[str] = set()
    found: dict[str, list[str]] = {}
    for span in spans:
        ids = []
        for number in range(1, len(span.fragments) + 1):
            wanted = (span.id if number == 1 else f"{span.id}.{number}").replace("#", "-") or "region"
            unique, count = wanted, 2
            while unique in taken:
                unique, count = f"{wanted}-{count}", count + 1
            taken.add(unique)
            ids.append(unique)
        found[span.id] = ids
    return found


def _results(span: Span, ids: Sequence[str], text: str) -> Iterator[dict[str, Any]]:
    """The regions of a span, and what is chosen for the first one; a region's label comes before its choices."""
    for region, place in zip(ids, span.fragments, strict=True):
        label = _result(COMPONENT, "labels", region, place, text, [span.component])
        yield {**label, "score": span.score, **({"meta": {"span": span.id}} if region != span.id else {})}
        if region != ids[0]:
            continue
        for control, tags in ((RISK_TYPES, span.risk_types), (SPECIALTIES, span.specialties)):
            if tags:
                chosen = _result(control, "choices", region, place, text, [tag.id for tag in tags])
                yield {**chosen, "meta": {"scores": _scores(tags)}}
        if span.repeated is not None:
            result = _result(REPEATED, "textarea", region, place, text, [])
            yield {**result, "value": {"start": place[0], "end": place[1], "text": [span.repeated]}}
        if span.review:
            yield _result(REVIEW, "choices", region, place, text, [NEEDS_REVIEW])


def _result(control: str, kind: str, region: str, place: Range, text: str, values: Sequence[str]) -> dict[str, Any]:
    start, end = place
    value = {"start": start, "end": end, "text": text[start:end], kind: list(values)}
    return {"id": region, "from_name": control, "to_name": TEXT, "type": kind, "value": value}


def _scores(tags: Sequence[Tag]) -> dict[str, float]:
    return {tag.id: tag.score for tag in tags}


def _relation(source: str, target: str, label: str) -> dict[str, Any]:
    return {"type": "relation", "from_id": source, "to_id": target, "direction": "right", "labels": [label]}
