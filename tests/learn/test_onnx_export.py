"""The exported graph computes what the model in torch does, one window at a time (`-m train`)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from argmine.learn.encoder import OUTPUTS, Graph
from argmine.learn.windows import Batch, Window, pad

pytestmark = [pytest.mark.train, pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")]

WINDOW = Window(ids=tuple(range(1000, 1077)), spans=((1, 20), (21, 40), (41, 76)), first=0)


@pytest.fixture(scope="module")
def model() -> object:
    import torch
    from transformers import BertConfig, BertModel

    from argmine.learn.finetune import WindowTagger

    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=2000, hidden_size=64, num_hidden_layers=2, num_attention_heads=4, intermediate_size=128
    )
    config._attn_implementation = "eager"
    return WindowTagger(BertModel(config), 64, 9, 0.1).eval()


def in_torch(model: object, batch: Batch) -> list[np.ndarray]:
    import torch

    with torch.inference_mode():
        outputs = model(*(torch.from_numpy(each) for each in (batch.ids, batch.mask, batch.pool)))  # type: ignore[operator]
    return [output.numpy() for output in outputs]


@pytest.mark.parametrize(("precision", "error"), [("fp32", 1e-5), ("int8", 0.1)])
def test_a_window_has_the_same_vectors_as_in_torch(model: object, precision: str, error: float, tmp_path: Path) -> None:
    from argmine.learn.onnx_export import export_window_graph

    export_window_graph(model, tmp_path / "m.onnx", OUTPUTS, precision)  # type: ignore[arg-type]
    batch = pad([WINDOW])

    found = Graph(tmp_path / "m.onnx", threads=1)(batch)

    for ours, theirs in zip(found, in_torch(model, batch), strict=True):
        assert ours.shape == theirs.shape
        assert np.abs(ours - theirs).max() < error


def test_attention_is_one_operator_a_layer_and_the_model_is_as_before(model: object, tmp_path: Path) -> None:
    import onnx

    from argmine.learn.onnx_export import export_window_graph

    before = in_torch(model, pad([WINDOW, WINDOW]))
    export_window_graph(model, tmp_path / "m.onnx", OUTPUTS, "fp32")  # type: ignore[arg-type]

    kinds = [node.op_type for node in onnx.load(str(tmp_path / "m.onnx")).graph.node]
    assert kinds.count("MultiHeadAttention") == 2
    assert "Softmax" not in kinds
    after = in_torch(model, pad([WINDOW, WINDOW]))  # masks count again
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def test_other_transformers_keep_their_own_attention() -> None:
    from transformers import DistilBertConfig, DistilBertModel

    from argmine.learn.onnx_attention import fused_attention

    config = DistilBertConfig(vocab_size=50, dim=8, n_layers=1, n_heads=2, hidden_dim=16)
    config._attn_implementation = "eager"
    encoder = DistilBertModel(config)
    with fused_attention(encoder):
        assert encoder.config._attn_implementation == "eager"
