"""What a tagger of words learns from: the labels of the words, and the types of components (torch)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from argmine.learn.window_training import Placed
from argmine.learn.windows import Window
from argmine.tasks.class_weights import class_weights
from argmine.tasks.crf import chain_loss
from argmine.tasks.span_types import Range, paragraph_of, span_averages, span_places, spans_within
from argmine.tasks.spans import component_types, spans_of
from argmine.tasks.word_tagger import WordTagger
from argmine.tasks.words import Words

_MOVED = 0.3  # of the gold components, whose edges are moved while types are learnt: found ones are not exact
_FARTHEST = 4  # words


@dataclass(frozen=True, slots=True)
class SpanGold:
    """Of each document: its words, their labels (words,), its components and the types of these (components,)."""

    words: list[Words]
    labels: list[Tensor]
    spans: list[list[Range]]
    types: list[Tensor]
    weights: Tensor  # (types,), with mean 1 over the components


def span_gold(words: Sequence[Words], classes: Sequence[str], balance: float) -> SpanGold:
    """The gold of documents; within a batch, `balance` 0 lets every component count the same, 1 every type."""
    names = component_types(classes)
    spans = [spans_of(each.labels) for each in words]
    types = [torch.tensor([names.index(kind) for *_, kind in own], dtype=torch.int64) for own in spans]
    return SpanGold(
        words=list(words),
        labels=[torch.tensor([classes.index(label) for label in each.labels]) for each in words],
        spans=[[(start, end) for start, end, _ in own] for own in spans],
        types=types,
        weights=class_weights([each.numpy() for each in types], len(names), balance),
    )


def span_loss(model: WordTagger, placed: Placed, gold: SpanGold, type_weight: float, shuffle: random.Random) -> Tensor:
    """The loss of the windows of a batch: of the chain of labels, and `type_weight` times that of the types."""
    batch = placed.batch
    scores, _, states = model(torch.from_numpy(batch.ids), torch.from_numpy(batch.mask), torch.from_numpy(batch.pool))
    loss = _chain_loss(model, placed, scores, gold)
    inside = [spans_within(gold.spans[document], window) for document, window in placed.rows]
    read = [
        _type_scores(model, states[row, : len(window.spans)], window, own, gold, document, shuffle)
        for row, ((document, window), own) in enumerate(zip(placed.rows, inside, strict=True))
        if own
    ]
    if not read:
        return loss
    types = torch.cat([gold.types[document][own] for (document, _), own in zip(placed.rows, inside, strict=True)])
    return loss + type_weight * nn.functional.cross_entropy(torch.cat(read), types, weight=gold.weights)


def _chain_loss(model: WordTagger, placed: Placed, scores: Tensor, gold: SpanGold) -> Tensor:
    """Of the paragraphs, or parts of them, that the windows hold."""
    own: list[Tensor] = []
    labels: list[Tensor] = []
    for row, (document, window) in enumerate(placed.rows):
        last = window.first + len(window.spans)
        for start, end in gold.words[document].paragraphs:
            a, b = max(start, window.first), min(end, last)
            if a < b:
                own.append(scores[row, a - window.first : b - window.first])
                labels.append(gold.labels[document][a:b])
    return chain_loss(own, labels, model.transitions)


def _type_scores(
    model: WordTagger,
    states: Tensor,
    window: Window,
    inside: Sequence[int],
    gold: SpanGold,
    document: int,
    shuffle: random.Random,
) -> Tensor:
    """(components, types) scores of those of a document that stand `inside` a window."""
    paragraphs = gold.words[document].paragraphs
    bounds = (window.first, window.first + len(window.spans))
    moved = moved_edges([gold.spans[document][index] for index in inside], paragraphs, bounds, shuffle)
    pool, openings = span_averages(moved, paragraphs, window.first, len(states))
    arrays = (pool, openings, span_places(moved, paragraphs))
    scores: Tensor = model.typer(states, *map(torch.from_numpy, arrays))
    return scores


def moved_edges(
    spans: Sequence[Range], paragraphs: Sequence[Range], bounds: Range, shuffle: random.Random
) -> list[Range]:
    """The components, some with their edges moved by a few words; each stays in its paragraph and in the bounds."""
    moved: list[Range] = []
    for index, (start, end) in enumerate(spans):
        if shuffle.random() < _MOVED:
            own = paragraphs[paragraph_of(start, paragraphs)]
            lowest = max(own[0], moved[-1][1] if moved else bounds[0])
            highest = min(own[1], spans[index + 1][0] if index + 1 < len(spans) else bounds[1])
            a = max(lowest, start + shuffle.randint(-_FARTHEST, _FARTHEST))
            b = min(highest, end + shuffle.randint(-_FARTHEST, _FARTHEST))
            start, end = (a, b) if a < b else (start, end)
        moved.append((start, end))
    return moved
