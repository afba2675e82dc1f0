"""Where results stand: a folder of this machine, or a URL. Both say the same things to a batch."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from argmine.batch.durable import sha256_of, sync_folder
from argmine.batch.messages import Job, Outcome
from argmine.batch.records import Record
from argmine.batch.remote import fetch, is_everywhere, marks_under, put_files, remove
from argmine.batch.source import sha256_of_bytes
from argmine.errors import InputError
from argmine.mining import shown


class Results(Protocol):
    """The place of a batch's results."""

    def where(self) -> str:
        """The place, as messages name it."""

    def target(self) -> str:
        """The URL that workers put results to themselves; "" if they leave them in their staging folders."""

    def holds(self, record: Record) -> bool:
        """Whether all results of a document are there as recorded."""

    def has(self, name: str) -> bool:
        """Whether there is a file of that name, whatever is in it."""

    def publish(self, job: Job, outcome: Outcome) -> Outcome:
        """Have the results of a job in their place; gives the outcome with their marks, if the place has such.

        Raises:
            OSError: the disk is full or fails.
            InputError: the store refuses.
        """

    def remove(self, name: str, digest: str) -> None:
        """Remove a result, if it is still the one with that SHA-256."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder on the disk; whole files are moved there, and their names are on the disk afterwards."""

    path: Path

    def where(self) -> str:
        """See `Results`."""
        return str(self.path)

    def target(self) -> str:
        """See `Results`."""
        return ""

    def holds(self, record: Record) -> bool:
        """See `Results`."""
        return all(sha256_of(self.path / name) == digest for name, digest in record.outputs.items())

    def has(self, name: str) -> bool:
        """See `Results`."""
        return (self.path / name).exists()

    def publish(self, job: Job, outcome: Outcome) -> Outcome:
        """See `Results`."""
        folders = {self.path}
        for name in outcome.outputs:
            target = self.path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            (Path(job.staging) / name).replace(target)
            folders.add(target.parent)
        for folder in sorted(folders, reverse=True):  # what is within first
            sync_folder(folder)
        return outcome

    def remove(self, name: str, digest: str) -> None:
        """See `Results`."""
        path = self.path / name
        if sha256_of(path) == digest:
            path.unlink()


@dataclass(frozen=True, slots=True)
class Store:
    """A URL; workers put whole files there. What is there already is known by its marks, from one listing."""

    url: str
    marks: dict[str, str] = field(default_factory=dict)

    def where(self) -> str:
        """See `Results`."""
        return shown(self.url)

    def target(self) -> str:
        """See `Results`."""
        return self.url if is_everywhere(self.url) else ""

    def holds(self, record: Record) -> bool:
        """See `Results`."""
        return all(self._has(name, digest, record.stored.get(name, "")) for name, digest in record.outputs.items())

    def has(self, name: str) -> bool:
        """See `Results`."""
        return name in self.marks

    def publish(self, job: Job, outcome: Outcome) -> Outcome:
        """See `Results`."""
        if self.target():
            return outcome
        return replace(outcome, stored=put_files(Path(job.staging), outcome.outputs, self.url))

    def remove(self, name: str, digest: str) -> None:
        """See `Results`."""
        if self._digest(name) == digest:
            remove(f"{self.url}/{name}")

    def _has(self, name: str, digest: str, mark: str) -> bool:
        if name not in self.marks:
            return False
        return (bool(mark) and self.marks[name] == mark) or self._digest(name) == digest

    def _digest(self, name: str) -> str:
        """Of the bytes, which have to be read for it; "" if they cannot be."""
        try:
            return sha256_of_bytes(fetch(f"{self.url}/{name}", 1 << 62)[0])
        except InputError:
            return ""


def results_at(folder: Path, url: str) -> Results:
    """The results at a URL, or in a folder if there is none.

    Raises:
        InputError: the store cannot be asked.
        MissingExtraError: what reads this kind of URL is not installed.
    """
    return Store(url, marks_under(url)) if url else Folder(folder)
