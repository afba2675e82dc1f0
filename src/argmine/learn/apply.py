"""From probabilities to labels on a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from argmine.document import COMPONENTS, ArgumentDocument, Relation, Scores, Tag
from argmine.learn.heads import with_surest
from argmine.learn.inputs import Matrix
from argmine.structure.assemble import recount

_DECIMALS = 4  # of every exported score


def apply_components(document: ArgumentDocument, probabilities: Matrix, *, review_below: float) -> ArgumentDocument:
    """The likeliest component a unit; one whose probability is below `review_below` needs review."""
    units = []
    for unit, row in zip(document.units, probabilities, strict=True):
        scores = {label: round(float(p), _DECIMALS) for label, p in zip(COMPONENTS, row, strict=True)}
        units.append(
            replace(
                unit,
                component=COMPONENTS[int(np.argmax(row))],
                scores=Scores(**scores),
                needs_review=bool(row.max() < review_below),
            )
        )
    return recount(replace(document, units=tuple(units)))


def apply_risk_types(
    document: ArgumentDocument, probabilities: Matrix, labels: Sequence[str], thresholds: Matrix
) -> ArgumentDocument:
    """The risk types over their thresholds, likeliest first."""
    tags = tags_over(probabilities, labels, thresholds)
    units = (replace(unit, risk_types=given) for unit, given in zip(document.units, tags, strict=True))
    return replace(document, units=tuple(units))


def apply_specialties(
    document: ArgumentDocument, probabilities: Matrix, labels: Sequence[str], thresholds: Matrix
) -> ArgumentDocument:
    """The specialties over their thresholds, likeliest first; see `with_surest`."""
    tags = tags_over(probabilities, labels, thresholds, surest=True)
    units = (replace(unit, specialties=given) for unit, given in zip(document.units, tags, strict=True))
    return replace(document, units=tuple(units))


def apply_relations(document: ArgumentDocument, links: Sequence[tuple[int, int, float]]) -> ArgumentDocument:
    """The document with one support relation a link; links are (source, target, score), by unit index."""
    ids = [unit.id for unit in document.units]
    relations = tuple(Relation(ids[a], ids[b], "support", round(score, _DECIMALS)) for a, b, score in links)
    return replace(document, relations=relations)


def tags_over(
    probabilities: Matrix, labels: Sequence[str], thresholds: Matrix, *, surest: bool = False
) -> list[tuple[Tag, ...]]:
    """For each row the labels whose probability reaches their threshold, likeliest first; see `with_surest`."""
    given = []
    over = probabilities >= thresholds
    for row, reached in zip(probabilities, with_surest(probabilities, over) if surest else over, strict=True):
        chosen = [index for index in np.argsort(-row, kind="stable") if reached[index]]
        given.append(tuple(Tag(labels[index], round(float(row[index]), _DECIMALS)) for index in chosen))
    return given
