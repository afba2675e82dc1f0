"""Argument Annotated Essays v2 in the CoNLL form of Eger et al. (2017): a token a line, a blank line a paragraph.

Columns: index, token, _, _, label. Labels: `O`, `B-MajorClaim`, `B-Claim:For`, `B-Premise:-1:Support` and the same
with `I-`; the number is the distance to the premise's target in components of the paragraph.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from argmine.corpora.label_mapping import label_mapping
from argmine.corpora.labelled import LabelledDocument, LabelledSpan, Link, labelled_document
from argmine.errors import AnnotationError, MissingSplitError

_TITLE_TOKENS = 20
_TITLE_END = (".",)

Rows = list[tuple[str, str]]  # token, label


@dataclass(frozen=True, slots=True)
class _Component:
    label: str
    first: int  # tokens of the paragraph, half-open
    last: int
    stance: str
    distance: int | None


def read_component_conll(folder: Path, split: str) -> list[LabelledDocument]:
    """The essays of `paragraph.<split>.dat`, a document an essay; its text is the tokens, single spaces between.

    An essay starts at its title: a short paragraph with no full stop at its end. A claim stands `For` or `Against`
    the major claims of its essay, of which it is linked to the first.

    Raises:
        AnnotationError: the file is missing or a line is malformed.
    """
    path = folder / f"paragraph.{split}.dat"
    essays: list[list[Rows]] = []
    for paragraph in _paragraphs(path):
        title = len(paragraph) <= _TITLE_TOKENS and paragraph[-1][0] not in _TITLE_END
        if title or not essays:
            essays.append([])
        essays[-1].append(paragraph)
    return [_essay(f"essay-{split}-{number:03d}", essay) for number, essay in enumerate(essays, start=1)]


def _paragraphs(path: Path) -> list[Rows]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError as error:
        raise MissingSplitError(f"{path}: no such file") from error
    except OSError as error:
        raise AnnotationError(f"{path}: cannot be read: {error.strerror}") from error
    paragraphs: list[Rows] = [[]]
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            paragraphs.append([])
            continue
        cells = line.split("\t")
        if len(cells) != 5 or not cells[1] or cells[4][:2] not in ("O", "B-", "I-"):
            raise AnnotationError(f"{path}:{number}: expected index, token, _, _, label; found {line[:60]!r}")
        paragraphs[-1].append((cells[1], cells[4]))
    return [paragraph for paragraph in paragraphs if paragraph]


def _essay(name: str, paragraphs: Sequence[Rows]) -> LabelledDocument:
    text = ""
    ranges: list[tuple[int, int]] = []
    spans: list[LabelledSpan] = []
    links: list[Link] = []
    stances: list[tuple[int, str]] = []
    for rows in paragraphs:
        offset = len(text)
        starts: list[int] = []
        ends: list[int] = []
        for token, _ in rows:
            starts.append(len(text))
            text += token
            ends.append(len(text))
            text += " "
        text = text[:-1] + "\n"
        ranges.append((offset, ends[-1]))
        components = _components(name, [label for _, label in rows])
        before = len(spans)
        for index, component in enumerate(components):
            spans.append(LabelledSpan(starts[component.first], ends[component.last - 1], component.label))
            if component.label == "Claim":
                stances.append((before + index, component.stance))
            if component.distance is not None:
                target = index + component.distance
                if not 0 <= target < len(components):
                    raise AnnotationError(f"{name}: a premise points {component.distance} components away, to none")
                links.append(Link(before + index, before + target, component.stance))
    major = next((index for index, span in enumerate(spans) if span.label == "MajorClaim"), None)
    if major is not None:
        links += [Link(claim, major, stance) for claim, stance in stances]
    return labelled_document(name, text, spans, links, label_mapping("aae2"), paragraphs=ranges)


def _components(name: str, labels: Sequence[str]) -> list[_Component]:
    found: list[_Component] = []
    index = 0
    while index < len(labels):
        if labels[index] == "O":
            index += 1
            continue
        first = index
        index += 1
        while index < len(labels) and labels[index].startswith("I-"):
            index += 1
        found.append(_component(name, labels[first], first, index))
    return found


def _component(name: str, label: str, first: int, last: int) -> _Component:
    kind, *rest = label[2:].split(":")
    try:
        distance = int(rest.pop(0)) if kind == "Premise" else None
    except (IndexError, ValueError) as error:
        raise AnnotationError(f"{name}: label {label!r} has no distance") from error
    return _Component(kind, first, last, rest[0] if rest else "", distance)
