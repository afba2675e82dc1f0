"""Matching arguments to key points (ArgKP-2021, track 1): scores, the published figure, and a model that gives them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import average_precision_score

from argmine.corpora.argkp import KeyPointTopic, read_key_points
from argmine.learn.encoder import load_window_encoder
from argmine.learn.inputs import Matrix
from argmine.tasks.task_model import load_record

TOP_SHARE = 0.5


def matching_map(topics: Sequence[KeyPointTopic], scores: Sequence[Matrix]) -> dict[str, Any]:
    """Mean average precision, strict and relaxed, over topics and stances; `scores[t]` is (arguments, key points).

    The procedure of the shared task (Friedman et al. 2021): each argument goes to its best key point; of the surest
    half of the arguments the average precision is taken and multiplied by the share of true matches among them. A
    pair that the annotators left undecided is false under strict and true under relaxed.
    """
    each = [
        {"topic": topic.topic, "stance": topic.stance, "strict": strict, "relaxed": relaxed}
        for topic, matrix in zip(topics, scores, strict=True)
        for strict, relaxed in [(_precision(topic, matrix, False), _precision(topic, matrix, True))]
    ]
    return {
        "map_strict": float(np.mean([row["strict"] for row in each])),
        "map_relaxed": float(np.mean([row["relaxed"] for row in each])),
        "topics": each,
    }


def _precision(topic: KeyPointTopic, scores: Matrix, undecided: bool) -> float:
    best = scores.argmax(axis=1)
    reached = scores.max(axis=1)
    order = np.argsort(-reached, kind="stable")[: int(len(reached) * TOP_SHARE)]
    true = np.array([topic.matches.get((int(a), int(best[a])), undecided) for a in order])
    if not true.any():
        return 0.0
    return float(average_precision_score(true, reached[order]) * true.mean())


def key_point_texts(topic: KeyPointTopic) -> list[str]:
    """What stands for the key points of a topic: the topic, then the key point."""
    return [f"{topic.topic}: {point}" for point in topic.key_points]


def likeness(topic: KeyPointTopic, arguments: Matrix, key_points: Matrix, characters: float) -> Matrix:
    """(arguments, key points): cosine of the vectors plus `characters` times the cosine of character n-grams."""
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    weights = vectorizer.fit_transform([*topic.arguments, *topic.key_points])
    split = len(topic.arguments)
    words = (weights[:split] @ weights[split:].T).toarray()
    return np.asarray(arguments @ key_points.T + characters * words, dtype=np.float32)


def evaluate_key_points(model: Path, data: Path, split: str) -> dict[str, Any]:
    """The figures of a model folder on a split of ArgKP-2021.

    Raises:
        AnnotationError: the corpus cannot be read.
        ModelError: the model's folder is damaged.
    """
    record = load_record(model)
    encoder = load_window_encoder(model)
    topics = read_key_points(data, split)
    characters = float(record.training["characters"])
    scores = [
        likeness(topic, encoder.embed(topic.arguments), encoder.embed(key_point_texts(topic)), characters)
        for topic in topics
    ]
    return {"arguments": sum(len(topic.arguments) for topic in topics)} | matching_map(topics, scores)
