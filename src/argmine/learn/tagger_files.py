"""The folder of a tagger: its code frame, its heads, and which kind it is."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TypeAlias

from safetensors.numpy import load_file, save_file

from argmine.errors import ModelError
from argmine.learn.frame_tagging import FrameTagger
from argmine.learn.heads import load_head, save_head
from argmine.learn.label_context import CodeFrame
from argmine.learn.labels import Label
from argmine.learn.tagging import RiskTagger, SpecialtyTagger

Tagger: TypeAlias = RiskTagger | SpecialtyTagger | FrameTagger


def save_tagger(tagger: Tagger, path: Path) -> None:
    """Write a tagger's folder: `labels.json`, `labels.safetensors`, `settings.json` and its heads."""
    path.mkdir(parents=True, exist_ok=True)
    rows = [asdict(label) for label in tagger.frame.labels]
    (path / "labels.json").write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    arrays = {"names": tagger.frame.names, "definitions": tagger.frame.definitions}
    save_file(arrays, str(path / "labels.safetensors"))
    if isinstance(tagger, SpecialtyTagger):
        save_head(tagger.shared, path / "shared.safetensors")
        save_head(tagger.general, path / "general.safetensors")
        settings = {"general_label": tagger.general_label, "risks": tagger.risks, "threshold": tagger.threshold}
        settings["kind"] = "specialties"
    else:
        save_head(tagger.head, path / "head.safetensors")
        settings = {"kind": "risk_types" if isinstance(tagger, RiskTagger) else "code_frame"}
    (path / "settings.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def load_tagger(path: Path) -> Tagger:
    """Read a tagger of any kind.

    Raises:
        ModelError: a file is missing or damaged.
    """
    try:
        settings = json.loads((path / "settings.json").read_text(encoding="utf-8"))
        labels = tuple(Label(**row) for row in json.loads((path / "labels.json").read_text(encoding="utf-8")))
        arrays = load_file(str(path / "labels.safetensors"))
        frame = CodeFrame(labels, arrays["names"], arrays["definitions"])
        kind = settings.pop("kind")
    except Exception as error:
        raise ModelError(f"{path}: the tagger cannot be loaded: {error}; reinstall argmine") from error
    if kind in ("risk_types", "code_frame"):
        one_head = RiskTagger if kind == "risk_types" else FrameTagger
        return one_head(frame, load_head(path / "head.safetensors"))
    shared, general = load_head(path / "shared.safetensors"), load_head(path / "general.safetensors")
    return SpecialtyTagger(frame, shared, general, **settings)
