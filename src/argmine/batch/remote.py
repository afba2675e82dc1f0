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
from urllib.parse import urlsplit

from argmine.batch.listing import files_under, matching
from argmine.errors import InputError, MissingExtraError
from argmine.mining import Found, Remote, is_submission, shown, without_secrets

_URL = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)  # two letters at least: a single one is a Windows drive
_LOCAL = "file://"
_DRIVER_ONLY = "memory://"
_MARKS = ("ETag", "etag", "md5Hash", "generation", "LastModified", "last_modified", "updated", "mtime", "created")
_TRIES = 3
_PART = 1 << 20  # bytes read at once
_PAUSE = 0.5  # seconds, doubled after each try
_FINAL = (FileNotFoundError, PermissionError, IsADirectoryError)  # trying again does not help
T = TypeVar("T")


def is_url(name: str) -> bool:
    """Whether a name is a URL of somewhere else: `file://` is this machine's disk."""
    return bool(_URL.match(name)) and not name.startswith(_LOCAL)


def local_name(name: str) -> str:
    """A path without the `file://` that may stand before it."""
    return name.removeprefix(_LOCAL)


def is_web(url: str) -> bool:
    """Whether a URL is of the web, where there are no folders: each URL is one file."""
    return url.lower().startswith(("http://", "https://"))


def path_at(url: str) -> PurePosixPath:
    """A path with the names that a file at a URL has: on the web without the query."""
    if not is_web(url):
        return PurePosixPath(url)
    parts = urlsplit(url)
    return PurePosixPath(parts.hostname or "") / parts.path.lstrip("/")


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

    def look() -> dict[str, Found]:
        system.invalidate_cache()
        if not is_web(pattern) and system.isdir(path):
            entries = files_under(system, path)
            named = {p: PurePosixPath(p[len(path) :].lstrip("/")) for p in entries}
            chosen = {p: named[p].as_posix() for p in entries if is_submission(named[p])}
        else:
            entries = matching(system, path, web=is_web(pattern))
            chosen = {p: path_at(p).name for p, entry in entries.items() if entry.get("type") == "file"}
        return {
            p: Found(
                Path(path_at(p)),
                chosen[p],
                Remote(_url_of(p, path, pattern), entries[p]["size"] or 0, _mark(entries[p])),
            )
            for p in sorted(chosen, key=PurePosixPath)
        }

    found = _persist(look, pattern, "read")
    if not found:
        raise InputError(f"{shown(pattern)}: there is no file there of a format that argmine reads")
    return list(found.values())


def fetch(url: str, max_bytes: int) -> tuple[bytes, str]:
    """The bytes of a file, and the mark of that version.

    Raises:
        InputError: it cannot be read, is larger than allowed, or was changed meanwhile.
        MissingExtraError: fsspec or its part for this store is not installed.
    """
    system, path = _open(url)
    before = _persist(lambda: _info(system, path), url, "read")
    if (before["size"] or 0) > max_bytes:
        raise InputError(f"{shown(url)}: {before['size']:,} bytes; the limit is {max_bytes:,} (--max-bytes)")
    content = _persist(lambda: _read(system, path, before["size"], max_bytes), url, "read")
    if len(content) > max_bytes:
        raise InputError(f"{shown(url)}: more than {max_bytes:,} bytes; that is the limit (--max-bytes)")
    mark = _mark(before)
    if _mark(_persist(lambda: _info(system, path), url, "read")) != mark:
        raise InputError(f"{shown(url)}: the file was changed while it was read; run the same command again")
    return content, mark


def _read(system: Any, path: str, size: int | None, max_bytes: int) -> bytes:
    """The bytes, of which there are no more than allowed and one; a server need not say how many there are."""
    if size is not None:
        whole: bytes = system.cat_file(path)
        return whole
    parts, left = [], max_bytes + 1
    with system.open(path, "rb", block_size=0) as file:
        while left and (part := file.read(min(left, _PART))):
            parts.append(part)
            left -= len(part)
    return b"".join(parts)


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
        return _mark(_info(system, path))

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
        system.invalidate_cache()
        try:
            entries = files_under(system, path)
        except FileNotFoundError:
            if system.exists(path):
                raise  # a folder within it went away meanwhile
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
        system, path = url_to_fs(url)
    except ImportError as error:
        raise InputError(
            f"{shown(url)}: {without_secrets(str(error), url)}"
        ) from error  # it names the package of this store
    except Exception as error:
        raise InputError(f"{shown(url)}: this URL cannot be opened: {without_secrets(str(error), url)}") from error
    return system, path.rstrip("/")


def _info(system: Any, path: str) -> dict[str, Any]:
    system.invalidate_cache()  # not every store can be told to keep no listings
    entry: dict[str, Any] = system.info(path)
    return entry


def _is_flat(system: Any) -> bool:
    """Object stores have no folders to make; to make one there may create a bucket."""
    protocol = system.protocol if isinstance(system.protocol, str) else system.protocol[0]
    return protocol in {"s3", "s3a", "gs", "gcs", "abfs", "az", "oss", "memory"}


def _url_of(path: str, given: str, pattern: str) -> str:
    """A file's URL, spelt as the user spelt the beginning of it, which may hold a host or an account.

    Raises:
        InputError: the store's own path does not go on where the user's spelling ends.
    """
    whole = pattern.rstrip("/")
    protocol, _, rest = pattern.partition("://")
    if path == given:
        return whole
    if not given:
        return f"{protocol}://{path.lstrip('/')}"
    if whole.endswith(given):
        return whole[: len(whole) - len(given)] + path
    authority, _, within = rest.rstrip("/").partition("/")
    before = given.removesuffix(within)  # abfs://container@account/in is container/in
    if not given.endswith(within) or not path.startswith(before):
        raise InputError(f"{shown(pattern)}: write this URL without . and .., and without // within it")
    return f"{protocol}://{authority}/{path.removeprefix(before).lstrip('/')}"


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
        except (InputError, MemoryError):
            raise
        except Exception as raised:
            error = _cause(raised, url)
            if left == 0 or isinstance(error, _FINAL):
                said = without_secrets(_reason(error, done), url) or type(error).__name__
                raise InputError(f"{shown(url)}: cannot be {done}: {said}") from raised
        time.sleep(_PAUSE * 2 ** (_TRIES - 1 - left))
    raise AssertionError("unreachable")


def _cause(error: Exception, url: str) -> Exception:
    """fsspec says of the web that there is no such file whatever the server said, or if there is no server."""
    unsaid = is_web(url) and isinstance(error, FileNotFoundError) and isinstance(error.__cause__, Exception)
    found = error.__cause__ if unsaid else error
    assert isinstance(found, Exception)
    return error if getattr(found, "status", None) in {404, 410} else found


def _reason(error: Exception, done: str) -> str:
    if isinstance(error, FileNotFoundError):
        return "the bucket or folder does not exist" if done == "written" else "there is no such file"
    return str((isinstance(error, OSError) and error.strerror) or error)
