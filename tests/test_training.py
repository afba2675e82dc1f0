"""The whole training path on three tiny documents; needs torch (`-m train`)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from argmine.analysis import analyse, hash_folder, load_pipeline
from argmine.learn.settings import read_settings
from argmine.suggesting import suggest
from argmine.training import load_training_data, train

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = """1. Radiotherapy

In {year} the survey of {n} centres found unfilled posts. A centre that cannot recruit will delay treatment.
Registration remains voluntary. Statutory registration should therefore follow.

2. Sonography

Sonographers report {n} scans a day. A missed diagnosis may never be noticed. Their title is not protected.
Parliament must protect the title. This section has set out the position.
"""
LABELS = ("evidence", "claim", "evidence", "conclusion", "evidence", "claim", "evidence", "conclusion", "other")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "gold" / "documents").mkdir(parents=True)
    (tmp_path / "gold" / "pairs").mkdir()
    names = [f"d{number}" for number in range(5)]
    for number, name in enumerate(names):
        _write(tmp_path / "gold", name, DOCUMENT.format(year=2018 + number, n=12 + number))
    splits = {"train": names[:3], "dev": [], "test": names[3:4], "calibration": names[4:]}
    (tmp_path / "gold" / "splits.json").write_text(json.dumps(splits), encoding="utf-8")
    path = tmp_path / "tiny.cfg"
    text = (ROOT / "configs" / "en_argmine.cfg").read_text(encoding="utf-8")
    path.write_text(text.replace('"annotations"', json.dumps(str(tmp_path / "gold"))), encoding="utf-8")
    return path


def _write(folder: Path, name: str, text: str) -> None:
    prose = [block.strip() for block in text.split("\n\n") if not block.strip()[:1].isdigit()]
    sentences = [sentence for block in prose for sentence in re.split(r"(?<=\.)\s+", block)]
    rows, position = [], 0
    for number, (sentence, label) in enumerate(zip(sentences, LABELS, strict=True)):
        start = text.index(sentence, position)
        position = start + len(sentence)
        row = {"id": f"u{number}", "start": start, "end": position, "component": label, "quote": sentence}
        row |= {
            "risk_types": ["regulatory_gap"] if number in (2, 6) else [],
            "repeats": "k1" if number in (2, 6) else None,
        }
        row |= {"specialties": ["radiotherapy"] if number < 4 else ["sonography"]}
        rows.append(json.dumps(row))
    (folder / "documents" / f"{name}.md").write_text(text, encoding="utf-8", newline="\n")
    (folder / "documents" / f"{name}.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    judged = [{"left": "u2", "right": "u6", "same": True}, {"left": "u0", "right": "u4", "same": False}]
    (folder / "pairs" / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in judged), encoding="utf-8")


@pytest.mark.train
@pytest.mark.filterwarnings("ignore")
def test_one_configuration_gives_one_model(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    overrides = ["finetune.epochs=1", "sentences.steps=5", "windows.units=4"]
    settings = read_settings(config, [*overrides, 'data.train=["train"]', 'data.calibration=["calibration"]'])
    lines: list[str] = []
    for name in ("first", "second"):
        train(settings, tmp_path / name, work=tmp_path / f"work-{name}", report=lines.append)
    assert hash_folder(tmp_path / "first") == hash_folder(tmp_path / "second")
    document = analyse(tmp_path / "gold" / "documents" / "d3.md", load_pipeline(tmp_path / "first"))
    assert len(document.units) == len(LABELS)
    assert any("fold 2 of 2" in line for line in lines)
    assert any(line.startswith("1 documents, 9 units for the heads alone") for line in lines)


@pytest.mark.train
@pytest.mark.filterwarnings("ignore")
def test_annotate_train_suggest(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    gold, new = tmp_path / "gold", tmp_path / "inbox" / "new.md"
    new.parent.mkdir()
    new.write_text(DOCUMENT.format(year=2024, n=77), encoding="utf-8")

    def ask(model: Path | str) -> list[str]:
        chosen = suggest([new], gold, load_pipeline(model), count=3, report=lambda line: None)
        return [each.unit for each in chosen]

    first = ask("en_argmine")
    path = gold / "documents" / "new.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        if row["id"] in first:
            row |= {"component": "claim", "checked": True}
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    settings = read_settings(config, ["finetune.epochs=1", "sentences.steps=5", 'data.train=["train"]'])
    assert sum(y.known.sum() for y in load_training_data(settings, ["train"]).labels) == 3 * len(LABELS) + 3
    train(settings, tmp_path / "model", work=tmp_path / "work", report=lambda line: None)
    second = ask(tmp_path / "model")
    assert len(second) == 3
    assert not set(first) & set(second)
