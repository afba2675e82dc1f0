"""Several documents side by side: the points that they share, and responses written from one template."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from spacy.language import Language

from argmine.components.trained import ClusterStage
from argmine.document import ArgumentDocument
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


def put_together(readings: Iterable[Reading], pipeline: Language) -> Together:
    """What documents share; points made by most documents come first.

    Passages of the same words make the same point; of others, the scorer of repeated arguments says so. Readings are
    taken one after the other, and of each only the rows of new wordings are kept.

    Raises:
        ModelError: the pipeline has no scorer of repeated arguments.
        MissingExtraError: there are so many wordings that faiss is needed, and it is not installed.
    """
    documents: list[ArgumentDocument] = []
    voices: list[Voice] = []
    wordings: dict[str, list[int]] = {}
    rows: list[tuple[Matrix, Matrix]] = []
    for index, reading in enumerate(readings):
        documents.append(reading.document)
        new = []
        for place in chosen_units(reading.document):
            unit = reading.document.units[place]
            wording = normalise(unit.clean_text)
            if not wording:  # a unit of nothing but marks says nothing that others could say too
                continue
            same = wordings.setdefault(wording, [])
            new += [] if same else [place]
            same.append(len(voices))
            voices.append(Voice(index, unit))
        if new:  # a document without arguments may have been read without the encoder
            rows.append((reading.meaning[new], reading.context[new]))
    distinct = list(wordings.values())
    points = _points(voices, distinct, rows, pipeline, largest=max(_LARGEST, _PER_DOCUMENT * len(documents)))
    shared = [point for point in points if len(point.documents) > 1]
    shared.sort(key=lambda p: (-len(p.documents), -len(p.voices), p.voices[0].document, p.voices[0].unit.start))
    return Together(tuple(documents), tuple(shared), find_campaigns(documents))


def _points(
    voices: Sequence[Voice],
    distinct: Sequence[list[int]],
    rows: Sequence[tuple[Matrix, Matrix]],
    pipeline: Language,
    *,
    largest: int,
) -> list[SharedPoint]:
    """A point for each group of wordings that make one argument, and for each wording that stands alone."""
    if not rows:
        return []
    units = [voices[places[0]].unit for places in distinct]
    meaning, context = (np.concatenate(part) for part in zip(*rows, strict=True))
    clusters, best = _stage(pipeline).group(units, meaning, context, largest=largest)
    alone = set(range(len(units))) - {member for cluster in clusters for member in cluster}
    groups = [*zip(clusters, best, strict=True), *(([member], member) for member in sorted(alone))]
    return [_point(voices, distinct, cluster, chosen) for cluster, chosen in groups]


def _point(voices: Sequence[Voice], distinct: Sequence[list[int]], cluster: Sequence[int], best: int) -> SharedPoint:
    places = sorted(place for member in cluster for place in distinct[member])
    return SharedPoint(voices[distinct[best][0]], tuple(voices[place] for place in places))


def _stage(pipeline: Language) -> ClusterStage:
    stage = pipeline.get_pipe("argmine_clusters")
    assert isinstance(stage, ClusterStage)
    return stage
