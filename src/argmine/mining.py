"""Many files, one at a time: a bad one is recorded and does not stop the rest."""

from __future__ import annotations

import glob
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

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
class Found:
    """A file and its name relative to what the user named: within a folder, or its name alone."""

    path: Path
    name: str


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
            matches = sorted(
                p for p in path.rglob("*")
                if p.suffix.lower() in READERS and not _is_hidden(p, path) and p.is_file()
                and not p.stem.endswith(_OWN)
            )  # fmt: skip
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
    return _distinct(list(found.values()))


def _name(path: Path, given: Path) -> str:
    return path.relative_to(given).as_posix() if given.is_dir() else path.name


def _distinct(found: Sequence[Found]) -> list[Found]:
    """Files of the same name in several folders are known by the way to them."""
    times = Counter(one.name for one in found)
    renamed = [one if times[one.name] == 1 else Found(one.path, one.path.as_posix()) for one in found]
    times = Counter(one.name for one in renamed)
    return [one if times[one.name] == 1 else Found(one.path, one.path.resolve().as_posix()) for one in renamed]


def _is_hidden(path: Path, folder: Path) -> bool:
    """Whether the file or a folder on the way to it has a name that begins with a full stop."""
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


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


__all__ = ["SUFFIX", "Found", "Mined", "find_files", "find_named", "mine_file", "mine_files"]
