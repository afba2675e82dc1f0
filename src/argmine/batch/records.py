"""A line of the manifest: what became of one document, and a checksum that a torn line does not have.

    {"path":"a.md","state":"done",...,"check":"0f3a..."}

`check` is the beginning of the SHA-256 of the same object without it, byte for byte as it stands in the line.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

State = Literal["running", "done", "failed"]
_DIGITS = 16
_TAIL = len(',"check":""}') + _DIGITS


@dataclass(frozen=True, slots=True)
class Stamp:
    """A source as it was: bytes, time of its last change in nanoseconds, SHA-256; zeros if it could not be read.

    A file at a URL has instead of the time the mark of its version, and its SHA-256 once a worker has read it.
    """

    size: int = 0
    mtime_ns: int = 0
    sha256: str = ""
    mark: str = ""

    def is_same(self, other: Stamp) -> bool:
        """Whether nothing speaks for a change between the two."""
        if self.mark and other.mark:
            return (self.size, self.mark) == (other.size, other.mark)
        return self == other


@dataclass(frozen=True, slots=True)
class RunKey:
    """What a result depends on beside its source; `settings` is a hash of all that `model` and `version` do not say."""

    model: str
    version: str
    settings: str


@dataclass(frozen=True, slots=True)
class Record:
    """The state of one document.

    `path` is relative to the folder that the user named; `outputs` maps names in the results' folder to SHA-256;
    `stored` maps those that are at a URL to their store's marks. `attempts` counts how often the document was begun
    under this source and run.
    """

    path: str
    state: State
    source: Stamp
    run: RunKey
    attempts: int = 1
    outputs: dict[str, str] = field(default_factory=dict)
    stored: dict[str, str] = field(default_factory=dict)
    units: int = 0
    repeated: int = 0  # repeated arguments
    error: str | None = None


def to_line(record: Record) -> bytes:
    """A record as a line with its checksum, line break included."""
    body = json.dumps(asdict(record), separators=(",", ":")).encode("ascii")
    return body[:-1] + b',"check":"%b"}\n' % _check(body)


def read_lines(data: bytes) -> tuple[list[Record], int]:
    """The records of a manifest, and after how many bytes its last whole line ends; what follows was torn off.

    A damaged line between whole ones is passed over: its document is done again.
    """
    records, whole, start = [], 0, 0
    while (end := data.find(b"\n", start)) >= 0:
        fields = _checked(data[start:end])
        start = end + 1
        if fields is not None:
            whole = start
            records += _record(fields)
    return records, whole


def _check(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest()[:_DIGITS].encode("ascii")


def _checked(line: bytes) -> dict[str, Any] | None:
    body, tail = line[:-_TAIL] + b"}", line[-_TAIL:]
    if tail != b',"check":"%b"}' % _check(body):
        return None
    fields: dict[str, Any] = json.loads(body)
    return fields


def _record(fields: dict[str, Any]) -> list[Record]:
    """Nothing for a record of another version of argmine."""
    try:
        return [Record(**{**fields, "source": Stamp(**fields["source"]), "run": RunKey(**fields["run"])})]
    except (TypeError, KeyError):
        return []
