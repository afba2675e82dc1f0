"""The heads of the shipped model, fitted on held-out scores; thresholds chosen by cross-validation over documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from argmine.document import COMPONENTS
from argmine.learn.context import component_context, risk_context, specialty_context
from argmine.learn.crossfit import HeldOut
from argmine.learn.gold import Labels
from argmine.learn.heads import Head, best_threshold, fit_exclusive, fit_multilabel
from argmine.learn.inputs import DocumentInput, Matrix
from argmine.learn.settings import HeadsSection

Fit = Callable[[Matrix, Any], Head]


@dataclass(frozen=True, slots=True)
class Heads:
    """The three unit heads, the probability below which a component needs review, and out-of-fold probabilities a document."""

    component: Head
    risk: Head
    specialty: Head
    review_below: float
    component_probabilities: list[Matrix]
    risk_probabilities: list[Matrix]
    specialty_probabilities: list[Matrix]


def fit_heads(
    documents: Sequence[DocumentInput],
    labels: Sequence[Labels],
    held_out: Sequence[HeldOut],
    settings: HeadsSection,
    *,
    risks: tuple[str, ...],
    specialties: tuple[str, ...],
    seed: int,
) -> Heads:
    """Heads fitted on all documents; each out-of-fold probability is by heads that have not seen its document."""
    count = len(risks)
    components = [component_context(h.scores, d, risks=count) for h, d in zip(held_out, documents, strict=True)]
    risky = [risk_context(h.scores, d, risks=count) for h, d in zip(held_out, documents, strict=True)]
    special = [specialty_context(h.scores, d, risks=count) for h, d in zip(held_out, documents, strict=True)]
    component_gold = [y.components for y in labels]
    risk_gold = [y.risks for y in labels]
    specialty_gold = [y.specialties for y in labels]

    def fit_component(x: Matrix, y: Matrix) -> Head:
        return fit_exclusive(x, y.astype(np.int64), COMPONENTS, strength=settings.component_strength, seed=seed)

    def fit_risk(x: Matrix, y: Matrix) -> Head:
        return fit_multilabel(x, y, risks, strength=settings.risk_strength, seed=seed)

    def fit_specialty(x: Matrix, y: Matrix) -> Head:
        return fit_multilabel(x, y, specialties, strength=settings.specialty_strength, seed=seed)

    component, component_p = _cross_fit(fit_component, components, component_gold)
    risk, risk_p = _cross_fit(fit_risk, risky, risk_gold)
    specialty, specialty_p = _cross_fit(fit_specialty, special, specialty_gold)
    confidence = np.concatenate(component_p).max(axis=1)
    return Heads(
        component=component,
        risk=_with_threshold(risk, np.concatenate(risk_p), np.concatenate(risk_gold)),
        specialty=_with_threshold(specialty, np.concatenate(specialty_p), np.concatenate(specialty_gold)),
        review_below=round(float(np.quantile(confidence, settings.review_share)), 3),
        component_probabilities=component_p,
        risk_probabilities=risk_p,
        specialty_probabilities=specialty_p,
    )


def _cross_fit(fit: Fit, inputs: Sequence[Matrix], gold: Sequence[Any], *, folds: int = 5) -> tuple[Head, list[Matrix]]:
    probabilities: list[Matrix] = [np.zeros((0, 0), np.float32)] * len(inputs)
    for fold in range(min(folds, len(inputs))):
        inside = [index for index in range(len(inputs)) if index % folds != fold]
        head = fit(np.concatenate([inputs[i] for i in inside]), np.concatenate([gold[i] for i in inside]))
        for index in range(fold, len(inputs), folds):
            probabilities[index] = head.predict(inputs[index])
    return fit(np.concatenate(list(inputs)), np.concatenate(list(gold))), probabilities


def _with_threshold(head: Head, probabilities: Matrix, gold: Matrix) -> Head:
    threshold = best_threshold(probabilities, gold)
    return replace(head, thresholds=np.full(len(head.labels), threshold, np.float32))
