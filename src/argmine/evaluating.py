"""A pipeline against a split of a corpus: every figure that argmine reports about itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from spacy.language import Language

from argmine.analysis import analyse_text
from argmine.corpora import read_corpus
from argmine.corpora.annotations import read_lines
from argmine.corpora.judged_pairs import JudgedPair, read_judged
from argmine.corpora.labelled import LabelledDocument
from argmine.document import SourceText
from argmine.errors import AnnotationError
from argmine.exporters.error_report import Mistake
from argmine.learn.evaluation import (
    Compared,
    bootstrap,
    boundary_scores,
    calibration_error,
    compare,
    component_scores,
    reliability,
    repeat_scores,
    review_scores,
    support_scores,
    tag_scores,
)
from argmine.learn.significance import paired_difference


def compare_split(corpus: str, folder: Path, split: str, pipeline: Language) -> list[Compared]:
    """Each gold document of a split beside the pipeline's reading of the same text, which it reads as `mine` would.

    Raises:
        AnnotationError: the corpus cannot be read, or has units that nobody has checked.
    """
    documents = read_corpus(corpus, folder, split)
    for labelled in documents:
        if unchecked := sum(unit.needs_review for unit in labelled.document.units):
            raise AnnotationError(
                f"{labelled.name}: {unchecked} units have not been checked by a reader, so they are no gold to measure"
                " against; check them, or take the document out of this split"
            )
    return [_compare(folder, labelled, pipeline) for labelled in documents]


def pipeline_figures(documents: Sequence[Compared], pipeline: Language) -> dict[str, Any]:
    """All figures; tags, repeats and links only where the gold has any."""
    risks = list(pipeline.get_pipe("argmine_risk_types").tagger.frame.ids)  # type: ignore[attr-defined]
    specialties = list(pipeline.get_pipe("argmine_specialties").tagger.frame.ids)  # type: ignore[attr-defined]
    units = [unit for document in documents for unit in document.gold.units]
    figures: dict[str, Any] = {
        "documents": len(documents),
        "units": len(units),
        "boundaries": boundary_scores(documents),
        "components": component_scores(documents) | {"interval_95": bootstrap(documents, "component")},
        "calibration_error": calibration_error(documents),
        "reliability": reliability(documents),
        "needs_review": review_scores(documents),
    }
    for name, labels in (("risk_types", risks), ("specialties", specialties)):
        if any(getattr(unit, name) for unit in units):
            interval = bootstrap(documents, name, labels)
            figures[name] = tag_scores(documents, name, labels) | {"interval_95": interval}
    if any(document.judged or document.gold.clusters for document in documents):
        figures["repeated_arguments"] = repeat_scores(documents)
    if any(document.gold.relations for document in documents):
        figures["support_links"] = support_scores(documents)
    return figures


def compare_pipelines(first: Sequence[Compared], second: Sequence[Compared]) -> dict[str, Any]:
    """How two pipelines differ in component macro-F1 on the same documents: see `learn.significance`."""

    def macro_f1(documents: Sequence[Compared]) -> float:
        return float(component_scores(documents)["macro_f1"])  # type: ignore[arg-type]

    return asdict(paired_difference(first, second, macro_f1))


def mistakes(documents: Sequence[Compared]) -> list[Mistake]:
    """Every gold unit whose component the pipeline got wrong."""
    found = []
    for document in documents:
        for index, (gold, place) in enumerate(zip(document.gold.units, document.aligned, strict=True)):
            given = document.predicted.units[place] if place >= 0 else None
            if given is None:
                found.append(Mistake(document.gold, index, "no unit", 1.0))
            elif given.component != gold.component:
                found.append(Mistake(document.gold, index, given.component, getattr(given.scores, given.component)))
    return found


def _compare(folder: Path, labelled: LabelledDocument, pipeline: Language) -> Compared:
    described = labelled.document.document
    source = SourceText(labelled.text, described.source, described.media_type, described.sha256, described.encoding)
    return compare(labelled.document, analyse_text(source, pipeline), _judged(folder, labelled))


def _judged(folder: Path, labelled: LabelledDocument) -> list[JudgedPair]:
    path = folder / "pairs" / f"{labelled.name}.jsonl"
    if not path.is_file():
        return []
    units = folder / "documents" / f"{labelled.name}.jsonl"
    return read_judged(path, [unit.id for unit in read_lines(units, labelled.text)])
