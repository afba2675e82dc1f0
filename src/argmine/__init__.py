"""Argument mining for long policy and regulatory submissions.

    import argmine

    document = argmine.mine("submission.pdf")
    claims = [unit for unit in document.units if unit.component == "claim"]

Names are loaded when they are first used, so `import argmine` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argmine.analysis import analyse_text, load_pipeline, mine
    from argmine.document import ArgumentDocument, Unit
    from argmine.errors import ArgmineError
    from argmine.frames import mine_frame, to_dataframe
    from argmine.readers import read
    from argmine.schema import dump_json, json_schema, load_json

    load = load_pipeline

__all__ = [
    "ArgmineError",
    "ArgumentDocument",
    "Unit",
    "analyse_text",
    "dump_json",
    "json_schema",
    "load",
    "load_json",
    "mine",
    "mine_frame",
    "read",
    "to_dataframe",
]

_HOMES = {
    "ArgmineError": ("errors", "ArgmineError"),
    "ArgumentDocument": ("document", "ArgumentDocument"),
    "Unit": ("document", "Unit"),
    "analyse_text": ("analysis", "analyse_text"),
    "dump_json": ("schema", "dump_json"),
    "json_schema": ("schema", "json_schema"),
    "load": ("analysis", "load_pipeline"),
    "load_json": ("schema", "load_json"),
    "mine": ("analysis", "mine"),
    "mine_frame": ("frames", "mine_frame"),
    "read": ("readers", "read"),
    "to_dataframe": ("frames", "to_dataframe"),
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'argmine' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(f"argmine.{module}"), attribute)


def __dir__() -> list[str]:
    return __all__
