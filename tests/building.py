"""Documents for tests in a line or two each, and Hypothesis strategies for all of their shapes.

    document(unit("Scans fail."), unit("Half failed [1].", "evidence", cited_numbers=(1,)))

`document` places its units one after another, a line break between them, and gives each the id of its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, get_type_hints

from hypothesis import strategies as st

from argmine.document import (
    LEDGER_KINDS,
    SCHEMA_VERSION,
    ArgumentDocument,
    Box,
    Cluster,
    Component,
    Coverage,
    LedgerSpan,
    Reference,
    Relation,
    Run,
    Scores,
    Section,
    Source,
    Tag,
    Unit,
)

KEY = "0123456789abcdef"
ROOT = "s-root"
RUN = Run(argmine_version="0.1.0", model="en_test-1.0", model_hash="", config_hash="", seed=7)


def scores(component: Component, sure: float = 0.7) -> Scores:
    """`sure` for the component and equal shares of the rest for the others."""
    rest = (1 - sure) / 3
    return replace(Scores(rest, rest, rest, rest), **{component: sure})


def unit(text: str, component: Component = "claim", section: str = ROOT, **more: Any) -> Unit:
    """A unit of `text`; `document` gives it its place and its id."""
    fields: dict[str, Any] = {
        "id": "",
        "component": component,
        "scores": scores(component),
        "start": 0,
        "end": len(text),
        "fragments": ((0, len(text)),),
        "text": text,
        "clean_text": text,
        "kind": "sentence",
        "section": section,
        "paragraph": 0,
        "lead_in": None,
    }
    return Unit(**fields | more)


def section(id: str, title: str = "", number: str = "", *, level: int = 1, parent: str = ROOT) -> Section:
    """A section under the root unless said otherwise."""
    return Section(id, number, title, level, parent, 0, 0, None)


def source(characters: int = 0, **more: Any) -> Source:
    """A Markdown file of so many characters."""
    fields: dict[str, Any] = {
        "id": KEY,
        "source": "report.md",
        "media_type": "text/markdown",
        "sha256": "0" * 64,
        "pages": None,
        "characters": characters,
        "title": "Report",
        "encoding": "utf-8",
    }
    return Source(**fields | more)


def document(*units: Unit, sections: Sequence[Section] = (), **more: Any) -> ArgumentDocument:
    """A document of these units in this order; the root section is added."""
    placed: list[Unit] = []
    spans: list[LedgerSpan] = []
    position = 0
    for one in units:
        if placed:
            spans.append(LedgerSpan("whitespace", position, position + 1))
            position += 1
        end = position + len(one.text)
        placed.append(
            replace(one, id=f"u-{KEY[:8]}-{position}-{end}", start=position, end=end, fragments=((position, end),))
        )
        spans.append(LedgerSpan("other" if one.component == "other" else "units", position, end))
        position = end
    fields: dict[str, Any] = {
        "document": source(position),
        "sections": (Section(ROOT, "", "", 0, None, 0, position, None), *sections),
        "units": tuple(placed),
        "relations": (),
        "clusters": (),
        "references": (),
        "coverage": Coverage(
            characters={kind: sum(s.end - s.start for s in spans if s.kind == kind) for kind in LEDGER_KINDS},
            counts={kind: sum(s.kind == kind for s in spans) for kind in LEDGER_KINDS},
            total=position,
            spans=tuple(spans),
        ),
        "run": RUN,
    }
    return ArgumentDocument(**fields | more)


# Every field of every type takes any value its annotation allows, fields with a default included; floats are finite.
_FLOATS = st.floats(allow_nan=False, allow_infinity=False)
for _type in (Source, Section, Tag, Box, Scores, Unit, Relation, Cluster, Reference, LedgerSpan, Coverage, Run):
    _fields = {name: _FLOATS if hint is float else ... for name, hint in get_type_hints(_type).items()}
    st.register_type_strategy(_type, st.builds(_type, **_fields))

documents: st.SearchStrategy[ArgumentDocument] = st.builds(ArgumentDocument, schema_version=st.just(SCHEMA_VERSION))
