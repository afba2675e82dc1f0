"""Ray as the engine of a batch: an actor a worker, on this machine or a cluster, one document each at a time.

It is `pool.work` again: what is lost, tried again alone, recorded and published is decided in `run`, whoever works. One
document an actor bounds what is under way, so a slow cluster holds the driver back and not its memory.
"""

from __future__ import annotations

import os
import socket
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from argmine.batch.durable import sync_file
from argmine.batch.messages import Crew, Job, Outcome, Ready, Setup, Work
from argmine.batch.pool import ONE_THREAD, VAIN_STARTS
from argmine.batch.ray_actor import Carried, Miner
from argmine.batch.records import RunKey
from argmine.batch.remote import is_everywhere, is_url
from argmine.batch.run_key import run_key
from argmine.batch.source import read_whole
from argmine.errors import ArgmineError, InputError, MissingExtraError, ModelError
from argmine.mining import without_secrets

_NODES_LOST = 3  # so many machines may be lost under a document before it is taken for the cause
_PATIENCE = 10.0  # seconds for a cluster to answer
_OBJECT_STORE = 512 * 1024 * 1024  # bytes, of a cluster that is started here; documents pass through it one an actor


@dataclass(slots=True)
class _Worker:
    actor: Any
    call: Any  # what it is doing: a reference to its answer
    ready: bool = False
    job: Job | None = None
    deadline: float = float("inf")
    node: str = ""
    cut_off: bool = False  # it does not answer, and Ray has not heard that it ended


@contextmanager
def ray_workers(address: str = "") -> Iterator[Work]:
    """An engine that works on the Ray cluster at an address ("auto": the one of this machine), or on one of its own.

    It joins, or starts, the cluster when there is something to do, and leaves, or ends, it afterwards.

    Raises:
        MissingExtraError: Ray is not installed.
    """
    ray = _ray()
    mine = not ray.is_initialized()
    try:
        yield partial(work, address=address)
    finally:
        if mine:
            ray.shutdown()


def work(jobs: Sequence[Job], setup: Setup, crew: Crew, *, address: str = "") -> Iterator[tuple[Job, Outcome | None]]:
    """Each job with None just before a worker gets it, and with what became of it, as they end.

    A document whose machine was lost is given to another worker, so it may come with None again.

    Raises:
        InputError: there is no cluster at the address.
        ModelError: workers cannot load the model, or have another model or other libraries than this process.
    """
    if not jobs:
        return
    _join(address, crew.workers)
    queue, team, vain, run, moved = deque(jobs), list[_Worker](), 0, run_key(setup), Counter[int]()
    try:
        while queue or any(worker.job for worker in team):
            busy = sum(worker.job is not None for worker in team)
            while len(team) < min(crew.workers, busy + len(queue)):
                team.append(_start(setup))
            for worker in team:
                yield from _given(worker, queue, setup, crew.max_seconds)
            for worker, message in _heard(team):
                vain = _vain_starts(vain, worker, message, run)
                lost, given = message is None or (isinstance(message, Outcome) and message.lost), worker.job
                if given and lost and moved[given.place] < _NODES_LOST and _node_is_gone(worker):
                    moved[given.place] += 1
                    queue.appendleft(given)
                elif given and isinstance(message, Outcome):
                    yield given, message
                worker.job, worker.call, worker.deadline, worker.ready = None, None, float("inf"), True
                if lost:
                    team.remove(worker)
                    _stop(worker)
    finally:
        for worker in team:
            _stop(worker)


def _given(
    worker: _Worker, queue: deque[Job], setup: Setup, max_seconds: float
) -> Iterator[tuple[Job, Outcome | None]]:
    """Give a worker that is free a job: the first of the queue whose file can be read; the others have failed."""
    while queue and worker.ready and worker.job is None:
        job = queue.popleft()
        yield job, None
        refused = _give(worker, job, setup, max_seconds)
        if refused:
            yield job, refused


def _give(worker: _Worker, job: Job, setup: Setup, max_seconds: float) -> Outcome | None:
    """An outcome if the file cannot be read here. A URL is opened by the worker, so its bytes pass through once."""
    try:
        if not is_url(job.path) or not is_everywhere(job.path):
            job = replace(job, content=read_whole(job.path, setup.limits()))
    except ArgmineError as error:
        return Outcome(error=str(error))
    worker.job = replace(job, content=None)
    worker.call = worker.actor.mine.remote(job)
    worker.deadline = time.monotonic() + max_seconds if max_seconds else float("inf")
    return None


def _heard(team: Sequence[_Worker]) -> list[tuple[_Worker, Ready | Outcome | None]]:
    """What workers say, once one says something or runs over its time; None from one that died without a job."""
    calls = [worker.call for worker in team if worker.call is not None]
    if not calls:
        return []
    ray = _ray()
    until = min(worker.deadline for worker in team)
    ray.wait(calls, num_returns=1, timeout=None if until == float("inf") else max(0.0, until - time.monotonic()))
    spoken = set(ray.wait(calls, num_returns=len(calls), timeout=0)[0])
    heard: list[tuple[_Worker, Ready | Outcome | None]] = []
    for worker in team:
        if worker.call in spoken:
            heard.append((worker, _receive(worker)))
        elif worker.job is not None and time.monotonic() >= worker.deadline:
            error = f"{worker.job.source}: mining it took too long (--max-seconds-per-document)"
            heard.append((worker, Outcome(error=error, lost=True)))
    return heard


def _receive(worker: _Worker) -> Ready | Outcome | None:
    from ray.exceptions import ActorUnavailableError, RayError, RayTaskError

    try:
        message: Ready | Carried = _ray().get(worker.call)
    except RayTaskError as error:  # it lives, and its code is at fault
        if worker.job is None:
            return Ready(f"a worker cannot start: {error.cause}")
        return Outcome(
            error=f"{worker.job.source}: could not be analysed: {without_secrets(str(error.cause), worker.job.path)}",
            lost=True,
        )
    except RayError as error:
        worker.cut_off = isinstance(error, ActorUnavailableError)
        if worker.job is None:
            return None
        return Outcome(error=f"{worker.job.source}: the process that read it ended", lost=True)
    if isinstance(message, Ready):
        worker.node = message.node
        return message
    return _laid_down(worker.job, *message)


def _laid_down(job: Job | None, outcome: Outcome, files: dict[str, bytes]) -> Outcome:
    """The outcome, once its files are in the staging folder and on the disk, as a worker of here would leave them."""
    assert job is not None
    try:
        for name, content in files.items():
            path = Path(job.staging) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            sync_file(path)
    except OSError as error:
        return Outcome(error=f"{job.source}: its results cannot be written: {error.strerror or error}")
    return outcome


def _vain_starts(vain: int, worker: _Worker, message: Ready | Outcome | None, run: RunKey) -> int:
    if isinstance(message, Ready):
        if message.error:
            raise ModelError(message.error)
        if message.run != run:
            raise ModelError(
                f"node {message.node[:8]} of the cluster has another model or other versions than this machine "
                f"({message.run} and {run}): install the same there; results would differ"
            )
    if message is not None or worker.ready:
        return 0
    if vain + 1 >= VAIN_STARTS:
        raise ModelError(
            f"{VAIN_STARTS} workers in a row ended while loading the model: "
            "is argmine installed on the nodes, and have they enough memory?"
        )
    return vain + 1


def _node_is_gone(worker: _Worker) -> bool:
    """Whether the machine was lost, and not only the process on it: then the document is not to blame.

    Of a process that ends Ray hears at once from its machine, of a machine only when it has been silent for a while.
    """
    return worker.cut_off or not any(n["NodeID"] == worker.node and n["Alive"] for n in _ray().nodes())


def _start(setup: Setup) -> _Worker:
    """An actor with one processor and one thread; Ray places it where there is room, and does not restart it."""
    variables = dict.fromkeys(ONE_THREAD, "1")
    actor = _ray().remote(Miner).options(num_cpus=1, max_restarts=0, runtime_env={"env_vars": variables}).remote()
    return _Worker(actor, actor.begin.remote(setup))


def _stop(worker: _Worker) -> None:
    with suppress(Exception):  # the cluster itself may be gone
        _ray().kill(worker.actor, no_restart=True)


def _join(address: str, workers: int) -> None:
    ray = _ray()
    if ray.is_initialized():
        return
    quiet = {"log_to_driver": False, "logging_level": "ERROR", "include_dashboard": False}
    try:
        if address:
            del quiet["include_dashboard"]
            _knock(address)
            ray.init(address=address, **quiet)
        else:  # "local" also where RAY_ADDRESS is set: a cluster is joined only when it is asked for
            own = {"num_cpus": workers, "object_store_memory": _OBJECT_STORE, "_node_ip_address": "127.0.0.1"}
            ray.init(address="local", **own, **quiet)  # on the loop back: whoever reaches a cluster runs code on it
    except (OSError, RuntimeError, ValueError) as error:
        named = f"--address {address}: no Ray cluster can be joined there" if address else "Ray cannot be started here"
        raise InputError(f"{named}: {error}") from error


def _knock(address: str) -> None:
    """Whether anybody is there: Ray itself asks on for minutes.

    Raises:
        OSError: nobody answers.
    """
    host, _, port = address.rpartition(":")
    if host and "/" not in address and port.isdecimal():
        socket.create_connection((host, int(port)), timeout=_PATIENCE).close()


def _ray() -> Any:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # before the import; nothing leaves the machine
    try:
        import ray
    except ImportError as error:
        raise MissingExtraError("ray", "ray") from error
    return ray
