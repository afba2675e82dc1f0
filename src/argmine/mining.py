"""Many files, one at a time: a bad one is recorded and does not stop the rest."""

from __future__ import annotations

import glob
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from urllib.parse import unquote

from argmine.document import ArgumentDocument, SourceText
from argmine.errors import ArgmineError, InputError
from argmine.exporters.formats import JSON_ONLY, Write, write_all
from argmine.exporters.json_file import SUFFIX, output_paths, text_path, write_whole
from argmine.readers import READERS

_OWN = ".argmine"  # a stem that ends so is a result's, such as a report page
_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]+)://(?P<place>[^/]*)(?P<path>.*)", re.IGNORECASE | re.DOTALL)
_URLS = re.compile(r"[a-z][a-z0-9+.-]+://[^\s'\"<>]+", re.IGNORECASE)
_CONTAINERS = {"abfs", "abfss", "az"}  # what stands before their @ is no user
_SHORT = 3  # characters; less would be struck out of every other word


@dataclass(frozen=True, slots=True)
class Mined:
    """What became of one file: a document and where it was written, or why not, and whether memory ran out."""

    path: Path
    outputs: tuple[Path, ...]
    document: ArgumentDocument | None
    error: str | None
    out_of_memory: bool = False


@dataclass(frozen=True, slots=True)
class Remote:
    """A file at a URL: its size in bytes, and the mark by which its store tells its versions apart ("": none).

    The URL may hold secrets: `shown` of it is for messages.
    """

    url: str
    size: int = 0
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A file and its name relative to what the user named: within a folder, or its name alone.

    The path of a file at a URL is only good for its names.
    """

    path: Path
    name: str
    remote: Remote | None = None

    @property
    def location(self) -> str:
        """Its URL, which may hold secrets, or its path."""
        return self.remote.url if self.remote else str(self.path)


def shown(name: str) -> str:
    """A URL as messages and records may name it: without user, password and query, which may be secrets.

    Paths stay as they are, and so does the container before the @ of `abfs://`.
    """
    return "::".join(_parted(part)[0] for part in name.split("::"))


def without_secrets(text: str, url: str) -> str:
    """What a library says of a URL, without what `shown` leaves out of it, however the library spells it."""
    text = _URLS.sub(lambda match: shown(match[0]), text.replace(url, shown(url)))
    secrets = {secret for part in url.split("::") for secret in _parted(part)[1]}
    secrets |= {unquote(secret) for secret in secrets}
    for secret in sorted(secrets, key=lambda secret: (-len(secret), secret)):
        if len(secret) >= _SHORT:
            text = text.replace(secret, "...")
    return text


def _parted(url: str) -> tuple[str, list[str]]:
    """A URL without its secrets, and they."""
    match = _URL.fullmatch(url)
    if match is None or match["scheme"].lower() == "file":
        return url, []
    scheme = match["scheme"].lower()
    user, at, host = match["place"].rpartition("@")
    if scheme in _CONTAINERS and ":" not in user:
        user, host = "", f"{user}{at}{host}"
    kept = host + match["path"]
    ends = r"[?#]" if scheme in {"http", "https"} else r"\?(?=.*=)"  # elsewhere ? is of a glob
    cut = re.search(ends, kept, re.DOTALL)
    kept, query = (kept[: cut.start()], kept[cut.start() + 1 :]) if cut else (kept, "")
    return f"{match['scheme']}://{kept}", [user, user.partition(":")[2], query]


def find_files(patterns: Sequence[str]) -> list[Path]:
    """The files that the patterns name, each once: files, folders searched for readable formats, globs.

    Raises:
        InputError: a pattern names nothing.
    """
    return [found.path for found in find_named(patterns)]


def find_named(patterns: Sequence[str]) -> list[Found]:
    """The files that the patterns name, each once, with names of which no two are the same.

    Raises:
        InputError: a pattern names nothing.
    """
    found: dict[Path, Found] = {}
    for pattern in patterns:
        path = Path(pattern)
        if path.is_dir():
            matches = sorted(p for p in path.rglob("*") if is_submission(p.relative_to(path)) and p.is_file())
        elif path.exists():
            matches = [path]
        else:
            matches = sorted(Path(p) for p in glob.glob(pattern, recursive=True) if Path(p).is_file())
        if not matches:
            formats = ", ".join(READERS)
            reason = (
                f"the folder holds no file of a format that argmine reads ({formats})"
                if path.is_dir()
                else "there is no such file, folder or match"
            )
            raise InputError(f"{pattern}: {reason}")
        for match in matches:
            found.setdefault(match.resolve(), Found(match, _name(match, path)))
    return distinct(list(found.values()))


def _name(path: Path, given: Path) -> str:
    return path.relative_to(given).as_posix() if given.is_dir() else path.name


def is_submission(path: PurePath) -> bool:
    """Whether a path within a folder names a file to mine: of a format that is read, not hidden, and no result."""
    hidden = any(part.startswith(".") for part in path.parts)
    return path.suffix.lower() in READERS and not hidden and not path.stem.endswith(_OWN)


def distinct(found: Sequence[Found]) -> list[Found]:
    """The same files; those of the same name in several folders are known by the way to them."""
    times = Counter(one.name for one in found)
    renamed = [one if times[one.name] == 1 else replace(one, name=_way(one)) for one in found]
    times = Counter(one.name for one in renamed)
    return _numbered([one if times[one.name] == 1 else replace(one, name=_whole_way(one)) for one in renamed])


def _way(one: Found) -> str:
    return shown(one.remote.url) if one.remote else one.path.as_posix()


def _whole_way(one: Found) -> str:
    return shown(one.remote.url) if one.remote else one.path.resolve().as_posix()


def _numbered(found: Sequence[Found]) -> list[Found]:
    """URLs that differ only in what is not shown are told apart by a number, in the order of the files."""
    taken = set[str]()
    numbered = []
    for one in found:
        name, number = one.name, 2
        while name in taken:
            name, number = f"{one.name} ({number})", number + 1
        taken.add(name)
        numbered.append(replace(one, name=name))
    return numbered


def mine_files(
    files: Sequence[Path],
    folder: Path,
    read: Callable[[Path], SourceText],
    analyse: Callable[[SourceText], ArgumentDocument],
    forms: Mapping[str, Write] = JSON_ONLY,
) -> Iterator[Mined]:
    """Read and analyse each file in turn, and write it in each of the forms; what goes wrong is in its `error`.

    The text of a format that is no text itself is written beside the JSON, so that every offset can be looked up.
    """
    for path, output in zip(files, output_paths(files, folder), strict=True):
        yield mine_file(path, output, read, analyse, forms)


def mine_file(
    path: Path,
    output: Path,
    read: Callable[[Path], SourceText],
    analyse: Callable[[SourceText], ArgumentDocument],
    forms: Mapping[str, Write] = JSON_ONLY,
) -> Mined:
    """Read and analyse one file, and write it in each form beside `output`; what goes wrong is in its `error`."""
    try:
        source = read(path)
        document = analyse(source)
        if source.layout is not None and "json" in forms:
            write_whole(source.text, text_path(output))
        return Mined(path, tuple(write_all(document, output, forms)), document, None)
    except ArgmineError as error:
        return Mined(path, (), None, str(error))
    except MemoryError:
        return Mined(
            path, (), None, f"{path}: could not be analysed: MemoryError: there is too little memory for it", True
        )
    except Exception as error:
        reason = f"could not be analysed: {type(error).__name__}: {error}; please report this file's shape"
        return Mined(path, (), None, f"{path}: {reason}")


__all__ = [
    "SUFFIX",
    "Found",
    "Mined",
    "Remote",
    "distinct",
    "find_files",
    "find_named",
    "is_submission",
    "mine_file",
    "mine_files",
    "shown",
    "without_secrets",
]
