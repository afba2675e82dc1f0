"""What is on the disk: the hash of a file, and writes that a power loss does not take back."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path


def sha256_of(path: Path) -> str | None:
    """The SHA-256 of a file's bytes; None if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def sync_file(path: Path) -> None:
    """Have a file's bytes on the disk.

    Raises:
        OSError: the disk is full or fails.
    """
    _sync(path, os.O_RDWR)


def sync_folder(path: Path) -> None:
    """Have the names in a folder on the disk; does nothing where the system cannot (Windows).

    Raises:
        OSError: the disk fails.
    """
    if sys.platform != "win32":
        _sync(path, os.O_RDONLY)


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
