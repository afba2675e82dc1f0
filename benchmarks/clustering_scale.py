"""Repeated arguments among a great many units: recall of the index, time and memory as they grow, the same twice.

Units are drawn from the vectors of `corpus_vectors.py`. One is a real sentence moved by the difference of two others,
which is scaled to the distance between the sentence and its nearest neighbour: so neighbourhoods are as dense, and
spread in the directions, of the real ones. Meaning and context move alike, and three in ten words of its text come from
one of the two others. CPU seconds of one core; each measurement is a process of its own.

    pip install '.[scale]' && python benchmarks/clustering_scale.py VECTORS benchmarks/clustering_scale.json
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from corpus_vectors import CorpusVectors, read_vectors
from neighbour_libraries import exact, recall

from argmine.analysis import model_folder
from argmine.learn.clustering import average_linkage, linkage_by_parts, representatives
from argmine.learn.heads import load_head
from argmine.learn.inputs import Matrix
from argmine.learn.many_units import candidate_pairs_many, comparable_many, pair_scores_many
from argmine.learn.neighbours import nearest_by_index
from argmine.learn.similarity import candidate_pairs, comparable, pair_features

SIZES = (10_000, 31_600, 100_000, 316_000, 1_000_000)
COMPARED = (5_000, 10_000, 20_000)  # real units, by the index and by comparing all with all
CHECKED = ((31_600, 1), (31_600, 2), (31_600, 3))  # units, threads
THRESHOLD, PER_UNIT, LARGEST = 0.18, 20, 40  # of models/en_argmine; the largest of `put_together` grows with documents
REPLACED = 0.3  # of the words


def drawn(real: CorpusVectors, n: int) -> CorpusVectors:
    rng = np.random.default_rng(n)
    own, one, other = (rng.integers(0, len(real.texts), n) for _ in range(3))
    nearest = np.empty(len(real.texts), np.float32)
    for start in range(0, len(nearest), 1000):
        scores = real.meaning[start : start + 1000] @ real.meaning.T
        scores[np.arange(len(scores)), np.arange(start, start + len(scores))] = -2
        nearest[start : start + 1000] = np.sqrt(np.maximum(2 - 2 * scores.max(axis=1), 1e-4))
    meaning, context = np.empty((n, 384), np.float32), np.empty((n, 384), np.float32)
    for start in range(0, n, 10_000):
        part = slice(start, start + 10_000)
        apart = real.meaning[one[part]] - real.meaning[other[part]]
        share = (nearest[own[part]] / np.maximum(np.linalg.norm(apart, axis=1), 1e-3))[:, None]
        moved = real.meaning[own[part]] + share * apart
        meaning[part] = moved / np.linalg.norm(moved, axis=1, keepdims=True)
        context[part] = real.context[own[part]] + share * (real.context[one[part]] - real.context[other[part]])
    words = [text.split() for text in real.texts]
    texts = []
    for a, b in zip(own.tolist(), one.tolist(), strict=True):
        swapped = rng.random(len(words[a])) < REPLACED
        picked = rng.integers(0, len(words[b]), len(words[a])).tolist()
        texts.append(" ".join(words[b][p] if s else w for w, s, p in zip(words[a], swapped, picked, strict=True)))
    return CorpusVectors(texts, meaning, context, real.components[own], real.specialties[own], real.risks[own])


def part_of(real: CorpusVectors, n: int) -> CorpusVectors:
    """Real units, spread over the corpora."""
    rows = np.sort(np.random.default_rng(0).permutation(len(real.texts))[:n])
    return CorpusVectors(
        [real.texts[row] for row in rows], real.meaning[rows], real.context[rows], real.components[rows],
        real.specialties[rows], real.risks[rows],
    )  # fmt: skip


class Clock:
    """CPU seconds of each stage."""

    def __init__(self) -> None:
        self.stages: dict[str, float] = {}
        self._at = time.process_time()

    def stage(self, name: str) -> None:
        now = time.process_time()
        self.stages[name] = round(now - self._at, 2)
        self._at = now


Grouped = tuple[list[list[int]], dict]


def by_index(units: CorpusVectors) -> Grouped:
    head, clock = load_head(model_folder() / "argmine_clusters" / "head.safetensors"), Clock()
    compared = comparable_many(
        units.texts, units.meaning, units.context, units.components, units.specialties, units.risks
    )
    clock.stage("words and vectors")
    pairs = candidate_pairs_many(compared, per_unit=PER_UNIT)
    clock.stage("candidates")
    scores = pair_scores_many(compared, head, pairs)
    clock.stage("scores")
    return _linked(pairs, scores, clock, parts=True)


def by_all(units: CorpusVectors) -> Grouped:
    head, clock = load_head(model_folder() / "argmine_clusters" / "head.safetensors"), Clock()
    compared = comparable(units.texts, units.meaning, units.context, units.components, units.specialties, units.risks)
    clock.stage("words and vectors")
    pairs = candidate_pairs(compared, per_unit=PER_UNIT)
    clock.stage("candidates")
    scores = head.predict(pair_features(compared, pairs))[:, 0]
    clock.stage("scores")
    return _linked(pairs, scores, clock, parts=False)


def _linked(pairs: np.ndarray, scores: Matrix, clock: Clock, *, parts: bool) -> Grouped:
    clusters = (linkage_by_parts if parts else average_linkage)(pairs, scores, threshold=THRESHOLD, largest=LARGEST)
    best = representatives(clusters, pairs, scores)
    clock.stage("linkage")
    digest = hashlib.sha256(pairs.tobytes() + scores.tobytes() + json.dumps([clusters, best]).encode())
    return clusters, {
        "cpu_seconds": round(sum(clock.stages.values()), 1), "stages": clock.stages, "pairs": len(pairs),
        "clusters": len(clusters), "clustered_units": sum(map(len, clusters)), "digest": digest.hexdigest()[:16],
        "peak_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }  # fmt: skip


def both(clusters: list[list[int]]) -> set[tuple[int, int]]:
    return {(a, b) for cluster in clusters for i, a in enumerate(cluster) for b in cluster[i + 1 :]}


def agreement(real: CorpusVectors, n: int) -> dict:
    """Both ways on the same real units: CPU seconds, and how far they put the same units together."""
    units = part_of(real, n)
    mine, index = by_index(units)
    theirs, every = by_all(units)
    one, other = both(mine), both(theirs)
    return {
        "units": n, "cpu_seconds_index": index["cpu_seconds"], "cpu_seconds_exact": every["cpu_seconds"],
        "f1_of_pairs_in_one_cluster": round(2 * len(one & other) / max(len(one) + len(other), 1), 4),
    }  # fmt: skip


def search_recall(real: CorpusVectors) -> dict:
    moved = real.meaning - real.meaning.mean(axis=0)
    vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    places, _ = nearest_by_index(vectors, count=PER_UNIT)
    found = np.full((len(vectors), PER_UNIT), -1)
    order = np.arange(len(places)) - np.searchsorted(places[:, 0], places[:, 0])
    found[places[:, 0], order] = places[:, 1]
    return {"units": len(vectors), "nearest": PER_UNIT, "recall": round(recall(found, exact(vectors)), 4)}


def measure(folder: Path, what: str, n: int, threads: int) -> dict:
    real = read_vectors(folder)
    if what == "recall":
        return search_recall(real)
    if what == "agreement":
        return agreement(real, n)
    return {"units": n, "threads": threads} | by_index(drawn(real, n))[1]


def child(folder: Path, what: str, n: int = 0, threads: int = 1) -> dict:
    command = [sys.executable, __file__, str(folder), what, str(n), str(threads)]
    run = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, env=os.environ | {"OMP_NUM_THREADS": str(threads)}
    )
    return json.loads(run.stdout)


def exponent(rows: list[dict]) -> float:
    """By least squares of log seconds on log units."""
    units, seconds = (np.log([row[key] for row in rows]) for key in ("units", "cpu_seconds"))
    return round(float(np.polyfit(units, seconds, 1)[0]), 3)


def main() -> None:
    folder, target = Path(sys.argv[1]), Path(sys.argv[2])
    if len(sys.argv) > 3:
        print(json.dumps(measure(folder, sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))))
        return
    results: dict = {"recall": child(folder, "recall"), "against_exact": [], "growth": []}

    def write() -> None:
        target.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")

    write()
    for n in SIZES[:3]:
        results["growth"].append(child(folder, "growth", n))
        write()
    again = [child(folder, "growth", n, threads) for n, threads in CHECKED]
    results["determinism"] = {
        "threads": [row["threads"] for row in again], "units": again[0]["units"],
        "same": len({row["digest"] for row in again}) == 1,
    }  # fmt: skip
    for n in COMPARED:
        results["against_exact"].append(child(folder, "agreement", n))
        write()
    for n in SIZES[3:]:
        results["growth"].append(child(folder, "growth", n))
        results["exponent"] = exponent(results["growth"])
        write()


if __name__ == "__main__":
    main()
