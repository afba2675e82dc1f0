"""Tables for pandas: documents to a frame of quotes, and a column of texts to one (the `pandas` extra)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from argmine.analysis import analyse_text, default_pipeline
from argmine.document import ArgumentDocument
from argmine.errors import InputError, MissingExtraError
from argmine.findings.quotes import Quote, quotes
from argmine.readers.plain_text import text_source

if TYPE_CHECKING:
    import pandas as pd
    from spacy.language import Language

COLUMNS = tuple(Quote.__dataclass_fields__)


def to_dataframe(documents: ArgumentDocument | Iterable[ArgumentDocument]) -> pd.DataFrame:
    """A row a unit with the columns of `findings.quotes.Quote`: ids, place, component, score, text, tags, links.

    Raises:
        MissingExtraError: pandas is not installed.
    """
    given = [documents] if isinstance(documents, ArgumentDocument) else documents
    return _frame([asdict(quote) for document in given for quote in quotes(document)], COLUMNS)


def mine_frame(frame: pd.DataFrame, column: str, pipeline: Language | None = None) -> pd.DataFrame:
    """The units of every text of a column, as `to_dataframe` gives them; `row` is the index of the text's row.

    Missing and empty texts have no units.

    Raises:
        InputError: the frame has no such column, or holds something else than texts in it.
        MissingExtraError: pandas is not installed.
    """
    if column not in frame.columns:
        raise InputError(f"the frame has no column {column!r}; it has {', '.join(map(str, frame.columns))}")
    nlp = pipeline or default_pipeline()
    rows: list[dict[str, Any]] = []
    for index, text in frame[column].dropna().items():
        if not str(text).strip():
            continue
        if not isinstance(text, str):
            raise InputError(f"row {index!r}, column {column!r}: {type(text).__name__} is no text")
        document = analyse_text(text_source(text, f"row {index}"), nlp)
        rows += [{"row": index, **asdict(quote)} for quote in quotes(document)]
    return _frame(rows, ("row", *COLUMNS))


def _frame(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    try:
        import pandas
    except ImportError as error:
        raise MissingExtraError("pandas", "pandas") from error
    return pandas.DataFrame(rows, columns=list(columns))
