"""Finding and typing components in running text: decoding, the papers' figures, and a model that gives them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score
from tokenizers import Tokenizer

from argmine.corpora.labelled import LabelledDocument
from argmine.learn.encoder import Graph, load_tokenizer
from argmine.learn.inputs import Matrix
from argmine.learn.windows import Batch, pad
from argmine.tasks.span_types import INPUTS, SpanInputs, TypeRun, span_inputs, spans_within, with_types
from argmine.tasks.task_model import TaskRecord
from argmine.tasks.words import Words, document_words, word_windows

Labels = Sequence[str]  # of words
Run = Callable[[Batch], Sequence[Matrix]]  # word scores, transitions and word states; see `word_tagger.WordTagger`
Span = tuple[int, int, str]  # half-open, in words, and a type
TYPES_FILE = "types.onnx"
TOKENIZED = frozenset({"aae2"})  # corpora whose texts are their tokens


def spans_of(labels: Sequence[str]) -> list[Span]:
    """The components that BIO labels mark; an `I-` that continues nothing opens a component (as conlleval does)."""
    spans: list[Span] = []
    for index, label in enumerate(labels):
        mark, _, kind = label.partition("-")
        continues = mark == "I" and spans and spans[-1][1] == index and spans[-1][2] == kind
        if continues:
            spans[-1] = (spans[-1][0], index + 1, kind)
        elif mark in ("B", "I"):
            spans.append((index, index + 1, kind))
    return spans


def decode(scores: Matrix, classes: Sequence[str], transitions: Matrix) -> list[str]:
    """The labels (n) of highest score (Viterbi 1967), in which each `I-` continues its own type.

    `scores` (n, classes) are of words; `transitions` (classes + 1, classes) of a label after another, in the last row
    of one that opens a text.
    """
    if not len(scores):
        return []
    allowed = np.array([[_follows(before, after) for after in classes] for before in (*classes, "O")])
    steps = np.where(allowed, transitions, -1e9)
    best = scores[0] + steps[-1]
    origin = np.zeros(scores.shape, dtype=np.int64)
    for index in range(1, len(scores)):
        paths = best[:, None] + steps[:-1]
        origin[index] = paths.argmax(axis=0)
        best = paths.max(axis=0) + scores[index]
    last = int(best.argmax())
    labels = [classes[last]]
    for index in range(len(scores) - 1, 0, -1):
        last = int(origin[index, last])
        labels.append(classes[last])
    return labels[::-1]


def _follows(before: str, after: str) -> bool:
    return not after.startswith("I-") or before[2:] == after[2:]


def span_scores(
    gold: Sequence[Sequence[str]], given: Sequence[Sequence[str]], classes: Sequence[str]
) -> dict[str, Any]:
    """Component F1 at 100 % and 50 % overlap, and token macro-F1 with and without the B and I of a type.

    As Persing and Ng (2016) and Eger et al. (2017) count components: at 50 %, a component is found if one of its type
    shares at least half of the words of the longer of the two; each counts once.
    """
    true = [label for labels in gold for label in labels]
    found = [label for labels in given for label in labels]
    types = sorted({_type(label) for label in classes})
    return {
        "component_f1_100": component_f1(gold, given, 1.0),
        "component_f1_50": component_f1(gold, given, 0.5),
        "token_macro_f1": _macro_f1(true, found, classes),
        "token_type_macro_f1": _macro_f1([_type(x) for x in true], [_type(x) for x in found], types),
        "segmentation_macro_f1": _macro_f1([x[0] for x in true], [x[0] for x in found], ["B", "I", "O"]),
    }


def _type(label: str) -> str:
    return label.partition("-")[2] or "O"


def _macro_f1(true: Labels, given: Labels, labels: Sequence[str]) -> float:
    return float(f1_score(true, given, labels=list(labels), average="macro", zero_division=0))


def component_f1(gold: Sequence[Labels], given: Sequence[Labels], overlap: float) -> float:
    """F1 of typed components over all texts; a match shares at least `overlap` of the words of the longer one."""
    hits = total = 0
    for labels, predicted in zip(gold, given, strict=True):
        true, found = spans_of(labels), spans_of(predicted)
        total += len(true) + len(found)
        left = list(true)
        for span in found:
            match = next((other for other in left if _shares(span, other, overlap)), None)
            if match:
                left.remove(match)
                hits += 1
    return 2 * hits / max(total, 1)


def _shares(a: Span, b: Span, overlap: float) -> bool:
    common = min(a[1], b[1]) - max(a[0], b[0])
    return a[2] == b[2] and common > 0 and common >= overlap * max(a[1] - a[0], b[1] - b[0])


@dataclass(frozen=True, slots=True)
class SpanReader:
    """A trained tagger: `tag` reads windows of words, `type_spans` the components found in one."""

    tag: Run
    type_spans: TypeRun
    tokenizer: Tokenizer
    classes: tuple[str, ...]
    limit: int  # word pieces of a window


def component_types(classes: Sequence[str]) -> tuple[str, ...]:
    """The types of components that BIO labels have, in order."""
    return tuple(sorted({_type(label) for label in classes} - {"O"}))


def label_words(reader: SpanReader, text: str, words: Words) -> list[str]:
    """The label of each word: components are decoded a paragraph at a time, and those whole in a window typed anew."""
    windows = word_windows(reader.tokenizer, text, words, reader.limit)
    if not windows:
        return []
    read = [[output[0] for output in reader.tag(pad([window]))] for window in windows]
    scores = np.concatenate([each[0][: len(window.spans)] for window, each in zip(windows, read, strict=True)])
    labels = [
        label for start, end in words.paragraphs for label in decode(scores[start:end], reader.classes, read[0][1])
    ]
    spans = [(start, end) for start, end, _ in spans_of(labels)]
    types = component_types(reader.classes)
    for window, (_, _, states) in zip(windows, read, strict=True):
        own = [spans[index] for index in spans_within(spans, window)]
        if own:
            best = reader.type_spans(span_inputs(states[: len(window.spans)], own, words, window.first)).argmax(axis=1)
            labels = with_types(labels, own, [types[index] for index in best])
    return labels


def load_reader(model: Path, classes: tuple[str, ...], limit: int) -> SpanReader:
    """The tagger of a model folder.

    Raises:
        ModelError: a file is missing.
    """
    typer = Graph(model / TYPES_FILE)

    def type_spans(inputs: SpanInputs) -> Matrix:
        scores: Matrix = typer.run({name: getattr(inputs, name) for name in INPUTS})[0]
        return scores

    return SpanReader(Graph(model / "model.onnx"), type_spans, load_tokenizer(model / "tokenizer.json"), classes, limit)


def evaluate_spans(model: Path, record: TaskRecord, documents: Sequence[LabelledDocument]) -> dict[str, Any]:
    """The figures of a model folder on documents, with a 95 % interval of the exact component F1."""
    from argmine.tasks.evaluating import interval

    task = record.settings.task
    reader = load_reader(model, record.classes, record.settings.windows.tokens)
    words = [document_words(d, task.merge, tokenized=task.corpus in TOKENIZED) for d in documents]
    given = [label_words(reader, d.text, w) for d, w in zip(documents, words, strict=True)]
    gold = [list(each.labels) for each in words]
    figures = {"documents": len(documents), "words": sum(map(len, gold))} | span_scores(gold, given, record.classes)
    return figures | {"component_f1_100_interval_95": interval(gold, given, lambda g, p: component_f1(g, p, 1.0))}
