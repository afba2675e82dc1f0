"""Hugging Face datasets: what is written, what `datasets` reads of it offline, and what comes back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from argmine.document import Tag
from argmine.errors import InputError, MissingExtraError
from argmine.exchange import hf_datasets
from argmine.exchange.hf_datasets import LOST, read, write
from argmine.exchange.markup import Markup, Span, Support, without
from exchange.markups import markup, markups

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

TEXT = "Two scans fail.\r\nHalf 𝒜é failed."
BUILT = replace(
    markup(TEXT, ("Two scans fail.", "claim"), ("Half 𝒜é failed.", "evidence")),
    supports=(Support("u-17-32", "u-0-15", 0.5),),
    pages=(0, 17),
)


def rows(folder: Path, built: Markup = BUILT) -> list[dict[str, Any]]:
    write([built], folder)
    found: list[dict[str, Any]] = parquet.read_table(folder / DATA).to_pylist()
    return found


def again(folder: Path, edited: list[dict[str, Any]]) -> tuple[Markup, list[str]]:
    parquet.write_table(pa.Table.from_pylist(edited), folder / DATA)
    imported = read(folder)
    return imported.markups[0], [str(problem) for problem in imported.problems]


@given(st.lists(markups(), min_size=1, max_size=3))
def test_what_is_written_comes_back(built: list[Markup]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(built, Path(folder))
        imported = read(Path(folder))
    assert imported.markups == tuple(without(one, LOST) for one in built)
    assert imported.problems == ()


def test_a_row_is_a_document(tmp_path: Path) -> None:
    span = Span("a", ((0, 3), (4, 9)), "claim", 0.5, (Tag("harm", 0.25),), (), "k-1", True)
    assert rows(tmp_path, replace(BUILT, spans=(span,), supports=())) == [
        {
            "name": "a.md",
            "text": TEXT,
            "pages": [0, 17],
            "spans": [
                {
                    "id": "a",
                    "fragments": [{"start": 0, "end": 3}, {"start": 4, "end": 9}],
                    "text": "Two scans",
                    "component": "claim",
                    "score": 0.5,
                    "risk_types": [{"id": "harm", "score": 0.25}],
                    "specialties": [],
                    "repeated": "k-1",
                    "review": True,
                }
            ],
            "supports": [],
        }
    ]


def test_the_same_documents_give_the_same_bytes(tmp_path: Path) -> None:
    write([BUILT, BUILT], tmp_path / "a")
    write([BUILT, BUILT], tmp_path / "b")
    for name in (DATA, "README.md"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def front_matter(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((folder / "README.md").read_text(encoding="utf-8").split("---\n")[1])
    return found


def test_the_card(tmp_path: Path) -> None:
    write([BUILT] * 3, tmp_path)
    about = front_matter(tmp_path)
    assert "license" not in about
    assert "# license: the licence of the texts" in (tmp_path / "README.md").read_text(encoding="utf-8")
    info = about["dataset_info"]
    size = parquet.read_table(tmp_path / DATA).nbytes
    assert info["splits"] == [{"name": "train", "num_bytes": info["dataset_size"], "num_examples": 3}]
    assert info["dataset_size"] == pytest.approx(size, rel=0.1)
    assert info["download_size"] == (tmp_path / DATA).stat().st_size
    assert about["size_categories"] == ["n<1K"]


def test_the_card_names_the_features_as_datasets_does(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    write([BUILT], tmp_path)
    features = datasets.Features.from_arrow_schema(parquet.read_schema(tmp_path / DATA))
    assert front_matter(tmp_path)["dataset_info"]["features"] == features._to_yaml_list()


# In a process of its own: whether the library is offline is settled when it is imported.
OFFLINE = """
import json, sys, warnings
warnings.simplefilter("ignore")
import datasets
from huggingface_hub import DatasetCard
folder, saved, single = sys.argv[1:]
loaded = datasets.load_dataset(folder)
loaded.save_to_disk(saved)
loaded["train"].save_to_disk(single)
print(json.dumps({
    "splits": list(loaded),
    "rows": loaded["train"].to_list(),
    "again": datasets.load_from_disk(saved)["train"].to_list(),
    "features": datasets.load_dataset_builder(folder).info.features == loaded["train"].features,
    "card": DatasetCard.load(folder + "/README.md").data.pretty_name,
    "offline": datasets.config.HF_HUB_OFFLINE,
}))
"""

DATA = "data/train-00000-of-00001.parquet"


def test_datasets_loads_the_folder_offline_and_what_it_saves_comes_back(tmp_path: Path) -> None:
    pytest.importorskip("datasets")
    folder, saved, single = tmp_path / "out", tmp_path / "saved", tmp_path / "single"
    write([BUILT, replace(BUILT, name="b.md", spans=(), supports=())], folder)
    offline = {"HF_DATASETS_OFFLINE": "1", "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "home")}
    paths = [str(path) for path in (folder, saved, single)]
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE, *paths], capture_output=True, text=True, check=False, env=os.environ | offline
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert (seen["splits"], seen["features"], seen["card"], seen["offline"]) == (["train"], True, "Arguments", True)
    assert seen["rows"] == seen["again"] == parquet.read_table(folder / DATA).to_pylist()
    assert read(saved) == read(single) == read(folder)


def test_what_a_person_changes_comes_in(tmp_path: Path) -> None:
    edited = rows(tmp_path)
    first, second = edited[0]["spans"]
    first["component"] = "conclusion"
    edited[0]["spans"] = [first, {**second, "id": "new", "fragments": [{"start": 4, "end": 9}], "text": None}]
    edited[0]["supports"] = [{"source": "new", "target": first["id"], "score": 1.0}]
    found, problems = again(tmp_path, edited)
    assert [(span.id, span.fragments, span.component) for span in found.spans] == [
        ("u-0-15", ((0, 15),), "conclusion"),
        ("new", ((4, 9),), "evidence"),
    ]
    assert found.supports == (Support("new", "u-0-15", 1.0),)
    assert problems == []


def test_what_has_no_place_is_told_of(tmp_path: Path) -> None:
    edited = rows(tmp_path)
    first, second = edited[0]["spans"]
    moved = {**first, "id": "m", "fragments": [{"start": 1, "end": 16}]}
    edited[0]["spans"] = [first, {**second, "id": first["id"]}, moved]
    edited[0]["supports"] = [{"source": "m", "target": first["id"], "score": 0.5}]
    found, problems = again(tmp_path, edited)
    assert [span.id for span in found.spans] == ["u-0-15"]
    assert problems == [
        "a.md at 17: 'Half 𝒜é failed.': another span has its id 'u-0-15'",
        "a.md at 1: 'Two scans fail.': the text has 'wo scans fail.\\r' at its place",
        "a.md: 'm to u-0-15': a support link that does not join two spans of the document",
    ]


def test_splits_are_read_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for name in ("test-00000-of-00001", "other-0", "train-00001-of-00002", "validation-0", "train-00000-of-00002"):
        table = pa.Table.from_pylist([{"name": name, "text": "x", "spans": []}])
        parquet.write_table(table, tmp_path / "data" / f"{name}.parquet")
    assert [found.name for found in read(tmp_path).markups] == [
        "train-00000-of-00002", "train-00001-of-00002", "validation-0", "test-00000-of-00001", "other-0",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"text": "x"}, "no column spans"),
        ({"text": 5, "spans": []}, "row 1: its name or text is no text"),
        ({"text": "x", "spans": "y"}, "its spans are no list"),
        ({"text": "x", "spans": [], "pages": [2]}, "its pages are no offsets"),
    ],
)
def test_what_is_no_dataset_of_ours_is_refused(tmp_path: Path, row: dict[str, Any], message: str) -> None:
    parquet.write_table(pa.Table.from_pylist([row]), tmp_path / "x.parquet")
    with pytest.raises(InputError, match=message):
        read(tmp_path)


def test_hostile_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="is no dataset"):
        read(tmp_path)
    for name in ("x.parquet", "data-00000-of-00001.arrow"):
        path = tmp_path / name
        path.write_bytes(b"PAR1 this is no table PAR1")
        with pytest.raises(InputError, match="cannot be read as a table"):
            read(path)
        path.unlink()
    table = pa.Table.from_pylist([{"text": "x" * 10_000_000, "spans": [], "name": "a"}])
    parquet.write_table(table, tmp_path / "bomb.parquet", compression="zstd")
    assert (tmp_path / "bomb.parquet").stat().st_size < 100_000
    monkeypatch.setattr(hf_datasets, "_MAX_UNPACKED", 1_000_000)
    with pytest.raises(InputError, match="unpacks to more than 1,000,000 bytes"):
        read(tmp_path)


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write([BUILT], tmp_path)
    monkeypatch.setattr(hf_datasets, "MAX_BYTES", 10)
    with pytest.raises(InputError, match="larger than 10 bytes"):
        read(tmp_path)


def test_half_of_a_surrogate_pair_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="half of a surrogate pair"):
        write([Markup("a.md", "a\ud800", ())], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"argmine\[datasets\]"):
        write([BUILT], tmp_path)
