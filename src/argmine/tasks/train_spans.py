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
    run_torch,
    seed_everything,
)
from argmine.learn.windows import WindowShape
from argmine.tasks.best_epoch import BestEpoch
from argmine.tasks.settings import TaskSettings
from argmine.tasks.spans import TOKENIZED, label_words, span_scores
from argmine.tasks.task_model import TaskRecord, save_record
from argmine.tasks.training import Report
from argmine.tasks.words import document_words, word_windows

Documents = Sequence[LabelledDocument]


class WordTagger(nn.Module):
    """(ids, mask, pool) to scores (b, words, classes)."""

    def __init__(self, base: Path, classes: int, dropout: float) -> None:
        super().__init__()
        self.encoder, self.tokenizer = load_encoder(base)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(int(self.encoder.config.hidden_size), classes)  # type: ignore[union-attr, arg-type]

    def forward(self, ids: Tensor, mask: Tensor, pool: Tensor) -> Tensor:
        """Scores of the words of a batch of windows."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        scores: Tensor = self.head(self.dropout(torch.bmm(pool, states)))
        return scores


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
        lambda placed: _loss(model, placed, gold),
        on_epoch,
    )
    model.load_state_dict(best.state)
    save_window_shape(WindowShape(**settings.windows.model_dump()), output)
    export_graph(model, output / "model.onnx", ("scores",), settings.export.precision)
    training = {
        "documents": [labelled.document.document.id for labelled in documents[0]],
        "dev_documents": [labelled.document.document.id for labelled in documents[1]],
        "curve": best.curve,
        "best_epoch": best.epoch,
        "dev": figures(Graph(output / "model.onnx")),
    }
    report(f"best epoch {best.epoch}; as exported: {training['dev']} on dev")
    save_record(TaskRecord(settings, classes, training), output)


def _loss(model: WordTagger, placed: Placed, gold: Sequence[Tensor]) -> Tensor:
    batch = placed.batch
    scores = model(torch.from_numpy(batch.ids), torch.from_numpy(batch.mask), torch.from_numpy(batch.pool))
    rows = torch.cat([scores[row, : len(window.spans)] for row, (_, window) in enumerate(placed.rows)])
    labels = torch.cat([gold[d][w.first : w.first + len(w.spans)] for d, w in placed.rows])
    return nn.functional.cross_entropy(rows, labels)
