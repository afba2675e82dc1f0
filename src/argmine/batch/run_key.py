"""What results depend on beside their sources."""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from argmine.batch.durable import sha256_of
from argmine.batch.messages import Setup
from argmine.batch.records import RunKey

# what reads, computes and writes: another version of one may give other bytes
_LIBRARIES = (
    *("spacy", "onnxruntime", "tokenizers", "numpy", "scikit-learn", "scipy", "charset-normalizer", "pypdfium2"),
    *("python-docx", "lxml", "jinja2", "xlsxwriter", "openpyxl", "pyarrow"),
)
_DIGITS = 16


def run_key(setup: Setup) -> RunKey:
    """The run under which documents are recorded.

    Formats are not in it, since a record names its outputs; nor are limits and the password, which decide whether a
    document can be read and not what is found in it.

    Raises:
        ModelError: there is no such model.
    """
    settings = [setup.opens, *(f"{name} {_version(name)}" for name in _LIBRARIES)]
    model = setup.model
    if setup.opens == Setup.__dataclass_fields__["opens"].default:
        from argmine.analysis import model_folder

        model = Path(model).name
        settings.append(_hash(model_folder(setup.model)))
    digest = hashlib.sha256("\n".join(settings).encode()).hexdigest()[:_DIGITS]
    return RunKey(model, version("argmine"), digest)


def _hash(folder: Path) -> str:
    """Of every file: what the model's own hash says could be of another time."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\n{sha256_of(path)}\n".encode())
    return digest.hexdigest()


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
