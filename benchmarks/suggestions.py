"""Do suggested units teach more than units drawn by lot? Macro-F1 of component types on dev against units annotated.

A model of its own for this comparison (MiniLM vectors, logistic regression), since the shipped one has seen the
texts: it starts from 50 units of the training split drawn by lot, asks for 50 more eight times over, and is measured
on dev after each. Ten starts.

    pip install '.[train]' && python benchmarks/suggestions.py > benchmarks/suggestions.json
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from argmine.corpora.annotations import read_split
from argmine.document import COMPONENTS
from argmine.learn.active_learning import margin_uncertainty, most_informative
from argmine.learn.pretrained_encoder import base_folder
from argmine.learn.settings import read_settings

STEP, ROUNDS, STARTS = 50, 8, 10


def read(split: str, encoder: SentenceTransformer) -> tuple[np.ndarray, np.ndarray]:
    units = [unit for document in read_split(Path("annotations"), split) for unit in document.units]
    vectors = encoder.encode([unit.clean_text for unit in units], normalize_embeddings=True)
    return vectors, np.array([COMPONENTS.index(unit.component) for unit in units])


def main() -> None:
    encoder = SentenceTransformer(str(base_folder(read_settings(Path("configs/en_argmine.cfg")).model)))
    vectors, gold = read("train", encoder)
    unseen, truth = read("dev", encoder)
    curves: dict[str, list[list[float]]] = {"suggested": [], "uncertainty alone": [], "by lot": []}
    for start in range(STARTS):
        for name, curve in curves.items():
            random = np.random.default_rng(start)
            known = list(random.choice(len(gold), STEP, replace=False))
            reached = []
            for _ in range(ROUNDS + 1):
                model = LogisticRegression(C=10, max_iter=2000, class_weight="balanced").fit(
                    vectors[known], gold[known]
                )
                reached.append(float(f1_score(truth, model.predict(unseen), average="macro")))
                left = np.setdiff1d(np.arange(len(gold)), known)
                if name == "by lot":
                    known += list(random.choice(left, STEP, replace=False))
                    continue
                doubt = margin_uncertainty(model.predict_proba(vectors[left]).astype(np.float32))
                if name == "suggested":
                    chosen = most_informative(doubt, vectors[left], vectors[known], STEP)
                else:
                    chosen = list(np.argsort(-doubt, kind="stable")[:STEP])
                known += list(left[chosen])
            curve.append(reached)
    means = {name: np.mean(curve, axis=0) for name, curve in curves.items()}
    gain = np.array(curves["suggested"]) - np.array(curves["by lot"])
    error = gain.mean(axis=1).std(ddof=1) / np.sqrt(STARTS)
    print(json.dumps({
        "units": [STEP * (n + 1) for n in range(ROUNDS + 1)],
        "macro_f1": {name: [round(float(v), 4) for v in values] for name, values in means.items()},
        "gain_over_lot": {"mean": round(float(gain[:, 1:].mean()), 4), "standard_error": round(float(error), 4)},
    }, indent=1))  # fmt: skip


if __name__ == "__main__":
    main()
