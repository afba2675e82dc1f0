"""Several documents side by side: the points that they share, and responses written from one template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from spacy.language import Language

from argmine.components.trained import ClusterStage
from argmine.document import ArgumentDocument, Unit
from argmine.findings.campaigns import find_campaigns
from argmine.findings.shared_points import SharedPoint, Together, Voice
from argmine.findings.wording import normalise
from argmine.learn.inputs import Matrix
from argmine.learn.repeats import chosen_units

_LARGEST = 40
_PER_DOCUMENT = 4  # a shared point may hold so many different wordings for each document


@dataclass(frozen=True, slots=True)
class Reading:
    """A document and a row for each of its units of what the encoder read: `meaning` and `context` (n, d)."""

    document: ArgumentDocument
    meaning: Matrix
    context: Matrix


def put_together(readings: Sequence[Reading], pipeline: Language) -> Together:
    """What documents share; points made by most documents come first.

    Passages of the same words make the same point; of others, the scorer of repeated arguments says so.

    Raises:
        ModelError: the pipeline has no scorer of repeated arguments.
    """
    documents = tuple(reading.document for reading in readings)
    voices = [Voice(index, unit) for index, document in enumerate(documents) for unit in _arguing(document)]
    wordings: dict[str, list[int]] = {}
    for place, voice in enumerate(voices):
        wordings.setdefault(normalise(voice.unit.clean_text), []).append(place)
    distinct = list(wordings.values())
    rows = [places[0] for places in distinct]
    points = []
    if rows:
        meaning, context = (np.concatenate(part)[rows] for part in zip(*_rows(readings), strict=True))
        clusters, best = _stage(pipeline).group(
            [voices[row].unit for row in rows], meaning, context, largest=max(_LARGEST, _PER_DOCUMENT * len(documents))
        )
        alone = set(range(len(rows))) - {member for cluster in clusters for member in cluster}
        groups = [*zip(clusters, best, strict=True), *(([member], member) for member in sorted(alone))]
        points = [_point(voices, distinct, cluster, chosen) for cluster, chosen in groups]
    shared = [point for point in points if len(point.documents) > 1]
    shared.sort(key=lambda p: (-len(p.documents), -len(p.voices), p.voices[0].document, p.voices[0].unit.start))
    return Together(documents, tuple(shared), find_campaigns(documents))


def _point(voices: Sequence[Voice], distinct: Sequence[list[int]], cluster: Sequence[int], best: int) -> SharedPoint:
    places = sorted(place for member in cluster for place in distinct[member])
    return SharedPoint(voices[distinct[best][0]], tuple(voices[place] for place in places))


def _arguing(document: ArgumentDocument) -> list[Unit]:
    return [document.units[index] for index in chosen_units(document)]


def _rows(readings: Sequence[Reading]) -> Iterator[tuple[Matrix, Matrix]]:
    """Of the units that argue; a document without any may have been read without the encoder."""
    for reading in readings:
        if own := chosen_units(reading.document):
            yield reading.meaning[own], reading.context[own]


def _stage(pipeline: Language) -> ClusterStage:
    stage = pipeline.get_pipe("argmine_clusters")
    assert isinstance(stage, ClusterStage)
    return stage
