"""How much of a file is read before it is refused: bytes, pages, characters, expansion, nesting, seconds."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

from argmine.errors import InputError

MAX_BYTES = 64 * 1024 * 1024
MAX_PAGES = 5_000
MAX_CHARACTERS = 5_000_000
MAX_EXPANDED = 256 * 1024 * 1024
MAX_NESTING = 1_000
MAX_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on one file; the clock starts when they are made."""

    max_bytes: int = MAX_BYTES
    max_pages: int = MAX_PAGES
    max_characters: int = MAX_CHARACTERS
    max_expanded: int = MAX_EXPANDED  # bytes that a compressed file may unpack to
    max_nesting: int = MAX_NESTING  # elements of a page within one another; the parser itself takes no more than 2,000
    max_seconds: float = MAX_SECONDS
    started: float = field(default_factory=time.monotonic)

    def check_pages(self, pages: int, path: Path) -> None:
        """Refuse more pages than allowed.

        Raises:
            InputError: see the message.
        """
        if pages > self.max_pages:
            raise InputError(f"{path}: {pages:,} pages; the limit is {self.max_pages:,} (--max-pages)")

    def check_characters(self, characters: int, path: Path) -> None:
        """Refuse more characters than allowed.

        Raises:
            InputError: see the message.
        """
        if characters > self.max_characters:
            raise InputError(
                f"{path}: more than {self.max_characters:,} characters; split the file or raise --max-characters"
            )

    def check_expanded(self, size: int, path: Path) -> None:
        """Refuse an archive that unpacks to more than allowed.

        Raises:
            InputError: see the message.
        """
        if size > self.max_expanded:
            raise InputError(
                f"{path}: unpacks to more than {self.max_expanded:,} bytes, as a zip bomb does (--max-expanded)"
            )

    def check_nesting(self, depth: int, path: Path) -> None:
        """Refuse elements that stand deeper within one another than allowed.

        Raises:
            InputError: see the message.
        """
        if depth > self.max_nesting:
            raise InputError(f"{path}: elements are nested more than {self.max_nesting:,} deep (--max-nesting)")

    def check_time(self, path: Path) -> None:
        """Refuse to read on after the time allowed.

        Raises:
            InputError: see the message.
        """
        if time.monotonic() - self.started > self.max_seconds:
            raise InputError(f"{path}: reading took more than {self.max_seconds:g} seconds (--max-seconds)")


def load_bytes(path: Path, limits: Limits) -> bytes:
    """The bytes of a file.

    Raises:
        InputError: the file cannot be opened, is empty or larger than the limits allow.
    """
    try:
        size = path.stat().st_size
        if size > limits.max_bytes:
            raise InputError(f"{path}: {size:,} bytes; the limit is {limits.max_bytes:,} (--max-bytes)")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error
    if not data:
        raise InputError(f"{path}: the file is empty")
    return data
