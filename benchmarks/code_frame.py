"""A code frame of one's own: definitions alone, and 8, 16 or 64 examples a label, against plain baselines.

CDCP (never trained on): the five types as a code frame, definitions after the corpus's paper; the first half of the
comments gives the examples (three draws; fewer where a type has fewer), the second half is measured. Macro-F1 of the
likeliest label, so that no method's threshold matters.
ArgKP-2021, dev: the key points of a topic and stance as a code frame, without examples; mean average precision over
topics of the scores of all pairs.

    pip install '.[train]' && python benchmarks/code_frame.py CORPORA > benchmarks/code_frame.json
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score

from argmine.analysis import model_folder
from argmine.corpora import read_corpus
from argmine.corpora.argkp import read_key_points
from argmine.learn.definitions import definition_features
from argmine.learn.encoder import load_window_encoder
from argmine.learn.frame_tagging import DEFINITION_FILE, fit_frame, frame_inputs
from argmine.learn.heads import load_head
from argmine.learn.labels import Label
from argmine.learn.pretrained_encoder import base_folder
from argmine.learn.settings import read_settings
from argmine.learn.tagging import code_frame

TYPES = (
    Label("fact", "Fact", "A proposition about the world that could be checked against objective evidence."),
    Label("policy", "Policy", "A proposition that something should be done: a course of action to be taken."),
    Label("reference", "Reference", "A source of objective evidence that is cited: a link or a document."),
    Label("testimony", "Testimony", "A proposition about the writer's own state or experience."),
    Label("value", "Value", "A judgement that something is good or bad, right or wrong, important or not."),
)
DRAWS = 3


def main() -> None:
    from sentence_transformers import SentenceTransformer  # here, so that others can take the frame without torch

    corpora = Path(sys.argv[1])
    folder = model_folder() / "argmine_encoder"
    encoder, definitions = load_window_encoder(folder), load_head(folder / DEFINITION_FILE)
    minilm = SentenceTransformer(str(base_folder(read_settings(Path("configs/en_argmine.cfg")).model)))

    def plain(texts: Sequence[str]) -> np.ndarray:
        return minilm.encode(list(texts), normalize_embeddings=True)

    print(json.dumps({"cdcp": cdcp(corpora, encoder.embed, definitions, plain),
                      "argkp": key_points(corpora, encoder.embed, definitions, plain)}, indent=1))  # fmt: skip


def cdcp(corpora: Path, embed, definitions, plain) -> dict:
    documents = read_corpus("cdcp", corpora / "cdcp", "train")
    texts = [" ".join(unit.text.split()) for d in documents for unit in d.document.units]
    gold = np.array([[label.id for label in TYPES].index(label) for d in documents for label in d.labels])
    half = sum(len(d.labels) for d in documents[: len(documents) // 2])
    frame = code_frame(TYPES, embed)
    vectors, other = embed(texts[half:]), plain(texts)
    inputs = frame_inputs(vectors, texts[half:], frame)

    def score(probabilities: np.ndarray) -> float:
        return float(f1_score(gold[half:], probabilities.argmax(axis=1), average="macro"))

    results: dict = {}
    for count in (0, 8, 16, 64):
        rows: dict[str, list[float]] = {}
        for draw in range(DRAWS if count else 1):
            random = np.random.default_rng(draw)
            chosen = [some(random, gold[:half] == c, count) for c in range(len(TYPES))]
            examples = {label.id: [texts[i] for i in own] for label, own in zip(TYPES, chosen, strict=True)}
            started = time.perf_counter()
            tagger, _ = fit_frame(frame, examples, definitions, embed, seed=0)
            rows.setdefault("seconds", []).append(time.perf_counter() - started)
            rows.setdefault("argmine", []).append(score(tagger.head.predict(inputs)))
            if not count:
                like = other[half:] @ plain([f"{label.label}: {label.definition}" for label in TYPES]).T
                rows["MiniLM cosine to the definition"] = [score(like)]
                continue
            flat = np.concatenate(chosen)
            model = LogisticRegression(C=10, max_iter=2000).fit(other[flat], gold[flat])
            rows.setdefault("MiniLM, logistic regression", []).append(score(model.predict_proba(other[half:])))
            words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit([texts[i] for i in flat])
            model = LogisticRegression(C=10, max_iter=2000).fit(words.transform([texts[i] for i in flat]), gold[flat])
            rows.setdefault("TF-IDF, logistic regression", []).append(
                score(model.predict_proba(words.transform(texts[half:])))
            )
        results[f"{count} examples"] = {name: round(float(np.mean(values)), 4) for name, values in rows.items()}
    return results


def some(random: np.random.Generator, among: np.ndarray, count: int) -> np.ndarray:
    """At most `count` places that are true."""
    places = np.flatnonzero(among)
    return random.choice(places, min(count, len(places)), replace=False)


def key_points(corpora: Path, embed, definitions, plain) -> dict:
    reached: dict[str, list[float]] = {"argmine": [], "MiniLM cosine": []}
    for topic in read_key_points(corpora / "argkp", "dev"):
        gold = np.array([[topic.matches.get((a, k), False) for k in range(len(topic.key_points))]
                         for a in range(len(topic.arguments))])  # fmt: skip
        labels = tuple(Label(str(number), point, point) for number, point in enumerate(topic.key_points))
        features = definition_features(embed(topic.arguments), topic.arguments, code_frame(labels, embed))
        ours = definitions.predict(features.reshape(-1, features.shape[2]))
        theirs = plain(topic.arguments) @ plain(topic.key_points).T
        reached["argmine"].append(average_precision_score(gold.ravel(), ours.ravel()))
        reached["MiniLM cosine"].append(average_precision_score(gold.ravel(), theirs.ravel()))
    return {name: round(float(np.mean(values)), 4) for name, values in reached.items()}


if __name__ == "__main__":
    main()
