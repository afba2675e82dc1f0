"""A batch from its files to its results: what is done is passed over, the rest is mined, and each step is recorded."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from argmine.batch.events import Event
from argmine.batch.manifest import NAME as MANIFEST
from argmine.batch.manifest import Manifest
from argmine.batch.messages import Crew, Job, Outcome, Setup, Work
from argmine.batch.pool import work
from argmine.batch.reading import reading_names
from argmine.batch.records import Record, RunKey
from argmine.batch.remote import put_files
from argmine.batch.results import Results, results_at
from argmine.batch.run_key import run_key
from argmine.batch.source import is_unchanged, stamp_of
from argmine.errors import InputError
from argmine.exporters.formats import FORMATS, beside, writers
from argmine.exporters.json_file import output_paths, text_path
from argmine.mining import Found, shown

_STAGING = ".argmine-work"  # folder within the results' folder


@dataclass(frozen=True, slots=True)
class Batch:
    """Files to mine, the folder for their results, and whether those that are done are to be done again.

    With a `url`, results stand there, and the folder holds the manifest and what is under way. `work` is the engine.
    """

    found: Sequence[Found]
    folder: Path
    setup: Setup
    crew: Crew
    again: bool = False
    url: str = ""
    work: Work = work

    def place_of(self, name: str) -> str:
        """Where a result stands, as messages name it."""
        return f"{shown(self.url)}/{name}" if self.url else str(self.folder / name)


def run_batch(batch: Batch, manifest: Manifest) -> Iterator[Event]:
    """Mine what is not done yet; events come as things happen, so their order depends on timing.

    Workers write into a folder of their own; here whole results are moved to their place, so that a worker that is
    killed, or outlives its parent, never touches a result. The manifest says that a document is done after its
    results and their names are on the disk.

    Results at a URL are put there by the workers, each file whole. A copy of the manifest is put there before them,
    which shows that the place can be written to, and again when all is through.

    Raises:
        InputError: the manifest cannot be written, or the store cannot be asked.
        ModelError: there is no such model, or it cannot be loaded.
    """
    shutil.rmtree(batch.folder / _STAGING, ignore_errors=True)
    results = results_at(batch.folder, batch.url)
    course = _Course(batch, manifest, run_key(batch.setup), results)
    jobs = _jobs(batch, results)
    finished = [] if batch.again else [job.place for job in jobs if course.is_done(job)]
    yield Event("planned", total=len(jobs), done=len(finished))
    for place in finished:
        yield Event("skipped", place, manifest.records[batch.found[place].name])
    passed = set(finished)
    left = [job for job in jobs if job.place not in passed]
    if left and batch.url and (manifest.records or not results.has(MANIFEST)):
        put_files(batch.folder, [MANIFEST], batch.url)  # a place that is not there is noticed before the work
    try:
        yield from course.mine(left)
    finally:
        shutil.rmtree(batch.folder / _STAGING, ignore_errors=True)
    manifest.settle([one.name for one in batch.found])
    if batch.url:
        put_files(batch.folder, [MANIFEST], batch.url)


def _jobs(batch: Batch, results: Results) -> list[Job]:
    outputs = output_paths([one.path for one in batch.found], batch.folder)
    staging, where, target = batch.folder / _STAGING, results.where(), results.target()
    return [
        Job(place, one.location, str(staging / str(place)), output.name, where, target)
        for place, (one, output) in enumerate(zip(batch.found, outputs, strict=True))
    ]


class _Course:
    """The steps of a batch's documents, each recorded."""

    def __init__(self, batch: Batch, manifest: Manifest, run: RunKey, results: Results) -> None:
        self._batch = batch
        self._results = results
        self._manifest = manifest
        self._run = run
        self._forms = tuple(writers(batch.setup.forms))

    def is_done(self, job: Job) -> bool:
        """Whether the record of a document holds for its source and run, and its results are there as recorded."""
        record = self._manifest.records.get(self._name(job))
        return (
            record is not None
            and record.state == "done"
            and record.run == self._run
            and self._expected(job) <= set(record.outputs)
            and is_unchanged(self._batch.found[job.place], record.source)
            and self._results.holds(record)
        )

    def mine(self, jobs: Sequence[Job]) -> Iterator[Event]:
        """All documents, then alone those whose worker was lost."""
        suspects = []
        for job, outcome in self._batch.work(jobs, self._batch.setup, self._batch.crew):
            if outcome is not None and outcome.lost:
                suspects.append(job)
                yield Event("retried", job.place, self._ended(job, outcome))
            else:
                yield self._step(job, outcome)
        alone = replace(self._batch.crew, workers=1)
        suspects.sort(key=lambda job: job.place)
        for job, outcome in self._batch.work(suspects, self._batch.setup, alone):
            if outcome is not None and outcome.lost:
                outcome = replace(outcome, error=f"{outcome.error}, twice, the second time alone")
            yield self._step(job, outcome)

    def _step(self, job: Job, outcome: Outcome | None) -> Event:
        return self._begin(job) if outcome is None else self._end(job, outcome)

    def _begin(self, job: Job) -> Event:
        shutil.rmtree(job.staging, ignore_errors=True)
        stamp = stamp_of(self._batch.found[job.place])
        before = self._manifest.records.get(self._name(job))
        record = Record(self._name(job), "running", stamp, self._run)
        if before is not None:  # its results stand until the new ones take their place
            same = before.state != "done" and before.run == self._run and before.source.is_same(stamp)
            attempts = before.attempts + 1 if same else 1
            record = replace(record, outputs=before.outputs, stored=before.stored, attempts=attempts)
        self._manifest.append(record)
        return Event("started", job.place, record)

    def _end(self, job: Job, outcome: Outcome) -> Event:
        if outcome.error is None:
            try:
                outcome = self._results.publish(job, outcome)
            except (OSError, InputError) as error:
                reason = (isinstance(error, OSError) and error.strerror) or error
                outcome = Outcome(error=f"{job.source}: its results cannot be written: {reason}")
        record, before = self._ended(job, outcome), self._manifest.records[self._name(job)].outputs
        self._manifest.append(record)
        if record.state == "done":
            self._remove_moved(job, before)
        shutil.rmtree(job.staging, ignore_errors=True)
        return Event("failed" if record.error else "done", job.place, record, memory=outcome.memory)

    def _ended(self, job: Job, outcome: Outcome) -> Record:
        begun = self._manifest.records[self._name(job)]
        source = begun.source
        return replace(
            begun,
            state="failed" if outcome.error else "done",
            source=replace(source, sha256=outcome.source or source.sha256, mark=outcome.mark or source.mark),
            outputs=begun.outputs if outcome.error else outcome.outputs,  # results of before are still there
            stored=begun.stored if outcome.error else outcome.stored,
            units=outcome.units,
            repeated=outcome.repeated,
            error=outcome.error,
        )

    def _remove_moved(self, job: Job, before: dict[str, str]) -> None:
        """A file that came later may give a document's results another name; the old ones would count twice."""
        own = {beside(Path(job.output), form).name for form in FORMATS}
        own |= {text_path(Path(job.output)).name, *reading_names(job.output)}
        moved = {name: digest for name, digest in before.items() if name not in own}
        if not moved:
            return
        owned = {name for record in self._manifest.records.values() for name in record.outputs}
        for name, digest in moved.items():
            if name not in owned:
                with suppress(OSError, InputError):  # it is in the way of nothing but a count
                    self._results.remove(name, digest)

    def _name(self, job: Job) -> str:
        return self._batch.found[job.place].name

    def _expected(self, job: Job) -> set[str]:
        names = {beside(Path(job.output), form).name for form in self._forms}
        return names | set(reading_names(job.output)) if self._batch.setup.together else names
