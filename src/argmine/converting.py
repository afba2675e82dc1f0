"""Results and annotations from one format to another, with what is lost on the way and all that could not come over."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from argmine.document import ArgumentDocument
from argmine.errors import ConfigError, DocumentError, InputError
from argmine.exchange.documents import document_of, markup_of
from argmine.exchange.files import MAX_BYTES, safe_name, write_folder
from argmine.exchange.formats import exchange_format
from argmine.exchange.markup import Feature, Imported, Problem
from argmine.exporters.json_file import SUFFIX, TEXT_SUFFIX, output_paths, text_path
from argmine.readers import read
from argmine.schema import dump_json, from_plain, load_json, to_plain
from argmine.structure.assemble import text_key
from argmine.verifying import find_source

OWN = ("json", "jsonl")
_FROM_MARKUP: frozenset[Feature] = frozenset({"ids", "overlaps"})  # see `document_of`
_SHARED = "together" + SUFFIX  # what `argmine mine --together` writes beside the results


@dataclass(frozen=True, slots=True)
class Converted:
    """What was written: how many documents, what their format does not keep, and what could not be taken over."""

    documents: int
    lost: frozenset[Feature]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Result:
    """A document, the file that it was read from and a search for its text beside it."""

    document: ArgumentDocument
    file: Path
    text_beside: Callable[[], str | None]


def convert(source: Path, target: Path, from_: str, to: str, *, text_source: Path | None, strict: bool) -> Converted:
    """Write the documents of `source` to `target` in another format; see `OWN` and `exchange.formats` for names.

    `text_source` is the text of results, or the folder of the files that they were made from, where these do not stand
    beside them. With `strict` the first problem ends it and nothing is written.

    Raises:
        ConfigError: there is no format of a name, or it can only be written.
        DocumentError: a result is no ArgumentDocument.
        InputError: a file cannot be read or written, the text of a result is missing or another one, or, with
            `strict`, something could not be taken over.
        MissingExtraError: a format needs a library that is not installed.
    """
    _check(source, target, from_, to)
    if from_ in OWN and to in OWN:
        results = _results(source, from_)
        _write_own([result.document for result in results], [None] * len(results), target, to)
        return Converted(len(results), frozenset(), ())
    if from_ in OWN:
        results = _results(source, from_)
        imported = Imported(tuple(markup_of(r.document, _text(r, text_source)) for r in results))
    else:
        imported = exchange_format(from_).read(source)
    problems = list(imported.problems)
    if not imported.markups:
        raise InputError(str(problems[0]) if problems else f"{source}: holds no document")
    documents = []
    if to in OWN:
        for markup in imported.markups:
            document, found = document_of(markup)
            documents.append(document)
            problems += found
    if strict and problems:
        raise InputError(f"{problems[0]}; nothing was written, since --strict was given")
    if to in OWN:
        _write_own(documents, [markup.text for markup in imported.markups], target, to)
    else:
        exchange_format(to).write(imported.markups, target)
    return Converted(len(imported.markups), _FROM_MARKUP if to in OWN else exchange_format(to).lost, tuple(problems))


def _check(source: Path, target: Path, from_: str, to: str) -> None:
    """Refuse what is known to fail before anything is read."""
    forms = {name: exchange_format(name) for name in (from_, to) if name not in OWN}
    if from_ in forms and forms[from_].one_way:
        raise ConfigError(f"{from_} can be written but not read; choose another format for --from")
    if not source.exists():
        raise InputError(f"{source}: there is no such file or folder")
    if target.exists() and target.resolve() == source.resolve():
        raise InputError(f"{target}: is what is read; name another place to write to")
    is_folder = forms[to].is_folder if to in forms else to == "json" and not target.name.endswith(SUFFIX)
    if is_folder and target.is_file():
        raise InputError(f"{target}: is a file, and {to} needs a folder; name another place")
    if not is_folder and target.is_dir():
        raise InputError(f"{target}: is a folder, and {to} is one file; name the file")


def _results(source: Path, form: str) -> list[_Result]:
    results = list(_from_lines(source)) if form == "jsonl" else list(_from_files(source))
    if not results:
        what = f"no *{SUFFIX} file" if form == "json" else "no document"
        raise InputError(f"{source}: holds {what}; name the file or folder that argmine mine wrote")
    return results


def _from_files(source: Path) -> Iterator[_Result]:
    files = sorted(source.glob(f"*{SUFFIX}")) if source.is_dir() else [source]
    for file in files:
        if source.is_dir() and file.name == _SHARED and _is_shared(file):
            continue
        yield _Result(load_json(file), file, partial(_plain_text, text_path(file)))


def _is_shared(file: Path) -> bool:
    """Whether the file says what documents share, and is no document."""
    try:
        plain = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(plain, dict) and "shared_points" in plain


def _from_lines(source: Path) -> Iterator[_Result]:
    texts: dict[str, Path] = {}
    for path in sorted(source.parent.glob(f"*{TEXT_SUFFIX}")):
        if (text := _plain_text(path)) is not None:
            texts.setdefault(text_key(text), path)
    try:
        with source.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                document = _from_line(line, f"{source}: line {number}")
                yield _Result(document, source, partial(_plain_text, texts.get(document.document.id)))
    except OSError as error:
        raise InputError(f"{source}: cannot be read: {error.strerror or error}") from error


def _from_line(line: bytes, where: str) -> ArgumentDocument:
    try:
        plain = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"{where}: is not JSON: {error}; each line is one ArgumentDocument") from error
    return from_plain(plain, where=where)


def _plain_text(path: Path | None) -> str | None:
    """The text that argmine wrote beside a result, to the letter; None if there is none."""
    try:
        if path is None or not path.is_file() or path.stat().st_size > MAX_BYTES:
            return None
        return path.read_bytes().decode("utf-8", "surrogatepass")
    except (OSError, ValueError):
        return None


def _text(result: _Result, text_source: Path | None) -> str:
    """The text that the offsets of a result count in, proven by its hash and every quote."""
    _check_links(result)
    stale = []
    for where, text in _texts(result, text_source):
        fault = _difference(result.document, text)
        if not fault:
            return text
        stale.append(f"{where}: {fault}")
    name = result.document.document.source
    if stale:
        raise InputError(f"{result.file}: {'; '.join(stale)}; give the text it was made from: --source FILE")
    raise InputError(f"{result.file}: its source {name!r} is not beside it; say where it is: --source FILE or FOLDER")


def _texts(result: _Result, text_source: Path | None) -> Iterator[tuple[str, str]]:
    """Where the text of a result may be, and what stands there."""
    if text_source is not None:
        yield from _given_texts(result, text_source)
        return
    if (text := result.text_beside()) is not None:
        yield "the text beside it", text
    if (found := find_source(result.file, result.document)) is not None:
        yield str(found), read(found).text


def _given_texts(result: _Result, given: Path) -> Iterator[tuple[str, str]]:
    """The text of what was mined or the one that argmine wrote of it; in a folder, of each of them that is there."""
    about = result.document.document
    name = Path(about.source).name
    paths = [given]
    if given.is_dir():
        paths = [text_path(given / result.file.name), given / (Path(name).stem + TEXT_SUFFIX), given / name]
        paths = [path for path in paths if path.is_file()]
    for path in paths:
        plain = _plain_text(path)
        if plain is not None and text_key(plain) == about.id:
            yield str(path), plain
        elif not path.name.endswith(TEXT_SUFFIX):
            yield str(path), read(path).text
        else:
            yield str(path), plain or ""


def _difference(document: ArgumentDocument, text: str) -> str:
    """Why the text is not that of the document; nothing if it is."""
    if text_key(text) != document.document.id:
        return "is another text than the one it was made from"
    for unit in document.units:
        if unit.text != text[unit.start : unit.end]:
            return f"has other words than the result says at {unit.start}:{unit.end}"
    return ""


def _check_links(result: _Result) -> None:
    """Refuse a result that was changed by hand so that its places or links do not hold."""
    units = {unit.id for unit in result.document.units}
    wrong = [r for r in result.document.relations if not {r.source, r.target} <= units or r.source == r.target]
    for unit in result.document.units:
        edges = [edge for fragment in unit.fragments for edge in fragment]
        empty = any(start >= end for start, end in unit.fragments)
        if not edges or empty or edges != sorted(edges) or (edges[0], edges[-1]) != (unit.start, unit.end):
            raise DocumentError(f"{result.file}: unit {unit.id} has no place that holds; see argmine verify")
    if wrong or len(units) != len(result.document.units):
        raise DocumentError(f"{result.file}: two units have one id, or a link has no unit; see argmine verify")


def _write_own(documents: Sequence[ArgumentDocument], texts: Sequence[str | None], target: Path, to: str) -> None:
    """Write results, and beside them the texts that nothing else holds."""
    single = to == "json" and target.name.endswith(SUFFIX)
    if single and len(documents) != 1:
        raise InputError(f"{target}: is one result, and there are {len(documents):,}; name a folder")
    folder = target if to == "json" and not single else target.parent
    paths = [target] if single else output_paths([Path(safe_name(d.document.source)) for d in documents], folder)
    stem = "" if to == "json" else f"{target.stem}."  # no text of another result beside it is replaced
    files = {stem + text_path(p).name: _bytes(t) for p, t in zip(paths, texts, strict=True) if t is not None}
    if to == "json":
        files |= {p.name: _bytes(dump_json(d)) for p, d in zip(paths, documents, strict=True)}
    else:
        files[target.name] = b"".join(_bytes(dump_line(document)) for document in documents)
    write_folder(files, folder)


def dump_line(document: ArgumentDocument) -> str:
    """The data of `schema.dump_json` on one line: the same document gives the same line."""
    return json.dumps(to_plain(document), ensure_ascii=False, separators=(",", ":")) + "\n"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


__all__ = ["OWN", "Converted", "convert", "dump_line"]
