"""Fine-tuned models as ONNX graphs (torch; the `train` extra)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import torch
from torch import nn

Precision = Literal["fp32", "int8"]
Axes = dict[str, dict[int, str]]  # the dynamic axes of each input and output


def export_graph(model: nn.Module, path: Path, outputs: Sequence[str], precision: Precision) -> None:
    """Write a model of windows, whose outputs are each (batch, units, ...), as `export_onnx` does."""
    ids = torch.ones((2, 16), dtype=torch.int64)
    inputs = {"ids": ids, "mask": torch.ones_like(ids), "pool": torch.full((2, 3, 16), 1 / 16)}
    batch, length, units = "batch", "tokens", "units"
    axes: Axes = {
        "ids": {0: batch, 1: length},
        "mask": {0: batch, 1: length},
        "pool": {0: batch, 1: units, 2: length},
        **{name: {0: batch, 1: units} for name in outputs},
    }
    export_onnx(model, path, inputs, axes, precision)


def export_window_graph(model: nn.Module, path: Path, outputs: Sequence[str], precision: Precision) -> None:
    """Write a model of windows that reads them one at a time, as `WindowEncoder` does: it needs no mask.

    Attention is one operator of onnxruntime (`MultiHeadAttention`) instead of a dozen; `model.encoder` is a
    transformer of the `transformers` library.
    """
    from argmine.learn.onnx_attention import fused_attention

    ids = torch.ones((1, 16), dtype=torch.int64)
    inputs = {"ids": ids, "pool": torch.full((1, 3, 16), 1 / 16)}
    axes: Axes = {
        "ids": {1: "tokens"},
        "pool": {1: "units", 2: "tokens"},
        **{name: {1: "units"} for name in outputs},
    }
    with fused_attention(model.encoder):  # type: ignore[arg-type]
        export_onnx(_OneWindow(model), path, inputs, axes, precision)


class _OneWindow(nn.Module):
    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: torch.Tensor, pool: torch.Tensor) -> Any:
        return self.model(ids, torch.ones_like(ids), pool)


def export_onnx(
    model: nn.Module, path: Path, inputs: dict[str, torch.Tensor], axes: Axes, precision: Precision
) -> None:
    """Write the graph of a model; `inputs` are examples, and the outputs are named by the other keys of `axes`.

    `int8` is a quarter of the size of `fp32` and a little less exact.
    """
    model.eval()
    full = path if precision == "fp32" else path.with_suffix(".fp32.onnx")
    torch.onnx.export(
        model,
        tuple(inputs.values()),
        str(full),
        input_names=list(inputs),
        output_names=[name for name in axes if name not in inputs],
        dynamic_axes=axes,
        opset_version=17,
        custom_opsets={"com.microsoft": 1},
        dynamo=False,
    )
    if precision == "int8":
        quantize(full, path)
        full.unlink()


def quantize(source: Path, target: Path) -> None:
    """Write an int8 copy of an ONNX graph: dynamic quantization, one scale a channel.

    Weights keep seven bits, since eight overflow in the integer kernels of processors without VNNI.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(str(source), str(target), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
