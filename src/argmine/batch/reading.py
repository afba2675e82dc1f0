"""What a worker reads texts with, and what is kept of a reading for `--together`."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from argmine.document import ArgumentDocument, SourceText
from argmine.exporters.json_file import SUFFIX, write_json
from argmine.exporters.whole_file import write_bytes

if TYPE_CHECKING:
    from argmine.learn.inputs import Matrix

Closely = tuple[ArgumentDocument, "dict[str, Matrix]"]
ReadClosely = Callable[[SourceText], Closely]
READINGS = ".argmine-readings"  # folder within the results' folder
_ARRAYS = ("meaning", "context")


def open_model(model: str) -> ReadClosely:
    """The pipeline of a model, loaded.

    Raises:
        ModelError: there is no such model, or it cannot be loaded.
    """
    from argmine.analysis import load_pipeline, read_closely
    from argmine.readers.plain_text import text_source

    pipeline = load_pipeline(model)
    read_closely(text_source("All is well.", "first"), pipeline)  # what is loaded on first use fails here, if it does
    return lambda source: read_closely(source, pipeline)


def open_by_name(opens: str, model: str) -> ReadClosely:
    """What `module:function` makes of a model."""
    module, function = opens.split(":")
    made: ReadClosely = getattr(import_module(module), function)(model)
    return made


def reading_names(output: str) -> tuple[str, str]:
    """Where the reading of a result stands within its folder: the document and the arrays."""
    stem = output.removesuffix(SUFFIX)
    return f"{READINGS}/{stem}{SUFFIX}", f"{READINGS}/{stem}.safetensors"


def keep_reading(closely: Closely, folder: Path, output: str) -> None:
    """Write what `--together` needs of a document.

    Raises:
        InputError: the folder cannot be written to.
    """
    from safetensors.numpy import save

    document, arrays = closely
    plain, tensors = reading_names(output)
    write_json(document, folder / plain)
    write_bytes(save({name: arrays[name] for name in _ARRAYS}), folder / tensors)


def kept_reading(folder: Path, output: str) -> Closely:
    """What `keep_reading` wrote."""
    from safetensors.numpy import load

    from argmine.schema import load_json

    plain, tensors = reading_names(output)
    return load_json(folder / plain), load((folder / tensors).read_bytes())
