"""The types and layers of our CAS files, and how their string features say what they say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from types import ModuleType
from typing import Any
from urllib.parse import quote

from argmine.document import COMPONENTS, Tag
from argmine.errors import MissingExtraError
from argmine.exchange.span_fields import share
from argmine.exchange.xml_text import escaped, unescaped

TYPE_SYSTEM = "TypeSystem.xml"
COMPONENT = "webanno.custom.ArgumentComponent"
SUPPORT = "webanno.custom.Support"
PAGE = "webanno.custom.Page"
REPLACED = "webanno.custom.Replaced"
SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
WORD = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"
METADATA = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"

_ANNOTATION = "uima.tcas.Annotation"
_STRING, _INTEGER = "uima.cas.String", "uima.cas.Integer"
_TAGS = "tags, each with its probability behind a =, parted by ;"
# Per layer: what it is, and its features with their ranges and what they are.
_LAYERS: dict[str, tuple[str, dict[str, tuple[str, str]]]] = {
    COMPONENT: (
        "An argument component, or one part of it.",
        {
            "component": (_STRING, ", ".join(COMPONENTS)),
            "score": (_STRING, "probability of the component, 0 to 1"),
            "riskTypes": (_STRING, f"risk types: {_TAGS}"),
            "specialties": (_STRING, f"specialties: {_TAGS}"),
            "repeated": (_STRING, "id of the repeated argument; the same on all components that make it"),
            "review": (_STRING, "yes where a person should look"),
            "span": (_STRING, "id; the same on all parts of one component"),
        },
    ),
    SUPPORT: (
        "The component that it comes from is a reason for the one that it leads to.",
        {
            "Governor": (COMPONENT, "the reason"),
            "Dependent": (COMPONENT, "what it supports"),
            "score": (_STRING, "probability of the link, 0 to 1"),
        },
    ),
    PAGE: (
        "A page of the document.",
        {"number": (_INTEGER, "counted from 1"), "start": (_INTEGER, "where it begins, in code points")},
    ),
    REPLACED: (
        "Characters that XML cannot hold.",
        {"characters": (_STRING, "their places in code points and what stood there, in hexadecimal digits")},
    ),
    SENTENCE: ("A sentence.", {}),
    WORD: ("A token.", {}),
}
_EDGES = re.compile(r"^\s+|\s+\Z")


def cassis() -> ModuleType:
    """The library.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        return import_module("cassis")
    except ImportError as error:
        raise MissingExtraError("dkpro-cassis", "inception") from error


def type_system(*, replaced: bool) -> Any:
    """A cassis.TypeSystem of our layers; `replaced` adds the one for characters that XML cannot hold."""
    types = cassis().TypeSystem()
    for name, (about, _) in _LAYERS.items():
        if replaced or name != REPLACED:
            types.create_type(name=name, supertypeName=_ANNOTATION, description=about)
    types.create_type(name=METADATA, supertypeName="uima.tcas.DocumentAnnotation", description="The document.")
    for feature in ("documentTitle", "documentId"):
        types.create_feature(domainType=METADATA, name=feature, rangeType=_STRING)
    for name, (_, features) in _LAYERS.items():
        if replaced or name != REPLACED:
            for feature, (kind, meaning) in features.items():
                types.create_feature(domainType=name, name=feature, rangeType=kind, description=meaning)
    return types


def tags_text(tags: Iterable[Tag]) -> str | None:
    """`regulatory_gap=0.62; delay=1.0`, or None where there are none; `tags_of` is the exact inverse."""
    return "; ".join(f"{_tag_name(tag.id)}={tag.score!r}" for tag in tags) or None


def tags_of(value: str) -> tuple[Tag, ...]:
    """The tags of a feature; one without a score has 1.0, and one that stands twice counts once.

    Raises:
        ValueError: a score is no number from 0 to 1.
    """
    found: dict[str, Tag] = {}
    for item in value.split(";"):
        name, equals, score = item.rpartition("=")
        own = unescaped((name if equals else item).strip())
        if own:
            found.setdefault(own, Tag(own, probability(score) if equals else 1.0))
    return tuple(found.values())


def probability(value: str) -> float:
    """A score as people write it.

    Raises:
        ValueError: it is no number from 0 to 1.
    """
    try:
        return share(float(value))
    except ValueError as error:
        raise ValueError(f"the score {value.strip()!r} is no number from 0 to 1") from error


def _tag_name(name: str) -> str:
    """An id without what parts tags, and without white space at its ends, which would be lost."""
    return _EDGES.sub(lambda match: quote(match.group()), escaped(name, also=";="))
