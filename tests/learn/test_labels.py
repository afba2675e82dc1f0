"""Code frames in YAML and CSV: the same labels and examples from either, and errors that say where."""

from __future__ import annotations

from pathlib import Path

import pytest

from argmine.errors import ConfigError
from argmine.learn.labels import Label, read_code_frame, read_examples

YAML = """
- id: cost
  label: Cost
  definition: Money, spent or saved.
  examples:
  - The fee falls on the
    lowest paid.
  - "Assessment is dear, and employers pay."
- id: harm
  definition: Injury to patients.
"""
CSV = """id,label,definition,example
cost,Cost,"Money, spent or saved.",The fee falls on the lowest paid.
harm,,Injury to patients.,
cost,,,"Assessment is dear, and employers pay."
"""
COST = Label("cost", "Cost", "Money, spent or saved.")
HARM = Label("harm", "harm", "Injury to patients.")
TEXTS = ("The fee falls on the lowest paid.", "Assessment is dear, and employers pay.")


def write(folder: Path, text: str, name: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("text", "name"), [(YAML, "f.yaml"), (CSV, "f.csv"), ("\ufeff" + CSV, "excel.csv")])
def test_both_formats_say_the_same(tmp_path: Path, text: str, name: str) -> None:
    path = write(tmp_path, text, name)
    assert read_examples(path) == [(COST, TEXTS), (HARM, ())]
    assert read_code_frame(path) == (COST, HARM)


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("- id: a\n- id: a\n", "f.yaml", "the id a stands twice"),
        ("- label: a\n", "f.yaml", "each with an id"),
        ("a: [", "f.yaml", "not YAML"),
        ("[]", "f.yaml", "each with an id"),
        ("- id: a\n  exmples: [b]\n", "f.yaml", "unknown key 'exmples'"),
        ("- id: a\n  examples: just a text\n", "f.yaml", "list of texts"),
        ("- id: a\n  examples: [1]\n", "f.yaml", "list of texts"),
        ("name,label\na,b\n", "f.csv", "f.csv:1: the header"),
        ("id,label\n,b\n", "f.csv", "f.csv:2: a row needs an id"),
        ("id,label\na,b,c\n", "f.csv", "f.csv:2: a row needs an id"),
        ("id,label\na,b\na,c\n", "f.csv", "f.csv:3: another label of a stands above"),
        ('id,label\na,"b\n', "f.csv", "not CSV"),
    ],
)
def test_what_is_wrong_and_where(tmp_path: Path, text: str, name: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        read_examples(write(tmp_path, text, name))


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml"):
        read_code_frame(tmp_path / "nowhere.yaml")
