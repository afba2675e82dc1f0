"""The shipped encoder: windows of units through onnxruntime, one pass for every component."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from argmine.errors import ModelError
from argmine.learn.inputs import DocumentInput, Matrix
from argmine.learn.windows import Window, WindowShape, make_windows, pad, tokenize

_BATCH_TOKENS = 700


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
            self._graph = Graph(path / "model.onnx")
        except ModelError:
            raise
        except Exception as error:
            raise ModelError(
                f"{path}: the encoder cannot be loaded: {error}; reinstall argmine or train the model again"
            ) from error

    def encode(self, document: DocumentInput) -> Encoded:
        """Vectors and scores of all units, each window read once; the order of work does not depend on timing."""
        windows = make_windows(*tokenize(self.tokenizer, document), self.shape)
        vectors: list[Matrix] = [np.zeros((0, 0), np.float32)] * len(windows)
        scores = list(vectors)
        for chunk in _chunks(windows):
            batch = pad([windows[index] for index in chunk])
            v, s = self._graph.run({"ids": batch.ids, "mask": batch.mask, "pool": batch.pool})
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


class Graph:
    """An ONNX graph on the CPU, with bounded memory and a fixed number of threads.

    A session is opened on first use in each process: in a forked one the threads of the parent's session are
    gone. That session is kept but never closed there, since closing it would wait for those threads for ever.
    """

    def __init__(self, path: Path) -> None:
        """Keep the graph of a file.

        Raises:
            ModelError: the file is missing.
        """
        if not path.is_file():
            raise ModelError(f"{path} is missing; reinstall argmine or train the model again")
        self._path = path
        self._sessions: dict[int, onnxruntime.InferenceSession] = {}  # by process

    def run(self, inputs: dict[str, npt.NDArray[Any]]) -> list[Matrix]:
        """The outputs of the graph in their order."""
        process = os.getpid()
        if process not in self._sessions:
            self._sessions[process] = self._open()
        outputs: list[Matrix] = self._sessions[process].run(None, inputs)
        return outputs

    def _open(self) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 2
        options.enable_cpu_mem_arena = False  # 350 MB less at the peak
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle threads wait, not spin
        return onnxruntime.InferenceSession(str(self._path), options, providers=["CPUExecutionProvider"])

    def __getstate__(self) -> dict[str, Any]:
        """A session cannot cross to another process; the path can."""
        return {"_path": self._path, "_sessions": {}}


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
