"""Meaning of single sentences: a MiniLM in onnxruntime, for comparing units with each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from argmine.learn.encoder import Graph, load_tokenizer
from argmine.learn.inputs import Matrix
from argmine.learn.windows import CLS, SEP

_LONGEST = 128  # tokens of a sentence that are read
_BATCH_TOKENS = 700


class SentenceEncoder:
    """Sentences to unit-length vectors (n, d): token states averaged, then normalized (Reimers and Gurevych 2019)."""

    def __init__(self, path: Path) -> None:
        """Load `model.onnx` and `tokenizer.json` of a folder.

        Raises:
            ModelError: a file is missing or damaged.
        """
        self._tokenizer = load_tokenizer(path / "tokenizer.json")
        self._graph = Graph(path / "model.onnx")

    def encode(self, texts: Sequence[str]) -> Matrix:
        """One unit-length row a text; equal texts get equal rows."""
        encoded = [
            [CLS, *e.ids[: _LONGEST - 2], SEP]
            for e in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        ]
        order = sorted(range(len(encoded)), key=lambda index: (len(encoded[index]), index))
        rows: list[Matrix] = [np.zeros(0, np.float32)] * len(encoded)
        start = 0
        while start < len(order):
            length = len(encoded[order[start]])
            stop = start + 1
            while (
                stop < len(order)
                and (stop - start + 1) * (length := max(length, len(encoded[order[stop]]))) <= _BATCH_TOKENS
            ):
                stop += 1
            self._run(encoded, order[start:stop], rows)
            start = stop
        return np.stack(rows) if rows else np.zeros((0, 1), np.float32)

    def _run(self, encoded: list[list[int]], chunk: list[int], rows: list[Matrix]) -> None:
        length = max(len(encoded[index]) for index in chunk)
        ids = np.zeros((len(chunk), length), np.int64)
        mask = np.zeros_like(ids)
        for row, index in enumerate(chunk):
            ids[row, : len(encoded[index])] = encoded[index]
            mask[row, : len(encoded[index])] = 1
        (vectors,) = self._graph.run({"ids": ids, "mask": mask})
        for row, index in enumerate(chunk):
            rows[index] = vectors[row]
