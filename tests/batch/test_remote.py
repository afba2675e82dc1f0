"""Files at URLs: found by the names they would have in a folder, fetched whole, within limits, again if need be."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from argmine.batch import remote
from argmine.batch.finding import find_anywhere
from argmine.batch.remote import fetch, find_at, is_url, marks_under, put
from argmine.errors import InputError, MissingExtraError
from argmine.mining import find_named

FILES = ("b.md", "a.txt", "deep/c.txt", "deep/a.txt", ".hidden/d.txt", "a.argmine.html", "x.png")


@pytest.fixture
def memory() -> Iterator[fsspec.AbstractFileSystem]:
    system = fsspec.filesystem("memory")
    system.store.clear()
    for name in FILES:
        system.pipe_file(f"/bucket/inbox/{name}", f"The file {name}.".encode())
    yield system
    system.store.clear()


@pytest.mark.parametrize(
    ("name", "remote"),
    [("s3://b/x.pdf", True), ("memory://x", True), ("file:///x.pdf", False), ("C://x", False), ("a/b.pdf", False)],
)
def test_a_url_is_what_is_somewhere_else(name: str, *, remote: bool) -> None:
    assert is_url(name) is remote


@pytest.mark.usefixtures("memory")
def test_a_folder_at_a_url_holds_what_the_same_folder_here_holds(tmp_path: Path) -> None:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"The file {name}.")
    for slash in ("", "/"):
        there, here = find_at(f"memory://bucket/inbox{slash}"), find_named([str(tmp_path)])
        assert (
            [one.name for one in there] == [one.name for one in here] == ["a.txt", "b.md", "deep/a.txt", "deep/c.txt"]
        )
        assert [one.location for one in there] == [f"memory://bucket/inbox/{one.name}" for one in there]
        assert [(one.path.stem, one.path.parent.name) for one in there][2:] == [("a", "deep"), ("c", "deep")]
        assert all(one.remote and one.remote.size == len(f"The file {one.name}.") for one in there)


@pytest.mark.usefixtures("memory")
def test_globs_files_and_folders_of_here_together_each_file_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Here.")
    patterns = [
        "memory://bucket/inbox/*.txt",
        "memory://bucket/inbox/a.txt",
        f"file://{tmp_path}",
        str(tmp_path / "a.txt"),
    ]
    found = find_anywhere(patterns)
    assert [one.location for one in found] == ["memory://bucket/inbox/a.txt", str(tmp_path / "a.txt")]
    assert len({one.name for one in found}) == 2


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("memory://bucket/inbox/*.docx", "no file there"),
        ("memory://nowhere", "no file there"),
        ("zip://a.txt::memory://bucket/x.zip", "chained"),
        ("nosuch://bucket/x", "cannot be opened"),
    ],
)
def test_what_is_not_there_is_an_error_that_names_it(pattern: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as raised:
        find_at(pattern)
    assert str(raised.value).startswith(pattern)


def test_fetched_is_what_was_put_and_its_mark_is_that_of_the_listing(memory: fsspec.AbstractFileSystem) -> None:
    mark = put(b"Results.", "memory://bucket/out/.argmine-readings/a.json")
    assert mark
    assert fetch("memory://bucket/out/.argmine-readings/a.json", 8) == (b"Results.", mark)
    assert marks_under("memory://bucket/out") == {".argmine-readings/a.json": mark}
    assert marks_under("memory://bucket/none") == {}
    assert put(b"Results!", "memory://bucket/out/.argmine-readings/a.json") != mark


def test_limits_hold_before_the_bytes_are_fetched(
    memory: fsspec.AbstractFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(memory), "cat_file", None)
    with pytest.raises(InputError, match=r"b\.md: 14 bytes; the limit is 13 \(--max-bytes\)"):
        fetch("memory://bucket/inbox/b.md", 13)


def test_a_file_that_changes_meanwhile_is_not_taken(
    memory: fsspec.AbstractFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = type(memory).cat_file

    def cat_and_change(self: fsspec.AbstractFileSystem, path: str) -> bytes:
        content: bytes = read(self, path)
        self.pipe_file(path, b"Another text.")
        return content

    monkeypatch.setattr(type(memory), "cat_file", cat_and_change)
    with pytest.raises(InputError, match="was changed while it was read"):
        fetch("memory://bucket/inbox/b.md", 100)


@pytest.mark.parametrize(("failures", "error"), [(2, None), (3, "the network is away")])
def test_a_store_that_fails_is_asked_three_times(
    memory: fsspec.AbstractFileSystem, monkeypatch: pytest.MonkeyPatch, failures: int, error: str | None
) -> None:
    read, asked = type(memory).cat_file, []

    def cat(self: fsspec.AbstractFileSystem, path: str) -> bytes:
        asked.append(path)
        if len(asked) <= failures:
            raise RuntimeError("the network is away")
        content: bytes = read(self, path)
        return content

    monkeypatch.setattr(type(memory), "cat_file", cat)
    monkeypatch.setattr(remote, "_PAUSE", 0.001)
    if error is None:
        assert fetch("memory://bucket/inbox/b.md", 100)[0] == b"The file b.md."
    else:
        with pytest.raises(InputError, match=error):
            fetch("memory://bucket/inbox/b.md", 100)
    assert len(asked) == 3


@pytest.mark.usefixtures("memory")
def test_a_file_that_is_not_there_is_not_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "_PAUSE", 3600)
    with pytest.raises(InputError, match=r"none\.txt: cannot be read: there is no such file"):
        fetch("memory://bucket/none.txt", 100)


def test_without_fsspec_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "fsspec.core", None)
    with pytest.raises(MissingExtraError, match=r"argmine\[remote\]"):
        find_at("memory://bucket/inbox")


def test_secrets_of_a_url_are_in_no_error(memory: fsspec.AbstractFileSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "memory://anna:pa55word@bucket/inbox/b.md?sig=abcdef"

    def refuse(self: fsspec.AbstractFileSystem, path: str, **_: object) -> None:
        raise PermissionError(f"no access to {url} ({path}, anna:pa55word)")

    for name in ("info", "find", "ls", "isdir", "pipe_file"):
        monkeypatch.setattr(type(memory), name, refuse)
    for ask in (lambda: fetch(url, 9), lambda: find_at(url), lambda: marks_under(url), lambda: put(b"x", url)):
        with pytest.raises(InputError) as raised:
            ask()
        assert str(raised.value).startswith("memory://bucket/inbox/b.md: cannot be ")
        assert not any(secret in str(raised.value) for secret in ("anna", "pa55word", "abcdef"))


class Tree(fsspec.AbstractFileSystem):  # type: ignore[misc]
    """A store that lists a folder at a time, as sftp does, and takes no options but its host."""

    protocol = "tree"
    cachable = False
    closed = "nowhere"

    def __init__(self, host: str = "") -> None:
        super().__init__()

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return path.removeprefix("tree://inbox@account").strip("/")

    def ls(self, path: str, detail: bool = True, **_: object) -> list[dict[str, object]]:
        if path == self.closed:
            raise PermissionError(13, "Permission denied", path)
        files = {"": [], "in": ["a.txt"], "in/deep": ["b.txt"], "in/deep/er": ["c.txt"]}
        if path not in files:
            raise FileNotFoundError(path)
        folders = [name for name in files if name and name.rpartition("/")[0] == path]
        entries: list[dict[str, object]] = [{"name": name, "size": 0, "type": "directory"} for name in folders]
        return entries + [{"name": f"{path}/{name}", "size": 3, "type": "file"} for name in files[path]]


@pytest.fixture
def tree(monkeypatch: pytest.MonkeyPatch) -> type[Tree]:
    fsspec.register_implementation("tree", Tree, clobber=True)
    monkeypatch.setattr(remote, "_PAUSE", 0.001)
    monkeypatch.setattr(Tree, "closed", "nowhere")
    return Tree


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("in", ["a.txt", "deep/b.txt", "deep/er/c.txt"]),
        ("in/*.txt", ["a.txt"]),
        ("in/*/*.txt", ["b.txt"]),
        ("in/**/*.txt", ["a.txt", "b.txt", "c.txt"]),
        ("in/a.txt", ["a.txt"]),
    ],
)
def test_stores_with_folders_are_searched_and_their_files_keep_the_account(pattern: str, names: list[str]) -> None:
    found = find_at(f"tree://inbox@account/{pattern}")
    assert [one.name for one in found] == names
    places = {"a.txt": "in/a.txt", "b.txt": "in/deep/b.txt", "c.txt": "in/deep/er/c.txt"}
    assert [one.location for one in found] == [f"tree://inbox@account/{places[Path(name).name]}" for name in names]


@pytest.mark.parametrize("pattern", ["in", "in/**/*.txt"])
def test_a_folder_that_cannot_be_listed_is_not_passed_over(tree: type[Tree], pattern: str) -> None:
    tree.closed = "in/deep/er"
    for ask in (find_at, marks_under) if pattern == "in" else (find_at,):
        with pytest.raises(InputError, match="cannot be read: Permission denied"):
            ask(f"tree://inbox@account/{pattern}")
    assert marks_under("tree://inbox@account/none") == {}


def test_the_account_is_kept_where_the_path_begins_with_its_container() -> None:
    spelt = remote._url_of("inbox/deep/a.pdf", "inbox/*/a.pdf", "abfs://inbox@account.net/*/a.pdf")
    assert spelt == "abfs://inbox@account.net/deep/a.pdf"
    assert remote._url_of("bucket/a.pdf", "", "s3://") == "s3://bucket/a.pdf"
    with pytest.raises(InputError, match=r"without \. and \.\."):
        remote._url_of("other/in/a.pdf", "other/in", "abfs://inbox@account.net/x/../in")


class Web:
    """What fsspec makes of a web server: it may not say how long a file is, and everything amiss is a missing file."""

    size: int | None = None
    amiss: Exception | None = None

    def invalidate_cache(self) -> None:
        pass

    def info(self, path: str) -> dict[str, object]:
        if self.amiss:
            raise FileNotFoundError(path) from self.amiss
        return {"name": path, "size": self.size, "type": "file"}

    def open(self, path: str, mode: str, block_size: int) -> io.BytesIO:
        return io.BytesIO(b"x" * 100)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    system = Web()
    monkeypatch.setattr(remote, "_open", lambda url: (system, url))
    monkeypatch.setattr(remote, "_PAUSE", 0.001)
    return system


@pytest.mark.usefixtures("web")
def test_on_the_web_a_url_is_one_file_whose_name_is_that_of_its_path() -> None:
    (one,) = find_at("https://host/in/a.pdf?dl=1")
    assert (one.name, one.path, one.location) == ("a.pdf", Path("host/in/a.pdf"), "https://host/in/a.pdf?dl=1")
    assert fetch(one.location, 100) == (b"x" * 100, "")
    with pytest.raises(InputError, match=r"^https://host/in/a.pdf: more than 99 bytes; that is the limit"):
        fetch(one.location, 99)


class RefusedError(Exception):
    status = 403


class GoneError(Exception):
    status = 404


@pytest.mark.parametrize(
    ("amiss", "said"),
    [
        (RefusedError("403, Forbidden"), "403, Forbidden"),
        (OSError("no such host"), "no such host"),
        (GoneError(), "no such file"),
    ],
)
def test_what_a_server_said_is_said(web: Web, amiss: Exception, said: str) -> None:
    web.amiss = amiss
    with pytest.raises(InputError, match=f"^https://host/a.pdf: cannot be read: .*{said}"):
        find_at("https://host/a.pdf?key=abc")


def test_too_little_memory_is_not_a_fault_of_the_store(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    def exhaust(path: str) -> None:
        raise MemoryError

    monkeypatch.setattr(web, "info", exhaust)
    with pytest.raises(MemoryError):
        fetch("https://host/a.pdf", 9)
