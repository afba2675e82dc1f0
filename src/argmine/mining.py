"""Many files, one at a time: a bad one is recorded and does not stop the rest."""

from __future__ import annotations

import glob
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from argmine.document import ArgumentDocument, SourceText
from argmine.errors import ArgmineError, InputError
from argmine.exporters.formats import JSON_ONLY, Write, write_all
from argmine.exporters.json_file import SUFFIX, output_paths, text_path, write_whole
from argmine.readers import READERS

_OWN = ".argmine"  # a stem that ends so is a result's, such as a report page


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
    """A file at a URL: its size in bytes, and the mark by which its store tells its versions apart ("": none)."""

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
        """Its URL or its path."""
        return self.remote.url if self.remote else str(self.path)


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
    return [one if times[one.name] == 1 else replace(one, name=_whole_way(one)) for one in renamed]


def _way(one: Found) -> str:
    return one.remote.url if one.remote else one.path.as_posix()


def _whole_way(one: Found) -> str:
    return one.remote.url if one.remote else one.path.resolve().as_posix()


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
]
