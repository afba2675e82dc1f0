"""Fine-tuned models as ONNX graphs (torch; the `train` extra)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import torch
from torch import nn


def export_graph(model: nn.Module, path: Path, outputs: Sequence[str], precision: Literal["fp32", "int8"]) -> None:
    """Write the graph of a model of windows; `int8` is a quarter of the size and a little less exact."""
    if precision == "fp32":
        export_onnx(model, path, outputs)
        return
    full = path.with_suffix(".fp32.onnx")
    export_onnx(model, full, outputs)
    quantize(full, path)
    full.unlink()


def export_onnx(model: nn.Module, path: Path, outputs: Sequence[str] = ("vectors", "scores", "meaning")) -> None:
    """Write a model of windows as an fp32 ONNX graph with dynamic batch, unit and token axes.

    `outputs` are the names of what it returns, each (batch, units, ...).
    """
    model.eval()
    ids = torch.ones((2, 16), dtype=torch.int64)
    pool = torch.full((2, 3, 16), 1 / 16)
    batch, length, units = "batch", "tokens", "units"
    torch.onnx.export(
        model,
        (ids, torch.ones_like(ids), pool),
        str(path),
        input_names=["ids", "mask", "pool"],
        output_names=list(outputs),
        dynamic_axes={
            "ids": {0: batch, 1: length},
            "mask": {0: batch, 1: length},
            "pool": {0: batch, 1: units, 2: length},
            **{name: {0: batch, 1: units} for name in outputs},
        },
        opset_version=17,
        dynamo=False,
    )


def quantize(source: Path, target: Path) -> None:
    """Write an int8 copy of an ONNX graph: dynamic quantization, one scale a channel.

    Weights keep seven bits, since eight overflow in the integer kernels of processors without VNNI.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(str(source), str(target), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
