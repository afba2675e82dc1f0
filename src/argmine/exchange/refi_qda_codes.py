"""The code groups of a REFI-QDA project and the codes of each span."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from argmine.document import COMPONENTS, Tag
from argmine.exchange.markup import Markup, Span
from argmine.exchange.span_fields import words
from argmine.exchange.xml_text import legal

_SPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "refi-qda.argmine")
_COMPONENTS = "Argument components"
_RISK_TYPES = "Risk types"
_SPECIALTIES = "Specialties"
_REPEATED = "Repeated arguments"
_REVIEW = "Review"
_NEEDS_REVIEW = "needs review"
_COLOURS = {"claim": "#1F77B4", "evidence": "#2CA02C", "conclusion": "#9467BD", "other": "#7F7F7F"}
_ABOUT = {
    "claim": "A statement that the document wants to be accepted.",
    "evidence": "A fact, figure, source or example that speaks for a claim.",
    "conclusion": "What the document asks for, or what follows from its claims.",
    "other": "A sentence that is no part of an argument.",
}
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Code:
    """A code: its GUID, its name, and what it means."""

    guid: str
    name: str
    about: str = ""
    colour: str = "#808080"


@dataclass(frozen=True, slots=True)
class Group:
    """Codes under one heading."""

    guid: str
    name: str
    codes: tuple[Code, ...]


def guid(*content: str) -> str:
    """The UUID of some content."""
    return str(uuid.uuid5(_SPACE, ascii(content)))


def codebook(markups: Sequence[Markup]) -> tuple[Group, ...]:
    """The groups that have codes; components all, others as far as the documents use them."""
    spans = [span for markup in markups for span in markup.spans]
    components = [Code(_code(_COMPONENTS, c), c, _ABOUT[c], _COLOURS[c]) for c in COMPONENTS]
    risk_types = _of_tags(_RISK_TYPES, (tag for span in spans for tag in span.risk_types))
    specialties = _of_tags(_SPECIALTIES, (tag for span in spans for tag in span.specialties))
    review = [Code(_code(_REVIEW, _NEEDS_REVIEW), _NEEDS_REVIEW, "The model was not sure: a person should look.")]
    groups = {
        _COMPONENTS: components,
        _RISK_TYPES: risk_types,
        _SPECIALTIES: specialties,
        _REPEATED: list(_repeated(markups)),
        _REVIEW: review if any(span.review for span in spans) else [],
    }
    return tuple(Group(guid("group", name), name, tuple(_apart(codes))) for name, codes in groups.items() if codes)


def codes_of(span: Span, document: int) -> list[str]:
    """The GUIDs of the codes of a span; `document` is the place of its document, from 0."""
    found = [_code(_COMPONENTS, span.component)]
    found += [_code(_RISK_TYPES, tag.id) for tag in span.risk_types]
    found += [_code(_SPECIALTIES, tag.id) for tag in span.specialties]
    if span.repeated is not None:
        found.append(_code(_REPEATED, str(document), span.repeated))
    return found + ([_code(_REVIEW, _NEEDS_REVIEW)] if span.review else [])


def excerpt(text: str) -> str:
    """The first words of a text, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1].rsplit(" ", 1)[0] + "…"


def _code(group: str, *name: str) -> str:
    return guid("code", group, *name)


def _apart(codes: Iterable[Code]) -> Iterator[Code]:
    """The codes with a number behind a name that stands before: tools want one of a name in a group."""
    seen: Counter[str] = Counter()
    for code in codes:
        name = legal(code.name)
        seen[name] += 1
        yield replace(code, name=name if seen[name] == 1 else f"{name} ({seen[name]})")


def _of_tags(group: str, tags: Iterable[Tag]) -> list[Code]:
    return [Code(_code(group, name), name.replace("_", " ")) for name in sorted({tag.id for tag in tags})]


def _repeated(markups: Sequence[Markup]) -> Iterator[Code]:
    """A code for each repeated argument of each document, named by its first words; the id keeps names apart."""
    for number, markup in enumerate(markups):
        found: dict[str, list[Span]] = {}
        for span in markup.spans:
            if span.repeated is not None:
                found.setdefault(span.repeated, []).append(span)
        for name, spans in found.items():
            first = excerpt(words(markup.text, spans[0].fragments))
            about = f"An argument that {markup.name} makes {len(spans)} times."
            yield Code(_code(_REPEATED, str(number), name), f"{first} [{name}]", about)
