"""Figures of a predicted document against gold: boundaries, components, tags, repeated arguments, calibration."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.metrics import f1_score, precision_recall_fscore_support

from argmine.corpora.judged_pairs import JudgedPair
from argmine.document import COMPONENTS, ArgumentDocument, Range, Unit
from argmine.learn.gold import tag_matrix
from argmine.learn.inputs import Matrix

BOUNDARY_IOU = 0.9


@dataclass(frozen=True, slots=True)
class Compared:
    """Gold, prediction, and for each gold unit the index of the predicted unit that overlaps it most (-1: none)."""

    gold: ArgumentDocument
    predicted: ArgumentDocument
    aligned: tuple[int, ...]
    overlaps: tuple[float, ...]
    judged: tuple[JudgedPair, ...] = ()


def compare(gold: ArgumentDocument, predicted: ArgumentDocument, judged: Sequence[JudgedPair] = ()) -> Compared:
    """Align each gold unit with the predicted unit of highest intersection over union, in characters."""
    ends = [unit.end for unit in predicted.units]
    aligned, overlaps = [], []
    for unit in gold.units:
        best, best_iou = -1, 0.0
        index = bisect_left(ends, unit.start + 1)
        while index < len(predicted.units) and predicted.units[index].start < unit.end:
            overlap = iou(unit.fragments, predicted.units[index].fragments)
            if overlap > best_iou:
                best, best_iou = index, overlap
            index += 1
        aligned.append(best)
        overlaps.append(best_iou)
    return Compared(gold, predicted, tuple(aligned), tuple(overlaps), tuple(judged))


def iou(left: Sequence[Range], right: Sequence[Range]) -> float:
    """Characters in both over characters in either."""
    common = sum(max(0, min(b, d) - max(a, c)) for a, b in left for c, d in right)
    total = sum(b - a for a, b in left) + sum(d - c for c, d in right) - common
    return common / total if total else 0.0


def boundary_scores(documents: Sequence[Compared]) -> dict[str, float]:
    """Precision, recall and F1 of units with an IoU of at least 0.9."""
    hits = sum(overlap >= BOUNDARY_IOU for document in documents for overlap in document.overlaps)
    gold = sum(len(document.gold.units) for document in documents)
    predicted = sum(len(document.predicted.units) for document in documents)
    precision, recall = hits / max(predicted, 1), hits / max(gold, 1)
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(precision + recall, 1e-9)}


def component_scores(documents: Sequence[Compared]) -> dict[str, object]:
    """Macro-F1, each label's scores, the confusion matrix; a gold unit that nothing overlaps counts as `other`."""
    gold, predicted = component_labels(documents)
    precision, recall, f1, support = precision_recall_fscore_support(
        gold, predicted, labels=list(COMPONENTS), zero_division=0
    )
    confusion = [[int(np.sum((gold == a) & (predicted == b))) for b in COMPONENTS] for a in COMPONENTS]
    labels = {
        label: {
            "precision": float(precision[i]),
            "recall": float(recall[i]),
            "f1": float(f1[i]),
            "support": int(support[i]),
        }
        for i, label in enumerate(COMPONENTS)
    }
    return {
        "macro_f1": float(np.mean(f1)),
        "accuracy": float(np.mean(gold == predicted)),
        "labels": labels,
        "confusion_gold_by_predicted": confusion,
    }


def component_labels(documents: Sequence[Compared]) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.str_]]:
    """(gold, predicted) labels of all gold units."""
    gold = [unit.component for document in documents for unit in document.gold.units]
    predicted = [unit.component if unit else "other" for document in documents for unit in _partners(document)]
    return np.array(gold, dtype=np.str_), np.array(predicted, dtype=np.str_)


def tag_scores(documents: Sequence[Compared], field: str, labels: Sequence[str]) -> dict[str, object]:
    """Micro- and macro-F1 of `risk_types` or `specialties`, and each label's F1 and support."""
    gold = tag_matrix([getattr(unit, field) for document in documents for unit in document.gold.units], labels)
    predicted = tag_matrix(
        [getattr(unit, field) if unit else () for document in documents for unit in _partners(document)], labels
    )
    each = f1_score(gold, predicted, average=None, zero_division=0)
    present = gold.sum(axis=0) > 0
    return {
        "micro_f1": float(f1_score(gold, predicted, average="micro", zero_division=0)),
        "macro_f1": float(each[present].mean()) if present.any() else 0.0,
        "labels": {label: {"f1": float(each[i]), "support": int(gold[:, i].sum())} for i, label in enumerate(labels)},
    }


def repeat_scores(documents: Sequence[Compared]) -> dict[str, float]:
    """Pairwise F1 over judged pairs and all pairs, and B-cubed (Bagga and Baldwin 1998) over repeated units.

    `alike_pairs` are the judged pairs that were drawn by similarity, without those that their author planted.
    """
    alike, judged, everything = _Pairs(), _Pairs(), _Pairs()
    cubed_precision: list[float] = []
    cubed_recall: list[float] = []
    for document in documents:
        partners = _partners(document)
        predicted = [unit.cluster if unit else None for unit in partners]
        gold = [unit.cluster for unit in document.gold.units]
        for pair in document.judged:
            together = _same(predicted, pair.left, pair.right)
            judged.add(together, pair.same)
            if pair.by_similarity:
                alike.add(together, pair.same)
        n = len(gold)
        for left in range(n):
            for right in range(left + 1, n):
                everything.add(_same(predicted, left, right), _same(gold, left, right))
        _b_cubed(gold, predicted, cubed_precision, cubed_recall)
    precision = float(np.mean(cubed_precision)) if cubed_precision else 0.0
    recall = float(np.mean(cubed_recall)) if cubed_recall else 0.0
    return {
        "alike_pairs_f1": alike.f1(),
        "alike_pairs_precision": alike.precision(),
        "alike_pairs_recall": alike.recall(),
        "judged_pairs_f1": judged.f1(),
        "judged_pairs_precision": judged.precision(),
        "judged_pairs_recall": judged.recall(),
        "all_pairs_f1": everything.f1(),
        "b_cubed_f1": 2 * precision * recall / max(precision + recall, 1e-9),
    }


def support_scores(documents: Sequence[Compared]) -> dict[str, float]:
    """Precision, recall and F1 of directed support links between gold units, whatever their components."""
    hits = given = gold = 0
    for document in documents:
        place = {unit.id: index for index, unit in enumerate(document.gold.units)}
        true = {(place[link.source], place[link.target]) for link in document.gold.relations}
        back = {document.predicted.units[p].id: g for g, p in enumerate(document.aligned) if p >= 0}
        found = {(back.get(link.source, -1), back.get(link.target, -1)) for link in document.predicted.relations}
        hits += len(true & found)
        given += len(document.predicted.relations)
        gold += len(true)
    return {
        "precision": hits / max(given, 1),
        "recall": hits / max(gold, 1),
        "f1": 2 * hits / max(given + gold, 1),
    }


def calibration_error(documents: Sequence[Compared], *, bins: int = 10) -> float:
    """Expected calibration error of the component scores over equal-width bins (Guo et al. 2017)."""
    rows = reliability(documents, bins=bins)
    total = sum(row["units"] for row in rows)
    return float(sum(row["units"] * abs(row["confidence"] - row["accuracy"]) for row in rows) / max(total, 1))


def reliability(documents: Sequence[Compared], *, bins: int = 10) -> list[dict[str, float]]:
    """Mean score and accuracy of the components, a row a bin that is not empty: the points of a reliability diagram."""
    pairs = [
        (getattr(unit.scores, unit.component), unit.component == gold.component)
        for document in documents
        for gold, unit in zip(document.gold.units, _partners(document), strict=True)
        if unit
    ]
    rows = []
    for place in range(bins):
        inside = [(p, hit) for p, hit in pairs if min(int(p * bins), bins - 1) == place]
        if inside:
            confidence, accuracy = (float(np.mean(column)) for column in zip(*inside, strict=True))
            rows.append({"from": place / bins, "units": len(inside), "confidence": confidence, "accuracy": accuracy})
    return rows


def review_scores(documents: Sequence[Compared]) -> dict[str, float]:
    """Share of units sent to review, and component accuracy among them and among the rest."""
    rows = [
        (unit.needs_review, unit.component == gold.component)
        for d in documents
        for gold, unit in zip(d.gold.units, _partners(d), strict=True)
        if unit
    ]
    flagged = [hit for review, hit in rows if review]
    rest = [hit for review, hit in rows if not review]
    return {"share": len(flagged) / max(len(rows), 1), "accuracy_flagged": _mean(flagged), "accuracy_rest": _mean(rest)}


def bootstrap(
    documents: Sequence[Compared], measure: str, labels: Sequence[str] = (), *, rounds: int = 1000, seed: int = 0
) -> tuple[float, float]:
    """95 % interval of a figure over resampled documents: "component", "risk_types" or "specialties"."""
    random = np.random.default_rng(seed)
    parts: list[tuple[Matrix, Matrix]] = []
    for document in documents:
        if measure == "component":
            gold, predicted = component_labels([document])
            parts.append(
                (
                    np.array([gold == c for c in COMPONENTS]).T.astype(np.float32),
                    np.array([predicted == c for c in COMPONENTS]).T.astype(np.float32),
                )
            )
        else:
            parts.append(
                (
                    tag_matrix([getattr(unit, measure) for unit in document.gold.units], labels),
                    tag_matrix([getattr(unit, measure) if unit else () for unit in _partners(document)], labels),
                )
            )
    counts = [np.stack([(g * p).sum(0), p.sum(0), g.sum(0)]) for g, p in parts]
    values = []
    for _ in range(rounds):
        drawn = np.sum([counts[i] for i in random.integers(0, len(counts), len(counts))], axis=0)
        if measure == "component":
            values.append(float(np.mean(2 * drawn[0] / np.maximum(drawn[1] + drawn[2], 1))))
        else:
            values.append(float(2 * drawn[0].sum() / max(drawn[1].sum() + drawn[2].sum(), 1)))
    return float(np.quantile(values, 0.025)), float(np.quantile(values, 0.975))


class _Pairs:
    def __init__(self) -> None:
        self.hits = self.given = self.gold = 0

    def add(self, predicted: bool, gold: bool) -> None:
        self.hits += predicted and gold
        self.given += predicted
        self.gold += gold

    def precision(self) -> float:
        return self.hits / max(self.given, 1)

    def recall(self) -> float:
        return self.hits / max(self.gold, 1)

    def f1(self) -> float:
        return 2 * self.hits / max(self.given + self.gold, 1)


def _partners(document: Compared) -> list[Unit | None]:
    return [document.predicted.units[index] if index >= 0 else None for index in document.aligned]


def _same(clusters: Sequence[str | None], left: int, right: int) -> bool:
    return clusters[left] is not None and clusters[left] == clusters[right]


def _b_cubed(
    gold: Sequence[str | None], predicted: Sequence[str | None], precision: list[float], recall: list[float]
) -> None:
    for i in range(len(gold)):
        mine = {j for j in range(len(gold)) if j == i or _same(predicted, i, j)}
        true = {j for j in range(len(gold)) if j == i or _same(gold, i, j)}
        if len(mine) > 1:
            precision.append(len(mine & true) / len(mine))
        if len(true) > 1:
            recall.append(len(mine & true) / len(true))


def _mean(values: Sequence[bool]) -> float:
    return float(np.mean(values)) if values else 0.0
