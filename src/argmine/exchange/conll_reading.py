"""CoNLL columns, ours and other people's; see `conll` for the format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from argmine.document import Range
from argmine.errors import InputError
from argmine.exchange.files import read_bytes
from argmine.exchange.markup import Imported, Markup, Problem, Span, Support
from argmine.exchange.pairs import parted, tags, unescaped, unranged, unscored
from argmine.exchange.taking_over import checked, component_of, labels_known

COLUMNS = ("ID", "FORM", "START", "END", "ARGMINE:COMPONENT", "MISC")
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\r": "\\r", "\n": "\\n"}
_UNESCAPES = {"s": " ", "t": "\t", "r": "\r", "n": "\n", "p": "|"}
_ESCAPED = re.compile(r"\\(u[0-9a-f]{4}|.)")
_WHOLE = re.compile("[0-9]{1,18}")
_BREAKING = re.compile("[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class _Row:
    """A token; `gap` is the white space after it, None where the file does not say; `first` of its sentence."""

    line: int
    form: str
    label: str
    misc: dict[str, str]
    gap: str | None
    start: str
    first: bool


@dataclass(slots=True)
class _Lines:
    """The lines of one document."""

    name: str
    rows: list[_Row] = field(default_factory=list)
    before: str = ""
    pages: tuple[int, ...] = ()


@dataclass(slots=True)
class _Chunk:
    """A run of tokens of one label."""

    start: int
    end: int
    label: str
    misc: dict[str, str]
    line: int


def escape_line(text: str) -> str:
    """Text without line breaks and tabs, and without white space at its ends."""
    found = _BREAKING.sub(_code, "".join(_ESCAPES.get(character, character) for character in text))
    return re.sub("^ | $", r"\\s", found)


def escape_spaces(text: str) -> str:
    """White space as UDPipe writes it in SpacesAfter."""
    escapes = {**_ESCAPES, " ": "\\s", "|": "\\p"}
    return _BREAKING.sub(_code, "".join(escapes.get(character, character) for character in text))


def _code(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"


def _unescape(text: str) -> str:
    def plain(match: re.Match[str]) -> str:
        code = match.group(1)
        return chr(int(code[1:], 16)) if len(code) > 1 else _UNESCAPES.get(code, code)

    return _ESCAPED.sub(plain, text)


def trimmed(fragments: Iterable[Range], text: str) -> tuple[Range, ...]:
    """Fragments without white space at their ends, those of white space alone left out."""
    found = []
    for start, end in fragments:
        inner = text[start:end]
        left = start + len(inner) - len(inner.lstrip())
        right = end - len(inner) + len(inner.rstrip())
        if left < right:
            found.append((left, right))
    return tuple(found)


def read(path: Path) -> Imported:
    """The documents of a file.

    Raises:
        InputError: it cannot be read, or a line has too few columns.
    """
    try:
        content = read_bytes(path).decode("utf-8", "surrogatepass").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: byte {error.start} is not valid UTF-8; save it as UTF-8") from error
    problems: list[Problem] = []
    markups = []
    for lines in _documents(content, path, problems):
        markup, faults = checked(_markup(lines, path, problems), str(path))
        markups.append(markup)
        problems += faults
    return Imported(tuple(markups), tuple(problems))


def _documents(content: str, path: Path, problems: list[Problem]) -> list[_Lines]:
    found: list[_Lines] = []
    columns: list[str] | None = None
    first = True
    for number, raw in enumerate(content.split("\n"), start=1):
        line = raw.removesuffix("\r")
        key, _, value = (part.strip(" ") for part in line.removeprefix("#").partition("="))
        if not line.strip():
            first = True
        elif line.startswith("# ") and "\t" not in line and not (not columns and found and _labels(line)):
            if key == "global.columns":
                columns = value.split()
            elif key.split(" ")[0] == "newdoc":
                found.append(_Lines(_unescape(value) or f"{path.name}-{len(found) + 1}"))
            elif key in ("pages", "spaces_before") and found and not found[-1].rows:
                _describe(found[-1], key, value)
        elif line.startswith("-DOCSTART-"):
            found.append(_Lines(f"{path.name}-{len(found) + 1}"))
        else:
            if not found:
                found.append(_Lines(path.name))
            if row := _row(line, f"{path}:{number}", (number, first), columns, problems):
                found[-1].rows.append(row)
                first = False
    if not found and columns is None:
        raise InputError(f"{path}: holds no tokens; CoNLL has one token a line, its label in the last column")
    return found


def _describe(lines: _Lines, key: str, value: str) -> None:
    if key == "pages":
        lines.pages = tuple(int(page) for page in value.split() if _WHOLE.fullmatch(page))
    else:
        lines.before = _unescape(value)


def _labels(line: str) -> bool:
    """Whether a line without tabs that begins with "#" ends with a label, as the row of that token does."""
    return bool(re.search(r" (?:O|[BIESLU]-\S+)\s*$", line))


def _row(
    line: str, where: str, place: tuple[int, bool], columns: list[str] | None, problems: list[Problem]
) -> _Row | None:
    """The token of a line, None if it is none."""
    cells = line.split("\t") if "\t" in line else line.split(" ")
    if len(cells) < max(2, len(columns or ())):
        raise InputError(f"{where}: {line[:60]!r} has too few columns; each line is a token with its label")
    if columns is None:
        values = {"FORM": cells[1 if cells[0].isdigit() and len(cells) > 2 else 0], COLUMNS[4]: cells[-1]}
    else:
        values = dict(zip(columns, cells, strict=False))
        if "FORM" not in values:
            raise InputError(f"{where}: there is no column FORM; name the columns in # global.columns")
    if not values.get("ID", "1").isdigit():
        problems.append(Problem(where, None, line, "tokens of several words are not known; its words are read"))
        return None
    label = values.get(COLUMNS[4], values[columns[-1]] if columns else "O")
    misc = parted(values.get("MISC", "_"), "|")
    gap = "" if misc.get("SpaceAfter") == "No" else None
    gap = _unescape(misc["SpacesAfter"]) if "SpacesAfter" in misc else gap
    return _Row(place[0], values["FORM"], label, misc, gap, values.get("START", ""), place[1])


def _markup(lines: _Lines, path: Path, problems: list[Problem]) -> Markup:
    """The text of the tokens, and the spans of their labels."""
    parts = [lines.before]
    length = len(lines.before)
    chunks: list[_Chunk] = []
    before = "O"
    moved = None
    for index, row in enumerate(lines.rows):
        start, end = length, length + len(row.form)
        if _WHOLE.fullmatch(row.start) and int(row.start) != start:
            moved = moved or row
        kind, label = _label(row.label)
        if kind == "I" and not row.first and label == before:
            chunks[-1].end = end
        elif kind:
            chunks.append(_Chunk(start, end, label, row.misc, row.line))
        before = label if kind else "O"
        gap = row.gap if row.gap is not None else _usual_gap(lines.rows, index)
        parts += (row.form, gap)
        length = end + len(gap)
    if moved is not None:
        reason = "its START is not where the tokens before it end; the tokens hold"
        problems.append(Problem(f"{path}:{moved.line}", None, moved.form, reason))
    text = "".join(parts)
    spans: list[Span] = []
    supports: list[Support] = []
    taken: set[str] = set()
    for group in _grouped(chunks):
        try:
            span, links = _span(group, text)
        except ValueError as error:
            said = text[group[0].start : group[-1].end]
            problems.append(Problem(f"{path}:{group[0].line}", group[0].start, said, str(error)))
            continue
        spans.append(span)
        supports += () if span.id in taken else links
        taken.add(span.id)
    return Markup(lines.name, text, tuple(spans), tuple(supports), lines.pages)


def _usual_gap(rows: list[_Row], index: int) -> str:
    if index + 1 == len(rows):
        return ""
    return "\n" if rows[index + 1].first else " "


def _label(label: str) -> tuple[str, str]:
    """ "B" or "I" and what it says, both empty outside of any span."""
    kind, _, said = label.partition("-")
    if label in ("O", "_", ""):
        return "", ""
    if kind in ("I", "E", "L"):
        return "I", said
    return "B", said if kind in ("B", "S", "U") else label


def _grouped(chunks: Iterable[_Chunk]) -> Iterator[list[_Chunk]]:
    """The chunks of each span: those marked as its further parts stand with its first."""
    groups: dict[str, list[_Chunk]] = {}
    for number, chunk in enumerate(chunks):
        name = chunk.misc.get("id", "")
        if "part" in chunk.misc and name in groups and groups[name][0].label == chunk.label:
            groups[name].append(chunk)
        else:
            groups[name if name and name not in groups else f" {number}"] = [chunk]
    yield from groups.values()


def _span(group: list[_Chunk], text: str) -> tuple[Span, list[Support]]:
    misc: dict[str, Any] = group[0].misc
    component = component_of(group[0].label)
    if component is None:
        raise ValueError(f"the label {group[0].label!r} is not known; use {labels_known()}")
    found = tuple((chunk.start, chunk.end) for chunk in group)
    noted = unranged(misc.get("at", ""))
    name = unescaped(misc.get("id", "")) or f"u-{found[0][0]}-{found[-1][1]}"
    span = Span(
        id=name,
        fragments=noted if noted and trimmed(noted, text) == found else found,
        component=component,
        score=dict(unscored(misc.get("score", ""))).get(component, 1.0),
        risk_types=tags(misc.get("risk_types", "")),
        specialties=tags(misc.get("specialties", "")),
        repeated=unescaped(misc["repeated"]) if misc.get("repeated") else None,
        review=misc.get("review") == "yes",
    )
    return span, [Support(name, target, score) for target, score in unscored(misc.get("supports", ""))]
