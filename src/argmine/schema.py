"""`ArgumentDocument` and JSON: the schema, strict loading, exact round trip."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import SchemaValidator

from argmine.document import SCHEMA_VERSION, ArgumentDocument
from argmine.errors import DocumentError

_ADAPTER: TypeAdapter[ArgumentDocument] = TypeAdapter(ArgumentDocument)


def _exact(schema: Any) -> Any:
    """A pydantic schema that takes what `to_plain` gives and nothing like it: all fields, no others, no conversions."""
    if isinstance(schema, list):
        return [_exact(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "default":
        return _exact(schema["schema"])
    exact = {key: _exact(value) for key, value in schema.items()}
    match schema.get("type"):
        case "str" | "int" | "bool":
            exact["strict"] = True
        case "float":
            exact |= {"strict": True, "allow_inf_nan": False}
        case "dataclass-args":
            exact["extra_behavior"] = "forbid"
    return exact


_VALIDATOR = SchemaValidator(_exact(_ADAPTER.core_schema))


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `<stem>.argmine.json`; all properties are there and no others."""
    schema = _ADAPTER.json_schema(mode="serialization")
    for definition in [schema, *schema.get("$defs", {}).values()]:
        if definition.get("type") == "object" and "properties" in definition:
            definition["required"] = list(definition["properties"])
            definition["additionalProperties"] = False
    schema["properties"]["schema_version"] = {"const": SCHEMA_VERSION}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"argmine-document-{SCHEMA_VERSION}",
        **schema,
    }


def to_plain(document: ArgumentDocument) -> dict[str, Any]:
    """The document as dicts, lists, strings and numbers."""
    plain: dict[str, Any] = _ADAPTER.dump_python(document, mode="json")
    return plain


def from_plain(plain: object, *, where: str = "document") -> ArgumentDocument:
    """The document that `to_plain` or a parsed JSON file describes; exact inverse of `to_plain`.

    Raises:
        DocumentError: a field is missing, unknown or of the wrong type; the message names it.
    """
    if isinstance(plain, dict):
        version = plain.get("schema_version")
        if version != SCHEMA_VERSION:
            raise DocumentError(f"{where}: schema_version is {version!r}; this argmine reads {SCHEMA_VERSION!r}")
    try:
        document: ArgumentDocument = _VALIDATOR.validate_python(plain)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) + ": " if first["loc"] else ""
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        raise DocumentError(f"{where}: {field}{first['msg']}{more}") from error
    return document


def dump_json(document: ArgumentDocument) -> str:
    """The JSON text of a document: the same document gives the same text."""
    return _ADAPTER.dump_json(document, indent=1).decode() + "\n"


def load_json(path: Path) -> ArgumentDocument:
    """The document of a `.argmine.json` file.

    Raises:
        DocumentError: the file cannot be read, is not JSON or not an ArgumentDocument.
    """
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DocumentError(f"{path}: cannot be read as JSON: {error}") from error
    return from_plain(plain, where=str(path))
