"""Each kind of task from a corpus to figures, on a few tiny documents; needs torch (`-m train`)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from argmine.learn.settings import read_config
from argmine.tasks.evaluating import evaluate_task
from argmine.tasks.settings import task_settings
from argmine.tasks.training import train_task
from tasks.essays import write_essays

pytestmark = [pytest.mark.train, pytest.mark.filterwarnings("ignore")]  # torch warns of its own future
CONFIGS = Path(__file__).resolve().parents[2] / "configs" / "benchmarks"


def trained(name: str, data: Path, folder: Path, lines: list[str]) -> Path:
    config = CONFIGS / f"{name}.cfg"
    overrides = ["schedule.epochs=2", "schedule.patience=2"]
    train_task(task_settings(read_config(config, overrides), config), data, folder / "model", lines.append)
    return folder / "model"


@pytest.mark.parametrize("name", ["aae2", "aae2-spans"])
def test_essays(tmp_path: Path, name: str) -> None:
    write_essays(tmp_path / "paragraph.train.dat", range(6))
    write_essays(tmp_path / "paragraph.dev.dat", range(10, 12))
    lines: list[str] = []
    model = trained(name, tmp_path, tmp_path, lines)
    record = json.loads((model / "task.json").read_text(encoding="utf-8"))
    assert [row["epoch"] for row in record["training"]["curve"]] == [1, 2]
    assert not any("nan" in line for line in lines)
    figures = evaluate_task(model, "aae2", tmp_path, "dev")
    dev = record["training"]["dev"]
    if name == "aae2":
        assert figures["types"]["macro_f1"] == pytest.approx(dev["types"]["macro_f1"])
        assert figures["types"]["macro_f1"] > 0.5  # the first epoch alone tells them apart by place
    else:
        assert figures["component_f1_100"] == pytest.approx(dev["component_f1_100"])
        assert figures["words"] == 2 * 21


def test_key_points(tmp_path: Path) -> None:
    for split, topic in (("train", "We should test"), ("dev", "We should rest")):
        arguments = [
            "tests find faults early",
            "a fault that is found is cheap",
            "nobody likes tests",
            "tests are slow",
        ]
        points = ["tests find faults", "tests cost time"]
        rows = [f"arg_{i},{text},{topic},1" for i, text in enumerate(arguments)]
        (tmp_path / f"arguments_{split}.csv").write_text("\n".join(["arg_id,argument,topic,stance", *rows]) + "\n")
        rows = [f"kp_{i},{text},{topic},1" for i, text in enumerate(points)]
        (tmp_path / f"key_points_{split}.csv").write_text(
            "\n".join(["key_point_id,key_point,topic,stance", *rows]) + "\n"
        )
        rows = [f"arg_{a},kp_{k},{int((a < 2) == (k == 0))}" for a in range(4) for k in range(2)]
        (tmp_path / f"labels_{split}.csv").write_text("\n".join(["arg_id,key_point_id,label", *rows]) + "\n")
    model = trained("argkp", tmp_path, tmp_path, [])
    figures = evaluate_task(model, "argkp", tmp_path, "dev")
    assert figures["arguments"] == 4
    assert figures["map_strict"] == pytest.approx(
        json.loads((model / "task.json").read_text(encoding="utf-8"))["training"]["dev"]["map_strict"]
    )
