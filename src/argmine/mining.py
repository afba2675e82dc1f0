"""Many files, one at a time: a bad one is recorded and does not stop the rest."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from argmine.document import ArgumentDocument
from argmine.errors import ArgmineError, InputError
from argmine.exporters.json_file import SUFFIX, output_paths, write_json
from argmine.readers import READERS


@dataclass(frozen=True, slots=True)
class Mined:
    """What became of one file: a document and where it was written, or why not."""

    path: Path
    output: Path | None
    document: ArgumentDocument | None
    error: str | None


def find_files(patterns: Sequence[str]) -> list[Path]:
    """The files that the patterns name, each once: files as given, folders searched for readable formats, globs expanded.

    Raises:
        InputError: a pattern names nothing.
    """
    found: dict[Path, None] = {}
    for pattern in patterns:
        path = Path(pattern)
        if path.is_dir():
            matches = sorted(
                p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in READERS and not p.name.startswith(".")
            )
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
        found |= dict.fromkeys(matches)
    return list(found)


def mine_files(files: Sequence[Path], folder: Path, analyse: Callable[[Path], ArgumentDocument]) -> Iterator[Mined]:
    """Analyse and write each file in turn; what goes wrong with one is in its `error`."""
    for path, output in zip(files, output_paths(files, folder), strict=True):
        try:
            document = analyse(path)
            write_json(document, output)
            yield Mined(path, output, document, None)
        except ArgmineError as error:
            yield Mined(path, None, None, str(error))
        except (MemoryError, RecursionError, ValueError, OSError) as error:
            yield Mined(
                path,
                None,
                None,
                f"{path}: could not be analysed: {type(error).__name__}: {error}; please report this file's shape",
            )


__all__ = ["SUFFIX", "Mined", "find_files", "mine_files"]
