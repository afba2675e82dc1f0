"""The labelling interface that a person pastes into Label Studio, or uploads, before importing the tasks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from lxml import etree

from argmine.document import COMPONENTS, Tag
from argmine.exchange.markup import Markup
from argmine.exchange.xml_text import legal

# Names of the controls; results say which one they come from.
TEXT = "text"
COMPONENT = "component"
RISK_TYPES = "risk_types"
SPECIALTIES = "specialties"
REPEATED = "repeated"
REVIEW = "review"

SUPPORT = "support"
CONTINUES = "continues"
NEEDS_REVIEW = "needs review"

_COLOURS = {"claim": "#1f77b4", "evidence": "#2ca02c", "conclusion": "#9467bd", "other": "#7f7f7f"}
# Without this the browser draws runs of spaces as one, and selections end in the wrong place.
_STYLE = ".htx-text { white-space: pre-wrap; } .htx-richtext { white-space: pre-wrap; }"


def labelling_config(markups: Sequence[Markup]) -> bytes:
    """The interface as XML; its choices are the tags that the documents use."""
    root = etree.Element("View")
    etree.SubElement(root, "Style").text = _STYLE
    etree.SubElement(root, "Header", value="$name", size="4")
    relations = etree.SubElement(root, "Relations")
    for value in (SUPPORT, CONTINUES):
        etree.SubElement(relations, "Relation", value=value)
    labels = etree.SubElement(root, "Labels", name=COMPONENT, toName=TEXT)
    for component in COMPONENTS:
        etree.SubElement(labels, "Label", value=component, background=_COLOURS[component])
    etree.SubElement(root, "Text", name=TEXT, value="$text", granularity="word")
    spans = [span for markup in markups for span in markup.spans]
    _choices(root, RISK_TYPES, "Risk types", _ids(tag for span in spans for tag in span.risk_types))
    _choices(root, SPECIALTIES, "Specialties", _ids(tag for span in spans for tag in span.specialties))
    _per_region(root, "TextArea", REPEATED, "Repeated argument: one name for all spans that make it",
                maxSubmissions="1", editable="true", rows="1")  # fmt: skip
    _choices(root, REVIEW, "Review", [NEEDS_REVIEW])
    xml: bytes = etree.tostring(root, pretty_print=True, encoding="utf-8")
    return xml


def _ids(tags: Iterable[Tag]) -> list[str]:
    return sorted({legal(tag.id) for tag in tags})


def _choices(root: Any, name: str, title: str, values: Sequence[str]) -> None:
    """A control with these choices; none where there is nothing to choose."""
    if values:
        control = _per_region(root, "Choices", name, title, choice="multiple", showInline="true")
        for value in values:
            etree.SubElement(control, "Choice", value=value)


def _per_region(root: Any, kind: str, name: str, title: str, **more: str) -> Any:
    """A control of the span that is selected, under a title that is shown with it."""
    view = etree.SubElement(root, "View", visibleWhen="region-selected")
    etree.SubElement(view, "Header", value=title, size="5")
    return etree.SubElement(view, kind, name=name, toName=TEXT, perRegion="true", **more)
