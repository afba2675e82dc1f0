"""Files of the exchange formats: read within a limit, written whole or not at all."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NoReturn

from argmine.errors import InputError

MAX_BYTES = 64 * 1024 * 1024
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff<>:"/\\|?*]')
_LONGEST = 180  # bytes of a file's name before its suffix; most file systems take 255 in all


def read_bytes(path: Path) -> bytes:
    """The content of a file.

    Raises:
        InputError: it is missing, no file, or larger than 64 MiB.
    """
    try:
        if not path.is_file():
            raise InputError(f"{path}: there is no such file")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    if len(content) > MAX_BYTES:
        raise InputError(f"{path}: is larger than {MAX_BYTES:,} bytes; split it")
    return content


def read_json(path: Path) -> object:
    """What a JSON file holds.

    Raises:
        InputError: it cannot be read or is not JSON.
    """
    try:
        found: object = json.loads(read_bytes(path).decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: is not JSON: {error}; export it again") from error
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON number")


def json_bytes(data: object) -> bytes:
    """The JSON of `data` in UTF-8; text that UTF-8 cannot hold is escaped."""
    try:
        return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    except UnicodeEncodeError:
        return (json.dumps(data, indent=1) + "\n").encode("ascii")


def write_file(content: bytes, path: Path) -> None:
    """Write a file so that a reader finds the old one or the new one.

    Raises:
        InputError: it cannot be written.
    """
    write_folder({path.name: content}, path.parent)


def write_folder(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files, named by their paths in `folder`; all of them are complete before the first takes its place.

    Raises:
        InputError: the folder cannot be written to, or a file would be larger than the 64 MiB that can be read back.
    """
    for name, content in files.items():
        if len(content) > MAX_BYTES:
            raise InputError(
                f"{folder / name}: would have {len(content):,} bytes, and no more than {MAX_BYTES:,} can be read back; "
                "nothing was written; convert fewer documents at a time"
            )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in files:
            if (folder / name).is_dir():
                raise InputError(f"{folder / name}: is a folder; choose another place")
        staged = Path(tempfile.mkdtemp(dir=folder, prefix=".argmine-", suffix=".part"))
        try:
            for name, content in files.items():
                (staged / name).parent.mkdir(parents=True, exist_ok=True)
                (staged / name).write_bytes(content)
            for name in files:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (staged / name).replace(folder / name)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written to: {error.strerror or error}") from error


def file_names(names: Sequence[str], suffix: str) -> list[str]:
    """A file name of its own for each of the names, in order; none leaves its folder or is hidden."""
    taken: set[str] = set()
    numbers: dict[str, int] = {}  # the next to try
    found = []
    for name in names:
        unique = stem = safe_name(name)
        key = stem.casefold()
        while unique.casefold() in taken:
            number = numbers.get(key, 2)
            unique, numbers[key] = f"{stem}-{number}", number + 1
        taken.add(unique.casefold())
        found.append(unique + suffix)
    return found


def safe_name(name: str) -> str:
    """`name` without what file systems take amiss; "document" if nothing is left."""
    plain = _UNSAFE.sub("_", PurePosixPath(name.replace("\\", "/")).name).strip(" .")
    return plain.encode("utf-8")[:_LONGEST].decode("utf-8", "ignore") or "document"


def files_in(path: Path, suffix: str) -> list[Path]:
    """The files of a folder that end in `suffix`, by name; or `path` itself, if it is a file.

    Raises:
        InputError: there is none.
    """
    if path.is_file():
        return [path]
    found = (
        sorted(p for p in path.iterdir() if p.name.lower().endswith(suffix) and not p.name.startswith("."))
        if path.is_dir()
        else []
    )
    files = [p for p in found if p.is_file()]
    if not files:
        raise InputError(f"{path}: holds no {suffix} file; name the folder that they are in")
    return files
