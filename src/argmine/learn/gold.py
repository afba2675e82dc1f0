"""Gold documents as arrays: labels of units, judged pairs, fingerprints."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from argmine.document import COMPONENTS, ArgumentDocument, Tag
from argmine.errors import AnnotationError
from argmine.learn.inputs import Matrix

NOTHING, UNKNOWN = -1, -2


@dataclass(frozen=True, slots=True)
class Labels:
    """Gold of one document: component index (n,), risk types (n, r) and specialties (n, s) as 0/1.

    Only units that are `known` (n,) are gold; the others were labelled by a program and are there as context.
    `supports` (n,) is the unit that each is a reason for, `NOTHING`, or `UNKNOWN` where a link may be missing: in a
    document without any, or with units that are not known.
    """

    components: npt.NDArray[np.int64]
    risks: Matrix
    specialties: Matrix
    known: npt.NDArray[np.bool_]
    supports: npt.NDArray[np.int64]


def gold_labels(document: ArgumentDocument, risks: Sequence[str], specialties: Sequence[str]) -> Labels:
    """The labels of a gold document as arrays.

    Raises:
        AnnotationError: a unit carries a label that the code frame does not have.
    """
    return Labels(
        components=np.array([COMPONENTS.index(unit.component) for unit in document.units], dtype=np.int64),
        risks=tag_matrix([unit.risk_types for unit in document.units], risks, document.document.source),
        specialties=tag_matrix([unit.specialties for unit in document.units], specialties, document.document.source),
        known=np.array([not unit.needs_review for unit in document.units], dtype=np.bool_),
        supports=_supported(document),
    )


def _supported(document: ArgumentDocument) -> npt.NDArray[np.int64]:
    place = {unit.id: index for index, unit in enumerate(document.units)}
    whole = bool(document.relations) and not any(unit.needs_review for unit in document.units)
    supports = np.full(len(place), NOTHING if whole else UNKNOWN, dtype=np.int64)
    for link in document.relations:
        supports[place[link.source]] = place[link.target]
    return supports


def tag_matrix(tags: Sequence[tuple[Tag, ...]], labels: Sequence[str], where: str = "document") -> Matrix:
    """(n, labels) of 0 and 1.

    Raises:
        AnnotationError: a tag is not among the labels.
    """
    column = {label: index for index, label in enumerate(labels)}
    matrix = np.zeros((len(tags), len(labels)), dtype=np.float32)
    for row, given in enumerate(tags):
        for tag in given:
            if tag.id not in column:
                raise AnnotationError(f"{where}: {tag.id!r} is not in the code frame ({', '.join(labels)})")
            matrix[row, column[tag.id]] = 1.0
    return matrix


def fingerprint(paths: Iterable[Path]) -> str:
    """SHA-256 over the names and bytes of the files, in sorted order."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
