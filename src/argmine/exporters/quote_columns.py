"""The columns of the quote table: the same in CSV, Parquet and the workbook."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from argmine.findings.quotes import Quote

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_FORMULA = re.compile("[\\s\x00-\x1f\x7f\u200b\ufeff]*[=+\\-@＝＋－＠]|[\t\r\n]")


@dataclass(frozen=True, slots=True)
class QuoteColumn:
    """A column, the attribute of `Quote` that fills it, and what it holds."""

    header: str
    attribute: str
    kind: Literal["text", "list", "whole", "score", "flag"]

    def value(self, quote: Quote) -> Any:
        """The value as it is; text in it can be encoded."""
        value = getattr(quote, self.attribute)
        if self.kind == "list":
            return [encodable(str(item)) for item in value]
        return encodable(value) if isinstance(value, str) else value

    def cell(self, quote: Quote) -> str | int | float | None:
        """The value as a person reads it: lists joined with "; ", "yes" and "no"."""
        value = self.value(quote)
        if self.kind == "list":
            return "; ".join(value)
        if self.kind == "flag":
            return "yes" if value else "no"
        cell: str | int | float | None = value
        return cell


QUOTE_COLUMNS = (
    QuoteColumn("id", "id", "text"),
    QuoteColumn("document", "document", "text"),
    QuoteColumn("section", "section", "text"),
    QuoteColumn("page", "page", "whole"),
    QuoteColumn("component", "component", "text"),
    QuoteColumn("score", "score", "score"),
    QuoteColumn("text", "text", "text"),
    QuoteColumn("risk types", "risk_types", "list"),
    QuoteColumn("specialties", "specialties", "list"),
    QuoteColumn("repeated argument", "repeated", "text"),
    QuoteColumn("supports", "supports", "list"),
    QuoteColumn("supported by", "supported_by", "list"),
    QuoteColumn("citations", "citations", "list"),
    QuoteColumn("review", "review", "flag"),
    QuoteColumn("start", "start", "whole"),
    QuoteColumn("end", "end", "whole"),
)


def encodable(text: str) -> str:
    """`text` with a replacement character for each lone surrogate, which no encoding holds."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def formula_like(text: str) -> bool:
    """Whether a spreadsheet may take a cell of this text for a formula.

    It begins with = + - @ (or their full-width forms, which some spreadsheets read alike), white space or not before
    it, or with a tab or a line break.
    """
    return _FORMULA.match(text) is not None
