"""Which unit another is offered as a reason for: bounded candidates, their features, the best target of each unit."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from argmine.document import COMPONENTS, ArgumentDocument
from argmine.learn.heads import Head
from argmine.learn.inputs import DocumentInput, Matrix, document_input
from argmine.learn.links import learnt_features

NEAR = 8  # units on either side of which each is a candidate
EDGE = 3  # units at either end of the section that are candidates as well
_BUCKETS = (-8, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 8, 12, 20, 40)
_CUES = (
    re.compile(r"^(?:therefore|thus|hence|consequently|accordingly|as a result|it follows|for (?:these|this) reasons?|"
               r"in (?:conclusion|summary)|this (?:means|shows|demonstrates|suggests|is why))\b", re.IGNORECASE),
    re.compile(r"^(?:for example|for instance|in one|in (?:19|20)\d\d|an example|the (?:survey|study|report|audit))\b",
               re.IGNORECASE),
    re.compile(r"^(?:moreover|furthermore|in addition|also|similarly|likewise|equally)\b", re.IGNORECASE),
    re.compile(r"^(?:however|but|although|yet|nevertheless|by contrast)\b", re.IGNORECASE),
    re.compile(r"^(?:this|these|that|those|such|it|they)\b", re.IGNORECASE),
    re.compile(r"\b(?:must|should|ought|recommend\w*|we (?:ask|propose|urge|call))\b", re.IGNORECASE),
)  # fmt: skip

Pairs = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SupportInput:
    """A document as links are scored: inputs, component probabilities (n, 4), meaning and context vectors (n, d).

    `links` (n, 2k + 1) is what the encoder has learnt of links; see `learn.links`.
    """

    inputs: DocumentInput
    components: Matrix
    meaning: Matrix
    context: Matrix
    links: Matrix


def support_input(document: ArgumentDocument, meaning: Matrix, context: Matrix, links: Matrix) -> SupportInput:
    """What links of a document are scored by; `meaning`, `context` and `links` have a row a unit."""
    components = np.array(
        [[getattr(unit.scores, label) for label in COMPONENTS] for unit in document.units], dtype=np.float32
    ).reshape(-1, len(COMPONENTS))
    return SupportInput(document_input(document), components, meaning, context, links)


def support_candidates(inputs: DocumentInput) -> Pairs:
    """(m, 2) ordered pairs (source, target) of one section: units near each other, and the ends of the section."""
    sections = inputs.sections
    last = {int(section): index for index, section in enumerate(sections)}
    first = {int(section): index for index, section in reversed(list(enumerate(sections)))}
    pairs = []
    for source, section in enumerate(sections.tolist()):
        near = range(max(0, source - NEAR), min(len(sections), source + NEAR + 1))
        start, end = first[section], last[section]
        edges = [*range(start, start + EDGE), *range(end - EDGE + 1, end + 1)]
        targets = sorted({target for target in (*near, *edges) if 0 <= target < len(sections)} - {source})
        pairs += [(source, target) for target in targets if sections[target] == section]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def support_features(document: SupportInput, pairs: Pairs) -> Matrix:
    """(m, f) features of candidate links: places, components of both and around, words of argument, likeness."""
    inputs, parts = document.inputs, document.components
    source, target = pairs[:, 0], pairs[:, 1]
    n = len(inputs.texts)
    distance = target - source
    buckets = np.zeros((len(pairs), len(_BUCKETS) + 1), np.float32)
    buckets[np.arange(len(pairs)), [bisect_left(_BUCKETS, int(d)) for d in distance]] = 1
    cues = np.array([[bool(cue.search(text)) for cue in _CUES] for text in inputs.texts], np.float32).reshape(n, -1)
    goal = parts[:, COMPONENTS.index("claim")] + parts[:, COMPONENTS.index("conclusion")]
    passed = np.concatenate([[0.0], np.cumsum(goal)])
    low, high = np.minimum(source, target) + 1, np.maximum(source, target)
    between = passed[high] - passed[np.minimum(low, high)]
    same_paragraph = (inputs.paragraphs[source] == inputs.paragraphs[target])[:, None]
    products = (parts[source][:, :, None] * parts[target][:, None, :]).reshape(len(pairs), -1)
    forward = (distance > 0)[:, None]
    columns = (
        buckets,
        same_paragraph,
        forward,
        parts[source],
        parts[target],
        products,
        products * forward,
        products * (np.abs(distance) == 1)[:, None],
        np.minimum(between, 4)[:, None] / 4,
        (np.minimum(between, 4)[:, None] / 4) * forward,
        cues[source],
        cues[target],
        cues[target] * forward,
        cues[np.minimum(source + 1, n - 1)] * forward,
        inputs.features[source],
        inputs.features[target],
        _dots(document.meaning, source, target)[:, None],
        _dots(_unit(document.context), source, target)[:, None],
        learnt_features(document.links, pairs),
    )
    return np.concatenate([np.asarray(column, np.float32) for column in columns], axis=1)


def best_targets(pairs: Pairs, scores: Matrix, threshold: float) -> list[tuple[int, int, float]]:
    """(source, target, score): the likeliest target of each unit if it reaches the threshold; no circles of two."""
    best: dict[int, tuple[int, float]] = {}
    for (source, target), score in zip(pairs.tolist(), scores.tolist(), strict=True):
        if score >= threshold and score > best.get(source, (0, 0.0))[1]:
            best[source] = (target, score)
    for source, (target, score) in list(best.items()):
        back = best.get(target)
        if back and back[0] == source and source in best:
            del best[source if score <= back[1] else target]
    return [(source, target, score) for source, (target, score) in sorted(best.items())]


def support_links(document: SupportInput, head: Head) -> list[tuple[int, int, float]]:
    """(source, target, calibrated score) of the links of a document; `head` has one output and its threshold."""
    pairs = support_candidates(document.inputs)
    if not len(pairs):
        return []
    scores = head.predict(support_features(document, pairs))[:, 0]
    return best_targets(pairs, scores, float(head.thresholds[0]))


def _dots(matrix: Matrix, left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]) -> Matrix:
    return np.asarray(np.einsum("ij,ij->i", matrix[left], matrix[right]), dtype=np.float32)


def _unit(matrix: Matrix) -> Matrix:
    return np.asarray(matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9), dtype=np.float32)
