"""The heads of the shipped model, fitted on held-out scores; thresholds chosen on documents a head has not seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

import numpy as np

from argmine.document import COMPONENTS
from argmine.learn.context import component_context
from argmine.learn.gold import Labels
from argmine.learn.heads import Head, best_threshold, fit_exclusive
from argmine.learn.inputs import Matrix
from argmine.learn.label_context import CodeFrame
from argmine.learn.tagging import Example, RiskTagger, SpecialtyTagger, fit_risk, fit_specialty, with_threshold

if TYPE_CHECKING:  # its settings are read in training alone
    from argmine.learn.settings import HeadsSection

_FOLDS = 5


class Predictor(Protocol):
    """Anything that scores the units of an example."""

    def predict(self, example: Example) -> Matrix:
        """(n, labels) probabilities."""
        ...


Fitted = TypeVar("Fitted", bound=Predictor)


@dataclass(frozen=True, slots=True)
class ComponentTyper:
    """A head over `context.component_context`."""

    head: Head
    risks: int

    def predict(self, example: Example) -> Matrix:
        """(n, 4) probabilities."""
        return self.head.predict(component_context(example.scores, example.inputs, risks=self.risks))


@dataclass(frozen=True, slots=True)
class Heads:
    """Fitted heads, the probability below which a component needs review, out-of-fold probabilities a document."""

    component: ComponentTyper
    risk: RiskTagger
    specialty: SpecialtyTagger
    review_below: float
    component_probabilities: list[Matrix]
    risk_probabilities: list[Matrix]
    specialty_probabilities: list[Matrix]


def fit_heads(
    examples: Sequence[Example],
    labels: Sequence[Labels],
    risk_frame: CodeFrame,
    specialty_frame: CodeFrame,
    settings: HeadsSection,
    *,
    seed: int,
) -> Heads:
    """Heads fitted on all documents; each out-of-fold probability is by heads that have not seen its document."""
    risks = len(risk_frame.labels)
    known = [y.known for y in labels]

    def fit_component(inside: Sequence[int]) -> ComponentTyper:
        inputs = [component_context(examples[i].scores, examples[i].inputs, risks=risks)[known[i]] for i in inside]
        gold = np.concatenate([labels[i].components[known[i]] for i in inside])
        strength = settings.component_strength
        return ComponentTyper(
            fit_exclusive(np.concatenate(inputs), gold, COMPONENTS, strength=strength, seed=seed), risks
        )

    def fit_risks(inside: Sequence[int]) -> RiskTagger:
        gold = [labels[i].risks for i in inside]
        return fit_risk(
            [examples[i] for i in inside], gold, [known[i] for i in inside], risk_frame,
            strength=settings.risk_strength, seed=seed,
        )  # fmt: skip

    def fit_specialties(inside: Sequence[int]) -> SpecialtyTagger:
        gold = [labels[i].specialties for i in inside]
        return fit_specialty(
            [examples[i] for i in inside], gold, [known[i] for i in inside], specialty_frame,
            general_label=settings.general_specialty, hidden=settings.specialty_hidden,
            decay=settings.specialty_decay, epochs=settings.specialty_epochs, seed=seed,
        )  # fmt: skip

    component, component_p = cross_fit(fit_component, examples)
    risk, risk_p = cross_fit(fit_risks, examples)
    specialty, specialty_p = cross_fit(fit_specialties, examples)
    confidence = of_known(component_p, labels).max(axis=1)
    risk_threshold = best_threshold(of_known(risk_p, labels), of_known([y.risks for y in labels], labels))
    specialty_gold = of_known([y.specialties for y in labels], labels)
    specialty_threshold = best_threshold(of_known(specialty_p, labels), specialty_gold, surest=True)
    return Heads(
        component=component,
        risk=cast(RiskTagger, with_threshold(risk, risk_threshold)),
        specialty=cast(SpecialtyTagger, with_threshold(specialty, specialty_threshold)),
        review_below=round(float(np.quantile(confidence, settings.review_share)), 3),
        component_probabilities=component_p,
        risk_probabilities=risk_p,
        specialty_probabilities=specialty_p,
    )


def of_known(rows: Sequence[Any], labels: Sequence[Labels]) -> Any:
    """The rows of the known units of all documents, one after another; `rows[d]` has a row for each unit of d."""
    return np.concatenate([each[y.known] for each, y in zip(rows, labels, strict=True)])


def cross_fit(fit: Callable[[Sequence[int]], Fitted], examples: Sequence[Example]) -> tuple[Fitted, list[Matrix]]:
    """(predictor fitted on all, out-of-fold probabilities a document); folds are whole documents.

    `fit` is given the indices of the documents to fit on.
    """
    probabilities: list[Matrix] = [np.zeros((0, 0), np.float32)] * len(examples)
    for fold in range(min(_FOLDS, len(examples))):
        predictor = fit([index for index in range(len(examples)) if index % _FOLDS != fold])
        for index in range(fold, len(examples), _FOLDS):
            probabilities[index] = predictor.predict(examples[index])
    return fit(range(len(examples))), probabilities
