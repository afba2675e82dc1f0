"""A corpus with its splits in the formats of other tools."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from argmine.corpora.exchanging import write_corpus
from argmine.corpora.label_mapping import label_mapping
from argmine.corpora.labelled import LabelledDocument, LabelledSpan, Link, labelled_document
from argmine.errors import ConfigError
from argmine.exchange.formats import EXCHANGE_FORMATS

TEXT = "Swimming helps, as hearts grow 🏊."


def essay(name: str) -> LabelledDocument:
    spans = [LabelledSpan(0, 14, "Claim"), LabelledSpan(19, 30, "Premise")]
    return labelled_document(name, TEXT, spans, [Link(1, 0, "Support")], label_mapping("aae2"))


SPLITS = {"train": [essay("a"), essay("b")], "dev": [essay("c")]}


@pytest.mark.parametrize("form", ["brat", "conll", "prodigy"])
def test_a_file_or_folder_a_split(tmp_path: Path, form: str) -> None:
    assert write_corpus(SPLITS, tmp_path, form) == 3
    place = "" if EXCHANGE_FORMATS[form].is_folder else EXCHANGE_FORMATS[form].suffix
    assert {path.name for path in tmp_path.iterdir()} == {f"train{place}", f"dev{place}"}
    first, second = EXCHANGE_FORMATS[form].read(tmp_path / f"train{place}").markups
    assert [TEXT[span.start : span.end] for span in first.spans] == ["Swimming helps", "hearts grow"]
    assert [span.component for span in second.spans] == ["claim", "evidence"]
    assert len(first.supports) == 1


def test_a_dataset_has_all_splits_and_loads_offline(tmp_path: Path) -> None:
    pytest.importorskip("datasets")
    write_corpus(SPLITS, tmp_path / "out", "datasets")
    code = (
        "import datasets, json, sys; loaded = datasets.load_dataset(sys.argv[1]);"
        "print(json.dumps({name: list(split['name']) for name, split in loaded.items()}))"
    )
    offline = {"HF_DATASETS_OFFLINE": "1", "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "home"), "PATH": "/usr/bin"}
    result = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "out")], capture_output=True, text=True, env=offline, check=False
    )
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout.splitlines()[-1]) == {"train": ["a", "b"], "validation": ["c"]}


def test_a_format_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--to tei: choose one of annotations, json, rows, aif"):
        write_corpus(SPLITS, tmp_path, "tei")
