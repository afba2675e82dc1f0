"""What a batch says as it goes, for a screen or a log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from argmine.batch.records import Record

Kind = Literal["planned", "skipped", "started", "retried", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Event:
    """A step of a document, or "planned": how many documents there are (`total`) and how many are done (`done`).

    `place` is the document's in the order in which documents were found; `memory` the MiB that its worker holds.
    """

    kind: Kind
    place: int = -1
    record: Record | None = None
    total: int = 0
    done: int = 0
    memory: int = 0
