"""`argmine train --labels` against SetFit on CDCP: training seconds and macro-F1 at 8 and 64 examples a label.

The five types as a code frame. Examples come from the first half of the comments of train, three draws at 8 and one at
64; the second half is measured, by the likeliest label, so that nobody's threshold matters. argmine's regression was
tuned with CDCP among the corpora (docs/experiments.md). SetFit starts from the MiniLM that argmine's encoder started
from; its setting is the best of `SETTINGS` with the first draw of 8, measured on the first half's other texts. Twenty
pairs of each kind an example are at most 800 steps of 16 pairs at 64 examples, of which there is one draw for time.
Loading is in nobody's seconds. A quick run (`--quick`) takes `QUICK`, a draw each and at most 100 steps: enough to see
that it works, too little for a comparison at 64 examples.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from code_frame import TYPES, some
from cold_run import HERE
from sklearn.metrics import f1_score

from argmine.analysis import model_folder
from argmine.corpora import read_corpus
from argmine.learn.encoder import load_window_encoder
from argmine.learn.frame_tagging import DEFINITION_FILE, fit_frame, frame_inputs
from argmine.learn.heads import load_head
from argmine.learn.tagging import code_frame

DRAWS = {8: 3, 64: 1}
SETTINGS: tuple[dict[str, Any], ...] = (
    {"num_iterations": 10},  # pairs of each kind an example; one epoch, learning rate 2e-5
    {"num_iterations": 20},
    {"num_iterations": 20, "body_learning_rate": 1e-4},
)
QUICK: tuple[dict[str, Any], ...] = ({"num_iterations": 20},)
QUICK_STEPS = 100
IDS = [label.id for label in TYPES]

Example = tuple[str, str]


def tagger(peers_python: str, cdcp: Path, *, quick: bool) -> dict[str, Any]:
    """All figures."""
    documents = read_corpus("cdcp", cdcp, "train")
    texts = [" ".join(unit.text.split()) for d in documents for unit in d.document.units]
    gold = [label for d in documents for label in d.labels]
    half = sum(len(d.labels) for d in documents[: len(documents) // 2])
    draws = dict.fromkeys(DRAWS, 1) if quick else DRAWS
    drawn = {count: [draw(texts[:half], gold[:half], count, seed) for seed in range(n)] for count, n in draws.items()}
    choice = [] if quick else choices(peers_python, drawn[8][0], texts[:half], gold[:half])
    best = QUICK[0] if quick else SETTINGS[int(np.argmax(choice))]
    at_most = {"max_steps": QUICK_STEPS} if quick else {}
    found: dict[str, Any] = {}
    for count, examples_of_draws in drawn.items():
        ours = [argmine(examples, texts[half:]) for examples in examples_of_draws]
        theirs = [
            setfit(peers_python, examples, texts[half:], best | at_most, seed)
            for seed, examples in enumerate(examples_of_draws)
        ]
        found[str(count)] = {
            "draws": draws[count],
            "argmine": figures(gold[half:], ours),
            "SetFit": figures(gold[half:], theirs) | {"setting": best | at_most},
        }
    chosen = [{"setting": s, "macro_f1": round(f1, 4)} for s, f1 in zip(SETTINGS, choice, strict=False)]
    return {"quick": quick, "texts": len(texts) - half, "choice_of_setting": chosen, "examples": found}


def choices(peers_python: str, examples: list[Example], texts: list[str], gold: list[str]) -> list[float]:
    """Macro-F1 of each of `SETTINGS` on the texts that are no examples."""
    shown = {text for text, _ in examples}
    others = [place for place, text in enumerate(texts) if text not in shown]
    tried = [setfit(peers_python, examples, [texts[i] for i in others], each, 0) for each in SETTINGS]
    return [macro_f1([gold[i] for i in others], each["labels"]) for each in tried]


def draw(texts: list[str], gold: list[str], count: int, seed: int) -> list[Example]:
    """At most `count` texts a label."""
    random = np.random.default_rng(seed)
    return [(texts[i], label) for label in IDS for i in some(random, np.array(gold) == label, count)]


def argmine(examples: list[Example], texts: list[str]) -> dict[str, Any]:
    folder = model_folder() / "argmine_encoder"
    encoder, definitions = load_window_encoder(folder), load_head(folder / DEFINITION_FILE)
    encoder.embed(["loading is over"])
    started = time.perf_counter()
    frame = code_frame(TYPES, encoder.embed)
    given = {label: [text for text, own in examples if own == label] for label in IDS}
    fitted, _ = fit_frame(frame, given, definitions, encoder.embed, seed=0)
    trained = time.perf_counter()
    likeliest = fitted.head.predict(frame_inputs(encoder.embed(texts), texts, frame)).argmax(axis=1)
    spent = {"training_seconds": trained - started, "tagging_seconds": time.perf_counter() - trained}
    return {"labels": [IDS[place] for place in likeliest], **spent}


def setfit(
    python: str, examples: list[Example], texts: list[str], setting: dict[str, Any], seed: int
) -> dict[str, Any]:
    asked = {"labels": IDS, "examples": examples, "texts": texts, "settings": setting, "seed": seed}
    return by_peer(python, "tagger", asked)


def by_peer(python: str, name: str, asked: dict[str, Any]) -> Any:
    """What a program of peers_programs.py answers."""
    with tempfile.TemporaryDirectory() as folder:
        given, output = Path(folder) / "asked.json", Path(folder) / "found.json"
        given.write_text(json.dumps(asked), encoding="utf-8")
        command = [python, str(HERE / "peers_programs.py"), name, str(given), str(output)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{name}: {done.stderr[-3000:]}")
        return json.loads(output.read_text(encoding="utf-8"))


def figures(gold: list[str], runs: list[dict[str, Any]]) -> dict[str, Any]:
    each = [round(macro_f1(gold, run["labels"]), 4) for run in runs]
    seconds = {
        key: round(float(np.mean([run[key] for run in runs])), 2) for key in ("training_seconds", "tagging_seconds")
    }
    return {"macro_f1": round(float(np.mean(each)), 4), "macro_f1_of_draws": each, **seconds}


def macro_f1(gold: list[str], given: list[str]) -> float:
    return float(f1_score(gold, given, labels=IDS, average="macro", zero_division=0))
