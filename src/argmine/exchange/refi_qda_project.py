"""The XML of a REFI-QDA project: users, codes, sources with their selections, links and sets, in the schema's order."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from lxml import etree

from argmine.document import Range, Tag
from argmine.exchange.markup import Markup, Span
from argmine.exchange.refi_qda_codes import Group, codes_of, excerpt, guid
from argmine.exchange.span_fields import words
from argmine.exchange.xml_text import legal

_NAMESPACE = "urn:QDA-XML:project:1.0"
_DATE = "2000-01-01T00:00:00Z"  # no clock: the same documents give the same bytes
_USER = guid("user", "argmine")
_MADE = {"creatingUser": _USER, "creationDateTime": _DATE}
_CHANGED = {"modifyingUser": _USER, "modifiedDateTime": _DATE}


@dataclass(frozen=True, slots=True)
class Source:
    """A document as its text file holds it: `text` has its line breaks as LF, `returns` are the CRs that went."""

    guid: str
    number: int
    markup: Markup
    text: str
    returns: tuple[int, ...]

    def place(self, fragment: Range) -> Range:
        """Where a fragment is in the text file."""
        start, end = (offset - bisect_left(self.returns, offset) for offset in fragment)
        return start, end


def sources(markups: Sequence[Markup]) -> list[Source]:
    """The documents in order; the same one twice is two sources."""
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for number, markup in enumerate(markups):
        key = (markup.name, markup.text)
        seen[key] += 1
        returns = tuple(at for at, pair in enumerate(pairwise(markup.text)) if pair == ("\r", "\n"))
        text = legal(markup.text).replace("\r\n", "\n").replace("\r", "\n")
        found.append(Source(guid("source", str(seen[key]), *key), number, markup, text, returns))
    return found


def project_xml(texts: Sequence[Source], groups: Sequence[Group], name: str) -> bytes:
    """project.qde; elements and their order are those of the schema."""
    root = etree.Element(
        f"{{{_NAMESPACE}}}Project",
        {"name": legal(name), "origin": "argmine", "creatingUserGUID": _USER, "creationDateTime": _DATE,
         "modifyingUserGUID": _USER, "modifiedDateTime": _DATE},
        nsmap={None: _NAMESPACE},
    )  # fmt: skip
    _add(_add(root, "Users"), "User", guid=_USER, name="argmine")
    _add_codes(_add(_add(root, "CodeBook"), "Codes"), groups)
    if texts:
        holder = _add(root, "Sources")
        for source in texts:
            _add_source(holder, source)
    links = [link for source in texts for link in _links(source)]
    if links:
        holder = _add(root, "Links")
        for link in links:
            _add(holder, "Link", **link)
    holder = _add(root, "Sets")
    for group in groups:
        members = _add(holder, "Set", guid=guid("set", group.name), name=group.name)
        for code in group.codes:
            _add(members, "MemberCode", targetGUID=code.guid)
    xml: bytes = etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="utf-8")
    return xml


def _add(parent: Any, tag: str, **attributes: str) -> Any:
    plain = {name: legal(value) for name, value in attributes.items()}
    return etree.SubElement(parent, f"{{{_NAMESPACE}}}{tag}", plain)


def _describe(parent: Any, text: str) -> None:
    _add(parent, "Description").text = legal(text)


def _add_codes(holder: Any, groups: Sequence[Group]) -> None:
    for group in groups:
        heading = _add(holder, "Code", guid=group.guid, name=group.name, isCodable="false")
        for code in group.codes:
            element = _add(heading, "Code", guid=code.guid, name=code.name, isCodable="true", color=code.colour)
            if code.about:
                _describe(element, code.about)


def _add_source(holder: Any, source: Source) -> None:
    markup = source.markup
    path = f"internal://{source.guid}.txt"
    element = _add(holder, "TextSource", guid=source.guid, name=markup.name, plainTextPath=path, **_MADE, **_CHANGED)
    supported = _supported(markup)
    for span in markup.spans:
        about = "; ".join([*_about(span), *supported.get(span.id, [])])
        for part, fragment in enumerate(span.fragments):
            start, end = source.place(fragment)
            own = _selection(source, span, part)
            name = excerpt(markup.text[slice(*fragment)])
            selection = _add(element, "PlainTextSelection", guid=own, name=name, startPosition=str(start),
                             endPosition=str(end), **_MADE, **_CHANGED)  # fmt: skip
            _describe(selection, about)
            for code in codes_of(span, source.number):
                coding = _add(selection, "Coding", guid=guid("coding", own, code), **_MADE)
                _add(coding, "CodeRef", targetGUID=code)


def _selection(source: Source, span: Span, part: int) -> str:
    return guid("selection", source.guid, span.id, str(part))


def _about(span: Span) -> Iterator[str]:
    """How sure the model is, which codes do not say."""
    yield f"{span.component} ({span.score:.2f})"
    for heading, tags in (("risk types", span.risk_types), ("specialties", span.specialties)):
        if tags:
            yield f"{heading}: {_listed(tags)}"


def _supported(markup: Markup) -> dict[str, list[str]]:
    """What each span supports, in words."""
    by_id = {span.id: span for span in markup.spans}
    found: dict[str, list[str]] = {}
    for link in markup.supports:
        target = excerpt(words(markup.text, by_id[link.target].fragments))
        found.setdefault(link.source, []).append(f"supports “{target}” ({link.score:.2f})")
    return found


def _listed(tags: Sequence[Tag]) -> str:
    return ", ".join(f"{tag.id.replace('_', ' ')} ({tag.score:.2f})" for tag in tags)


def _links(source: Source) -> Iterator[dict[str, str]]:
    """The attributes of each link: fragments of a span to the one before, reasons to what they support."""
    spans = {span.id: span for span in source.markup.spans}
    ends = []
    for span in spans.values():
        for before, part in pairwise(range(len(span.fragments))):
            ends.append(("continues", _selection(source, span, part), _selection(source, span, before)))
    for link in source.markup.supports:
        ends.append(("supports", _selection(source, spans[link.source], 0), _selection(source, spans[link.target], 0)))
    for name, origin, target in ends:
        yield {"guid": guid("link", name, origin, target), "name": name, "direction": "OneWay",
               "originGUID": origin, "targetGUID": target}  # fmt: skip
