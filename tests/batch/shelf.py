"""An object store on the disk, `shelf://bucket/name`, which workers see too: whole puts, a mark a version.

It stands for s3, which needs a server. The folder is named by ARGMINE_SHELF; each request is noted there.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import fsspec
from fakes import Read, structure, troubled
from fsspec.spec import AbstractFileSystem


class Shelf(AbstractFileSystem):  # type: ignore[misc]
    protocol = "shelf"
    cachable = False

    def _at(self, path: str) -> Path:
        return Path(os.environ["ARGMINE_SHELF"]) / self._strip_protocol(path)

    def _note(self, what: str, path: str) -> None:
        with Path(os.environ["ARGMINE_SHELF"] + ".log").open("a") as log:
            log.write(f"{what} {path}\n")

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        at, name = self._at(path), self._strip_protocol(path)
        if at.is_dir():
            return {"name": name, "size": 0, "type": "directory"}
        if not at.exists():
            raise FileNotFoundError(path)
        content = at.read_bytes()
        return {"name": name, "size": len(content), "type": "file", "ETag": hashlib.md5(content).hexdigest()}  # noqa: S324

    def ls(self, path: str, detail: bool = True, **_: Any) -> list[Any]:
        at, name = self._at(path), self._strip_protocol(path)
        if not at.exists():
            raise FileNotFoundError(path)
        entries = [self.info(f"{name}/{child.name}") for child in sorted(at.iterdir())] if at.is_dir() else []
        return entries if detail else [entry["name"] for entry in entries]

    def cat_file(self, path: str, start: int | None = None, end: int | None = None, **_: Any) -> bytes:
        assert start is end is None
        self._note("get", path)
        flaky = self._at(path).with_name(f".{self._at(path).name}.flaky")
        if flaky.exists():
            flaky.unlink()
            raise ConnectionResetError("the network is away")
        return self._at(path).read_bytes()

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **_: Any) -> None:
        self._note("put", path)
        part = self._at(path).with_name(f".{self._at(path).name}.part")
        part.write_bytes(value)
        part.replace(self._at(path))

    def makedirs(self, path: str, exist_ok: bool = False) -> None:
        self._at(path).mkdir(parents=True, exist_ok=exist_ok)

    def rm_file(self, path: str) -> None:
        self._at(path).unlink()


fsspec.register_implementation("shelf", Shelf, clobber=True)


def with_shelf(model: str) -> Read:
    """The plain stand-in; that workers import it registers the store there."""
    return structure(model)


def with_shelf_troubled(model: str) -> Read:
    return troubled(model)
