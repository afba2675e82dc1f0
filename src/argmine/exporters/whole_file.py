"""Files of bytes, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from argmine.errors import InputError


def write_bytes(content: bytes, path: Path) -> None:
    """Write a file so that a reader finds the old one or the new one, never half of it.

    Raises:
        InputError: the folder cannot be written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".argmine-", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror or error}") from error
