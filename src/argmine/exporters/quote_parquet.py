"""The quote table as Parquet (the `parquet` extra), for those who go on with it in a program."""

from __future__ import annotations

from pathlib import Path

from argmine.document import ArgumentDocument
from argmine.errors import MissingExtraError
from argmine.exporters.quote_columns import QUOTE_COLUMNS
from argmine.exporters.whole_file import write_bytes
from argmine.findings.quotes import quotes


def write_parquet(document: ArgumentDocument, path: Path) -> None:
    """Write one row a unit, typed: lists of strings, whole numbers, floats, booleans; text is kept to the letter.

    Raises:
        MissingExtraError: pyarrow is not installed.
        InputError: the file cannot be written; an older one of that name stays as it was.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtraError("pyarrow", "parquet") from error
    types = {
        "text": pa.string(),
        "list": pa.list_(pa.string()),
        "whole": pa.int64(),
        "score": pa.float64(),
        "flag": pa.bool_(),
    }
    nullable = ("page", "repeated argument")
    fields = [pa.field(column.header, types[column.kind], column.header in nullable) for column in QUOTE_COLUMNS]
    rows = quotes(document)
    columns = [
        pa.array([column.value(row) for row in rows], field.type)
        for column, field in zip(QUOTE_COLUMNS, fields, strict=True)
    ]
    written = pa.BufferOutputStream()
    parquet.write_table(pa.Table.from_arrays(columns, schema=pa.schema(fields)), written)
    write_bytes(written.getvalue().to_pybytes(), path)
