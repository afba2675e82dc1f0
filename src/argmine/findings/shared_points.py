"""What several documents have in common: arguments that more than one makes, and responses from one template."""

from __future__ import annotations

from dataclasses import dataclass

from argmine.document import ArgumentDocument, Unit


@dataclass(frozen=True, slots=True)
class Voice:
    """One wording of a shared point: a unit and the index of its document."""

    document: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class SharedPoint:
    """An argument that two or more documents make; `best` is the wording that stands for it."""

    best: Voice
    voices: tuple[Voice, ...]

    @property
    def documents(self) -> tuple[int, ...]:
        """The documents that make it, each once, in order."""
        return tuple(sorted({voice.document for voice in self.voices}))


@dataclass(frozen=True, slots=True)
class Campaign:
    """Documents that share most of their wording; `share` is the least that one of them has in common with another."""

    documents: tuple[int, ...]
    share: float
    sentences: tuple[str, ...]  # wordings that at least half of them use


@dataclass(frozen=True, slots=True)
class Together:
    """Documents, the points that they share (made by most first), and the campaigns among them."""

    documents: tuple[ArgumentDocument, ...]
    points: tuple[SharedPoint, ...]
    campaigns: tuple[Campaign, ...]
