"""`--json-logs`: one JSON object a line on standard error for every event."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argmine.batch.events import Event


def log(event: str, **fields: object) -> None:
    """Write an event and when it was."""
    time = datetime.now(UTC).isoformat(timespec="milliseconds")
    sys.stderr.write(json.dumps({"time": time, "event": event, **fields}) + "\n")
    sys.stderr.flush()


def log_event(event: Event) -> None:
    """Write an event of a batch."""
    fields: dict[str, object] = {}
    if event.kind == "planned":
        fields |= {"documents": event.total, "done_before": event.done}
    if event.record is not None:
        record = event.record
        fields |= {"place": event.place, "path": record.path, "attempts": record.attempts}
        if event.kind in {"done", "skipped"}:
            fields |= {"outputs": list(record.outputs), "units": record.units, "repeated_arguments": record.repeated}
        if record.error:
            fields["error"] = record.error
    if event.memory:
        fields["worker_memory_mib"] = event.memory
    log(event.kind, **fields)
