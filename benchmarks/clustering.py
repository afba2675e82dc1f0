"""Repeated arguments on dev: argmine's clusters against library clusterings at their best threshold.

F1 over judged pairs drawn by similarity. The libraries' thresholds are chosen on these very pairs (which favours
them); argmine's is the shipped one. The shipped model has been trained on dev, so argmine's figure here is that of
`training` (documents the scorer had not seen), read from the model's metrics.json.

    pip install '.[train]' && python benchmarks/clustering.py > benchmarks/clustering.json
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer
from sentence_transformers.util import community_detection
from sklearn.cluster import DBSCAN, AgglomerativeClustering
from sklearn.feature_extraction.text import TfidfVectorizer

from argmine.analysis import model_folder
from argmine.corpora.annotations import read_gold, read_lines, read_splits
from argmine.corpora.judged_pairs import JudgedPair, read_judged
from argmine.learn.pretrained_encoder import base_folder
from argmine.learn.settings import read_settings

FOLDER = Path("annotations")
Document = tuple[list[str], np.ndarray, list[JudgedPair]]
Clusterer = Callable[[Sequence[str], np.ndarray, float], np.ndarray]


def average_minilm(texts: Sequence[str], vectors: np.ndarray, threshold: float) -> np.ndarray:
    return _average(vectors @ vectors.T, threshold)


def average_characters(texts: Sequence[str], vectors: np.ndarray, threshold: float) -> np.ndarray:
    weights = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True).fit_transform(texts)
    return _average((weights @ weights.T).toarray(), threshold)


def communities(texts: Sequence[str], vectors: np.ndarray, threshold: float) -> np.ndarray:
    labels = -np.arange(1, len(texts) + 1)
    for number, members in enumerate(community_detection(vectors, threshold=threshold, min_community_size=2)):
        labels[members] = number
    return labels


def density(texts: Sequence[str], vectors: np.ndarray, threshold: float) -> np.ndarray:
    labels = DBSCAN(eps=1 - threshold, min_samples=2, metric="cosine").fit_predict(vectors)
    return np.where(labels < 0, -np.arange(1, len(texts) + 1), labels)


def _average(similarity: np.ndarray, threshold: float) -> np.ndarray:
    distance = np.clip(1 - similarity, 0, 2).astype(float)
    model = AgglomerativeClustering(None, metric="precomputed", linkage="average", distance_threshold=1 - threshold)
    return model.fit_predict(distance)


def f1(
    documents: Sequence[tuple[list[str], np.ndarray, list[JudgedPair]]], cluster: Clusterer, threshold: float
) -> float:
    hits = given = gold = 0
    for texts, vectors, judged in documents:
        labels = cluster(texts, vectors, threshold)
        for pair in judged:
            together = labels[pair.left] == labels[pair.right]
            hits += bool(together and pair.same)
            given += bool(together)
            gold += pair.same
    return 2 * hits / max(given + gold, 1)


def main() -> None:
    settings = read_settings(Path("configs/en_argmine.cfg"))
    encoder = SentenceTransformer(str(base_folder(settings.model)))
    documents = []
    for name in read_splits(FOLDER)["dev"]:
        path = FOLDER / "documents" / f"{name}.md"
        texts = [unit.clean_text for unit in read_gold(path).units]
        ids = [unit.id for unit in read_lines(path.with_suffix(".jsonl"), path.read_bytes().decode())]
        judged = [pair for pair in read_judged(FOLDER / "pairs" / f"{name}.jsonl", ids) if pair.by_similarity]
        documents.append((texts, encoder.encode(texts, normalize_embeddings=True), judged))
    pairs = [pair for _, _, judged in documents for pair in judged]
    results: dict = {"pairs": len(pairs), "same": sum(pair.same for pair in pairs), "methods": {}}
    methods = {
        "average linkage, MiniLM": average_minilm,
        "average linkage, character TF-IDF": average_characters,
        "community detection, MiniLM (sentence-transformers)": communities,
        "DBSCAN, MiniLM": density,
    }
    for name, cluster in methods.items():
        scores = {round(float(t), 2): f1(documents, cluster, float(t)) for t in np.arange(0.1, 0.96, 0.05)}
        best = max(scores, key=lambda t: scores[t])
        results["methods"][name] = {"f1": scores[best], "threshold": best}
    metrics = json.loads((model_folder() / "metrics.json").read_text(encoding="utf-8"))
    results["methods"]["argmine (held-out training documents)"] = {
        "f1": metrics["repeated_arguments"]["alike_pairs_f1"]
    }
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
