"""What the parent and its workers say to each other: plain values, small enough for one write to a pipe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from argmine.readers.limits import Limits


@dataclass(frozen=True, slots=True)
class Setup:
    """How a worker works.

    `opens` names a function (`module:function`) that takes the model and returns what reads a text closely; it is
    called once a worker. `max_memory` is in MiB, 0 for no limit.
    """

    model: str
    forms: str = "json"
    together: bool = False
    password: str | None = None
    limits: Callable[[], Limits] = Limits
    opens: str = "argmine.batch.reading:open_model"
    max_memory: int = 0


@dataclass(frozen=True, slots=True)
class Crew:
    """How many workers, and after how many seconds a document is given up (0: never)."""

    workers: int = 1
    max_seconds: float = 1800.0


@dataclass(frozen=True, slots=True)
class Job:
    """A document to mine: its place in the list, its file, the folder to write to and the name of its JSON there."""

    place: int
    path: str
    staging: str
    output: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: files within its staging folder with their SHA-256, or an error.

    `lost` says that the worker is, or has to be, replaced: the document may have harmed it. `source` is the SHA-256
    of what was read.
    """

    outputs: dict[str, str] = field(default_factory=dict)
    units: int = 0
    repeated: int = 0
    source: str = ""
    error: str | None = None
    lost: bool = False
    memory: int = 0  # MiB that the worker holds


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has loaded the model; or why it cannot."""

    error: str | None = None
