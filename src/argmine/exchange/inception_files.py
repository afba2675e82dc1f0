"""The CAS files of a folder or of what INCEpTION exports, each with the type system that it goes with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from argmine.errors import InputError
from argmine.exchange.archives import unpack
from argmine.exchange.files import read_bytes
from argmine.exchange.inception_types import TYPE_SYSTEM

_VERSIONS = frozenset({"annotation", "annotation_ser", "curation", "curation_ser"})
_NOBODY = "INITIAL_CAS"
_SOURCES = "source"  # what was imported into the project, in an exported one


@dataclass(frozen=True, slots=True)
class CasFile:
    """A CAS and its type system as bytes; exported projects name the `document` and the `annotator`, others do not."""

    where: str
    document: str
    annotator: str
    content: bytes
    types: bytes


def cas_files(path: Path) -> Iterator[CasFile]:
    """The CAS files of a folder and of the archives in it, or of one archive or one file.

    Raises:
        InputError: there is none, one cannot be read, or its type system is missing.
    """
    found = False
    folder = path if path.is_dir() else path.parent
    files = _files(folder) if path.is_dir() else [path]
    plain = {file.relative_to(folder).as_posix(): file for file in files if file.suffix.lower() in (".xmi", ".xml")}
    if not path.is_dir():
        plain |= {file.name: file for file in sorted(folder.glob("*.xml")) if _is_types(file.name)}
    for cas in _cases(plain, lambda name: read_bytes(plain[name]), str(folder)):
        found = True
        yield cas
    for archive in files:
        if archive.suffix.lower() == ".zip":
            members = unpack(read_bytes(archive), str(archive), suffixes=(".xmi", ".xml"))
            for cas in _cases(members, members.__getitem__, str(archive)):
                found = True
                yield cas
    if not found:
        raise InputError(f"{path}: holds no .xmi file; export from INCEpTION as UIMA CAS XMI (XML 1.0)")


def _files(folder: Path) -> list[Path]:
    """The files below a folder by name; none that is hidden, or lies elsewhere by way of a link."""
    root = folder.resolve()
    try:
        found = [file for file in folder.rglob("*") if file.is_file() and file.resolve().is_relative_to(root)]
    except OSError as error:
        raise InputError(f"{folder}: cannot be read: {error}") from error
    return sorted(file for file in found if not any(part.startswith(".") for part in file.relative_to(folder).parts))


def _cases(names: Mapping[str, object], load: Callable[[str], bytes], where: str) -> Iterator[CasFile]:
    types = {PurePosixPath(name).parent: name for name in names if _is_types(PurePosixPath(name).name)}
    places = [PurePosixPath(name) for name in sorted(names) if name.lower().endswith(".xmi")]
    versions = {place: _version(place) for place in places}
    annotated = {document for document, annotator in versions.values() if annotator not in ("", _NOBODY)}
    for place in places:
        document, annotator = versions[place]
        if (annotator == _NOBODY and document in annotated) or (annotated and _SOURCES in place.parts[:-1]):
            continue
        near = next((types[parent] for parent in place.parents if parent in types), None)
        if near is None:
            raise InputError(f"{where}/{place}: has no {TYPE_SYSTEM} beside it; copy the one that was exported with it")
        own = "" if annotator == _NOBODY else annotator
        yield CasFile(f"{where}/{place}", document, own, load(str(place)), load(near))


def _version(place: PurePosixPath) -> tuple[str, str]:
    """The document and the annotator, from the folders of an exported project: annotation/report.md/anna.xmi."""
    parts = place.parts
    for index, part in enumerate(parts[:-2]):
        if part in _VERSIONS:
            return parts[index + 1], PurePosixPath(parts[index + 2]).stem
    return "", ""


def _is_types(name: str) -> bool:
    return name.lower() == TYPE_SYSTEM.lower()
