"""A pipeline against a split of gold annotations: every figure that argmine reports about itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from spacy.language import Language

from argmine.analysis import analyse
from argmine.corpora.annotations import Split, read_gold, read_lines, read_splits
from argmine.learn.evaluation import (
    Compared,
    bootstrap,
    boundary_scores,
    calibration_error,
    compare,
    component_scores,
    repeat_scores,
    review_scores,
    tag_scores,
)
from argmine.learn.fit_pairs import read_judged


def evaluate_split(folder: Path, split: Split, pipeline: Language) -> dict[str, Any]:
    """The figures of a pipeline on the documents of a split, which it reads from their texts as `mine` would.

    Raises:
        AnnotationError: the annotations are inconsistent.
    """
    documents = [compare_document(folder, name, pipeline) for name in read_splits(folder)[split]]
    risks = list(pipeline.get_pipe("argmine_risk_types").tagger.frame.ids)  # type: ignore[attr-defined]
    specialties = list(pipeline.get_pipe("argmine_specialties").tagger.frame.ids)  # type: ignore[attr-defined]
    return {
        "split": split,
        "documents": len(documents),
        "units": sum(len(document.gold.units) for document in documents),
        "boundaries": boundary_scores(documents),
        "components": component_scores(documents) | {"interval_95": bootstrap(documents, "component")},
        "risk_types": tag_scores(documents, "risk_types", risks)
        | {"interval_95": bootstrap(documents, "risk_types", risks)},
        "specialties": tag_scores(documents, "specialties", specialties)
        | {"interval_95": bootstrap(documents, "specialties", specialties)},
        "repeated_arguments": repeat_scores(documents),
        "calibration_error": calibration_error(documents),
        "needs_review": review_scores(documents),
    }


def compare_document(folder: Path, name: str, pipeline: Language) -> Compared:
    """A gold document beside the pipeline's reading of the same text."""
    text_path = folder / "documents" / f"{name}.md"
    judged_path = folder / "pairs" / f"{name}.jsonl"
    ids = [unit.id for unit in read_lines(text_path.with_suffix(".jsonl"), text_path.read_bytes().decode())]
    judged = read_judged(judged_path, ids) if judged_path.is_file() else []
    return compare(read_gold(text_path), analyse(text_path, pipeline), judged)
