"""Which units of new documents a reader should annotate next, written ready to be annotated and trained on."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from spacy.language import Language

from argmine.components.stages import with_source
from argmine.components.state import get_document, make_doc
from argmine.components.trained import EncoderStage, TaggerStage, example_of, loaded, not_loaded
from argmine.corpora.annotation_files import file_name
from argmine.corpora.partial_annotations import (
    add_to_training,
    annotation_id,
    checked_quotes,
    checked_rows,
    unchecked,
    write_partial,
)
from argmine.document import COMPONENTS, Unit
from argmine.errors import AnnotationError, ConfigError
from argmine.learn.active_learning import margin_uncertainty, most_informative, tag_uncertainty
from argmine.learn.inputs import Matrix
from argmine.readers import read

SUGGESTIONS = "suggestions.jsonl"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A unit to annotate: its place among the suggestions (1 first), where it is, how unsure the model is, of what."""

    rank: int
    document: str
    unit: str
    uncertainty: float
    why: str
    quote: str


@dataclass(frozen=True, slots=True)
class _Candidates:
    """The units of one document that nobody has checked: their uncertainty (n,), vectors (n, d) and reasons."""

    name: str
    units: tuple[Unit, ...]
    uncertainty: Matrix
    vectors: Matrix
    reasons: list[str]


def suggest(
    files: Sequence[Path], folder: Path, pipeline: Language, *, count: int, report: Callable[[str], None]
) -> list[Suggestion]:
    """The `count` units that would teach the model most, the most informative first.

    Writes to the annotation folder `folder`: each file as `documents/<name>.md` with a `.jsonl` of the model's reading,
    every line of it `"checked": false` but those that a reader has checked before, which stay as they are; new
    documents in the split `train`; and the suggestions to `suggestions.jsonl`.

    Raises:
        InputError: a file cannot be read.
        AnnotationError: the folder's annotations are malformed, hold another text under the name of a file, or cannot
            be written.
        ConfigError: two files have the same name.
    """
    names = [file_name(path.stem) for path in files]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ConfigError(f"two files would be documents/{twice[0]}.md; rename one of them")
    quotes = checked_quotes(folder)
    pools = []
    try:
        for path, name in zip(files, names, strict=True):
            pools.append(_read(path, name, folder, pipeline))
            report(f"{path}: {len(pools[-1].units)} units to choose from")
        add_to_training(folder, names)
        chosen = _choose(pools, _known(pipeline, quotes), count)
        lines = "".join(json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in chosen)
        (folder / SUGGESTIONS).write_text(lines, encoding="utf-8")
    except OSError as error:
        raise AnnotationError(f"{folder}: cannot be written: {error.strerror}") from error
    return chosen


def _read(path: Path, name: str, folder: Path, pipeline: Language) -> _Candidates:
    source = read(path)
    rows = checked_rows(folder, name, source.text)
    doc = pipeline(make_doc(pipeline, source))
    document = with_source(get_document(doc), source)
    left = unchecked(document, rows)
    write_partial(folder, name, source.text, left, rows)
    if not document.units:
        return _Candidates(name, (), np.zeros(0, np.float32), np.zeros((0, 1), np.float32), [])
    example = example_of(doc, document)
    free = {unit.id for unit in left.units}
    places = [index for index, unit in enumerate(document.units) if unit.id in free]
    scores = np.array([[getattr(unit.scores, c) for c in COMPONENTS] for unit in document.units], np.float32)
    doubts = [margin_uncertainty(scores)]
    tags: list[tuple[tuple[str, ...], Matrix, Matrix]] = []
    for stage in (pipe for _, pipe in pipeline.pipeline if isinstance(pipe, TaggerStage)):
        if (tagger := stage.tagger) is None:
            raise not_loaded(stage.factory)
        tags.append((tagger.frame.ids, tagger.predict(example), tagger.thresholds))
        doubts.append(tag_uncertainty(tags[-1][1], tags[-1][2]))
    uncertainty = np.mean(doubts, axis=0)
    reasons = [_why(scores[index], [(ids, p[index], t) for ids, p, t in tags]) for index in places]
    return _Candidates(name, left.units, uncertainty[places], example.meaning.units[places], reasons)


def _choose(pools: Sequence[_Candidates], known: Matrix, count: int) -> list[Suggestion]:
    pools = [pool for pool in pools if pool.units]
    if not pools:
        return []
    units = [(pool, index) for pool in pools for index in range(len(pool.units))]
    uncertainty = np.concatenate([pool.uncertainty for pool in pools])
    chosen = most_informative(uncertainty, np.concatenate([pool.vectors for pool in pools]), known, count)
    suggestions = []
    for rank, place in enumerate(chosen, start=1):
        pool, index = units[place]
        unit, doubt = pool.units[index], round(float(uncertainty[place]), 4)
        suggestions.append(
            Suggestion(rank, pool.name, annotation_id(unit), doubt, pool.reasons[index], unit.clean_text)
        )
    return suggestions


def _known(pipeline: Language, quotes: Sequence[str]) -> Matrix:
    stage = pipeline.get_pipe("argmine_encoder")
    assert isinstance(stage, EncoderStage)
    return loaded(stage.encoder, "argmine_encoder").embed(quotes) if quotes else np.zeros((0, 1), np.float32)


def _why(component: Matrix, tags: Sequence[tuple[tuple[str, ...], Matrix, Matrix]]) -> str:
    """The two likeliest components, and of each code frame the label nearest to its threshold."""
    first, second = np.argsort(-component, kind="stable")[:2]
    parts = [f"{COMPONENTS[first]} {component[first]:.2f} or {COMPONENTS[second]} {component[second]:.2f}"]
    for ids, probabilities, thresholds in tags:
        nearest = int(np.argmin(np.abs(probabilities - thresholds)))
        parts.append(f"{ids[nearest]} {probabilities[nearest]:.2f} (given from {thresholds[nearest]:.2f})")
    return "; ".join(parts)
