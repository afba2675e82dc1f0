"""The whole product in one short function: a file in, an `ArgumentDocument` out."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import spacy
from spacy.language import Language

from argmine.components.stages import with_source
from argmine.components.state import get_arrays, get_document, make_doc
from argmine.document import ArgumentDocument, Run, SourceText
from argmine.errors import InputError, ModelError
from argmine.learn.inputs import Matrix
from argmine.readers import READERS, read
from argmine.readers.plain_text import text_source

DEFAULT_MODEL = "en_argmine"
MAX_CHARACTERS = 5_000_000
_LONGEST_PATH = 1_000  # characters


def analyse(path: Path, pipeline: Language) -> ArgumentDocument:
    """The arguments of a submission: located, typed, tagged, clustered. Same bytes in, same document out.

    Raises:
        InputError: the file cannot be read as text, or holds more than 5,000,000 characters.
    """
    return analyse_text(read(path), pipeline)


def mine(source: str | Path, pipeline: Language | None = None) -> ArgumentDocument:
    """The arguments of a file or of a text; without a pipeline, the shipped one is loaded once and kept.

    A string is a path if a file of that name is there or it ends like one that argmine reads, and a text otherwise.

    Raises:
        InputError: the file is not there or cannot be read, or the text is empty or too long.
        ModelError: the shipped model cannot be loaded.
    """
    nlp = pipeline or default_pipeline()
    if isinstance(source, Path) or _names_a_file(source):
        return analyse(Path(source), nlp)
    return analyse_text(text_source(source, "text"), nlp)


def _names_a_file(source: str) -> bool:
    if "\n" in source or len(source) > _LONGEST_PATH:
        return False
    return Path(source).suffix.lower() in READERS or Path(source).is_file()


@cache
def default_pipeline() -> Language:
    """The shipped pipeline, loaded once in a process.

    Raises:
        ModelError: it cannot be loaded.
    """
    return load_pipeline()


def analyse_text(source: SourceText, pipeline: Language) -> ArgumentDocument:
    """The arguments of a text that a reader has read.

    Raises:
        InputError: the text holds more than 5,000,000 characters.
    """
    return read_closely(source, pipeline)[0]


def read_closely(source: SourceText, pipeline: Language) -> tuple[ArgumentDocument, dict[str, Matrix]]:
    """The arguments of a text, and what the encoder read of its units: a row each under "meaning" and "context".

    Raises:
        InputError: the text holds more than 5,000,000 characters.
    """
    if len(source.text) > MAX_CHARACTERS:
        raise InputError(
            f"{source.source}: {len(source.text):,} characters; the limit is {MAX_CHARACTERS:,}; split the file"
        )
    doc = pipeline(make_doc(pipeline, source))
    return replace(with_source(get_document(doc), source), run=run_of(pipeline)), get_arrays(doc)


def load_pipeline(model: str | Path = DEFAULT_MODEL) -> Language:
    """The spaCy pipeline of a shipped model's name or a model folder.

    Raises:
        ModelError: there is no such model, or it cannot be loaded.
    """
    folder = model_folder(model)
    try:
        pipeline = spacy.load(folder)
    except (OSError, ValueError) as error:
        raise ModelError(f"{folder}: not a pipeline that spaCy can load: {error}") from error
    pipeline.max_length = MAX_CHARACTERS
    return pipeline


def model_folder(model: str | Path = DEFAULT_MODEL) -> Path:
    """Where a model stands: a folder, or a shipped model's name.

    Raises:
        ModelError: there is no such folder or model.
    """
    shipped = [Path(str(files("argmine"))) / "models", Path(__file__).resolve().parents[2] / "models"]
    for folder in (Path(model), *(place / str(model) for place in shipped)):
        if (folder / "meta.json").is_file():
            return folder
    raise ModelError(
        f"no model {str(model)!r}: neither a folder with a meta.json nor a model shipped with argmine ({DEFAULT_MODEL})"
    )


def run_of(pipeline: Language) -> Run:
    """What a result depends on: versions and hashes, no clock and no path."""
    meta = pipeline.meta.get("argmine", {})
    config = hashlib.sha256(pipeline.config.to_str().encode()).hexdigest()
    return Run(
        argmine_version=version("argmine"),
        model=f"{pipeline.meta['lang']}_{pipeline.meta['name']}-{pipeline.meta['version']}",
        model_hash=str(meta.get("hash", "")),
        config_hash=config[:16],
        seed=int(meta.get("seed", 0)),
    )


def hash_folder(folder: Path) -> str:
    """SHA-256 over the names and bytes of a model's data files (not meta.json, card or metrics)."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if (path.is_file() and path.suffix in {".onnx", ".safetensors", ".cfg"}) or path.name in {
            "tokenizer.json",
            "window.json",
        }:
            digest.update(path.relative_to(folder).as_posix().replace(os.sep, "/").encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
