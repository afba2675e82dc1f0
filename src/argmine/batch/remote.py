"""Files at URLs, through fsspec: found, read whole, put whole.

A store gives each version of a file a mark (an ETag, a time), by which a later run knows it without reading it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from argmine.errors import InputError, MissingExtraError
from argmine.mining import Found, Remote, is_submission, shown, without_secrets

_URL = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)  # two letters at least: a single one is a Windows drive
_LOCAL = "file://"
_DRIVER_ONLY = "memory://"
_MARKS = ("ETag", "etag", "md5Hash", "generation", "LastModified", "last_modified", "updated", "mtime", "created")
_TRIES = 3
_PAUSE = 0.5  # seconds, doubled after each try
_FINAL = (FileNotFoundError, PermissionError, IsADirectoryError)  # trying again does not help
T = TypeVar("T")


def is_url(name: str) -> bool:
    """Whether a name is a URL of somewhere else: `file://` is this machine's disk."""
    return bool(_URL.match(name)) and not name.startswith(_LOCAL)


def local_name(name: str) -> str:
    """A path without the `file://` that may stand before it."""
    return name.removeprefix(_LOCAL)


def is_everywhere(url: str) -> bool:
    """Whether other processes see what is at a URL: `memory://` is of one process."""
    return not url.startswith(_DRIVER_ONLY)


def find_at(pattern: str) -> list[Found]:
    """The files at a URL: those to mine of a folder, those that match a glob, or one, in the order of their paths.

    Raises:
        InputError: there are none, or the store cannot be asked.
        MissingExtraError: fsspec or its part for this store is not installed.
    """
    system, path = _open(pattern)

    def look() -> list[Found]:
        if system.isdir(path):
            entries = system.find(path, detail=True)
            named = {p: PurePosixPath(p[len(path.rstrip("/")) :].lstrip("/")) for p in entries}
            chosen = {p: named[p].as_posix() for p in entries if is_submission(named[p])}
        else:
            entries = {path: system.info(path)} if system.isfile(path) else system.glob(path, detail=True)
            chosen = {p: PurePosixPath(p).name for p, entry in entries.items() if entry.get("type") == "file"}
        ordered = sorted(chosen, key=PurePosixPath)
        return [
            Found(
                Path(p), chosen[p], Remote(_url_of(p, path, pattern), int(entries[p]["size"] or 0), _mark(entries[p]))
            )
            for p in ordered
        ]

    found = _persist(look, pattern, "read")
    if not found:
        raise InputError(f"{shown(pattern)}: there is no file there of a format that argmine reads")
    return found


def fetch(url: str, max_bytes: int) -> tuple[bytes, str]:
    """The bytes of a file, and the mark of that version.

    Raises:
        InputError: it cannot be read, is empty or larger than allowed, or was changed meanwhile.
        MissingExtraError: fsspec or its part for this store is not installed.
    """
    system, path = _open(url)
    before = _persist(lambda: system.info(path), url, "read")
    if (before["size"] or 0) > max_bytes:
        raise InputError(f"{shown(url)}: {before['size']:,} bytes; the limit is {max_bytes:,} (--max-bytes)")
    content: bytes = _persist(lambda: system.cat_file(path), url, "read")
    mark = _mark(before)
    if _mark(_persist(lambda: system.info(path), url, "read")) != mark:
        raise InputError(f"{shown(url)}: the file was changed while it was read; run the same command again")
    if not content:
        raise InputError(f"{shown(url)}: the file is empty")
    return content, mark


def put(content: bytes, url: str) -> str:
    """Put a file whole, and give the mark of its version.

    An object store shows the old file or the new one, never half of it, and has it on its disks when this returns.

    Raises:
        InputError: it cannot be written.
        MissingExtraError: fsspec or its part for this store is not installed.
    """
    system, path = _open(url)

    def write() -> str:
        if not _is_flat(system):
            system.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        system.pipe_file(path, content)
        return _mark(system.info(path))

    return _persist(write, url, "written")


def put_files(folder: Path, names: Iterable[str], url: str) -> dict[str, str]:
    """Put files of a folder under a URL; gives the mark of each.

    Raises:
        InputError: one cannot be written.
    """
    return {name: put((folder / name).read_bytes(), f"{url}/{name}") for name in names}


def marks_under(url: str) -> dict[str, str]:
    """The mark of every file under a URL, by its name there; one listing, however many files.

    Raises:
        InputError: the store cannot be asked.
    """
    system, path = _open(url)

    def look() -> dict[str, str]:
        try:
            entries = system.find(path, detail=True)
        except FileNotFoundError:
            return {}
        return {p[len(path) :].lstrip("/"): _mark(entry) for p, entry in entries.items()}

    return _persist(look, url, "read")


def remove(url: str) -> None:
    """Remove a file.

    Raises:
        InputError: it cannot be removed.
    """
    system, path = _open(url)
    _persist(lambda: system.rm_file(path), url, "removed")


def _open(url: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise MissingExtraError("fsspec", "remote") from error
    if "::" in url:
        raise InputError(f"{shown(url)}: chained URLs are not read; unpack or copy the files first")
    try:
        system, path = url_to_fs(url, use_listings_cache=False)
    except ImportError as error:
        raise InputError(
            f"{shown(url)}: {without_secrets(str(error), url)}"
        ) from error  # it names the package of this store
    except Exception as error:
        raise InputError(f"{shown(url)}: this URL cannot be opened: {without_secrets(str(error), url)}") from error
    return system, path.rstrip("/")


def _is_flat(system: Any) -> bool:
    """Object stores have no folders to make; to make one there may create a bucket."""
    protocol = system.protocol if isinstance(system.protocol, str) else system.protocol[0]
    return protocol in {"s3", "s3a", "gs", "gcs", "abfs", "az", "oss", "memory"}


def _url_of(path: str, given: str, pattern: str) -> str:
    """A file's URL, spelt as the user spelt the beginning of it, which may hold a host."""
    whole = pattern.rstrip("/")
    if whole.endswith(given):
        return whole[: len(whole) - len(given)] + path
    protocol = pattern.split("://", 1)[0]
    return f"{protocol}://{path.lstrip('/')}"


def _mark(entry: Mapping[str, Any]) -> str:
    return next((f"{key} {_plain(entry[key])}" for key in _MARKS if entry.get(key)), "")


def _plain(value: object) -> str:
    """A time may come as a datetime when one file is asked for, and as a number of seconds in a listing."""
    seconds = value.timestamp() if isinstance(value, datetime) else value
    return f"{seconds:.6f}" if isinstance(seconds, float) else str(seconds)


def _persist(ask: Callable[[], T], url: str, done: str) -> T:
    """Ask a store, and again if it fails, for networks do; libraries of stores raise errors of any class."""
    for left in range(_TRIES - 1, -1, -1):
        try:
            return ask()
        except Exception as error:
            if left == 0 or isinstance(error, _FINAL):
                reason = error.strerror if isinstance(error, OSError) and error.strerror else error
                what = "there is no such file" if isinstance(error, FileNotFoundError) else reason
                said = without_secrets(str(what), url) or type(error).__name__
                raise InputError(f"{shown(url)}: cannot be {done}: {said}") from error
        time.sleep(_PAUSE * 2 ** (_TRIES - 1 - left))
    raise AssertionError("unreachable")
