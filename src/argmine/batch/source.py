"""A document's source: how it was before it is mined, and its file as a worker has it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from argmine.batch.durable import sha256_of
from argmine.batch.messages import Job
from argmine.batch.records import Stamp
from argmine.batch.remote import fetch, is_url, path_at
from argmine.errors import InputError
from argmine.mining import Found
from argmine.readers.limits import Limits, load_bytes


def sha256_of_bytes(content: bytes) -> str:
    """The SHA-256 of bytes."""
    return hashlib.sha256(content).hexdigest()


def stamp_of(one: Found) -> Stamp:
    """How a source is now; a file at a URL as its listing said, without asking again."""
    if one.remote is not None:
        return Stamp(one.remote.size, mark=one.remote.mark)
    try:
        stat = one.path.stat()
    except OSError:
        return Stamp()
    return Stamp(stat.st_size, stat.st_mtime_ns, sha256_of(one.path) or "")


def is_unchanged(one: Found, stamp: Stamp) -> bool:
    """Whether a source is still as it was; a file at a URL is read for it only if its mark does not say so."""
    if one.remote is None:
        return stamp.sha256 == sha256_of(one.path)
    if stamp.mark and stamp.is_same(stamp_of(one)):
        return True
    if one.remote.size != stamp.size:
        return False
    try:
        return sha256_of_bytes(fetch(one.remote.url, stamp.size)[0]) == stamp.sha256
    except InputError:
        return False


@contextmanager
def at_hand(job: Job, max_bytes: int) -> Iterator[tuple[Path, str]]:
    """The file of a job on this machine, and its store's mark: the file itself, or a copy for as long as this lasts.

    Raises:
        InputError: the file at a URL cannot be read.
    """
    remote = is_url(job.path)
    if job.content is None and not remote:
        yield Path(job.path), ""
        return
    content, mark = (job.content, "") if job.content is not None else fetch(job.path, max_bytes)
    folder = Path(job.staging).with_name(f"source-{job.place}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        copy = folder / ((path_at(job.path) if remote else Path(job.path)).name or "file")
        copy.write_bytes(content)
        yield copy, mark
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def read_whole(location: str, limits: Limits) -> bytes:
    """The bytes of a file here or at a URL, within the limits.

    Raises:
        InputError: it cannot be read, is empty or too large.
    """
    return fetch(location, limits.max_bytes)[0] if is_url(location) else load_bytes(Path(location), limits)
