"""The shipped encoder: windows of units through onnxruntime, one pass for every component."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from argmine.errors import ModelError
from argmine.learn.inputs import DocumentInput, Matrix
from argmine.learn.windows import Window, WindowShape, make_windows, pad, tokenize

_BATCH_TOKENS = 3_000


@dataclass(frozen=True, slots=True)
class Encoded:
    """`vectors` (n, d): token states averaged per unit; `scores` (n, outputs): logits of the fine-tuning heads."""

    vectors: Matrix
    scores: Matrix


class WindowEncoder:
    """An ONNX graph from windows of token ids to unit vectors and scores."""

    def __init__(self, path: Path) -> None:
        """Load `model.onnx`, `tokenizer.json` and `window.json` of a folder.

        Raises:
            ModelError: a file is missing or damaged.
        """
        try:
            self.shape = WindowShape(**json.loads((path / "window.json").read_text(encoding="utf-8")))
            self.tokenizer = load_tokenizer(path / "tokenizer.json")
            self._session = open_session(path / "model.onnx")
        except ModelError:
            raise
        except Exception as error:
            raise ModelError(f"{path}: the encoder cannot be loaded: {error}; reinstall argmine or train the model again") from error

    def encode(self, document: DocumentInput) -> Encoded:
        """Vectors and scores of all units, each window read once; the order of work does not depend on timing."""
        windows = make_windows(*tokenize(self.tokenizer, document), self.shape)
        vectors: list[Matrix] = [np.zeros((0, 0), np.float32)] * len(windows)
        scores = list(vectors)
        for chunk in _chunks(windows):
            batch = pad([windows[index] for index in chunk])
            v, s = self._session.run(None, {"ids": batch.ids, "mask": batch.mask, "pool": batch.pool})
            for row, index in enumerate(chunk):
                size = len(windows[index].spans)
                vectors[index], scores[index] = v[row, :size], s[row, :size]
        if not windows:
            return Encoded(np.zeros((0, 1), np.float32), np.zeros((0, 1), np.float32))
        return Encoded(np.concatenate(vectors), np.concatenate(scores))


def load_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer of a model folder, without padding or truncation.

    Raises:
        ModelError: the file is missing.
    """
    if not path.is_file():
        raise ModelError(f"{path} is missing; reinstall argmine or train the model again")
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def open_session(path: Path) -> onnxruntime.InferenceSession:
    """A CPU session with bounded memory and a fixed order of summation.

    Raises:
        ModelError: the file is missing.
    """
    if not path.is_file():
        raise ModelError(f"{path} is missing; reinstall argmine or train the model again")
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 2
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def save_window_shape(shape: WindowShape, path: Path) -> None:
    """Write `window.json` of a model folder."""
    (path / "window.json").write_text(json.dumps(asdict(shape), indent=1) + "\n", encoding="utf-8")


def _chunks(windows: list[Window]) -> list[list[int]]:
    """Indices of windows in batches of like length and at most `_BATCH_TOKENS` padded tokens."""
    order = sorted(range(len(windows)), key=lambda index: (len(windows[index].ids), index))
    chunks: list[list[int]] = []
    for index in order:
        length = len(windows[index].ids)
        if chunks and (len(chunks[-1]) + 1) * length <= _BATCH_TOKENS:
            chunks[-1].append(index)
        else:
            chunks.append([index])
    return chunks
