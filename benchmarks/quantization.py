"""What int8 costs: the shipped encoder beside its weights in fp32, on documents that it has not been trained on.

The documents are those of the calibration split: only the heads were fitted on them. Scores are the encoder's own,
before the heads: macro-F1 of the likeliest component, and micro-F1 of risk types and specialties over the threshold
that is best for fp32. Speed is CPU time of both graphs in onnxruntime, in turns.

    argmine train configs/en_argmine.cfg -o MODEL --work WORK        # leaves its checkpoint in a folder of WORK
    python benchmarks/quantization.py WORK/CHECKPOINT > benchmarks/quantization.json
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file
from sklearn.metrics import f1_score

from argmine.learn.encoder import OUTPUTS, Encoded, Graph, WindowEncoder, load_tokenizer, load_window_encoder
from argmine.learn.finetune import WindowTagger
from argmine.learn.onnx_export import export_window_graph
from argmine.learn.pretrained_encoder import base_folder
from argmine.learn.settings import read_settings
from argmine.learn.window_training import load_encoder
from argmine.training import FULL_WEIGHTS, TrainingData, load_training_data

ROOT = Path(__file__).parent.parent


def full_encoder(checkpoint: Path, folder: Path) -> WindowEncoder:
    """The same encoder with weights in fp32, as a graph of onnxruntime."""
    settings = read_settings(ROOT / "configs" / "en_argmine.cfg")
    weights = load_file(str(checkpoint / FULL_WEIGHTS))
    transformer, _ = load_encoder(base_folder(settings.model))
    model = WindowTagger(transformer, weights["meaning.weight"].shape[0], weights["head.weight"].shape[0], 0.0)
    model.load_state_dict(weights)
    with torch.inference_mode():
        export_window_graph(model.eval(), folder / "model.onnx", OUTPUTS, "fp32")
    shape = load_window_encoder(checkpoint / "encoder").shape
    return WindowEncoder(shape, load_tokenizer(checkpoint / "encoder" / "tokenizer.json"), Graph(folder / "model.onnx"))


def figures(read: list[Encoded], data: TrainingData, thresholds: dict[str, float] | None = None) -> dict[str, Any]:
    known = [labels.known for labels in data.labels]
    scores = np.concatenate([each.scores[rows] for each, rows in zip(read, known, strict=True)])
    gold = {
        name: np.concatenate([getattr(labels, name)[labels.known] for labels in data.labels])
        for name in ("components", "risks", "specialties")
    }
    split = 4 + gold["risks"].shape[1]
    given = {"risks": scores[:, 4:split], "specialties": scores[:, split:]}
    found: dict[str, Any] = {
        "components_macro_f1": f1_score(gold["components"], scores[:, :4].argmax(1), average="macro")
    }
    found["thresholds"] = {}
    for name, score in given.items():
        tried = [thresholds[name]] if thresholds else [float(t) for t in np.arange(-2, 1.01, 0.25)]
        best, at = max((f1_score(gold[name].ravel(), (score > t).ravel()), t) for t in tried)
        found[f"{name}_micro_f1"], found["thresholds"][name] = best, at
    return found


def main() -> None:
    checkpoint = Path(sys.argv[1])
    settings = read_settings(ROOT / "configs" / "en_argmine.cfg")
    data = load_training_data(settings, ["calibration"])
    with tempfile.TemporaryDirectory() as folder:
        encoders = {
            "fp32": full_encoder(checkpoint, Path(folder)),
            "int8": load_window_encoder(checkpoint / "encoder"),
        }
        read: dict[str, list[Encoded]] = {name: [] for name in encoders}
        seconds = dict.fromkeys(encoders, 0.0)
        for inputs in data.inputs:
            for name, encoder in encoders.items():
                started = time.process_time()
                read[name].append(encoder.encode(inputs))
                seconds[name] += time.process_time() - started
    full = figures(read["fp32"], data)
    small = figures(read["int8"], data, full["thresholds"])
    alike = [(a.meaning * b.meaning).sum(1) for a, b in zip(read["fp32"], read["int8"], strict=True)]
    names = [name for name in full if name != "thresholds"]
    report = {
        "documents": len(data.names),
        "units": sum(len(inputs.texts) for inputs in data.inputs),
        "fp32": {name: round(full[name], 4) for name in names},
        "int8": {name: round(small[name], 4) for name in names},
        "points_lost": {name: round(100 * (full[name] - small[name]), 2) for name in names},
        "cosine_of_meaning": {
            "mean": round(float(np.concatenate(alike).mean()), 4),
            "least": round(float(np.concatenate(alike).min()), 4),
        },
        "cpu_seconds_int8_to_fp32": round(seconds["int8"] / seconds["fp32"], 3),
    }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
