"""What the parent and its workers say to each other: plain values, small enough for one write to a pipe."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from argmine.batch.records import RunKey
from argmine.mining import shown
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
    """A document to mine: its place in the list, its file or URL, the folder to write to and its JSON's name there.

    `path` and `target` may hold secrets of a URL; `results` is the results' folder or URL as messages name it. With
    `target`, a URL, the worker puts its results there itself. `content` holds the file's bytes for a worker that does
    not see the file.
    """

    place: int
    path: str
    staging: str
    output: str
    results: str
    target: str = ""
    content: bytes | None = None

    @property
    def source(self) -> str:
        """The file or URL as messages name it."""
        return shown(self.path)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: files within its staging folder with their SHA-256, or an error.

    `lost` says that the worker is, or has to be, replaced: the document may have harmed it. `source` is the SHA-256
    of what was read, `mark` its store's mark; `stored` has the marks of results that the worker put to a URL.
    """

    outputs: dict[str, str] = field(default_factory=dict)
    units: int = 0
    repeated: int = 0
    source: str = ""
    error: str | None = None
    lost: bool = False
    memory: int = 0  # MiB that the worker holds
    mark: str = ""
    stored: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has loaded the model; or why it cannot. `run` and `node` say what it is and where, on a cluster."""

    error: str | None = None
    run: RunKey | None = None
    node: str = ""


Work = Callable[[Sequence[Job], Setup, Crew], Iterator[tuple[Job, Outcome | None]]]
"""An engine: each job with None just before a worker gets it, and with what became of it, as they end."""
