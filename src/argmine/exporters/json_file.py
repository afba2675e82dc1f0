"""`<stem>.argmine.json` and the text that its offsets count in, each written whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from argmine.document import ArgumentDocument
from argmine.exporters.whole_file import write_bytes
from argmine.schema import dump_json

SUFFIX = ".argmine.json"
TEXT_SUFFIX = ".argmine.txt"
TOGETHER = "together"  # the stem of what several inputs share; no input has it for its own


def write_json(document: ArgumentDocument, path: Path) -> None:
    """Write a document's JSON.

    Raises:
        InputError: the folder cannot be written to.
    """
    write_whole(dump_json(document), path)


def text_path(output: Path) -> Path:
    """Where the extracted text of a document stands, beside its JSON."""
    return output.with_name(output.name.removesuffix(SUFFIX) + TEXT_SUFFIX)


def write_whole(text: str, path: Path) -> None:
    """Write a UTF-8 file so that a reader finds the old one or the new one, never half of it.

    Raises:
        InputError: the folder cannot be written to.
    """
    write_bytes(text.encode("utf-8", "surrogatepass"), path)


def output_paths(inputs: Sequence[Path], folder: Path) -> list[Path]:
    """One path an input, in order; inputs with the same stem keep their suffix, and then their folder's name.

    None is `together.argmine.json`, which is for what the inputs share: an input of that name gets `together-2`.
    """
    names = [path.stem for path in inputs]
    for widen in (lambda path: path.name, lambda path: f"{path.parent.name}.{path.name}".lstrip(".")):
        twice = {name for name, times in Counter(name.casefold() for name in names).items() if times > 1}
        if not twice:
            break
        names = [widen(path) if name.casefold() in twice else name for path, name in zip(inputs, names, strict=True)]
    taken = {TOGETHER}
    numbers: dict[str, int] = {}  # the next to try
    paths = []
    for name in names:
        unique, key = name, name.casefold()
        while unique.casefold() in taken:
            number = numbers.get(key, 2)
            unique, numbers[key] = f"{name}-{number}", number + 1
        taken.add(unique.casefold())
        paths.append(folder / f"{unique}{SUFFIX}")
    return paths
