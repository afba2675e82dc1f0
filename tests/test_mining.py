"""Many files: what a pattern finds, and one bad file among good ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from argmine.document import ArgumentDocument, Layout, SourceText
from argmine.errors import InputError
from argmine.exporters.formats import writers
from argmine.mining import Found, Remote, distinct, find_files, find_named, mine_files, shown, without_secrets
from argmine.readers import read
from argmine.schema import load_json
from argmine.structure.assemble import assemble
from argmine.structure.parse import parse


def analyse(source: SourceText) -> ArgumentDocument:
    """The real way through the house up to the models, which the tests of mining do not need."""
    structure = parse(source.text, source.layout)
    return assemble(source, structure, structure.segments)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    for name in ("b.md", "a.txt", "deep/er/c.MD", "deep/notes.rtf", ".hidden.md", ".git/d.md", "deep/.cache/e.txt"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"The file {name} is here.\n", encoding="utf-8")
    return folder


def found(*patterns: Path | str, inside: Path) -> list[str]:
    return [path.relative_to(inside).as_posix() for path in find_files([str(pattern) for pattern in patterns])]


def test_a_folder_is_searched_for_readable_files_none_hidden(inbox: Path) -> None:
    assert found(inbox, inside=inbox) == ["a.txt", "b.md", "deep/er/c.MD"]


def test_a_hidden_folder_is_searched_when_it_is_named(inbox: Path) -> None:
    assert found(inbox / ".git", inside=inbox) == [".git/d.md"]


def test_a_file_is_taken_as_given_whatever_its_format(inbox: Path) -> None:
    assert found(inbox / "deep/notes.rtf", inside=inbox) == ["deep/notes.rtf"]
    assert found(inbox / ".hidden.md", inside=inbox) == [".hidden.md"]


def test_a_glob_is_expanded_in_order_and_finds_files_only(inbox: Path) -> None:
    assert found(inbox / "*", inside=inbox) == ["a.txt", "b.md"]
    assert found(inbox / "**" / "*.[mM][dD]", inside=inbox) == ["b.md", "deep/er/c.MD"]


def test_a_file_named_like_a_glob_is_that_file(inbox: Path) -> None:
    (inbox / "[ab].md").write_text("A draft.\n", encoding="utf-8")
    assert found(inbox / "[ab].md", inside=inbox) == ["[ab].md"]


def test_patterns_keep_their_order_and_each_file_comes_once(inbox: Path) -> None:
    assert found(inbox / "b.md", inbox, inbox / "*.md", inside=inbox) == ["b.md", "a.txt", "deep/er/c.MD"]


def test_a_file_named_in_two_ways_comes_once(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(inbox)
    assert find_files(["b.md", "deep/../b.md", str(inbox / "b.md")]) == [Path("b.md")]


def test_files_are_known_by_their_way_within_a_folder_and_no_two_by_the_same_name(inbox: Path) -> None:
    def names(*patterns: Path) -> list[str]:
        return [found.name for found in find_named([str(pattern) for pattern in patterns])]

    assert names(inbox) == ["a.txt", "b.md", "deep/er/c.MD"]
    assert names(inbox / "deep", inbox / "b.md") == ["er/c.MD", "b.md"]
    (inbox / "deep" / "a.txt").write_text("Another.\n", encoding="utf-8")
    assert names(inbox / "a.txt", inbox / "deep") == [str(inbox / "a.txt"), str(inbox / "deep/a.txt"), "er/c.MD"]


def test_results_are_not_taken_for_submissions(inbox: Path) -> None:
    for form in ("html", "docx", "txt"):
        (inbox / f"a.argmine.{form}").write_text("A report.\n", encoding="utf-8")
    assert found(inbox, inside=inbox) == ["a.txt", "b.md", "deep/er/c.MD"]


@pytest.mark.parametrize("pattern", ["gone.md", "*.docx", "gone/"])
def test_nothing_found_is_an_error_that_names_the_pattern(inbox: Path, pattern: str) -> None:
    with pytest.raises(InputError) as caught:
        find_files([str(inbox / "b.md"), f"{inbox}/{pattern}"])
    assert str(caught.value) == f"{inbox}/{pattern}: there is no such file, folder or match"


def test_a_folder_without_readable_files_says_which_formats_are(tmp_path: Path) -> None:
    (tmp_path / "notes.rtf").write_text("%PDF")
    with pytest.raises(InputError, match=r"no file of a format that argmine reads \(\.md, .*\.pdf"):
        find_files([str(tmp_path)])


def test_a_bad_file_is_recorded_and_the_others_are_written(inbox: Path, tmp_path: Path) -> None:
    (inbox / "b.md").write_bytes(b"\x00\xff" * 50)
    files = [inbox / "a.txt", inbox / "b.md", inbox / "gone.md", inbox / "deep/notes.rtf", inbox / "deep/er/c.MD"]
    out = tmp_path / "out"
    records = list(mine_files(files, out, read, analyse))
    assert [record.path for record in records] == files
    good = [records[0], records[4]]
    for record in good:
        assert record.error is None
        (output,) = record.outputs
        assert load_json(output) == record.document == analyse(read(record.path))
    assert sorted(out.iterdir()) == [out / "a.argmine.json", out / "c.argmine.json"]
    for record, reason in zip(records[1:4], ("binary file", "No such file", "not supported"), strict=True):
        assert (record.outputs, record.document) == ((), None)
        assert record.error is not None
        assert record.error.startswith(f"{record.path}: ")
        assert reason in record.error


@pytest.mark.parametrize("error", [KeyError("u-1"), RuntimeError("session"), ValueError("shape"), MemoryError()])
def test_a_fault_of_our_own_does_not_stop_the_rest(inbox: Path, tmp_path: Path, error: Exception) -> None:
    def faulty(source: SourceText) -> ArgumentDocument:
        if source.source == "a.txt":
            raise error
        return analyse(source)

    first, second = mine_files([inbox / "a.txt", inbox / "b.md"], tmp_path / "out", read, faulty)
    assert first.error is not None
    assert first.error.startswith(f"{inbox / 'a.txt'}: could not be analysed: {type(error).__name__}: ")
    assert (second.error, second.outputs) == (None, (tmp_path / "out" / "b.argmine.json",))


def test_each_file_is_written_in_every_format(inbox: Path, tmp_path: Path) -> None:
    (record,) = mine_files([inbox / "a.txt"], tmp_path / "out", read, analyse, writers("html, json"))
    assert record.outputs == (tmp_path / "out" / "a.argmine.html", tmp_path / "out" / "a.argmine.json")
    assert all(path.stat().st_size for path in record.outputs)


def test_a_batch_can_be_stopped(inbox: Path, tmp_path: Path) -> None:
    def stopped(source: SourceText) -> ArgumentDocument:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(mine_files([inbox / "a.txt"], tmp_path / "out", read, stopped))


def test_each_result_is_on_disk_before_the_next_file_is_read(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    mining = mine_files([inbox / "a.txt", inbox / "b.md"], out, read, analyse)
    next(mining)
    assert list(out.iterdir()) == [out / "a.argmine.json"]
    next(mining)
    assert (out / "b.argmine.json").exists()


def test_an_output_folder_that_cannot_be_made_is_recorded(inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    (record,) = mine_files([inbox / "a.txt"], tmp_path / "out", read, analyse)
    assert record.error is not None
    assert "cannot be written" in record.error
    assert record.document is None


def test_the_text_of_a_format_with_a_layout_stands_beside_the_result(inbox: Path, tmp_path: Path) -> None:
    def laid_out(path: Path) -> SourceText:
        return replace(read(path), layout=Layout())

    out = tmp_path / "out"
    (record,) = mine_files([inbox / "a.txt"], out, laid_out, analyse)
    assert (out / "a.argmine.txt").read_text(encoding="utf-8") == read(inbox / "a.txt").text
    assert record.error is None
    with pytest.raises(InputError, match="holds no file"):  # and is not taken for a submission
        find_files([str(out)])


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sftp://ann:pa55@host/in/a?.txt", "sftp://host/in/a?.txt"),
        ("https://token@host:8080/a.pdf?X-Signature=abc#p", "https://host:8080/a.pdf"),
        ("s3://bucket/a.pdf?versionId=12", "s3://bucket/a.pdf"),
        ("abfs://inbox@account.dfs.net/a.pdf", "abfs://inbox@account.dfs.net/a.pdf"),
        ("zip://a.txt::https://ann:pa55@host/x.zip?key=1", "zip://a.txt::https://host/x.zip"),
        ("in/a?b=c@d.txt", "in/a?b=c@d.txt"),
    ],
)
def test_of_a_url_users_passwords_and_queries_are_not_shown(url: str, said: str) -> None:
    assert shown(url) == said


def test_libraries_do_not_say_them_either() -> None:
    url = "https://ann:pa%2F55@host/a b.pdf?sig=ab%2Bcd"
    text = f"401 of {url}; url='https://ann@host/a%20b.pdf?sig=ab+cd', /a%20b.pdf?sig=ab+cd, pa/55"
    said = without_secrets(text, url)
    assert said == "401 of https://host/a b.pdf; url='https://host/a%20b.pdf', /a%20b.pdf?..., ..."


def test_urls_that_differ_in_their_secrets_alone_are_numbered() -> None:
    urls = [f"https://host/get?id={number}" for number in range(3)]
    names = [one.name for one in distinct([Found(Path("host/get"), "get", Remote(url)) for url in urls])]
    assert names == ["https://host/get", "https://host/get (2)", "https://host/get (3)"]
