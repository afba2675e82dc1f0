"""Repeated arguments against community_detection and BERTopic: pairwise F1 and average precision on judged pairs.

Pairs are those drawn by similarity. Peers get argmine's units, MiniLM's vectors, and the setting that is best on dev;
the shipped model has been trained on dev, so test is the comparison. On the documents that the model was trained on
(dev among them, gold units) argmine's figure is that of a scorer that had not seen the document, and its threshold and
that of community_detection are chosen on these very pairs; BERTopic has dev's best setting or its defaults, whichever
is better there. A topic has no score for a pair, so BERTopic has no average precision.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from cold_run import HERE
from peers_tagger import by_peer
from sklearn.metrics import average_precision_score

from argmine.analysis import load_pipeline, model_folder, read_closely
from argmine.corpora import read_corpus
from argmine.corpora.annotations import read_gold, read_lines
from argmine.corpora.judged_pairs import JudgedPair, read_judged
from argmine.document import SourceText
from argmine.learn.evaluation import compare
from argmine.learn.repeats import chosen_units, comparable_units, pair_scores

ANNOTATIONS = HERE.parent / "annotations"
THRESHOLDS = [round(float(x), 2) for x in np.arange(0.4, 0.96, 0.05)]
TOPICS: list[dict[str, Any]] = [{}] + [
    {"neighbours": neighbours, "smallest": smallest, "selection": selection}
    for neighbours in ("none", 5, 15)
    for smallest in (2, 3)
    for selection in ("eom", "leaf")
]


@dataclass(frozen=True, slots=True)
class Judged:
    """Texts of units, judged pairs as indices into them (None: a gold unit that no unit overlaps), and their gold."""

    texts: list[str]
    pairs: list[tuple[int, int] | None]
    same: list[bool]
    labels: list[str | None]  # argmine's clusters
    scores: list[float]  # argmine's, of the pairs


def repeats(peers_python: str) -> dict[str, Any]:
    """All figures."""
    pipeline = load_pipeline()
    dev, test = (mined(split, pipeline) for split in ("dev", "test"))
    asked = {"communities": THRESHOLDS, "topics": TOPICS}
    on_dev = best(dev, by_peer(peers_python, "repeats", question(dev, **asked)), **asked)
    threshold, topics = (on_dev[name]["setting"] for name in ("MiniLM and community_detection", "BERTopic"))
    chosen = {"communities": [threshold], "topics": [topics]}
    on_test = best(test, by_peer(peers_python, "repeats", question(test, **chosen)), **chosen)
    training, few = gold_units(), {"communities": THRESHOLDS, "topics": [topics, {}] if topics else [{}]}
    seen = best(training, by_peer(peers_python, "repeats", question(training, **few)), **few)
    metrics = json.loads((model_folder() / "metrics.json").read_text(encoding="utf-8"))
    unseen = {"f1": round(metrics["repeated_arguments"]["alike_pairs_f1"], 4)}
    return {
        "dev": counts(dev) | {"argmine_was_trained_on_these": True, "methods": ours(dev) | on_dev},
        "test": counts(test) | {"methods": ours(test) | on_test},
        "training": counts(training) | {"methods": {"argmine mine": unseen} | seen},
    }


def mined(split: str, pipeline: Any) -> list[Judged]:
    """The documents of a split as `argmine mine` reads them."""
    stage = pipeline.get_pipe("argmine_clusters")
    found = []
    for labelled in read_corpus("argmine", ANNOTATIONS, split):
        described = labelled.document.document
        source = SourceText(labelled.text, described.source, described.media_type, described.sha256, described.encoding)
        document, arrays = read_closely(source, pipeline)
        chosen = chosen_units(document)
        units = [document.units[i] for i in chosen]
        rows = comparable_units(units, arrays["meaning"][chosen], arrays["context"][chosen])
        candidates, scores = pair_scores(rows, stage.head, per_unit=stage.per_unit)
        score = {(chosen[a], chosen[b]): float(s) for (a, b), s in zip(candidates.tolist(), scores, strict=True)}
        judged = alike(labelled.name, labelled.text)
        place = compare(labelled.document, document).aligned
        pairs = [pair_of(place[pair.left], place[pair.right]) for pair in judged]
        found.append(
            Judged(
                [unit.clean_text for unit in document.units],
                pairs,
                [pair.same for pair in judged],
                [unit.cluster for unit in document.units],
                [score.get(pair, 0.0) if pair else 0.0 for pair in pairs],
            )
        )
    return found


def gold_units() -> list[Judged]:
    """The documents that the shipped model was trained on, those with pairs drawn by similarity."""
    meta = json.loads((model_folder() / "meta.json").read_text(encoding="utf-8"))
    found = []
    for name in meta["argmine"]["documents"]:
        path = ANNOTATIONS / "documents" / f"{name}.md"
        texts = [unit.clean_text for unit in read_gold(path).units]
        judged = alike(name, path.read_bytes().decode())
        if judged:
            pairs = [pair_of(pair.left, pair.right) for pair in judged]
            found.append(Judged(texts, pairs, [pair.same for pair in judged], [], []))
    return found


def alike(name: str, text: str) -> list[JudgedPair]:
    ids = [unit.id for unit in read_lines(ANNOTATIONS / "documents" / f"{name}.jsonl", text)]
    return [pair for pair in read_judged(ANNOTATIONS / "pairs" / f"{name}.jsonl", ids) if pair.by_similarity]


def pair_of(left: int, right: int) -> tuple[int, int] | None:
    return (min(left, right), max(left, right)) if min(left, right) >= 0 else None


def question(documents: Sequence[Judged], **settings: Any) -> dict[str, Any]:
    rows = [{"texts": each.texts, "pairs": [pair or (0, 0) for pair in each.pairs]} for each in documents]
    return {"documents": rows, **settings}


def best(documents: Sequence[Judged], found: dict[str, Any], *, communities: list, topics: list) -> dict[str, Any]:
    """Each peer with the setting that reaches the highest F1, and BERTopic as it is by default."""
    cosines = [
        cosine if pair else 0.0
        for each, row in zip(documents, found["cosines"], strict=True)
        for pair, cosine in zip(each.pairs, row, strict=True)
    ]
    reached = {}
    for name, settings, labels in (
        ("MiniLM and community_detection", communities, found["communities"]),
        ("BERTopic", topics, found["topics"]),
    ):
        rows = [f1(documents, [[None if x < 0 else str(x) for x in document] for document in each]) for each in labels]
        place = max(range(len(rows)), key=lambda i: rows[i]["f1"])
        reached[name] = {"setting": settings[place], **rows[place]}
        if {} in settings:
            reached[name]["f1_by_default"] = rows[settings.index({})]["f1"]
    reached["MiniLM and community_detection"]["average_precision"] = precision_of(documents, cosines)
    return reached


def ours(documents: Sequence[Judged]) -> dict[str, Any]:
    scores = [score for each in documents for score in each.scores]
    reached = f1(documents, [each.labels for each in documents])
    return {"argmine mine": reached | {"average_precision": precision_of(documents, scores)}}


def f1(documents: Sequence[Judged], labels: Sequence[Sequence[str | None]]) -> dict[str, float]:
    """Of "in one cluster" over the judged pairs of all documents."""
    hits = given = gold = 0
    for document, own in zip(documents, labels, strict=True):
        for pair, same in zip(document.pairs, document.same, strict=True):
            together = pair is not None and own[pair[0]] is not None and own[pair[0]] == own[pair[1]]
            hits += together and same
            given += together
            gold += same
    scores = {"f1": 2 * hits / max(given + gold, 1), "precision": hits / max(given, 1), "recall": hits / max(gold, 1)}
    return {name: round(value, 4) for name, value in scores.items()}


def precision_of(documents: Sequence[Judged], scores: Sequence[float]) -> float:
    gold = [same for each in documents for same in each.same]
    return round(float(average_precision_score(gold, scores)), 4)


def counts(documents: Sequence[Judged]) -> dict[str, int]:
    same = [pair for each in documents for pair in each.same]
    return {"documents": len(documents), "pairs": len(same), "same": sum(same)}
