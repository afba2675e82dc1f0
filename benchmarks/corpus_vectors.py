"""Sentences of the public corpora and what the shipped encoder reads of them, for benchmarks at scale.

The texts stay in the folder that is given; nothing of them is written elsewhere.

    python benchmarks/corpus_vectors.py CORPORA VECTORS   # VECTORS: a folder outside of the project, some 200 MB
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from argmine.analysis import model_folder
from argmine.corpora import read_splits_found
from argmine.learn.encoder import load_window_encoder
from argmine.learn.inputs import FEATURES, DocumentInput
from argmine.structure.sentences import split_sentences

CORPORA = ("cdcp", "argunsc", "abstrct", "aae2", "argkp")
WANTED = 50_000
_TOGETHER = 200  # sentences of one reading, in the order of the corpus, so that each is read among its neighbours
_CLAUSE = re.compile(r"(?<=[,;:])\s+|\s+(?=(?:and|but|because|which|that|who|when|if|while|although)\s)")


@dataclass(frozen=True, slots=True)
class CorpusVectors:
    """`n` texts, the rows of the encoder (n, 384) in float32, and its label scores as probabilities."""

    texts: list[str]
    meaning: np.ndarray
    context: np.ndarray
    components: np.ndarray  # (n, 4)
    specialties: np.ndarray  # (n, 12)
    risks: np.ndarray  # (n, 13)


def sentences(folder: Path) -> Iterator[str]:
    for name in CORPORA:
        for documents in read_splits_found(name, folder / name).values():
            for document in documents:
                for line in document.text.split("\n"):
                    yield from (line[a:b].strip() for a, b in split_sentences(line))


def clauses(text: str) -> Iterator[str]:
    """Parts of a sentence of six words and more; the whole is not among them."""
    parts = [part for part in _CLAUSE.split(text) if len(part.split()) >= 6]
    yield from (part for part in parts if part != text)


def texts(folder: Path, wanted: int) -> tuple[list[str], int]:
    """(distinct texts, how many of them are sentences): all sentences, then clauses of them until there are enough."""
    whole = list(dict.fromkeys(text for text in sentences(folder) if len(text.split()) >= 4))
    every = dict.fromkeys([*whole, *(part for text in whole for part in clauses(text))])
    return list(every)[:wanted], min(len(whole), wanted)


def _document(lines: list[str]) -> DocumentInput:
    empty = ("",) * len(lines)
    zeros = np.zeros(len(lines), np.int64)
    paths: tuple[tuple[str, ...], ...] = ((),) * len(lines)
    features = np.zeros((len(lines), len(FEATURES)), np.float32)
    return DocumentInput(tuple(lines), empty, paths, empty, empty, features, zeros, zeros, zeros, "")


def write_vectors(folder: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    lines, whole = texts(folder, WANTED)
    encoder = load_window_encoder(model_folder() / "argmine_encoder")
    read = [encoder.encode(_document(lines[i : i + _TOGETHER])) for i in range(0, len(lines), _TOGETHER)]
    for name in ("meaning", "vectors", "scores"):
        np.save(target / f"{name}.npy", np.concatenate([getattr(each, name) for each in read]).astype(np.float32))
    (target / "texts.json").write_text(json.dumps({"sentences": whole, "texts": lines}), encoding="utf-8")
    print(f"{whole} sentences, {len(lines) - whole} clauses")


def read_vectors(target: Path) -> CorpusVectors:
    lines = json.loads((target / "texts.json").read_text(encoding="utf-8"))["texts"]
    meaning, context, scores = (np.load(target / f"{name}.npy") for name in ("meaning", "vectors", "scores"))
    odds = np.exp(scores[:, :4] - scores[:, :4].max(axis=1, keepdims=True))
    tags = 1 / (1 + np.exp(-scores[:, 4:]))
    tags = np.where(tags >= 0.5, tags, 0).astype(np.float32)
    components = (odds / odds.sum(axis=1, keepdims=True)).astype(np.float32)
    return CorpusVectors(lines, meaning, context, components, tags[:, 13:25], tags[:, :13])


if __name__ == "__main__":
    write_vectors(Path(sys.argv[1]), Path(sys.argv[2]))
