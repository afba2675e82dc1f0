"""The command line as a user meets it, in processes of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from argmine.schema import load_json

SAMPLE = Path(__file__).resolve().parents[2] / "examples" / "vascular-scientists-submission.md"


def argmine(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "argmine", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=300, check=False)


@pytest.fixture(scope="module")
def mined(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    folder = tmp_path_factory.mktemp("mined")
    return argmine("mine", SAMPLE, "-o", folder), folder / f"{SAMPLE.stem}.argmine.json"


def test_mining_the_sample_tells_an_analyst_something(
    mined: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    result, _ = mined
    assert result.returncode == 0, result.stderr
    for heading in ("conclusion", "Most repeated", "Risk by specialty", "Nothing supports", "need review"):
        assert heading in result.stdout
    assert result.stderr == ""


def test_the_result_is_located_and_accounts_for_every_character(
    mined: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    document = load_json(mined[1])
    text = SAMPLE.read_bytes().decode()
    assert all(text[unit.start : unit.end] == unit.text for unit in document.units)
    assert sum(document.coverage.characters.values()) == len(text)
    assert {"claim", "evidence", "conclusion"} <= {unit.component for unit in document.units}
    assert document.clusters


def test_a_second_run_gives_the_same_bytes(
    mined: tuple[subprocess.CompletedProcess[str], Path], tmp_path: Path
) -> None:
    assert argmine("mine", SAMPLE, "-o", tmp_path, "--quiet").returncode == 0
    assert (tmp_path / mined[1].name).read_bytes() == mined[1].read_bytes()


def test_a_result_is_proven_by_its_source_and_a_tampered_one_is_not(
    mined: tuple[subprocess.CompletedProcess[str], Path], tmp_path: Path
) -> None:
    proven = argmine("verify", mined[1], SAMPLE)
    assert proven.returncode == 0, proven.stderr
    assert "90 quotes" in proven.stdout.replace("\n", " ")
    tampered = tmp_path / "t.argmine.json"
    tampered.write_text(mined[1].read_text(encoding="utf-8").replace("88%", "98%"), encoding="utf-8")
    refused = argmine("verify", tampered, SAMPLE)
    assert refused.returncode == 1
    assert "the source has" in refused.stderr
    assert argmine("verify", tampered).returncode == 2  # the source is not beside it


def test_files_together_and_in_several_formats(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(
            "1. Title\n\nParliament must protect the title of clinical technologist in law.\n", encoding="utf-8"
        )
    out = tmp_path / "out"
    result = argmine("mine", tmp_path / "a.txt", tmp_path / "b.txt", "--together", "-f", "html,csv,json", "-o", out)
    assert result.returncode == 0, result.stderr
    assert {path.name for path in out.iterdir()} == {
        *(f"{name}.argmine.{form}" for name in ("a", "b") for form in ("html", "csv", "json")),
        "together.argmine.json", "together.argmine.html", "manifest.argmine.jsonl", ".argmine-readings",
    }  # fmt: skip
    assert "1 points are made by more than one of 2 documents" in result.stdout
    assert argmine("mine", tmp_path / "a.txt", "-f", "pdf").returncode == 2


def test_reports_of_a_result(mined: tuple[subprocess.CompletedProcess[str], Path], tmp_path: Path) -> None:
    result = argmine("report", mined[1], "-f", "html,xlsx,docx", "-o", tmp_path)
    assert result.returncode == 0, result.stderr
    stem = f"{SAMPLE.stem}.argmine"
    assert {path.name for path in tmp_path.iterdir()} == {f"{stem}.html", f"{stem}.xlsx", f"{stem}.docx"}
    again = argmine("report", mined[1], "-f", "xlsx", "-o", tmp_path / "new", "--merge", tmp_path / f"{stem}.xlsx")
    assert again.returncode == 0, again.stderr
    assert "0 rows are new, 0 changed, 0 gone" in again.stdout
    assert argmine("report", mined[1], "--merge", tmp_path / f"{stem}.xlsx", "-o", tmp_path).returncode == 2


def test_standard_input_is_read_as_the_type_that_is_given(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "argmine", "mine", "-", "--type", "html", "-o", str(tmp_path), "-q"]
    page = b"<html><body><nav>Home</nav><p>The title is not protected.</p></body></html>"
    assert subprocess.run(command, input=page, timeout=300, check=False).returncode == 0
    document = load_json(tmp_path / "stdin.argmine.json")
    assert [unit.text for unit in document.units] == ["The title is not protected."]
    assert (tmp_path / "stdin.argmine.txt").read_text(encoding="utf-8") == "The title is not protected.\n\n"
    assert "--type" in argmine("mine", "-").stderr


def test_one_bad_file_does_not_stop_the_rest(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.md").write_text("Registration is voluntary. It must become statutory.\n", encoding="utf-8")
    (tmp_path / "in" / "good.txt").write_bytes("The caf\xe9 survey found 12 errors.\n".encode("cp1252"))
    (tmp_path / "in" / "empty.md").write_bytes(b"")
    (tmp_path / "in" / "binary.txt").write_bytes(bytes(range(256)) * 20)
    result = argmine("mine", tmp_path / "in", "-o", tmp_path / "out")
    assert result.returncode == 1
    assert "empty.md: the file is empty" in result.stderr.replace("\n", " ")
    assert "binary.txt" in result.stderr
    assert "2 of 4 files failed" in result.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "good.md.argmine.json",
        "good.txt.argmine.json",
        "manifest.argmine.jsonl",
    ]
    assert load_json(tmp_path / "out" / "good.txt.argmine.json").document.encoding_assumed


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("mine", "nothing-here.md"), 2, "nothing-here.md"),
        (("mine", SAMPLE, "--model", "nonesuch"), 2, "no model 'nonesuch'"),
        (("mine",), 2, "Missing argument"),
        (("evaluate", "--data", "nowhere"), 2, "splits.json"),
        (("train", "nowhere.cfg"), 2, "nowhere.cfg"),
        (("train",), 2, "a configuration or --labels"),
        (("train", "--labels", "nowhere.csv"), 2, "nowhere.csv"),
        (("train", "--labels", "x.csv", "--replaces", "colours"), 2, "risk-types or specialties"),
        (("suggest", SAMPLE, "-o", "here", "-n", "0"), 2, "--count"),
    ],
)
def test_errors_are_one_line_and_a_code(tmp_path: Path, arguments: tuple[object, ...], code: int, message: str) -> None:
    result = argmine(*arguments, cwd=tmp_path)
    assert result.returncode == code
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_schema_prints_json_schema() -> None:
    schema = json.loads(argmine("schema").stdout)
    assert schema["properties"].keys() >= {"units", "clusters", "coverage", "run"}


def test_info_says_that_the_model_is_intact() -> None:
    result = argmine("info")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "intact" in result.stdout


def test_help_imports_neither_spacy_nor_torch() -> None:
    program = (
        "import sys\nsys.argv = ['argmine', '--help']\nfrom argmine.cli.app import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'spacy', 'torch', 'sklearn', 'onnxruntime', 'numpy', 'pydantic'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    "command",
    [
        "mine",
        "report",
        "compare",
        "convert",
        "verify",
        "train",
        "suggest",
        "evaluate",
        "agreement",
        "corpus",
        "schema",
        "info",
    ],
)
def test_every_command_has_help_and_stands_in_the_readme(command: str) -> None:
    result = argmine(command, "--help")
    assert result.returncode == 0
    readme = SAMPLE.parents[1] / "README.md"
    assert f"argmine {command}" in readme.read_text(encoding="utf-8")


@pytest.mark.slow
def test_labels_of_ones_own_in_one_command(tmp_path: Path) -> None:
    rows = ["id,label,definition,example", "harm,Harm,Injury and death of patients,", "cost,Cost,Money that it costs,"]
    rows += [f"cost,,,Employers pay the fee of {n} pounds" for n in range(8)]
    (tmp_path / "own.csv").write_text("\n".join(rows), encoding="utf-8")
    result = argmine("train", "--labels", "own.csv", "-o", "own", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "by its definition alone" in result.stdout
    assert "argmine mine FILE -m own" in result.stdout
    assert argmine("mine", SAMPLE, "-m", "own", "-o", "out", "-q", cwd=tmp_path).returncode == 0
    document = load_json(tmp_path / "out" / f"{SAMPLE.stem}.argmine.json")
    assert {tag.id for unit in document.units for tag in unit.risk_types} == {"harm", "cost"}
    assert argmine("info", "--model", tmp_path / "own").returncode == 0


@pytest.mark.slow
def test_suggestions_are_shown_and_unchecked_units_are_not_measured_against(tmp_path: Path) -> None:
    result = argmine("suggest", SAMPLE, "-o", tmp_path, "-n", "5")
    assert result.returncode == 0, result.stderr
    assert "5 suggestions in" in result.stdout
    assert len((tmp_path / "suggestions.jsonl").read_text(encoding="utf-8").splitlines()) == 5
    refused = argmine("evaluate", "--data", tmp_path, "--split", "train")
    assert refused.returncode == 2
    assert "have not been checked" in refused.stderr


def test_corpora_are_counted_converted_checked_and_split(tmp_path: Path) -> None:
    source = tmp_path / "cdcp" / "train"
    source.mkdir(parents=True)
    for name in ("a", "b", "c"):
        (source / f"{name}.txt").write_text(f"Calls {name} came. Stop them.")
        labels = {"prop_labels": ["fact", "policy"], "prop_offsets": [[0, 13], [14, 24]], "reasons": [[[0, 0], 1]]}
        (source / f"{name}.ann.json").write_text(json.dumps(labels | {"evidences": []}))
    stats = argmine("corpus", "stats", source.parent, "--corpus", "cdcp", "--json", tmp_path / "stats.json")
    assert stats.returncode == 0, stats.stderr
    assert json.loads((tmp_path / "stats.json").read_text())["train"]["units"] == 6
    own = tmp_path / "own"
    several = argmine(
        "corpus", "convert", source.parent, "-c", "cdcp", "-o", tmp_path / "all", "--to", "brat,conll,rows"
    )
    assert several.returncode == 0, several.stderr
    assert {path.name for path in (tmp_path / "all").iterdir()} == {"brat", "conll", "rows"}
    assert argmine("corpus", "convert", source.parent, "-c", "cdcp", "-o", own).returncode == 0
    frames = Path(__file__).resolve().parents[2]
    assert argmine("corpus", "check", own.resolve(), cwd=frames).returncode == 0
    refused = argmine("corpus", "split", own, "--shares", "1,1,1")
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert argmine("corpus", "split", own, "--shares", "1,1,1", "--force").returncode == 0
    assert all(len(names) == 1 for names in json.loads((own / "splits.json").read_text()).values())
    for form, written in (("json", "train/0001.argmine.json"), ("rows", "train.jsonl")):
        result = argmine("corpus", "convert", source.parent, "-c", "cdcp", "-o", tmp_path / form, "--to", form)
        assert result.returncode == 0, result.stderr
        assert (tmp_path / form / written).is_file()
