"""`argmine bench` as a user meets it, on a small file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import spacy

from argmine.cli.bench import run_bench
from argmine.errors import InputError

TEXT = (
    "1. Title\n\nParliament must protect the title of clinical technologist in law. A survey found that 40% of posts "
    "are vacant. Patients will therefore wait longer.\n"
)


def bench(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "argmine", "bench", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, cwd=cwd)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench") / "small.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.mark.slow
def test_all_figures_of_a_small_file_and_of_a_pipeline_beside_it(small: Path, tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.to_disk(tmp_path / "plain")
    result = bench(
        small, "--runs", 1, "--workers", 1, "--beside", tmp_path / "plain", "--json", "figures.json", cwd=tmp_path
    )
    assert (result.returncode, result.stderr) == (0, "")
    for words in ("small.txt: 159 characters, 26 words, 3 units", "plain", "cold", "peak memory", "1,000 words"):
        assert words in result.stdout
    assert {path.name for path in tmp_path.iterdir()} == {"plain", "figures.json"}  # nothing else is left

    found = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    cost, warm = {"seconds", "cpu_seconds", "peak_megabytes"}, {"seconds", "seconds_per_1000_words"}
    assert list(found) == [
        "argmine", "model", "python", "system", "processors", "document", "characters", "words", "units", "runs",
        "cold", "warm", "encoder", "throughput", "spacy",
    ]  # fmt: skip
    assert set(found["cold"]) == set(found["spacy"]["cold"]) == cost
    assert set(found["warm"]) == set(found["spacy"]["warm"]) == warm
    assert found["warm"]["seconds_per_1000_words"] == pytest.approx(found["warm"]["seconds"] * 1000 / 26)
    assert found["warm"]["seconds"] < found["cold"]["seconds"]
    assert found["cold"]["peak_megabytes"] > found["spacy"]["cold"]["peak_megabytes"] > 30
    assert found["encoder"]["tokens"] > 25
    assert [(each["workers"], each["documents"]) for each in found["throughput"]] == [(1, 6)]
    assert found["throughput"][0]["documents_per_minute"] > 0
    assert (found["spacy"]["model"], found["runs"], found["units"]) == ("plain", 1, 3)


def test_a_file_that_cannot_be_read_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    missing = bench("none.md", cwd=tmp_path)
    assert missing.returncode == 2
    assert missing.stderr.startswith("error: none.md: ")
    assert missing.stderr.count("\n") == 1


def test_figures_that_cannot_be_written_are_an_error_before_anything_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("argmine.cli.bench.benchmark", lambda *_, **__: pytest.fail("measured"))
    (tmp_path / "file").touch()
    for output, reason in ((tmp_path, "it is a folder"), (tmp_path / "file" / "figures.json", "cannot be written")):
        with pytest.raises(InputError, match=reason):
            run_bench(None, output, model="m", beside="x", runs=1, workers=1)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
