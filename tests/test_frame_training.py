"""A code frame of the user's own in a copy of the shipped pipeline."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from argmine.analysis import analyse_text, hash_folder, load_pipeline, model_folder
from argmine.document import SourceText
from argmine.errors import ConfigError, ModelError
from argmine.frame_training import sureness, train_frame

FRAME = """
- id: money
  label: Cost
  definition: Money that a measure costs employers, staff or the public purse.
  examples:
  - The fee would fall on the lowest paid.
  - Employers would have to meet the cost of assessment.
- id: waiting
  label: Waiting times
  definition: Patients wait for an appointment, a scan or treatment; backlogs and delays.
- id: none
  examples:
  - This chapter describes the profession.
"""
TEXT = "Registration would cost each employer money. Patients wait nine weeks for a scan. The committee met in May.\n"


def trained(folder: Path, frame: str = FRAME, name: str = "mine") -> Path:
    path = folder / "frame.yaml"
    path.write_text(frame, encoding="utf-8")
    train_frame(path, folder / name, base="en_argmine", slot="risk_types", report=lambda line: None)
    return folder / name


def test_the_new_labels_are_found_and_everything_else_is_as_it_was(tmp_path: Path) -> None:
    folder = trained(tmp_path)
    source = SourceText(TEXT, "t.md", "text/markdown", "0" * 64, "utf-8")
    old, new = (analyse_text(source, load_pipeline(model)) for model in ("en_argmine", folder))
    assert [max(unit.risk_types, key=lambda tag: tag.score).id for unit in new.units[:2]] == ["money", "waiting"]
    assert {tag.id for unit in new.units for tag in unit.risk_types} == {"money", "waiting"}
    assert [unit.component for unit in new.units] == [unit.component for unit in old.units]
    assert [unit.specialties for unit in new.units] == [unit.specialties for unit in old.units]
    assert new.run.model.startswith("en_frame-")
    assert new.run.model_hash != old.run.model_hash


def test_the_folder_says_what_it_is(tmp_path: Path) -> None:
    folder = trained(tmp_path)
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    assert meta["argmine"]["hash"] == hash_folder(folder)
    assert meta["argmine"]["code_frame"]["slot"] == "risk_types"
    assert "| money | 2 | - |" in (folder / "README.md").read_text(encoding="utf-8")
    assert json.loads((folder / "metrics.json").read_text())["risk_types"]["examples"] == {"money": 2, "waiting": 0}


def test_the_same_frame_gives_the_same_folder_and_may_be_trained_again(tmp_path: Path) -> None:
    first = hash_folder(trained(tmp_path))
    assert hash_folder(trained(tmp_path)) == first
    assert hash_folder(trained(tmp_path, FRAME.replace("lowest", "best"))) != first


def test_sureness_is_said_in_words(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_text(FRAME, encoding="utf-8")
    figures = train_frame(path, tmp_path / "m", base="en_argmine", slot="specialties", report=lambda line: None)
    assert "too few examples" in sureness(figures, "money")
    assert "definition alone" in sureness(figures, "waiting")


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        ("- id: a\n  definition: b\n", "at least two"),
        ("- id: a\n  definition: b\n- id: c\n", "c has neither"),
    ],
)
def test_a_frame_that_cannot_be_learnt(tmp_path: Path, frame: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        trained(tmp_path, frame)


def test_a_folder_that_is_no_model_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(ConfigError, match="exists and is no model"):
        trained(tmp_path)
    assert (tmp_path / "mine" / "thesis.txt").is_file()


def test_the_model_built_on_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_text(FRAME, encoding="utf-8")
    with pytest.raises(ConfigError, match="is the model that is built on"):
        train_frame(path, model_folder(), base="en_argmine", slot="risk_types", report=lambda line: None)


def test_a_base_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_text(FRAME, encoding="utf-8")
    with pytest.raises(ModelError, match="nonesuch"):
        train_frame(path, tmp_path / "m", base="nonesuch", slot="risk_types", report=lambda line: None)
