"""CAS files as documents: spans from the fragments that share an id, links, pages, and what could not be taken over."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from argmine.document import Component, Range
from argmine.errors import InputError
from argmine.exchange.annotators import name_with
from argmine.exchange.inception_files import CasFile, cas_files
from argmine.exchange.inception_types import (
    COMPONENT,
    METADATA,
    PAGE,
    REPLACED,
    SUPPORT,
    TYPE_SYSTEM,
    cassis,
    probability,
    tags_of,
)
from argmine.exchange.markup import Imported, Markup, Problem, Span, Support
from argmine.exchange.taking_over import checked, component_of, labels_known
from argmine.exchange.utf16 import Utf16, utf16
from argmine.exchange.xml_text import REPLACEMENT, legal, unescaped, walk

_XMI_ID = "{http://www.omg.org/XMI}id"
_FEATURES = ("component", "score", "riskTypes", "specialties", "repeated", "review")
_DIGITS = 9
_SHOWN = 200  # characters of a problem's text: a hostile file could name the whole document again and again
_Parsed = TypeVar("_Parsed")
_YES, _NO = frozenset({"yes", "true", "1", "x"}), frozenset({"", "no", "false", "0"})


def read(path: Path) -> Imported:
    """The documents of a folder of CAS files or of INCEpTION's archives; see `inception`.

    Raises:
        InputError: there are none, one cannot be read, or its project has no layer of ours.
        MissingExtraError: dkpro-cassis is not installed.
    """
    found: list[tuple[int, Markup]] = []
    problems: list[Problem] = []
    for file in cas_files(path):
        number, markup, faults = _read(file)
        found.append((number, markup))
        problems += faults
    found.sort(key=lambda entry: entry[0])
    return Imported(tuple(markup for _, markup in found), tuple(problems))


@dataclass(frozen=True, slots=True)
class _Reader:
    """A CAS that is being read: its text, where each feature structure is, and what could not be taken over."""

    where: str
    text: str
    places: Mapping[int, tuple[str, str]]
    count: Utf16
    problems: list[Problem] = field(default_factory=list)

    def place(self, annotation: Any) -> Range | None:
        """The range of an annotation as the file says it; None if it is none of the text."""
        try:
            start, end = (self.count.code_points(int(value)) for value in self.places[annotation.xmiID])
        except (KeyError, ValueError):
            return None
        return (start, end) if start is not None and end is not None and start <= end else None

    def fault(self, annotation: Any, reason: str) -> None:
        """Note what could not be taken over, with the words that it stands on."""
        place = self.place(annotation)
        said = " to ".join(self.places.get(annotation.xmiID, ()))
        if place:
            said = self.text[place[0] : min(place[1], place[0] + _SHOWN)]
        self.problems.append(Problem(self.where, place[0] if place else None, said, reason))


def _read(file: CasFile) -> tuple[int, Markup, tuple[Problem, ...]]:
    """Where the document stands among the others, the document, and what could not be taken over."""
    places: dict[int, tuple[str, str]] = {}

    def visit(_: str, attributes: Mapping[str, str]) -> None:
        if attributes.get(_XMI_ID, "").isdecimal() and "begin" in attributes and "end" in attributes:
            places[int(attributes[_XMI_ID])] = (attributes["begin"], attributes["end"])

    walk(file.types, f"the type system of {file.where}", lambda _, attributes: None)
    walk(file.content, file.where, visit)
    cas = _load(file)
    text: str = cas.sofa_string
    reader = _Reader(file.where, text, places, utf16(text))
    groups = _groups(_all(cas, COMPONENT))
    spans = _spans(reader, groups)
    links = tuple(_supports(reader, _all(cas, SUPPORT), groups, spans))
    name, number = _title(cas, file)
    found = Markup(name, _restored(reader, cas), tuple(spans.values()), links, _pages(reader, cas))
    markup, faults = checked(found, file.where)
    return number, markup, (*reader.problems, *faults)


def _load(file: CasFile) -> Any:
    library = cassis()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of types that we do not know, and of offsets, which are checked here
            types = library.load_typesystem(io.BytesIO(file.types))
            cas = library.load_cas_from_xmi(io.BytesIO(file.content), typesystem=types, lenient=True, trusted=True)
    except Exception as error:  # what a library meets in a damaged file can be anything
        kind = type(error).__name__
        raise InputError(f"{file.where}: is no readable CAS: {kind}: {error}; export it again") from error
    if cas.sofa_string is None:
        raise InputError(f"{file.where}: is no CAS of a text; export it as UIMA CAS XMI (XML 1.0)")
    if not types.contains_type(COMPONENT):
        raise InputError(f"{file.where}: its {TYPE_SYSTEM} has no layer {COMPONENT}; export a project that has it")
    return cas


def _all(cas: Any, name: str) -> list[Any]:
    return list(cas.select(name)) if cas.typesystem.contains_type(name) else []


def _value(annotation: Any, feature: str) -> str:
    """A feature as text, without white space at its ends; "" where there is none."""
    value = getattr(annotation, feature, None)
    return "" if value is None else str(value).strip()


def _groups(annotations: Iterable[Any]) -> dict[str | int, list[Any]]:
    """The fragments of each span by its id, or by number where a person made a span and gave it none."""
    groups: dict[str | int, list[Any]] = {}
    for annotation in annotations:
        key = getattr(annotation, "span", None)
        groups.setdefault(key if isinstance(key, str) and key.strip() else annotation.xmiID, []).append(annotation)
    return groups


def _spans(reader: _Reader, groups: Mapping[str | int, Sequence[Any]]) -> dict[str | int, Span]:
    spans: dict[str | int, Span] = {}
    taken = {unescaped(key) for key in groups if isinstance(key, str)}
    for key, members in groups.items():
        parts = _in_order(reader, members)
        component = _component(reader, parts[0][1]) if parts else None
        if component is None:
            continue
        name = unescaped(key) if isinstance(key, str) else _unused(f"u-{parts[0][0][0]}-{parts[-1][0][1]}", taken)
        taken.add(name)
        spans[key] = _span(reader, parts, name, component)
    return spans


def _in_order(reader: _Reader, annotations: Iterable[Any]) -> list[tuple[Range, Any]]:
    """The fragments that can be placed, in the order of the text."""
    placed: list[tuple[Range, Any]] = []
    for annotation in annotations:
        place = reader.place(annotation)
        if place is None or place[0] == place[1]:
            reader.fault(annotation, f"its place is no range of the text of {len(reader.text):,} characters")
        else:
            placed.append((place, annotation))
    placed.sort(key=lambda part: (part[0], part[1].xmiID))
    kept = placed[:1]
    for place, annotation in placed[1:]:
        if place[0] < kept[-1][0][1]:
            reader.fault(annotation, "it overlaps the part of its span before it and is left out")
            continue
        for feature in _FEATURES:
            if _value(annotation, feature) != _value(kept[0][1], feature):
                reader.fault(annotation, f"its {feature} is not that of the first part of its span, which is taken")
        kept.append((place, annotation))
    return kept


def _component(reader: _Reader, annotation: Any) -> Component | None:
    label = _value(annotation, "component")
    component = component_of(label)
    if component is None:
        said = f"the component {label!r} is not known" if label else "it has no component"
        reader.fault(annotation, f"{said}; choose {labels_known()}")
    return component


def _span(reader: _Reader, parts: Sequence[tuple[Range, Any]], name: str, component: Component) -> Span:
    first = parts[0][1]

    def of(feature: str, parse: Callable[[str], _Parsed], otherwise: _Parsed) -> _Parsed:
        try:
            return parse(value) if (value := _value(first, feature)) else otherwise
        except ValueError as error:
            reader.fault(first, f"its {feature}: {error}; it is left out")
            return otherwise

    repeated = getattr(first, "repeated", None)
    return Span(
        id=name,
        fragments=tuple(place for place, _ in parts),
        component=component,
        score=of("score", probability, 1.0),
        risk_types=of("riskTypes", tags_of, ()),
        specialties=of("specialties", tags_of, ()),
        repeated=unescaped(repeated) if isinstance(repeated, str) and repeated else None,
        review=of("review", _flag, False),
    )


def _flag(value: str) -> bool:
    if value.casefold() not in _YES | _NO:
        raise ValueError(f"{value!r} is neither yes nor no")
    return value.casefold() in _YES


def _unused(name: str, taken: Iterable[str]) -> str:
    unique, number = name, 2
    while unique in taken:
        unique, number = f"{name}-{number}", number + 1
    return unique


def _supports(
    reader: _Reader,
    relations: Iterable[Any],
    groups: Mapping[str | int, Sequence[Any]],
    spans: Mapping[str | int, Span],
) -> Iterator[Support]:
    owner = {annotation.xmiID: spans[key].id for key in spans for annotation in groups[key]}
    for relation in relations:
        ends = [getattr(relation, feature, None) for feature in ("Governor", "Dependent")]
        names = [owner.get(end.xmiID) if end is not None else None for end in ends]
        if names[0] is None or names[1] is None:
            reader.fault(relation, "an end of this link is no span that was taken over")
            continue
        score = 1.0
        try:
            score = probability(_value(relation, "score") or "1.0")
        except ValueError as error:
            reader.fault(relation, f"{error}; 1.0 is taken")
        yield Support(names[0], names[1], score)


def _title(cas: Any, file: CasFile) -> tuple[str, int]:
    """The name of the document, and its place among the others: after them all if the file does not say."""
    metadata = next(iter(_all(cas, METADATA)), None)
    title = unescaped(getattr(metadata, "documentTitle", None) or "")
    number = _value(metadata, "documentId")
    name = file.document or title or PurePosixPath(file.where).name
    name = name[:-4] if name.lower().endswith(".xmi") else name
    place = int(number) if number.isascii() and number.isdecimal() and len(number) < _DIGITS else 10**_DIGITS
    return name_with(name, file.annotator) if file.annotator else name, place


def _restored(reader: _Reader, cas: Any) -> str:
    """The text with the characters that XML cannot hold."""
    characters = list(reader.text)
    for annotation in _all(cas, REPLACED):
        for item in _value(annotation, "characters").split():
            place, _, code = item.partition("=")
            try:
                at, character = int(place), chr(int(code, 16))
                if at < 0 or characters[at] not in (" ", REPLACEMENT) or legal(character) == character:
                    raise ValueError
                characters[at] = character
            except (ValueError, IndexError, OverflowError):
                reader.fault(annotation, f"{item!r} tells of no character that was replaced")
    return "".join(characters)


def _pages(reader: _Reader, cas: Any) -> tuple[int, ...]:
    pages = []
    for annotation in _all(cas, PAGE):
        number, start = getattr(annotation, "number", None), getattr(annotation, "start", None)
        if str(number).isdecimal() and str(start).isdecimal():
            pages.append((int(str(number)), int(str(start))))
        else:
            reader.fault(annotation, "a page without its number and start is left out")
    return tuple(start for _, start in sorted(pages))
