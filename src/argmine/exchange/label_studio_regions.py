"""The regions of one annotation of Label Studio: where they are, and what was chosen for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, TypeAlias

from argmine.document import Component, Range, Tag
from argmine.exchange.label_studio_config import COMPONENT, NEEDS_REVIEW, REPEATED, REVIEW, RISK_TYPES, SPECIALTIES
from argmine.exchange.markup import Problem
from argmine.exchange.span_fields import share
from argmine.exchange.taking_over import component_of, labels_known
from argmine.exchange.utf16 import utf16

_CONTROLS = frozenset({COMPONENT, RISK_TYPES, SPECIALTIES, REPEATED, REVIEW})
_SHOWN = 200  # characters of a problem's text: a hostile file could name the whole document again and again
_Results: TypeAlias = dict[str, dict[str, Any]]  # of a region, by control
_Count: TypeAlias = Callable[[int], int | None]  # from an offset in the file to one in code points


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and the results of one annotation or prediction of it; `by_person` is true for annotations."""

    name: str
    text: str
    pages: object
    results: object
    by_person: bool


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of text with a component, and what was chosen for it; `span` is the id of its span."""

    id: str
    place: Range
    component: Component
    score: float
    span: str
    risk_types: tuple[Tag, ...]
    specialties: tuple[Tag, ...]
    repeated: str | None
    review: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """An annotation that is being read, and what could not be taken over; `where` names its task."""

    labelled: Labelled
    where: str
    problems: list[Problem] = field(default_factory=list)

    def fault(self, value: Mapping[str, Any], reason: str) -> None:
        """Note what could not be taken over, with the words that it stands on."""
        start, said = value.get("start"), value.get("text")
        offset = start if type(start) is int else None
        words = said[:_SHOWN] if isinstance(said, str) else ""
        self.problems.append(Problem(self.where, offset, words, reason))

    def words(self, place: Range) -> dict[str, Any]:
        """A place and its first words, as a value for `fault`."""
        start, end = place
        return {"start": start, "text": self.labelled.text[start : min(end, start + _SHOWN)]}

    def score(self, value: Mapping[str, Any], score: object) -> float:
        """A score; 1.0 where there is none."""
        try:
            return 1.0 if score is None else share(score)
        except ValueError as error:
            self.fault(value, f"{error}; 1.0 is taken")
            return 1.0


def read_regions(reader: Reader) -> tuple[dict[str, Region], list[dict[str, Any]]]:
    """The regions by id, and the relations as they stand."""
    grouped, relations = _grouped(reader)
    words = _words(reader.labelled.text)
    count = _counting(words, grouped.values())
    regions = {}
    for key, results in grouped.items():
        place = _place(reader, results[COMPONENT]["value"], words, count) if COMPONENT in results else None
        if COMPONENT not in results:
            reader.fault(next(iter(results.values()))["value"], f"it has no component; label it {labels_known()}")
        elif place and (component := _component(reader, results[COMPONENT]["value"])):
            regions[key] = _region(reader, key, results, (place, component))
    return regions, relations


def strings(value: object) -> list[str]:
    """The texts of a list; none if it is no list."""
    return [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []


def _grouped(reader: Reader) -> tuple[dict[str, _Results], list[dict[str, Any]]]:
    grouped: dict[str, _Results] = {}
    relations: list[dict[str, Any]] = []
    results = reader.labelled.results
    if not isinstance(results, list):
        reader.fault({}, "its results are no list")
        return {}, []
    for number, result in enumerate(results, start=1):
        if isinstance(result, dict) and result.get("type") == "relation":
            relations.append(result)
        elif not isinstance(result, dict) or not isinstance(result.get("value"), dict):
            reader.fault({}, f"result {number} is no object with a value")
        elif (control := _control(result)) not in _CONTROLS:
            reader.fault(result["value"], f"what the control {control!r} says has no place in argmine")
        else:
            key = result.get("id")
            region = grouped.setdefault(key if isinstance(key, str) and key else f"result {number}", {})
            if region.setdefault(control, result) is not result:
                reader.fault(result["value"], f"the control {control!r} stands twice on one region; the first is taken")
    return grouped, relations


def _control(result: Mapping[str, Any]) -> str:
    """The control of a result; labels of other names that we know are components too."""
    name = str(result.get("from_name"))
    labels = strings(result["value"].get("labels"))
    return COMPONENT if name not in _CONTROLS and any(component_of(label) for label in labels) else name


@dataclass(frozen=True, slots=True)
class _Words:
    """A text and its letters and digits; `before` counts those before each offset."""

    text: str
    letters: str
    before: tuple[int, ...]

    def fit(self, start: int, end: int, said: str) -> bool:
        """Whether these words were selected there; browsers change white space and write line breaks as "\\n"."""
        if end - start == len(said) and self.text[start:end] == said:
            return True
        first, last = self.before[start], self.before[end]
        letters = _letters(said)
        if last - first != len(letters) or self.letters[first:last] != letters:
            return False
        return bool(letters) or end - start > 2 * len(said) or self.text[start:end].split() == said.split()


def _words(text: str) -> _Words:
    counts = (character.isalnum() for character in text.replace("\\n", "  "))
    return _Words(text, _letters(text), tuple(accumulate(counts, initial=0)))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.replace("\\n", "  ")))


def _counting(words: _Words, groups: Iterable[_Results]) -> _Count:
    """How offsets count: in code points, or in UTF-16 code units if the words of all regions fit those alone."""
    quotes = []
    for results in groups:
        value = results[COMPONENT]["value"] if COMPONENT in results else {}
        if (place := _numbers(value)) and isinstance(value.get("text"), str):
            quotes.append((place, value["text"]))
    units = utf16(words.text)
    for count in (units.same, units.code_points):
        places = [(count(start), count(end), said) for (start, end), said in quotes]
        if all(start is not None and end is not None and words.fit(start, end, said) for start, end, said in places):
            return count
    return units.same


def _numbers(value: Mapping[str, Any]) -> Range | None:
    start, end = value.get("start"), value.get("end")
    return (start, end) if type(start) is int and type(end) is int and 0 <= start < end else None


def _place(reader: Reader, value: Mapping[str, Any], words: _Words, count: _Count) -> Range | None:
    given = _numbers(value)
    start, end = (count(given[0]), count(given[1])) if given else (None, None)
    if start is None or end is None:
        reader.fault(value, f"its place is no range of the text of {len(words.text):,} characters")
        return None
    said = value.get("text")
    if isinstance(said, str) and not words.fit(start, end, said):
        shown = reader.words((start, end))["text"][:60]
        reader.fault(value, f"other words stand at its place: {shown!r}; mark it again")
        return None
    return start, end


def _component(reader: Reader, value: Mapping[str, Any]) -> Component | None:
    labels = strings(value.get("labels"))
    known = [component for label in labels if (component := component_of(label))]
    if not known:
        reader.fault(value, f"none of its labels {labels} is a component; use {labels_known()}")
        return None
    if len(labels) > 1:
        reader.fault(value, f"of its labels {', '.join(labels)} only {known[0]} is taken: a span has one")
    return known[0]


def _region(reader: Reader, key: str, results: _Results, found: tuple[Range, Component]) -> Region:
    label = results[COMPONENT]
    meta = label.get("meta")
    span = meta.get("span") if isinstance(meta, dict) else None
    kept = not reader.labelled.by_person or label.get("origin") in (None, "prediction")
    return Region(
        id=key,
        place=found[0],
        component=found[1],
        score=reader.score(label["value"], label.get("score")) if kept else 1.0,
        span=span if isinstance(span, str) and span else key,
        risk_types=_tags(reader, results.get(RISK_TYPES)),
        specialties=_tags(reader, results.get(SPECIALTIES)),
        repeated=_repeated(reader, results.get(REPEATED)),
        review=NEEDS_REVIEW in strings(results.get(REVIEW, {"value": {}})["value"].get("choices")),
    )


def _tags(reader: Reader, result: Mapping[str, Any] | None) -> tuple[Tag, ...]:
    if result is None:
        return ()
    meta = result.get("meta")
    scores = meta.get("scores") if isinstance(meta, dict) else None
    known = scores if isinstance(scores, dict) else {}
    chosen = dict.fromkeys(strings(result["value"].get("choices")))
    return tuple(Tag(name, reader.score(result["value"], known.get(name))) for name in chosen)


def _repeated(reader: Reader, result: Mapping[str, Any] | None) -> str | None:
    if result is None:
        return None
    said = result["value"].get("text")
    names = [said] if isinstance(said, str) else strings(said)
    if len(names) > 1:
        value = {**result["value"], "text": " / ".join(names)}
        reader.fault(value, "a span makes one repeated argument; the first is taken")
    return names[0] if names else None
