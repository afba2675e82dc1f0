"""Argument mining for long policy and regulatory submissions.

    from pathlib import Path
    from argmine import analyse, load_pipeline

    document = analyse(Path("submission.md"), load_pipeline())

Names are loaded when they are first used, so `import argmine` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argmine.analysis import analyse, analyse_text, load_pipeline
    from argmine.document import ArgumentDocument, Unit
    from argmine.errors import ArgmineError
    from argmine.readers import read
    from argmine.schema import dump_json, json_schema, load_json

__all__ = [
    "ArgmineError",
    "ArgumentDocument",
    "Unit",
    "analyse",
    "analyse_text",
    "dump_json",
    "json_schema",
    "load_json",
    "load_pipeline",
    "read",
]

_HOMES = {
    "ArgmineError": "errors",
    "ArgumentDocument": "document",
    "Unit": "document",
    "analyse": "analysis",
    "analyse_text": "analysis",
    "dump_json": "schema",
    "json_schema": "schema",
    "load_json": "schema",
    "load_pipeline": "analysis",
    "read": "readers",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'argmine' has no attribute {name!r}")
    return getattr(import_module(f"argmine.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
