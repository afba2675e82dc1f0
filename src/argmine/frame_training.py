"""A code frame of the user's own in the place of one of a pipeline's: no torch, no annotations, seconds."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from argmine.analysis import hash_folder, model_folder
from argmine.components.build import update_meta
from argmine.errors import ConfigError, ModelError
from argmine.learn.encoder import load_window_encoder
from argmine.learn.frame_tagging import DEFINITION_FILE, NO_LABEL, FrameFigures, fit_frame
from argmine.learn.heads import load_head
from argmine.learn.labels import Label, read_examples
from argmine.learn.tagger_files import save_tagger
from argmine.learn.tagging import code_frame

Slot = Literal["risk_types", "specialties"]
_FEW = 8  # examples from which a label's cross-validated F1 says something
_SEED = 0


def train_frame(path: Path, output: Path, *, base: str, slot: Slot, report: Callable[[str], None]) -> FrameFigures:
    """Write the pipeline `base` to the folder `output` with the code frame of `path` as its `slot`.

    Labels with examples are learnt from them and their definitions, others are found by their definitions alone. The
    rest of the pipeline is `base`, byte for byte. See `learn.labels.read_examples` for the file's format.

    Raises:
        ConfigError: the code frame is malformed, has fewer than two labels, or a label with neither definition nor
            examples; or `output` holds something else than a pipeline.
        ModelError: `base` is missing, damaged, or too old to read definitions.
    """
    frame, examples = _checked(path, read_examples(path))
    folder = model_folder(base)
    encoder = load_window_encoder(folder / "argmine_encoder")
    if not (folder / "argmine_encoder" / DEFINITION_FILE).is_file():
        raise ModelError(f"{folder}: has no scorer of definitions; train it again with this version of argmine")
    definitions = load_head(folder / "argmine_encoder" / DEFINITION_FILE)
    report(f"{len(frame)} labels, {sum(map(len, examples.values()))} examples")
    embedded = code_frame(frame, encoder.embed)
    tagger, figures = fit_frame(embedded, examples, definitions, encoder.embed, seed=_SEED)
    _copy(folder, output)
    shutil.rmtree(output / f"argmine_{slot}")
    save_tagger(tagger, output / f"argmine_{slot}")
    _describe(output, path, base, slot, figures)
    report(f"wrote {output}")
    return figures


def _checked(
    path: Path, rows: Sequence[tuple[Label, tuple[str, ...]]]
) -> tuple[tuple[Label, ...], dict[str, tuple[str, ...]]]:
    frame = tuple(label for label, _ in rows if label.id != NO_LABEL)
    examples = {label.id: given for label, given in rows}
    if len(frame) < 2:
        raise ConfigError(f"{path}: a label is told apart from the others, so a code frame needs at least two")
    for label in frame:
        if not label.definition and not examples[label.id]:
            raise ConfigError(f"{path}: {label.id} has neither a definition nor examples; give one of them")
    return frame, examples


def _copy(folder: Path, output: Path) -> None:
    """Replace `output` by a copy of the pipeline, if it is free or a pipeline."""
    if output.resolve() == folder.resolve():
        raise ConfigError(f"{output}: is the model that is built on; choose another folder with -o")
    if output.exists():
        if not (output / "meta.json").is_file():
            raise ConfigError(f"{output}: exists and is no model; choose another folder with -o")
        shutil.rmtree(output)
    shutil.copytree(folder, output)


def _describe(output: Path, path: Path, base: str, slot: Slot, figures: FrameFigures) -> None:
    """Name the folder, say what it depends on, and give its figures in `metrics.json` and its card."""
    meta = json.loads((output / "meta.json").read_text(encoding="utf-8"))
    meta["name"] = "".join(x if x.isalnum() else "_" for x in path.stem.lower()).strip("_") or "labels"
    (output / "meta.json").write_text(json.dumps(meta, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    metrics = json.loads((output / "metrics.json").read_text(encoding="utf-8"))
    metrics[slot] = {"micro_f1": figures.micro_f1, "labels": figures.f1, "examples": figures.examples}
    (output / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")
    (output / "README.md").write_text(_card(base, slot, figures), encoding="utf-8")
    update_meta(output, hash=hash_folder(output), code_frame={"slot": slot, "sha256": digest, "base": base})


def _card(base: str, slot: Slot, figures: FrameFigures) -> str:
    lines = [
        f"# {base} with another code frame", "",
        f"`{slot}` are found by a code frame of the user's own; everything else is `{base}`.",
        "F1 is cross-validated over the examples given; a label without examples is found by its definition alone.", "",
        "| label | examples | F1 |", "|---|---:|---:|",
    ]  # fmt: skip
    for label, count in figures.examples.items():
        value = figures.f1[label]
        lines.append(f"| {label} | {count} | {'-' if value is None else f'{value:.2f}'} |")
    return "\n".join(lines) + "\n"


def sureness(figures: FrameFigures, label: str) -> str:
    """How far a label of a trained frame can be trusted, in a few words."""
    count, value = figures.examples[label], figures.f1[label]
    if not count:
        return "by its definition alone: a lead, not a finding"
    if value is None or count < _FEW:
        return f"too few examples to measure; give {_FEW} or more"
    return f"{value:.2f}"
