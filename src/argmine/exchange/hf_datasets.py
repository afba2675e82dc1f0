"""A Hugging Face dataset: a folder with `data/train-00000-of-00001.parquet` and a dataset card, `README.md`.

Specification: the repository layout and dataset card metadata of the Hugging Face Hub, which
`datasets.load_dataset(folder)` reads without a network.

One row is a document: `name`, `text`, `pages` (the offsets at which pages begin), `spans` and `supports`. A span is a
struct with its id, its `fragments` (start and end in code points, half-open), its words, component, score, risk types
and specialties with scores, the id of its repeated argument and the review flag; a support link names the ids of two
spans and has a score. `write` puts all documents into the split "train", `write_splits` keeps those of a corpus; the
licence is left open in the card. Nothing is lost on a round trip; text with half of a surrogate pair cannot be
written.

Other splits (`data/<split>-*.parquet`) and the folders of `save_to_disk` (`*.arrow`) are read too, the splits in the
order train, validation, test, others. A span whose words are not those of its place is a problem.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from argmine.errors import InputError, MissingExtraError
from argmine.exchange.dataset_card import SplitSize, card
from argmine.exchange.files import MAX_BYTES, write_folder
from argmine.exchange.markup import Feature, Imported, Markup, Problem, Span, Support, ordered
from argmine.exchange.span_fields import from_fields, share, to_fields, words

LOST: frozenset[Feature] = frozenset()
_SPLITS = ("train", "validation", "dev", "test")
_BATCH = 16  # rows that are unpacked at once
_MAX_UNPACKED = 1024 * 1024 * 1024


def write(markups: Sequence[Markup], path: Path) -> None:
    """Write the folder of a dataset with one split, "train".

    Raises:
        InputError: the folder cannot be written to, or a text is no Unicode.
        MissingExtraError: pyarrow is not installed.
    """
    write_splits({"train": markups}, path)


def write_splits(splits: Mapping[str, Sequence[Markup]], path: Path) -> None:
    """Write the folder of a dataset with these splits; `dev` is called `validation`, as there.

    Raises:
        InputError: the folder cannot be written to, or a text is no Unicode.
        MissingExtraError: pyarrow is not installed.
    """
    files: dict[str, bytes] = {}
    sizes: dict[str, SplitSize] = {}
    for split, markups in splits.items():
        name = "validation" if split == "dev" else split
        content, size = _table(markups, path)
        files[f"data/{name}-00000-of-00001.parquet"] = content
        sizes[name] = SplitSize(len(markups), size, len(content))
    write_folder(files | {"README.md": card(sizes).encode("utf-8")}, path)


def _table(markups: Sequence[Markup], path: Path) -> tuple[bytes, int]:
    """(Parquet file, bytes in memory) of a split."""
    pa, parquet = _pyarrow()
    try:
        table = pa.Table.from_pylist([_row(markup) for markup in markups], schema=_schema(pa))
    except UnicodeEncodeError as error:
        raise InputError(f"{path}: a text holds half of a surrogate pair, which a dataset cannot: {error}") from error
    written = pa.BufferOutputStream()
    parquet.write_table(table, written)
    return written.getvalue().to_pybytes(), table.nbytes


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtraError("pyarrow", "datasets") from error
    return pa, parquet


def _schema(pa: Any) -> Any:
    text, whole, score = pa.string(), pa.int64(), pa.float64()
    tags = pa.list_(pa.struct({"id": text, "score": score}))
    span = {
        "id": text,
        "fragments": pa.list_(pa.struct({"start": whole, "end": whole})),
        "text": text,
        "component": text,
        "score": score,
        "risk_types": tags,
        "specialties": tags,
        "repeated": text,
        "review": pa.bool_(),
    }
    supports = pa.list_(pa.struct({"source": text, "target": text, "score": score}))
    columns = {"name": text, "text": text, "pages": pa.list_(whole), "spans": pa.list_(pa.struct(span))}
    return pa.schema(columns | {"supports": supports})


def _row(markup: Markup) -> dict[str, Any]:
    return {
        "name": markup.name,
        "text": markup.text,
        "pages": list(markup.pages),
        "spans": [{**to_fields(span), "text": words(markup.text, span.fragments)} for span in markup.spans],
        "supports": [{"source": s.source, "target": s.target, "score": s.score} for s in markup.supports],
    }


def read(path: Path) -> Imported:
    """The documents of all splits of a dataset.

    Raises:
        InputError: the folder holds no dataset, or one without the columns `text` and `spans`.
        MissingExtraError: pyarrow is not installed.
    """
    _pyarrow()
    markups: list[Markup] = []
    problems: list[Problem] = []
    for file in _files(path):
        for number, row in enumerate(_rows(file), start=1):
            markup, found = _markup(row, f"{file}: row {number}", file)
            markups.append(markup)
            problems += found
    return Imported(tuple(markups), tuple(problems))


def _files(path: Path) -> list[Path]:
    """The tables of a dataset, by split and number."""
    found = [path] if path.is_file() else []
    if path.is_dir():
        places = ("data/*.parquet", "*.parquet", "*/data-*.arrow", "data-*.arrow")
        found = next((files for place in places if (files := sorted(path.glob(place)))), [])
    if not found:
        raise InputError(f"{path}: holds no data/*.parquet, so it is no dataset; name the folder of the card")

    def order(file: Path) -> tuple[int, str]:
        split = (file.parent.name if file.suffix == ".arrow" else file.name).lower()
        return next((i for i, name in enumerate(_SPLITS) if split.startswith(name)), len(_SPLITS)), str(file)

    return sorted(found, key=order)


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    """The rows of a table, a few at a time, so that a small file of Parquet cannot become a huge one.

    An `.arrow` file is unpacked by whole batches, as its writer made them.
    """
    pa, _ = _pyarrow()
    unpacked = 0
    try:
        if file.stat().st_size > MAX_BYTES:
            raise InputError(f"{file}: is larger than {MAX_BYTES:,} bytes; split it")
        for batch in _batches(file):
            unpacked += batch.nbytes
            if unpacked > _MAX_UNPACKED:
                raise InputError(f"{file}: unpacks to more than {_MAX_UNPACKED:,} bytes; split it")
            yield from batch.to_pylist()
    except (OSError, pa.ArrowException, ValueError) as error:
        raise InputError(f"{file}: cannot be read as a table: {error}; export the dataset again") from error


def _batches(file: Path) -> Iterator[Any]:
    pa, parquet = _pyarrow()
    if file.suffix == ".arrow":
        with pa.memory_map(str(file)) as opened, pa.ipc.open_stream(opened) as batches:
            _check(batches.schema, file)
            for batch in batches:
                yield from (batch.slice(start, _BATCH) for start in range(0, batch.num_rows, _BATCH))
        return
    with parquet.ParquetFile(file) as table:
        _check(table.schema_arrow, file)
        about = table.metadata
        if sum(about.row_group(i).total_byte_size for i in range(about.num_row_groups)) > _MAX_UNPACKED:
            raise InputError(f"{file}: unpacks to more than {_MAX_UNPACKED:,} bytes; split it")
        yield from table.iter_batches(batch_size=_BATCH)


def _check(schema: Any, file: Path) -> None:
    missing = [name for name in ("text", "spans") if name not in schema.names]
    if missing:
        raise InputError(f"{file}: has no column {' and '.join(missing)}; a dataset of argmine has a document a row")


def _markup(row: dict[str, Any], where: str, file: Path) -> tuple[Markup, list[Problem]]:
    text, name, pages = row["text"], row.get("name"), row.get("pages") or []
    if not isinstance(text, str) or not isinstance(name, str | None) or not isinstance(row["spans"], list | None):
        raise InputError(f"{where}: its name or text is no text, or its spans are no list; make the dataset again")
    if not isinstance(pages, list) or pages != sorted(p for p in pages if type(p) is int and 0 <= p <= len(text)):
        raise InputError(f"{where}: its pages are no offsets in order; leave the column out")
    name = name or f"{file.stem}.txt"
    spans: dict[str, Span] = {}
    problems = []
    for fields in row["spans"] or []:
        try:
            span = _span(fields, text)
            if span.id in spans:
                raise ValueError(f"another span has its id {span.id!r}")
            spans[span.id] = span
        except ValueError as error:
            problems.append(_problem(name, fields, str(error)))
    supports, faults = _supports(row.get("supports"), spans, name)
    return Markup(name, text, ordered(spans.values()), supports, tuple(pages)), problems + faults


def _span(fields: object, text: str) -> Span:
    span = from_fields(fields, len(text))
    said = fields.get("text") if isinstance(fields, dict) else None
    if said is not None and said != words(text, span.fragments):
        raise ValueError(f"the text has {words(text, span.fragments)[:60]!r} at its place")
    return span


def _problem(name: str, fields: object, reason: str) -> Problem:
    plain = fields if isinstance(fields, dict) else {}
    parts = plain.get("fragments")
    first = parts[0] if isinstance(parts, list) and parts else None
    start = first.get("start") if isinstance(first, dict) else None
    return Problem(name, start if type(start) is int else None, str(plain.get("text") or plain.get("id")), reason)


def _supports(rows: object, spans: dict[str, Span], name: str) -> tuple[tuple[Support, ...], list[Problem]]:
    supports: dict[tuple[str, str], Support] = {}
    problems = []
    for row in rows if isinstance(rows, list) else []:
        fields = row if isinstance(row, dict) else {}
        source, target = fields.get("source"), fields.get("target")
        try:
            if source not in spans or target not in spans or source == target:
                raise ValueError("a support link that does not join two spans of the document")
            supports[source, target] = Support(source, target, share(fields.get("score", 1.0)))
        except ValueError as error:
            problems.append(Problem(name, None, f"{source} to {target}", str(error)))
    return tuple(supports[ends] for ends in sorted(supports)), problems
