"""Where the base encoder of a training run is, and whether it is the one that was meant."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from argmine.errors import ConfigError, MissingExtraError
from argmine.learn.settings import ModelSection


def base_folder(model: ModelSection) -> Path:
    """The folder of the base encoder, its weights checked against the configured hash.

    Raises:
        ConfigError: the folder is missing or its weights are others.
        MissingExtraError: the package that holds it is not installed.
    """
    name = model.base
    if name.startswith("package:"):
        spec = importlib.util.find_spec(name.removeprefix("package:"))
        if spec is None or spec.origin is None:
            raise MissingExtraError(name.removeprefix("package:"), "train")
        folder = Path(spec.origin).parent / "model"
    else:
        folder = Path(name)
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise ConfigError(
            f"model.base: {folder} has no model.safetensors; give the folder of a sentence-transformers model"
        )
    if model.base_sha256:
        found = hashlib.sha256(weights.read_bytes()).hexdigest()
        if found != model.base_sha256:
            raise ConfigError(f"model.base_sha256: {weights} has {found}")
    return folder


def require_torch() -> None:
    """Do nothing where the `train` extra is installed.

    Raises:
        MissingExtraError: it is not.
    """
    for package in ("torch", "transformers", "onnx"):
        if importlib.util.find_spec(package) is None:
            raise MissingExtraError(package, "train")
