"""Several documents side by side: the points that they share, and responses written from one template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from spacy.language import Language

from argmine.components.trained import ClusterStage
from argmine.document import ArgumentDocument
from argmine.findings.campaigns import find_campaigns
from argmine.findings.shared_points import SharedPoint, Together, Voice
from argmine.learn.inputs import Matrix
from argmine.learn.repeats import chosen_units

_PER_DOCUMENT = 4  # a shared point may hold so many units for each document


@dataclass(frozen=True, slots=True)
class Reading:
    """A document and a row for each of its units of what the encoder read: `meaning` and `context` (n, d)."""

    document: ArgumentDocument
    meaning: Matrix
    context: Matrix


def put_together(readings: Sequence[Reading], pipeline: Language) -> Together:
    """What documents share; points made by most documents come first. The scorer is that of repeated arguments.

    Raises:
        ModelError: the pipeline has no scorer of repeated arguments.
    """
    documents = tuple(reading.document for reading in readings)
    chosen = [chosen_units(document) for document in documents]
    voices = [Voice(index, document.units[i]) for index, document in enumerate(documents) for i in chosen[index]]
    points: list[SharedPoint] = []
    if voices:
        meaning = np.concatenate([reading.meaning[own] for reading, own in zip(readings, chosen, strict=True) if own])
        context = np.concatenate([reading.context[own] for reading, own in zip(readings, chosen, strict=True) if own])
        clusters, best = _stage(pipeline).group(
            [voice.unit for voice in voices], meaning, context, largest=max(40, _PER_DOCUMENT * len(documents))
        )
        found = (
            SharedPoint(voices[b], tuple(voices[i] for i in cluster)) for cluster, b in zip(clusters, best, strict=True)
        )
        points = [point for point in found if len(point.documents) > 1]
    points.sort(key=lambda p: (-len(p.documents), -len(p.voices), p.voices[0].document, p.voices[0].unit.start))
    return Together(documents, tuple(points), find_campaigns(documents))


def _stage(pipeline: Language) -> ClusterStage:
    stage = pipeline.get_pipe("argmine_clusters")
    assert isinstance(stage, ClusterStage)
    return stage
