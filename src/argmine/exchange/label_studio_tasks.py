"""What Label Studio exports: which annotation of a task is read, and under which name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from argmine.errors import InputError
from argmine.exchange.annotators import name_with
from argmine.exchange.files import read_json
from argmine.exchange.label_studio_regions import Labelled
from argmine.exchange.label_studio_spans import markup_of
from argmine.exchange.markup import Imported, Markup, Problem


def read(path: Path) -> Imported:
    """The documents of the tasks of a JSON export; see `label_studio` for what is chosen.

    Raises:
        InputError: it cannot be read, or holds no tasks with a text.
    """
    found = read_json(path)
    tasks = [found] if isinstance(found, dict) else found
    if not isinstance(tasks, list):
        raise InputError(f"{path}: holds no tasks of Label Studio; export the project as JSON")
    markups: list[Markup] = []
    problems: list[Problem] = []
    for number, task in enumerate(tasks, start=1):
        for markup, faults in _read_task(task, f"{path.name}, task {number}", number):
            problems += faults
            markups += [markup] if markup else []
    if tasks and not markups:
        raise InputError(
            f"{path}: no task has a text in data.text; export the project as JSON, not as JSON-MIN, "
            "and name the text's field `text`"
        )
    return Imported(tuple(markups), tuple(problems))


def _read_task(task: object, where: str, number: int) -> Iterator[tuple[Markup | None, Sequence[Problem]]]:
    data = task.get("data") if isinstance(task, dict) else None
    text = data.get("text") if isinstance(data, dict) else None
    if not isinstance(task, dict) or not isinstance(data, dict) or not isinstance(text, str):
        yield None, [Problem(where, None, "", "it has no text in data.text")]
        return
    name = data.get("name") if isinstance(data.get("name"), str) else f"task {number}"
    chosen, faults = _chosen(task, where)
    yield None, faults
    for version, own in zip(chosen, _names(str(name), chosen), strict=True):
        labelled = Labelled(own, text, data.get("pages"), version.results, version.by_person)
        yield markup_of(labelled, where)


@dataclass(frozen=True, slots=True)
class _Version:
    """The results of an annotation or prediction, and who made it."""

    results: object
    who: str = ""
    by_person: bool = False


def _chosen(task: Mapping[str, Any], where: str) -> tuple[list[_Version], list[Problem]]:
    """The annotations of a task; else its last prediction; else nothing on its text."""
    problems = []
    if _dicts(task.get("drafts")):
        problems.append(Problem(where, None, "", "a draft that was not submitted is left out; submit it and export"))
    annotations = [*_dicts(task.get("annotations")), *_dicts(task.get("completions"))]
    kept = [entry for entry in annotations if not (entry.get("was_cancelled") or entry.get("skipped"))]
    if kept:
        return [_Version(entry.get("result"), _who(entry), by_person=True) for entry in kept], problems
    predictions = _dicts(task.get("predictions"))
    if annotations:
        instead = "its prediction is taken" if predictions else "its text is taken without spans"
        problems.append(Problem(where, None, "", f"every annotator skipped the task; {instead}"))
    if len(predictions) > 1:
        problems.append(Problem(where, None, "", f"the last of {len(predictions)} predictions is taken"))
    return [_Version(predictions[-1].get("result") if predictions else [])], problems


def _dicts(value: object) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _who(annotation: Mapping[str, Any]) -> str:
    """The annotator, as the export names them: an address, else a number."""
    user = annotation.get("completed_by")
    if isinstance(user, dict):
        user = user.get("email") or user.get("username") or user.get("id")
    return str(user) if isinstance(user, str) and "@" in user else f"annotator {user if user is not None else '?'}"


def _names(name: str, versions: Sequence[_Version]) -> Iterator[str]:
    """The name of the document, with the annotator where there are several annotations."""
    if len(versions) == 1:
        yield name
        return
    seen: Counter[str] = Counter()
    for version in versions:
        seen[version.who] += 1
        again = f", {seen[version.who]}" if seen[version.who] > 1 else ""
        yield name_with(name, version.who + again)
