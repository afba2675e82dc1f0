"""The manifest of a results' folder: one line for each step of each document, on the disk before the next step."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from argmine.batch.durable import sync_file, sync_folder
from argmine.batch.records import Record, read_lines, to_line
from argmine.batch.remote import fetch, marks_under
from argmine.errors import InputError
from argmine.exporters.whole_file import write_bytes

if sys.platform != "win32":
    import fcntl

NAME = "manifest.argmine.jsonl"


class Manifest:
    """An open manifest; nobody else has it open for as long."""

    def __init__(self, path: Path, handle: int, records: dict[str, Record], size: int) -> None:
        self.records = records  # the last of each document
        self._path = path
        self._handle = handle
        self._open = True
        self._size = size

    def close(self) -> None:
        """Let the file go; nothing can be appended afterwards."""
        if self._open:
            self._open = False
            os.close(self._handle)

    def append(self, record: Record) -> None:
        """Record a step; it is on the disk when this returns.

        Raises:
            InputError: the disk is full or fails; the manifest is then as it was before.
        """
        line = to_line(record)
        try:
            if os.write(self._handle, line) < len(line):
                raise OSError("No space left on device")
            os.fsync(self._handle)
        except OSError as error:
            os.ftruncate(self._handle, self._size)
            raise InputError(
                f"{self._path}: cannot be written: {error.strerror or error}; make room and run the same command again"
            ) from error
        self._size += len(line)
        self.records[record.path] = record

    def settle(self, order: Sequence[str]) -> None:
        """Keep the last record of each document only: those named in this order, then the others as they came.

        It is the last that is done with an open manifest: the file is another one afterwards.

        Raises:
            InputError: the disk is full or fails; the manifest then stays as it was.
        """
        named = [self.records[path] for path in order if path in self.records]
        rest = set(self.records) - set(order)
        lines = b"".join(map(to_line, [*named, *(r for path, r in self.records.items() if path in rest)]))
        part = self._path.with_name(f".{self._path.name}.part")
        try:
            part.write_bytes(lines)
            sync_file(part)
            self.close()  # Windows replaces no open file
            part.replace(self._path)
            sync_folder(self._path.parent)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise InputError(f"{self._path}: cannot be written: {error.strerror or error}") from error


def take_over(folder: Path, url: str) -> None:
    """Begin a folder's manifest, if it has none, with the copy that an earlier run left with its results at a URL.

    Raises:
        InputError: the store cannot be asked, or the folder cannot be written to.
    """
    if not (folder / NAME).exists() and NAME in marks_under(url):
        write_bytes(fetch(f"{url}/{NAME}", sys.maxsize)[0], folder / NAME)


@contextmanager
def open_manifest(folder: Path) -> Iterator[Manifest]:
    """The manifest of a folder, which is made if need be; a torn last line is cut off.

    Raises:
        InputError: the folder cannot be written to, or another argmine is mining into it.
    """
    path = folder / NAME
    with ExitStack() as held:
        try:
            manifest = _opened(path, held)
        except OSError as error:
            raise InputError(f"{path}: cannot be written: {error.strerror or error}") from error
        yield manifest


def _opened(path: Path, held: ExitStack) -> Manifest:
    path.parent.mkdir(parents=True, exist_ok=True)
    held.enter_context(_lock(path.parent))
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o644)
    try:
        records, whole = read_lines(path.read_bytes())
        os.ftruncate(handle, whole)
        os.fsync(handle)
        sync_folder(path.parent)
    except BaseException:
        os.close(handle)
        raise
    manifest = Manifest(path, handle, {record.path: record for record in records}, whole)
    held.callback(manifest.close)
    return manifest


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """The system drops the lock however the process ends; the folder carries it, so no file is left behind."""
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InputError(f"{folder}: another argmine is mining into this folder; wait for it to end") from error
        yield
    finally:
        os.close(handle)
