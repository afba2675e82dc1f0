"""Annotated corpora as argmine documents: one module a format, one table of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from argmine.corpora.arggraph import read_microtexts
from argmine.corpora.argkp import read_argkp
from argmine.corpora.argunsc import read_argunsc
from argmine.corpora.brat import read_aae2_brat, read_abstrct
from argmine.corpora.cdcp import read_cdcp
from argmine.corpora.component_conll import read_component_conll
from argmine.corpora.labelled import LabelledDocument
from argmine.corpora.own_annotations import read_own_annotations
from argmine.errors import AnnotationError, MissingSplitError

DEFAULT_SPLITS = ("train", "dev", "test")


@dataclass(frozen=True, slots=True)
class Corpus:
    """How a corpus is read from its folder, and the splits that it may have."""

    read: Callable[[Path, str], list[LabelledDocument]]
    splits: tuple[str, ...] = DEFAULT_SPLITS


CORPORA: dict[str, Corpus] = {
    "argmine": Corpus(read_own_annotations, ("train", "calibration", "dev", "test")),
    "aae2": Corpus(read_component_conll),
    "aae2-brat": Corpus(read_aae2_brat),
    "abstrct": Corpus(read_abstrct, (*DEFAULT_SPLITS, "glaucoma_test", "mixed_test")),
    "cdcp": Corpus(read_cdcp),
    "argkp": Corpus(read_argkp),
    "argunsc": Corpus(read_argunsc),
    "microtexts": Corpus(read_microtexts, ("all", *DEFAULT_SPLITS)),
}


def read_corpus(name: str, folder: Path, split: str) -> list[LabelledDocument]:
    """The documents of one split of a corpus in its original format.

    Raises:
        AnnotationError: the corpus is not known, or a file is missing or malformed.
    """
    if name not in CORPORA:
        raise AnnotationError(f"corpus {name!r} is not known; choose one of {', '.join(CORPORA)}")
    return CORPORA[name].read(folder, split)


def read_splits_found(name: str, folder: Path) -> dict[str, list[LabelledDocument]]:
    """Every split whose files are there, in the usual order.

    Raises:
        AnnotationError: the corpus is not known, a file is malformed, or no split is there.
    """
    found: dict[str, list[LabelledDocument]] = {}
    reasons = []
    for split in CORPORA[name].splits if name in CORPORA else ("train",):
        try:
            found[split] = read_corpus(name, folder, split)
        except MissingSplitError as error:
            reasons.append(str(error))
    found = {split: documents for split, documents in found.items() if documents}
    if not found:
        raise AnnotationError(f"{folder}: no split of {name} is there: {'; '.join(reasons) or 'they are empty'}")
    return found
