"""Attention as one operator of onnxruntime, for graphs that read one window at a time (torch; the `train` extra).

The operator is `com.microsoft.MultiHeadAttention` of onnxruntime's contributed operators. It is given no mask, so
every token of its input is attended to.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor

_NAME = "onnxruntime_fused"


class _Fused(torch.autograd.Function):
    """Queries, keys and values (b, tokens, width) to the attended values (b, tokens, width)."""

    @staticmethod
    def forward(ctx: Any, query: Tensor, key: Tensor, value: Tensor, heads: int) -> Tensor:
        def split(rows: Tensor) -> Tensor:
            return rows.reshape(*rows.shape[:2], heads, -1).transpose(1, 2)

        attended: Tensor = torch.nn.functional.scaled_dot_product_attention(split(query), split(key), split(value))
        return attended.transpose(1, 2).flatten(2)

    @staticmethod
    def symbolic(g: Any, query: Any, key: Any, value: Any, heads: int) -> Any:
        return g.op("com.microsoft::MultiHeadAttention", query, key, value, num_heads_i=heads).setType(query.type())


def _attend(module: torch.nn.Module, query: Tensor, key: Tensor, value: Tensor, *_: Any, **__: Any) -> tuple[Any, None]:
    """The attention of a layer, whose heads are the second axis, as transformers asks for it."""
    heads, width = module.num_attention_heads, module.attention_head_size
    assert isinstance(heads, int)
    assert isinstance(width, int)
    length = query.shape[2]

    def joined(rows: Tensor) -> Tensor:
        return rows.transpose(1, 2).reshape(1, length, heads * width)

    return _Fused.apply(joined(query), joined(key), joined(value), heads).reshape(1, length, heads, width), None  # type: ignore[no-untyped-call]


@contextmanager
def fused_attention(encoder: Any) -> Iterator[None]:
    """Within, a BERT attends by the fused operator and ignores masks; give it one window at a time.

    Other transformers, whose layers may attend to a part of a window only, stay as they are.
    """
    if encoder.config.model_type != "bert":
        yield
        return
    from transformers import AttentionInterface, AttentionMaskInterface

    AttentionInterface.register(_NAME, _attend)
    AttentionMaskInterface.register(_NAME, lambda *_, **__: None)
    before = encoder.config._attn_implementation
    encoder.set_attn_implementation(_NAME)
    try:
        yield
    finally:
        encoder.set_attn_implementation(before)
