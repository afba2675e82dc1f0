"""Zip archives: read in memory within limits, written so that the same content gives the same bytes."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath, PureWindowsPath

from argmine.errors import InputError
from argmine.exchange.files import MAX_BYTES
from argmine.zip_safety import pieces

MAX_EXPANDED = 256 * 1024 * 1024
MAX_MEMBERS = 10_000
_NESTED = 2  # archives within archives: an exported project holds one for each annotator of each document
_LONGEST = 1_000


def unpack(content: bytes, where: str, *, suffixes: tuple[str, ...]) -> dict[str, bytes]:
    """The members with these suffixes by name, those of archives inside as "inner.zip/name"; nothing touches the disk.

    Raises:
        InputError: it is no zip archive, is encrypted or damaged, unpacks to too much, or names a place outside of it.
    """
    found: dict[str, bytes] = {}
    _unpack(content, _Source(where), suffixes, found)
    return found


@dataclass(slots=True)
class _Budget:
    """How many bytes may still be unpacked, and how many files; shared by an archive and those inside of it."""

    bytes: int = MAX_EXPANDED
    members: int = MAX_MEMBERS


@dataclass(frozen=True, slots=True)
class _Source:
    """Where an archive stands: its name for messages, the path to it in the outermost one, how deep that is."""

    where: str
    prefix: str = ""
    depth: int = 0
    budget: _Budget = field(default_factory=_Budget)

    def inner(self, name: str) -> _Source:
        return _Source(f"{self.where}/{name}", f"{self.prefix}{name}/", self.depth + 1, self.budget)


def _unpack(content: bytes, source: _Source, suffixes: tuple[str, ...], found: dict[str, bytes]) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in _checked(archive, source):
                name = member.filename
                nested = name.lower().endswith(".zip") and source.depth < _NESTED
                if not nested and not name.lower().endswith(suffixes):
                    continue
                data = _content(archive, member, source)
                if nested:
                    _unpack(data, source.inner(name), suffixes, found)
                else:
                    found[source.prefix + name] = data
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise InputError(f"{source.where}: is no readable zip archive: {error}; export it again") from error


def _checked(archive: zipfile.ZipFile, source: _Source) -> list[zipfile.ZipInfo]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    source.budget.members -= len(members)
    if source.budget.members < 0:
        raise InputError(f"{source.where}: holds more than {MAX_MEMBERS:,} files; split it")
    names = [member.filename for member in members]
    for name in names:
        if _leaves(name):
            raise InputError(f"{source.where}: names a file outside of the archive: {name[:80]!r}; it is not read")
    if len(set(names)) < len(names):
        raise InputError(f"{source.where}: holds two files of one name; it is not read")
    return members


def _leaves(name: str) -> bool:
    path = PurePosixPath(name)
    return (
        len(name) > _LONGEST
        or path.is_absolute()
        or ".." in path.parts
        or "\\" in name
        or bool(PureWindowsPath(name).drive)
    )


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: _Source) -> bytes:
    where, budget = source.where, source.budget
    data = bytearray()
    for piece in pieces(archive, member, where):
        data += piece
        if len(data) > budget.bytes:
            raise InputError(f"{where}: unpacks to more than {MAX_EXPANDED:,} bytes, as a zip bomb does; split it")
        if len(data) > MAX_BYTES:
            raise InputError(f"{where}: {member.filename} is larger than {MAX_BYTES:,} bytes; split it")
    budget.bytes -= len(data)
    return bytes(data)


def pack(files: Mapping[str, bytes]) -> bytes:
    """A zip archive of the files in this order, with a fixed date."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3  # the same bytes on every machine
            member.external_attr = 0o644 << 16
            archive.writestr(member, content)
    return buffer.getvalue()
