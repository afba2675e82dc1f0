"""The encoder: one pass over windows of units serves typing, tagging and comparing; shipped as an ONNX graph."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from argmine.errors import ModelError
from argmine.learn.inputs import DocumentInput, Matrix
from argmine.learn.windows import Batch, Window, WindowShape, make_windows, pad, tokenize

THREADS = "ARGMINE_THREADS"  # the environment variable
_BATCH_TOKENS = 700  # small batches: little padding, little memory, no slower


@dataclass(frozen=True, slots=True)
class Encoded:
    """What one pass yields for `n` units.

    `vectors` (n, d) are token states averaged per unit; `scores` (n, outputs) the logits of the fine-tuning
    heads; `meaning` (n, d) unit-length vectors that are close for units that make the same argument.
    """

    vectors: Matrix
    scores: Matrix
    meaning: Matrix


class WindowEncoder:
    """Windows of token ids to unit vectors, scores and meaning; `run` maps a padded batch to these three."""

    def __init__(self, shape: WindowShape, tokenizer: Tokenizer, run: Callable[[Batch], Sequence[Matrix]]) -> None:
        self.shape = shape
        self.tokenizer = tokenizer
        self._run = run

    def encode(self, document: DocumentInput) -> Encoded:
        """All units of a document, each token read once; the order of work does not depend on timing."""
        return self._read(make_windows(*tokenize(self.tokenizer, document), self.shape))

    def embed(self, texts: Sequence[str]) -> Matrix:
        """(n, d) meaning of texts that stand alone, such as titles and definitions; each distinct text is read once."""
        distinct = list(dict.fromkeys(texts))
        tokens = [e.ids for e in self.tokenizer.encode_batch(distinct, add_special_tokens=False)]
        windows = [make_windows([ids], [[]], self.shape)[0] for ids in tokens]
        place = {text: row for row, text in enumerate(distinct)}
        return self._read(windows).meaning[[place[text] for text in texts]]

    def _read(self, windows: list[Window]) -> Encoded:
        if not windows:
            return Encoded(*(np.zeros((0, 1), np.float32) for _ in range(3)))
        results: list[list[Matrix]] = [[] for _ in windows]
        for chunk in _chunks(windows):
            outputs = self._run(pad([windows[index] for index in chunk]))
            for row, index in enumerate(chunk):
                results[index] = [output[row, : len(windows[index].spans)] for output in outputs]
        return Encoded(*(np.concatenate(parts) for parts in zip(*results, strict=True)))


def load_window_encoder(path: Path) -> WindowEncoder:
    """The encoder in a folder that holds `model.onnx`, `tokenizer.json` and `window.json`.

    Raises:
        ModelError: a file is missing or damaged.
    """
    try:
        shape = WindowShape(**json.loads((path / "window.json").read_text(encoding="utf-8")))
        return WindowEncoder(shape, load_tokenizer(path / "tokenizer.json"), Graph(path / "model.onnx"))
    except ModelError:
        raise
    except Exception as error:
        raise ModelError(
            f"{path}: the encoder cannot be loaded: {error}; reinstall argmine or train the model again"
        ) from error


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

    def __call__(self, batch: Batch) -> list[Matrix]:
        """The outputs of the graph for a batch of windows, in their order."""
        return self.run({"ids": batch.ids, "mask": batch.mask, "pool": batch.pool})

    def run(self, inputs: Mapping[str, npt.NDArray[Any]]) -> list[Matrix]:
        """The outputs of the graph for its named inputs, in their order."""
        process = os.getpid()
        if process not in self._sessions:
            self._sessions[process] = self._open()
        outputs: list[Matrix] = self._sessions[process].run(None, dict(inputs))
        return outputs

    def _open(self) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = thread_count()
        options.enable_cpu_mem_arena = False  # 350 MB less at the peak
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle threads wait, not spin
        return onnxruntime.InferenceSession(str(self._path), options, providers=["CPUExecutionProvider"])

    def __getstate__(self) -> dict[str, Any]:
        """A session cannot cross to another process; the path can."""
        return {"_path": self._path, "_sessions": {}}


def thread_count() -> int:
    """How many threads a session works with: ARGMINE_THREADS, or 2.

    Raises:
        ModelError: the variable holds no number above 0.
    """
    given = os.environ.get(THREADS, "2")
    if not given.isdecimal() or int(given) < 1:
        raise ModelError(f"{THREADS}={given!r}: give a number of threads, such as 2")
    return int(given)


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
