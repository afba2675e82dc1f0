"""Training a tagger of words with BIO labels: the epoch that is best on dev is kept (torch; the `train` extra)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from argmine.corpora.labelled import LabelledDocument
from argmine.learn.encoder import Graph, save_window_shape
from argmine.learn.onnx_export import export_graph
from argmine.learn.window_training import (
    Placed,
    Schedule,
    fit_windows,
    fixed_windows,
    load_encoder,
    mixed_precision,
    run_torch,
    seed_everything,
)
from argmine.learn.windows import WindowShape
from argmine.tasks.best_epoch import BestEpoch
from argmine.tasks.crf import chain_loss
from argmine.tasks.settings import TaskSettings
from argmine.tasks.spans import TOKENIZED, label_words, span_scores
from argmine.tasks.task_model import TaskRecord, save_record
from argmine.tasks.training import Report
from argmine.tasks.words import document_words, word_windows

Documents = Sequence[LabelledDocument]
Ranges = Sequence[tuple[int, int]]
_WIDTH = 128


class WordTagger(nn.Module):
    """(ids, mask, pool) to word scores (b, words, classes) and transitions (b, classes + 1, classes); see `crf`.

    Token states are averaged per word and read by a recurrent layer.
    """

    def __init__(self, base: Path, classes: int, dropout: float) -> None:
        super().__init__()
        self.encoder, self.tokenizer = load_encoder(base)
        width = int(self.encoder.config.hidden_size)  # type: ignore[union-attr, arg-type]
        self.dropout = nn.Dropout(dropout)
        self.sequence = nn.LSTM(width, _WIDTH, bidirectional=True, batch_first=True)
        self.head = nn.Linear(width + 2 * _WIDTH, classes)
        self.transitions = nn.Parameter(torch.zeros(classes + 1, classes))

    def forward(self, ids: Tensor, mask: Tensor, pool: Tensor) -> tuple[Tensor, Tensor]:
        """Scores of the words of a batch of windows."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        with mixed_precision("fp32"):  # half precision is for the encoder, which takes the time
            words = self.dropout(torch.bmm(pool, states))
            sequence, _ = self.sequence(words)
            scores = self.head(torch.cat([words, self.dropout(sequence)], dim=2))
        return scores, (self.transitions * 1.0).unsqueeze(0).expand(ids.shape[0], -1, -1)


def train_spans(
    settings: TaskSettings, base: Path, documents: tuple[Documents, Documents], output: Path, report: Report
) -> None:
    """Write `model.onnx`, `window.json` and `task.json` of a tagger of words."""
    seed_everything(settings.seed)
    task, schedule, limit = settings.task, settings.schedule, settings.windows.tokens
    tokenized = task.corpus in TOKENIZED
    train, dev = ([document_words(d, task.merge, tokenized=tokenized) for d in part] for part in documents)
    classes = tuple(sorted({label for words in train for label in words.labels} | {"O"}))
    report(f"{len(train)} documents to train on, {len(dev)} for dev; classes: {', '.join(classes)}")
    model = WordTagger(base, len(classes), schedule.dropout)
    windows = [word_windows(model.tokenizer, d.text, w, limit) for d, w in zip(documents[0], train, strict=True)]
    gold = [torch.tensor([classes.index(label) for label in words.labels]) for words in train]
    best = BestEpoch(schedule.patience)

    def figures(run: Graph | None = None) -> dict[str, float]:
        given = [
            label_words(run or run_torch(model), model.tokenizer, d.text, w, classes, limit)
            for d, w in zip(documents[1], dev, strict=True)
        ]
        return span_scores([list(w.labels) for w in dev], given, classes)

    def on_epoch(epoch: int, loss: float) -> bool:
        model.eval()
        reached = {k: v for k, v in figures().items() if k in ("component_f1_100", "token_macro_f1")}
        report(f"epoch {epoch + 1}: loss {loss:.3f}, " + ", ".join(f"{k} {v:.4f}" for k, v in reached.items()))
        return best.see(epoch, loss, reached, model)

    heads = [p for name, p in model.named_parameters() if not name.startswith("encoder.")]
    own = schedule.model_dump(exclude={"patience", "dropout", "link_weight", "class_balance"})
    fit_windows(
        [
            {"params": list(model.encoder.parameters()), "lr": schedule.encoder_rate},
            {"params": heads, "lr": schedule.head_rate},
        ],
        model,
        fixed_windows(windows),
        Schedule(seed=settings.seed, **own),
        lambda placed: _loss(model, placed, gold, [words.paragraphs for words in train]),
        on_epoch,
    )
    model.load_state_dict(best.state)
    save_window_shape(WindowShape(**settings.windows.model_dump()), output)
    export_graph(model, output / "model.onnx", ("scores", "transitions"), settings.export.precision)
    training = {
        "documents": [labelled.document.document.id for labelled in documents[0]],
        "dev_documents": [labelled.document.document.id for labelled in documents[1]],
        "curve": best.curve,
        "best_epoch": best.epoch,
        "dev": figures(Graph(output / "model.onnx")),
    }
    report(f"best epoch {best.epoch}; as exported: {training['dev']} on dev")
    save_record(TaskRecord(settings, classes, training), output)


def _loss(model: WordTagger, placed: Placed, gold: Sequence[Tensor], paragraphs: Sequence[Ranges]) -> Tensor:
    """The loss of the paragraphs, or parts of them, that the windows hold."""
    batch = placed.batch
    scores, _ = model(torch.from_numpy(batch.ids), torch.from_numpy(batch.mask), torch.from_numpy(batch.pool))
    own: list[Tensor] = []
    labels: list[Tensor] = []
    for row, (document, window) in enumerate(placed.rows):
        last = window.first + len(window.spans)
        for start, end in paragraphs[document]:
            a, b = max(start, window.first), min(end, last)
            if a < b:
                own.append(scores[row, a - window.first : b - window.first])
                labels.append(gold[document][a:b])
    return chain_loss(own, labels, model.transitions)
