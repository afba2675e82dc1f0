"""ArgKP-2021: arguments matched to key points (Friedman et al. 2021; shared task of ArgMining 2021)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from argmine.corpora.label_mapping import label_mapping
from argmine.corpora.labelled import LabelledDocument, LabelledSpan, labelled_document
from argmine.document import with_clusters
from argmine.errors import AnnotationError, MissingSplitError


@dataclass(frozen=True, slots=True)
class KeyPointTopic:
    """Arguments and key points of one topic and stance; `matches[a, k]` says whether argument a makes key point k.

    A pair that is not in `matches` was undecided among the annotators.
    """

    topic: str
    stance: int
    arguments: tuple[str, ...]
    key_points: tuple[str, ...]
    matches: Mapping[tuple[int, int], bool]


def read_key_points(folder: Path, split: str) -> list[KeyPointTopic]:
    """The topics of `arguments_<split>.csv`, `key_points_<split>.csv` and `labels_<split>.csv`.

    Raises:
        AnnotationError: a file is missing or malformed, or a label names an unknown argument or key point.
    """
    arguments = _rows(folder / f"arguments_{split}.csv", "arg_id", "argument")
    key_points = _rows(folder / f"key_points_{split}.csv", "key_point_id", "key_point")
    labels = _read_csv(folder / f"labels_{split}.csv")
    topics = []
    for topic, stance in dict.fromkeys(key for key, _, _ in arguments):
        own = {key: (i, text) for i, (key, text) in enumerate(_of(arguments, topic, stance))}
        points = {key: (i, text) for i, (key, text) in enumerate(_of(key_points, topic, stance))}
        matches = {
            (own[row["arg_id"]][0], points[row["key_point_id"]][0]): row["label"] == "1"
            for row in labels
            if row["arg_id"] in own and row["key_point_id"] in points
        }
        topics.append(
            KeyPointTopic(
                topic, stance, tuple(t for _, t in own.values()), tuple(t for _, t in points.values()), matches
            )
        )
    return topics


def read_argkp(folder: Path, split: str) -> list[LabelledDocument]:
    """A document a topic and stance: its key points, then its arguments, a line each; a cluster a key point.

    Raises:
        AnnotationError: see `read_key_points`.
    """
    return [_document(topic) for topic in read_key_points(folder, split)]


def _document(topic: KeyPointTopic) -> LabelledDocument:
    text = ""
    spans: list[LabelledSpan] = []
    for label, lines in (("key_point", topic.key_points), ("argument", topic.arguments)):
        for line in lines:
            flat = " ".join(line.split())
            spans.append(LabelledSpan(len(text), len(text) + len(flat), label))
            text += flat + "\n"
    name = f"{topic.topic} ({'for' if topic.stance > 0 else 'against'})"
    labelled = labelled_document(name, text, spans, [], label_mapping("argkp"))
    taken: set[int] = set()
    groups = []
    for point in range(len(topic.key_points)):
        members = [a for a in range(len(topic.arguments)) if topic.matches.get((a, point)) and a not in taken]
        taken.update(members)
        if members:
            groups.append([point, *(len(topic.key_points) + a for a in members)])
    document = with_clusters(labelled.document, groups, [group[0] for group in groups])
    return replace(labelled, document=document)


Key = tuple[str, int]


def _rows(path: Path, key: str, text: str) -> list[tuple[Key, str, str]]:
    try:
        return [((row["topic"], int(row["stance"])), row[key], row[text]) for row in _read_csv(path)]
    except (KeyError, ValueError) as error:
        raise AnnotationError(f"{path}: a column is missing or malformed: {error}") from error


def _of(rows: list[tuple[Key, str, str]], topic: str, stance: int) -> list[tuple[str, str]]:
    return [(key, text) for where, key, text in rows if where == (topic, stance)]


def _read_csv(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError as error:
        raise MissingSplitError(f"{path}: no such file") from error
    except (OSError, csv.Error, UnicodeDecodeError) as error:
        raise AnnotationError(f"{path}: cannot be read: {error}") from error
