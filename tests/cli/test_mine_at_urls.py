"""`argmine mine` with URLs: where results and the manifest go, what cannot be had, and a batch to memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from argmine.batch.manifest import NAME
from argmine.cli.mine import Crewing, Reading, Saying, Writing, run_mine, writing_to
from argmine.errors import InputError, MissingExtraError

TEXT = "Registration is voluntary. It must become statutory, because errors of dose have harmed patients.\n"
QUIET = Saying(quiet=True)


@pytest.fixture
def memory() -> Iterator[fsspec.AbstractFileSystem]:
    system = fsspec.filesystem("memory")
    system.store.clear()
    yield system
    system.store.clear()


def test_results_in_a_folder_have_their_manifest_there_and_at_a_url_where_it_is_said() -> None:
    assert writing_to("out", None, "csv", together=True) == Writing(Path("out"), "csv", True)
    assert writing_to("file:///tmp/out", None, "json", together=False) == Writing(Path("/tmp/out"))  # noqa: S108
    there = writing_to("s3://bucket/out/", Path("kept"), "json", together=False)
    assert there == Writing(Path("kept"), url="s3://bucket/out")


@pytest.mark.parametrize(
    ("output", "manifest", "together", "message"),
    [
        ("s3://bucket/out", None, False, "s3://bucket/out: say with --manifest FOLDER"),
        ("sftp://ann:pa55@host/out", None, False, "^sftp://host/out: say with"),
        ("s3://bucket/out", Path("kept"), True, "--together needs its results in a folder"),
        ("out", Path("kept"), False, "--manifest kept: only for results at a URL"),
    ],
)
def test_what_cannot_be_had_is_refused(output: str, manifest: Path | None, together: bool, message: str) -> None:
    with pytest.raises(InputError, match=message):
        writing_to(output, manifest, "json", together=together)


@pytest.mark.parametrize(
    ("crewing", "message"),
    [
        (Crewing(engine="spark"), "--engine spark: choose local or ray"),
        (Crewing(address="auto"), "--address auto: is for --engine ray"),
    ],
)
def test_engines_are_local_and_ray(tmp_path: Path, crewing: Crewing, message: str) -> None:
    with pytest.raises(InputError, match=message):
        run_mine(["nowhere"], Writing(tmp_path), "en_argmine", Reading(), crewing, QUIET)


def test_without_ray_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    (tmp_path / "a.txt").write_text(TEXT)
    with pytest.raises(MissingExtraError, match=r"argmine\[ray\]"):
        run_mine([str(tmp_path)], Writing(tmp_path / "out"), "en_argmine", Reading(), Crewing(engine="ray"), QUIET)


def test_a_batch_to_memory_is_shown_by_its_urls(
    tmp_path: Path, memory: fsspec.AbstractFileSystem, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    writing = writing_to("memory://out", tmp_path / "kept", "json,csv", together=False)
    given = [f"file://{tmp_path}/a.txt"]
    assert run_mine(given, writing, "en_argmine", Reading(), Crewing(), Saying()) == 0
    shown = capsys.readouterr()
    assert f"{tmp_path}/a.txt -> memory://out/a.argmine.json: " in shown.err
    assert "1 documents, " in shown.out
    assert {path.rsplit("/", 1)[1] for path in memory.find("/out")} == {"a.argmine.json", "a.argmine.csv", NAME}
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [NAME]
    assert run_mine(given, writing, "en_argmine", Reading(), Crewing(), Saying()) == 0
    assert "1 of 1 files were mined before" in capsys.readouterr().out
