"""Libraries for approximate nearest neighbours on real vectors: recall, CPU seconds, memory, same result twice.

Each runs in a process of its own, with one thread for insertion and one for searching, on the centred vectors of
`corpus_vectors.py`, 20 nearest of every unit by every unit.

    python benchmarks/neighbour_libraries.py VECTORS > benchmarks/neighbour_libraries.json
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import numpy as np

NEAREST = 20
Search = Callable[[np.ndarray], np.ndarray]


def usearch(vectors: np.ndarray, dtype: str, add: int, search: int) -> Search:
    from usearch.index import Index

    index = Index(
        ndim=vectors.shape[1], metric="ip", dtype=dtype, connectivity=16, expansion_add=add, expansion_search=search
    )
    index.add(np.arange(len(vectors)), vectors, threads=1)
    return lambda rows: index.search(rows, NEAREST + 1, threads=1).keys.astype(np.int64)


def argmine(vectors: np.ndarray, dtype: str, add: int, search: int) -> Search:
    """Inverted lists of short codes, compared again in half precision: faiss as argmine uses it."""
    import faiss

    from argmine.learn.neighbours import built

    faiss.omp_set_num_threads(1)
    index = built(faiss, vectors)
    return lambda rows: index.search(rows, NEAREST + 1)[1]


def hnswlib(vectors: np.ndarray, dtype: str, add: int, search: int) -> Search:
    import hnswlib

    index = hnswlib.Index(space="ip", dim=vectors.shape[1])
    index.init_index(max_elements=len(vectors), ef_construction=add, M=16, random_seed=1)
    index.set_num_threads(1)
    index.add_items(vectors, num_threads=1)
    index.set_ef(search)
    return lambda rows: index.knn_query(rows, NEAREST + 1, num_threads=1)[0].astype(np.int64)


def faiss_hnsw(vectors: np.ndarray, dtype: str, add: int, search: int) -> Search:
    import faiss

    faiss.omp_set_num_threads(1)
    kinds = {"f16": faiss.ScalarQuantizer.QT_fp16, "i8": faiss.ScalarQuantizer.QT_8bit}
    inner = faiss.METRIC_INNER_PRODUCT
    if dtype == "f32":
        index = faiss.IndexHNSWFlat(vectors.shape[1], 16, inner)
    else:
        index = faiss.IndexHNSWSQ(vectors.shape[1], kinds[dtype], 16, inner)
    index.hnsw.efConstruction, index.hnsw.efSearch = add, search
    if not index.is_trained:
        index.train(vectors)
    index.add(vectors)
    return lambda rows: index.search(rows, NEAREST + 1)[1]


def voyager(vectors: np.ndarray, dtype: str, add: int, search: int) -> Search:
    import voyager

    kind = {"f32": voyager.StorageDataType.Float32, "i8": voyager.StorageDataType.Float8}[dtype]
    index = voyager.Index(
        voyager.Space.InnerProduct, vectors.shape[1], M=16, ef_construction=add, random_seed=1, storage_data_type=kind
    )
    index.add_items(vectors, num_threads=1)
    return lambda rows: index.query(rows, NEAREST + 1, num_threads=1, query_ef=search)[0].astype(np.int64)


LIBRARIES = {"argmine": argmine, "usearch": usearch, "hnswlib": hnswlib, "faiss-cpu": faiss_hnsw, "voyager": voyager}
RUNS = [
    ("argmine", "codes", 0, 0), ("usearch", "f16", 128, 96), ("hnswlib", "f32", 128, 96), ("faiss-cpu", "f16", 128, 96),
    ("voyager", "f32", 128, 96), ("usearch", "i8", 128, 96),
]  # fmt: skip


def centred(folder: Path) -> np.ndarray:
    meaning = np.load(folder / "meaning.npy")
    moved = meaning - meaning.mean(axis=0)
    return np.ascontiguousarray(moved / np.linalg.norm(moved, axis=1, keepdims=True))


def exact(vectors: np.ndarray) -> np.ndarray:
    """(n, NEAREST) the others with the highest products."""
    found = []
    for start in range(0, len(vectors), 1000):
        scores = vectors[start : start + 1000] @ vectors.T
        scores[np.arange(len(scores)), np.arange(start, start + len(scores))] = -2
        found.append(np.argpartition(-scores, NEAREST, axis=1)[:, :NEAREST].copy())  # a view would keep all of it
    return np.concatenate(found)


def recall(found: np.ndarray, truth: np.ndarray) -> float:
    """Of the nearest others, how many are found among the first NEAREST others."""
    hits = 0
    for row, (mine, real) in enumerate(zip(found.tolist(), truth.tolist(), strict=True)):
        hits += len(set([other for other in mine if other != row][:NEAREST]) & set(real))
    return hits / truth.size


def resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096


def run(folder: Path, name: str, dtype: str, add: int, search: int) -> dict:
    vectors = centred(folder)
    before, began = resident(), time.process_time()
    find = LIBRARIES[name](vectors, dtype, add, search)
    built = time.process_time()
    found = np.concatenate([find(vectors[start : start + 4096]) for start in range(0, len(vectors), 4096)])
    searched, after = time.process_time(), resident()
    truth_file = folder / "truth.npy"
    if not truth_file.exists():
        np.save(truth_file, exact(vectors))
    return {
        "library": name, "version": version(name), "storage": dtype, "expansion": [add, search],
        "recall": round(recall(found, np.load(truth_file)), 4), "build_cpu_seconds": round(built - began, 1),
        "search_cpu_seconds": round(searched - built, 1), "megabytes": round((after - before) / 2**20),
        "digest": hashlib.sha256(found.tobytes()).hexdigest()[:16],
    }  # fmt: skip


def main() -> None:
    folder = Path(sys.argv[1])
    if len(sys.argv) > 2:
        print(json.dumps(run(folder, sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))))
        return
    rows = []
    for given in RUNS:
        command = [sys.executable, __file__, str(folder), *map(str, given)]
        twice = [json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(2)]
        rows.append(twice[1] | {"same_twice": twice[0].pop("digest") == twice[1].pop("digest")})
        print(rows[-1], file=sys.stderr, flush=True)
    print(json.dumps({"units": len(np.load(folder / "meaning.npy", mmap_mode="r")), "runs": rows}, indent=1))


if __name__ == "__main__":
    main()
