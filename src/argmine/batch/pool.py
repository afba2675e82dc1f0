"""Worker processes and their jobs: a job is given out when a worker is free, and a worker that dies is replaced.

Each worker has a pipe of its own: a shared queue has a lock, and a worker that is killed while it holds it would stop
all the others.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from argmine.batch.messages import Crew, Job, Outcome, Ready, Setup
from argmine.batch.worker import serve
from argmine.errors import ModelError

VAIN_STARTS = 5  # so many workers in a row may die before they have loaded the model
ONE_THREAD = ("ARGMINE_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    connection: Connection
    ready: bool = False
    job: Job | None = None
    deadline: float = float("inf")


def work(jobs: Sequence[Job], setup: Setup, crew: Crew) -> Iterator[tuple[Job, Outcome | None]]:
    """Each job twice: with None just before a worker gets it, and with what became of it, as they end.

    Raises:
        ModelError: workers cannot load the model.
    """
    queue, team, vain = deque(jobs), list[_Worker](), 0
    try:
        while queue or any(worker.job for worker in team):
            busy = sum(worker.job is not None for worker in team)
            while len(team) < min(crew.workers, busy + len(queue)):
                team.append(_start(setup, crew.workers))
            for worker in team:
                if queue and worker.ready and worker.job is None:
                    job = queue.popleft()
                    yield job, None
                    _give(worker, job, crew.max_seconds)
            for worker, message in _heard(team):
                vain = _vain_starts(vain, worker, message)
                if worker.job is not None and isinstance(message, Outcome):
                    yield worker.job, message
                    worker.job, worker.deadline = None, float("inf")
                worker.ready = True
                if message is None or (isinstance(message, Outcome) and message.lost):
                    team.remove(worker)
                    _stop(worker)
    finally:
        for worker in team:
            _stop(worker)


def _give(worker: _Worker, job: Job, max_seconds: float) -> None:
    worker.job = job
    worker.deadline = time.monotonic() + max_seconds if max_seconds else float("inf")
    with suppress(OSError):  # it has died; that is heard next
        worker.connection.send(job)


def _heard(team: Sequence[_Worker]) -> list[tuple[_Worker, Ready | Outcome | None]]:
    """What workers say, once one says something or runs over its time; None from one that died without a job."""
    until = min(worker.deadline for worker in team)
    timeout = None if until == float("inf") else max(0.0, until - time.monotonic())
    speaking = wait([worker.connection for worker in team], timeout)
    heard: list[tuple[_Worker, Ready | Outcome | None]] = []
    for worker in team:
        if worker.connection in speaking:
            heard.append((worker, _receive(worker)))
        elif time.monotonic() >= worker.deadline:
            assert worker.job is not None
            heard.append(
                (
                    worker,
                    Outcome(
                        error=f"{worker.job.source}: mining it took too long (--max-seconds-per-document)", lost=True
                    ),
                )
            )
    return heard


def _receive(worker: _Worker) -> Ready | Outcome | None:
    try:
        message: Ready | Outcome = worker.connection.recv()
    except (EOFError, OSError):
        worker.process.join()
        if worker.job is None:
            return None
        ended = _ending(worker.process.exitcode)
        return Outcome(error=f"{worker.job.source}: the process that read it {ended}", lost=True)
    return message


def _vain_starts(vain: int, worker: _Worker, message: Ready | Outcome | None) -> int:
    if isinstance(message, Ready) and message.error:
        raise ModelError(message.error)
    if message is not None or worker.ready:
        return 0
    if vain + 1 >= VAIN_STARTS:
        ended = _ending(worker.process.exitcode)
        raise ModelError(f"{VAIN_STARTS} workers in a row {ended} while loading the model; is --max-memory too low?")
    return vain + 1


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        return f"was ended by signal {-code}"
    return f"ended with code {code}"


def _start(setup: Setup, workers: int) -> _Worker:
    context = get_context("spawn")  # a forked process inherits threads of onnxruntime that are not there
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(there, setup), daemon=True, name="argmine-worker")
    with _deaf(), _threads(1 if workers > 1 else None):
        process.start()
    there.close()
    return _Worker(process, here)


def _stop(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.join()
    worker.connection.close()
    worker.process.close()


@contextmanager
def _deaf() -> Iterator[None]:
    """Processes started here do not hear Ctrl+C: the parent does, and ends them."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _threads(number: int | None) -> Iterator[None]:
    """Processes started here work with so many threads each."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    if number:
        os.environ.update(dict.fromkeys(ONE_THREAD, str(number)))
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
