"""A worker: a process that loads the model once and mines what it is told to, one document at a time."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from pathlib import Path
from threading import Thread

from argmine.batch.durable import sha256_of, sync_file
from argmine.batch.messages import Job, Outcome, Ready, Setup
from argmine.batch.reading import Closely, ReadClosely, keep_reading, open_by_name
from argmine.batch.remote import put_files
from argmine.batch.source import at_hand
from argmine.document import ArgumentDocument, SourceText
from argmine.errors import ArgmineError
from argmine.exporters.formats import writers
from argmine.mining import Mined, mine_file
from argmine.readers import read

if sys.platform != "win32":
    import resource

_MIB = 1024 * 1024
_ALLOCATION = ("bad_alloc", "failed to allocate", "cannot allocate", "out of memory")  # how libraries put it


def serve(connection: Connection, setup: Setup) -> None:
    """Answer each `Job` with an `Outcome` until the parent hangs up or ends."""
    Thread(target=_end_with_parent, daemon=True).start()
    _hush()
    if setup.max_memory and sys.platform != "win32":
        try:
            resource.setrlimit(resource.RLIMIT_AS, (setup.max_memory * _MIB,) * 2)
        except (OSError, ValueError) as error:
            connection.send(not_allowed(setup, error))
            return
    reads = opened(setup)
    if isinstance(reads, Ready):
        connection.send(reads)
        return
    connection.send(Ready())
    while True:
        try:
            job = connection.recv()
        except EOFError:
            return
        connection.send(carry_out(job, setup, reads))


def not_allowed(setup: Setup, error: Exception) -> Ready:
    """What a worker says if it cannot limit its memory."""
    return Ready(f"--max-memory {setup.max_memory}: this system does not allow it: {error}")


def opened(setup: Setup) -> ReadClosely | Ready:
    """What reads texts, with the model loaded; or why it cannot be."""
    try:
        return open_by_name(setup.opens, setup.model)
    except ArgmineError as error:
        return Ready(str(error))
    except Exception as error:
        hint = f" within --max-memory {setup.max_memory}" if setup.max_memory else ""
        return Ready(f"{setup.model}: the model cannot be loaded{hint}: {type(error).__name__}: {error}")


def carry_out(job: Job, setup: Setup, reads: ReadClosely) -> Outcome:
    """Mine a document into its staging folder; every file is on the disk, or at its URL, when this returns."""
    try:
        with at_hand(job, setup.limits().max_bytes) as (path, mark):
            outcome = replace(_mine(path, job, setup, reads), mark=mark)
        if outcome.error:
            return replace(outcome, error=outcome.error.replace(str(path), job.source))
        if job.target:
            outcome = replace(outcome, stored=put_files(Path(job.staging), outcome.outputs, job.target))
    except ArgmineError as error:
        return Outcome(error=str(error))
    except MemoryError:
        return Outcome(error=f"{job.source}: there is too little memory for it", lost=True)
    except OSError as error:
        return Outcome(error=f"{job.source}: cannot be fetched or its results not be put: {error.strerror or error}")
    return outcome


def _mine(path: Path, job: Job, setup: Setup, reads: ReadClosely) -> Outcome:
    staging = Path(job.staging)
    before = sha256_of(path)
    kept: list[Closely] = []

    def read_file(given: Path) -> SourceText:
        return read(given, setup.limits(), password=setup.password)

    def analyse(source: SourceText) -> ArgumentDocument:
        kept.append(reads(source))
        if setup.together:
            keep_reading(kept[0], staging, job.output)
        return kept[0][0]

    mined = mine_file(path, staging / job.output, read_file, analyse, writers(setup.forms))
    if mined.document is None:
        error = (mined.error or "").replace(job.staging, job.results)  # where the user wants it
        return Outcome(error=error, lost=_ran_out(mined), source=before or "")
    if sha256_of(path) != before or before is None:
        return Outcome(error=f"{path}: the file was changed while it was read; run the same command again")
    try:
        outputs = _settle(staging, mined.outputs)
    except OSError as error:
        return Outcome(error=f"{path}: its results cannot be written: {error.strerror or error}", source=before)
    document = mined.document
    return Outcome(outputs, len(document.units), len(document.clusters), before, memory=memory())


def _settle(staging: Path, first: Sequence[Path]) -> dict[str, str]:
    """All files of the folder, by name with their SHA-256, once they are on the disk."""
    rest = sorted(path for path in staging.rglob("*") if path.is_file() and path not in first)
    files = [*first, *rest]
    for path in files:
        sync_file(path)
    return {path.relative_to(staging).as_posix(): sha256_of(path) or "" for path in files}


def _ran_out(mined: Mined) -> bool:
    error = (mined.error or "").lower()
    return mined.out_of_memory or any(words in error for words in _ALLOCATION)


def memory() -> int:
    """MiB of real memory that this process holds; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") // _MIB


def _end_with_parent() -> None:
    """A parent that was killed cannot say so; a worker that outlives it would work for nobody."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _hush() -> None:
    """What libraries print would tear the parent's progress and its log; errors go through the connection."""
    sys.stdout.flush()
    sys.stderr.flush()
    with Path(os.devnull).open("wb") as nothing:
        os.dup2(nothing.fileno(), 1)
        os.dup2(nothing.fileno(), 2)
