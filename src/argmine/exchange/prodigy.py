"""Prodigy JSONL: a task a line for the `spans.manual` and `rel.manual` recipes, and the answers that they give back.

`text` is the document, `tokens` those of spaCy's blank English pipeline, cut so that each span begins and ends with
one; `spans` run from the first to the last character of a component, which is their `label`; `token_end` is the last
token, not the one after it, as Prodigy counts. `start` and `end` are offsets in Unicode code points. A span also has
`id`, `component`, `fragments`, `score`, `risk_types`, `specialties`, `repeated` and `review`. `relations` go from
`head`, the last token of the reason, to `child`, the last token of what it supports, with `head_span` and `child_span`
and the `score`. `meta.source` is the document's name, which Prodigy shows; `pages` are the offsets of its pages.

On the way in a task that was rejected or ignored is left out and told of; one without an answer counts as accepted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from argmine.errors import InputError
from argmine.exchange.files import read_bytes, write_file
from argmine.exchange.markup import Feature, Imported, Markup, Problem, Span, Support
from argmine.exchange.spacy_tokens import spacy_tokens, token_ranges
from argmine.exchange.span_fields import share, to_fields
from argmine.exchange.taking_over import checked, edited, is_support, page_starts, unused

__all__ = ["LOST", "read", "write"]

LOST: frozenset[Feature] = frozenset()
_ENDS = ("start", "end", "token_start", "token_end", "label", "id")
_TOKEN = ("token_end",)
_WAYS = (("id", "start", "end"), ("start", "end", "label"), ("start", "end"), _TOKEN)  # how a relation names a span


def write(markups: Sequence[Markup], path: Path) -> None:
    """Write a file of all documents.

    Raises:
        InputError: the file cannot be written, or a text holds half of a surrogate pair, which spaCy cannot hold.
    """
    lines = []
    for markup in markups:
        try:
            lines.append(json.dumps(_task(markup), ensure_ascii=False) + "\n")
        except UnicodeEncodeError as error:
            raise InputError(
                f"{markup.name}: character {error.start} is no Unicode text; choose another format"
            ) from error
    write_file("".join(lines).encode("utf-8"), path)


def _task(markup: Markup) -> dict[str, Any]:
    places = [(span.start, span.end) for span in markup.spans]
    tokens = spacy_tokens(markup.text, places)
    spans = {
        span.id: {
            "text": markup.text[span.start : span.end],
            "start": span.start,
            "end": span.end,
            "token_start": first,
            "token_end": last,
            "label": span.component,
            **to_fields(span),
        }
        for span, (first, last) in zip(markup.spans, token_ranges(tokens, places), strict=True)
    }
    ends = {key: {name: span[name] for name in _ENDS} for key, span in spans.items()}
    return {
        "text": markup.text,
        "meta": {"source": markup.name},
        **({"pages": list(markup.pages)} if markup.pages else {}),
        "tokens": [
            {"text": token.text, "start": token.start, "end": token.end, "id": number, "ws": token.space}
            for number, token in enumerate(tokens)
        ],
        "spans": list(spans.values()),
        "relations": [
            {
                "head": spans[support.source]["token_end"],
                "child": spans[support.target]["token_end"],
                "head_span": ends[support.source],
                "child_span": ends[support.target],
                "label": "support",
                "score": support.score,
            }
            for support in markup.supports
        ],
    }


def read(path: Path) -> Imported:
    """The documents of a file: tasks as we write them or as Prodigy's `db-out` gives them.

    Raises:
        InputError: it cannot be read, or a line is no task.
    """
    try:
        content = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: byte {error.start} is not valid UTF-8; export it again") from error
    markups: list[Markup] = []
    problems: list[Problem] = []
    for number, line in enumerate(content.split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        task = _parsed(line, where)
        answer = task.get("answer", "accept")
        if answer != "accept":
            problems.append(Problem(where, None, task["text"], f"the answer is {answer!r}; it is left out"))
            continue
        markup, faults = _markup(task, where)
        markups.append(markup)
        problems += faults
    if not markups and not problems and content:
        raise InputError(f"{path}: holds no task; each line is a JSON object with a text")
    return Imported(tuple(markups), tuple(problems))


def _parsed(line: str, where: str) -> dict[str, Any]:
    try:
        task = json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where}: is not JSON: {error}; export it again") from error
    if not isinstance(task, dict) or not isinstance(task.get("text"), str):
        raise InputError(f"{where}: is no Prodigy task with a text; export it again with db-out")
    return task


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON number")


def _markup(task: Mapping[str, Any], where: str) -> tuple[Markup, tuple[Problem, ...]]:
    text = task["text"]
    problems: list[Problem] = []
    spans: list[Span] = []
    ids: list[tuple[Mapping[str, Any], str]] = []
    taken: set[str] = set()
    for row in _rows(task, "spans", where, problems):
        try:
            span = _span(row, text)
        except ValueError as error:
            start = row.get("start")
            said = str(row.get("text", row))
            problems.append(Problem(where, start if type(start) is int else None, said, str(error)))
            continue
        own = unused(span.id, taken)
        taken.add(own)
        ids.append((row, own))
        spans.append(replace(span, id=own))
    supports = tuple(_supports(task, ids, where, problems))
    meta = task.get("meta")
    name = meta.get("source") if isinstance(meta, dict) else None
    name = name if isinstance(name, str) and name else where.rpartition("/")[2]
    markup, faults = checked(Markup(name, text, tuple(spans), supports, page_starts(task.get("pages"))), where)
    return markup, (*problems, *faults)


def _rows(task: Mapping[str, Any], key: str, where: str, problems: list[Problem]) -> Iterator[Mapping[str, Any]]:
    rows = task.get(key)
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict):
            yield row
        else:
            problems.append(Problem(where, None, str(row), f"it is none of the {key} that Prodigy writes"))


def _span(row: Mapping[str, Any], text: str) -> Span:
    start, end, label, said = (row.get(key) for key in ("start", "end", "label", "text"))
    if type(start) is not int or type(end) is not int:
        raise ValueError("its place is not given in whole numbers")
    if not isinstance(label, str):
        raise ValueError("it has no label")
    if isinstance(said, str) and said != text[max(start, 0) : max(end, 0)]:
        raise ValueError(f"the text has {text[max(start, 0) : max(end, 0)][:60]!r} at this place")
    return edited(row, label, (start, end), len(text))


def _supports(
    task: Mapping[str, Any], ids: Sequence[tuple[Mapping[str, Any], str]], where: str, problems: list[Problem]
) -> Iterator[Support]:
    known: dict[tuple[str, ...], str] = {}
    for row, own in ids:
        for names in _WAYS:
            known.setdefault(_key(row, names), own)
    for relation in _rows(task, "relations", where, problems):
        label = relation.get("label")
        said = f"{relation.get('head')} {label} {relation.get('child')}"
        if not isinstance(label, str) or not is_support(label):
            problems.append(
                Problem(where, None, said, f"the relation {label!r} is not known; argmine has support alone")
            )
            continue
        source, target = (_end(relation, side, known) for side in ("head", "child"))
        if source is None or target is None:
            problems.append(Problem(where, None, said, "its head or its child is no span that was taken over"))
            continue
        try:
            yield Support(source, target, share(relation.get("score", 1.0)))
        except ValueError as error:
            problems.append(Problem(where, None, said, str(error)))


def _end(relation: Mapping[str, Any], side: str, known: Mapping[tuple[str, ...], str]) -> str | None:
    """The span at one end of a relation: the one of its id and place, or else of its place, or else of its token."""
    place = relation.get(f"{side}_span")
    rows = [place] if isinstance(place, dict) else []
    keys = [_key(row, names) for row in rows for names in _WAYS] or [_key({"token_end": relation.get(side)}, _TOKEN)]
    return next((known[key] for key in keys if key in known), None)


def _key(row: Mapping[str, Any], names: Sequence[str]) -> tuple[str, ...]:
    return (" ".join(names), *(str(row.get(name)) for name in names))
