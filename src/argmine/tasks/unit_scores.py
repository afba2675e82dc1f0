"""Figures of component types and links of given units, as the papers compute them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.metrics import confusion_matrix, f1_score, precision_recall_fscore_support

from argmine.tasks.unit_inputs import UnitTargets
from argmine.tasks.unit_model import UnitReading


def type_scores(gold: Sequence[UnitTargets], read: Sequence[UnitReading], classes: Sequence[str]) -> dict[str, Any]:
    """Macro-F1, accuracy, the scores of each class, and the confusion matrix (gold by predicted)."""
    true = np.concatenate([each.classes for each in gold])
    given = np.concatenate([each.classes.argmax(axis=1) for each in read if len(each.classes)])
    labels = list(range(len(classes)))
    precision, recall, f1, support = precision_recall_fscore_support(true, given, labels=labels, zero_division=0)
    return {
        "macro_f1": float(np.mean(f1)),
        "accuracy": float(np.mean(true == given)),
        "labels": {
            name: {
                "precision": float(precision[i]),
                "recall": float(recall[i]),
                "f1": float(f1[i]),
                "support": int(support[i]),
            }
            for i, name in enumerate(classes)
        },
        "confusion_gold_by_predicted": confusion_matrix(true, given, labels=labels).tolist(),
    }


def link_scores(gold: Sequence[UnitTargets], read: Sequence[UnitReading]) -> dict[str, float]:
    """F1 of "linked" and "not linked" over all ordered pairs of units of a paragraph, and their mean.

    As Stab and Gurevych (2017) report link identification with given components.
    """
    true: list[bool] = []
    given: list[bool] = []
    for targets, reading in zip(gold, read, strict=True):
        count = len(targets.paragraphs)
        pairs = [
            (i, j)
            for i in range(count)
            for j in range(count)
            if i != j and targets.paragraphs[i] == targets.paragraphs[j]
        ]
        true += [pair in targets.links for pair in pairs]
        given += [int(reading.target[i]) == j for i, j in pairs]
    link, none = (float(f1_score(true, given, pos_label=label, zero_division=0)) for label in (True, False))
    return {"link_f1": link, "no_link_f1": none, "macro_f1": (link + none) / 2}
