"""Cheap stand-ins for the model, named to workers by their import path; what they do depends on the text."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from argmine.batch.messages import Crew, Job, Outcome, Setup
from argmine.batch.reading import open_by_name
from argmine.batch.worker import carry_out
from argmine.document import ArgumentDocument, SourceText
from argmine.errors import ModelError
from argmine.learn.inputs import Matrix
from argmine.structure.assemble import assemble
from argmine.structure.parse import parse

Read = Callable[[SourceText], tuple[ArgumentDocument, dict[str, Matrix]]]


def structure(model: str) -> Read:
    """The real way through the house up to the models."""
    if model == "nonesuch":
        raise ModelError("no model 'nonesuch'")

    def read(source: SourceText) -> tuple[ArgumentDocument, dict[str, Matrix]]:
        parsed = parse(source.text, source.layout)
        document = assemble(source, parsed, parsed.segments)
        rows = np.arange(len(document.units), dtype=np.float32)[:, None]
        return document, {"meaning": rows, "context": rows}

    return read


def troubled(model: str) -> Read:
    """Crashes (once if the text names a file to note it in), hangs or runs out of memory over texts that say so."""
    plain = structure(model)

    def read(source: SourceText) -> tuple[ArgumentDocument, dict[str, Matrix]]:
        if "CRASH" in source.text and _first_time(source.text):
            os.abort()
        if "HANG" in source.text:
            time.sleep(3600)
        if "HUGE" in source.text:
            bytearray(1 << 42)
        if "LARGE" in source.text:
            bytearray(3 << 30)  # not touched, so it costs nothing where nothing limits it
        if "SLOW" in source.text:
            time.sleep(3.0 if "VERY SLOW" in source.text else 0.5)
        return plain(source)

    return read


def slow(model: str) -> Read:
    """Takes its time, so that there is something to kill."""
    plain = structure(model)

    def read(source: SourceText) -> tuple[ArgumentDocument, dict[str, Matrix]]:
        time.sleep(0.02 + len(source.text) % 7 / 100)
        return plain(source)

    return read


def dying(model: str) -> Read:
    """Cannot even be loaded."""
    os._exit(3)


def one_thread(model: str) -> Read:
    """Cannot be loaded where libraries may use several threads."""
    names = ("ARGMINE_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")
    if {os.environ.get(name) for name in names} != {"1"}:
        raise ModelError("several threads")
    return structure(model)


def here(jobs: Sequence[Job], setup: Setup, crew: Crew) -> Iterator[tuple[Job, Outcome | None]]:
    """An engine that works in this process, for tests of what comes before and after the work."""
    reads = open_by_name(setup.opens, setup.model)
    for job in jobs:
        yield job, None
        yield job, carry_out(job, setup, reads)


def _first_time(text: str) -> bool:
    noted = [word for word in text.split() if word.startswith("/")]
    if not noted:
        return True
    try:
        os.close(os.open(noted[0], os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True
