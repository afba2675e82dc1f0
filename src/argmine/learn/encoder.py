"""The encoder: one pass over windows of units serves typing, tagging and comparing; shipped as an ONNX graph."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, fields
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


@dataclass(frozen=True, slots=True)
class Encoded:
    """What one pass yields for `n` units.

    `vectors` (n, d) are token states averaged per unit; `scores` (n, outputs) the logits of the fine-tuning
    heads; `meaning` (n, d) unit-length vectors that are close for units that make the same argument; `links`
    (n, 2k + 1) each unit as one that supports and as one that is supported, and its score of supporting nothing
    (`learn.links`).
    """

    vectors: Matrix
    scores: Matrix
    meaning: Matrix
    links: Matrix


OUTPUTS = tuple(field.name for field in fields(Encoded))  # of the graph, in this order


class WindowEncoder:
    """Windows of token ids to what `Encoded` has; `run` maps a batch of one window to it.

    Windows are read one at a time, in as many threads as are given: there is no padding, and what a window yields
    depends on nothing but itself, so that it is the same in any company and with any number of threads.
    """

    def __init__(
        self,
        shape: WindowShape,
        tokenizer: Tokenizer,
        run: Callable[[Batch], Sequence[Matrix]],
        *,
        threads: int = 1,
    ) -> None:
        self.shape = shape
        self.tokenizer = tokenizer
        self._run = run
        self._threads = threads

    def encode(self, document: DocumentInput) -> Encoded:
        """All units of a document, each token read once; the order of work does not depend on timing.

        Raises:
            ModelError: the graph is of another version of argmine.
        """
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
            return Encoded(*(np.zeros((0, 1), np.float32) for _ in OUTPUTS))
        read = [self._read_one(windows[0])]  # before there are threads: the first call of a process opens the graph
        if self._threads == 1:
            read += map(self._read_one, windows[1:])
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                read += pool.map(self._read_one, windows[1:])
        return Encoded(*(np.concatenate(parts) for parts in zip(*read, strict=True)))

    def _read_one(self, window: Window) -> list[Matrix]:
        outputs = [output[0] for output in self._run(pad([window]))]
        if len(outputs) != len(OUTPUTS):
            raise ModelError(
                f"the encoder has {len(outputs)} outputs, not {len(OUTPUTS)}: it is of another version of argmine; "
                "reinstall argmine or train the model again"
            )
        return outputs


def load_window_encoder(path: Path) -> WindowEncoder:
    """The encoder in a folder that holds `model.onnx`, `tokenizer.json` and `window.json`.

    Raises:
        ModelError: a file is missing or damaged.
    """
    try:
        shape = WindowShape(**json.loads((path / "window.json").read_text(encoding="utf-8")))
        graph = Graph(path / "model.onnx", threads=1)
        return WindowEncoder(shape, load_tokenizer(path / "tokenizer.json"), graph, threads=thread_count())
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
    """An ONNX graph on the CPU, with bounded memory and a fixed number of threads for each call.

    A session is opened on first use in each process: in a forked one the threads of the parent's session are
    gone. That session is kept but never closed there, since closing it would wait for those threads for ever.
    """

    def __init__(self, path: Path, *, threads: int | None = None) -> None:
        """Keep the graph of a file; `threads` work on each call (default: as many as are allowed).

        Raises:
            ModelError: the file is missing.
        """
        if not path.is_file():
            raise ModelError(f"{path} is missing; reinstall argmine or train the model again")
        self._path = path
        self._threads = threads
        self._sessions: dict[int, onnxruntime.InferenceSession] = {}  # by process

    def __call__(self, batch: Batch) -> list[Matrix]:
        """The outputs of the graph for a batch of windows, in their order."""
        return self.run({"ids": batch.ids, "mask": batch.mask, "pool": batch.pool})

    def run(self, inputs: Mapping[str, npt.NDArray[Any]]) -> list[Matrix]:
        """The outputs of the graph for its named inputs, in their order; inputs that it does not have are left out."""
        process = os.getpid()
        session = self._sessions.get(process) or self._sessions.setdefault(process, self._open())
        outputs: list[Matrix] = session.run(None, {each.name: inputs[each.name] for each in session.get_inputs()})
        return outputs

    def _open(self) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = self._threads or thread_count()
        options.enable_cpu_mem_arena = False  # 350 MB less at the peak
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle threads wait, not spin
        return onnxruntime.InferenceSession(str(self._path), options, providers=["CPUExecutionProvider"])

    def __getstate__(self) -> dict[str, Any]:
        """A session cannot cross to another process; the path can."""
        return {"_path": self._path, "_threads": self._threads, "_sessions": {}}


def thread_count() -> int:
    """How many threads the encoder works with: ARGMINE_THREADS, or 2.

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
