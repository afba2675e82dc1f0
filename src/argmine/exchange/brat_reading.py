"""Folders of brat standoff, ours and other people's; see `brat` for the format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from argmine.document import Range, Tag
from argmine.errors import InputError
from argmine.exchange.brat_lines import (
    DOCUMENTS,
    NOTE,
    REPEATED,
    REVIEW,
    RISK,
    SPECIALTY,
    pieces,
    rejoined,
    tag_of,
)
from argmine.exchange.files import read_bytes, read_json
from argmine.exchange.markup import Imported, Markup, Problem, Span, Support
from argmine.exchange.pairs import parted, unescaped, unranged
from argmine.exchange.span_fields import share, words
from argmine.exchange.taking_over import checked, component_of, is_support, labels_known, page_starts

_NO_ANNOTATIONS = "holds no .ann file; name the folder that NAME.txt and NAME.ann are in"


@dataclass(slots=True)
class _Lines:
    """The lines of an .ann file by what they are, each key once; `problems` has what is none of these."""

    where: str
    spans: dict[str, tuple[str, str, str]] = field(default_factory=dict)  # label, places, text
    attributes: list[tuple[str, str, str]] = field(default_factory=list)  # name, key, value
    relations: dict[str, tuple[str, str, str]] = field(default_factory=dict)  # label, source, target
    notes: dict[str, dict[str, str]] = field(default_factory=dict)  # by the key of what they are about
    repeated: list[list[str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, line: str, reason: str, offset: int | None = None) -> None:
        self.problems.append(Problem(self.where, offset, line, reason))


def read(path: Path) -> Imported:
    """The documents of a folder, in the order of `documents.json` and then by name.

    Raises:
        InputError: the folder holds no annotations, or a file in it cannot be read or is not of this format.
    """
    if not path.is_dir():
        raise InputError(f"{path}: is no folder; {_NO_ANNOTATIONS}")
    listed = _listed(path / DOCUMENTS) if (path / DOCUMENTS).is_file() else {}
    stems = {file.name.removesuffix(".ann") for file in path.glob("*.ann")}
    if not stems and not (path / DOCUMENTS).is_file():
        raise InputError(f"{path}: {_NO_ANNOTATIONS}")
    known = {stem: number for number, stem in enumerate(listed)}
    markups: list[Markup] = []
    problems: list[Problem] = []
    for stem in sorted(stems, key=lambda stem: (known.get(stem, len(known)), stem)):
        name, pages = listed.get(stem, (f"{stem}.txt", ()))
        markup, faults = _document(path, stem, Markup(name, "", (), (), pages))
        markups.append(markup)
        problems += faults
    for file in sorted(path.glob("*.txt")):
        if file.name.removesuffix(".txt") not in stems:
            problems.append(Problem(str(file), None, file.name, "there is no .ann file of its name beside it"))
    problems += [Problem(str(path / DOCUMENTS), None, s, "its files are gone") for s in known if s not in stems]
    return Imported(tuple(markups), tuple(problems))


def _listed(path: Path) -> dict[str, tuple[str, tuple[int, ...]]]:
    """Names and pages by file, as we wrote them."""
    found = {}
    plain = read_json(path)
    rows = plain.get("documents") if isinstance(plain, dict) else None
    for row in rows if isinstance(rows, list) else ():
        file, name, pages = (
            (row.get(key) for key in ("file", "name", "pages")) if isinstance(row, dict) else (None,) * 3
        )
        if isinstance(file, str) and isinstance(name, str):
            found[file] = (name, page_starts(pages))
    return found


def _document(folder: Path, stem: str, bare: Markup) -> tuple[Markup, tuple[Problem, ...]]:
    ann = folder / f"{stem}.ann"
    text = _decoded(folder / f"{stem}.txt")
    lines = _lines(_decoded(ann), str(ann))
    keys, groups, values = {}, _groups(lines), _values(lines)
    spans: list[Span] = []
    taken: set[str] = set()
    for key, (label, places, said) in lines.spans.items():
        span = _span(key, label, places, said, lines, text)
        if span is not None:
            own = key if span.id in taken else span.id
            taken.add(own)
            keys[key] = own
            spans.append(_with_values(replace(span, id=own, repeated=groups.get(key)), values.get(key, []), key, lines))
    supports = tuple(_supports(lines, keys))
    markup, faults = checked(Markup(bare.name, text, tuple(spans), supports, bare.pages), str(ann))
    return markup, (*lines.problems, *faults)


def _decoded(path: Path) -> str:
    try:
        return read_bytes(path).decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: byte {error.start} is not valid UTF-8; save it as UTF-8") from error


def _lines(content: str, where: str) -> _Lines:
    lines = _Lines(where)
    rows = [line.removesuffix("\r") for line in content.removeprefix("\ufeff").split("\n")]
    rows = [row for row in rows if row.strip()]
    for row in rows:
        key, _, rest = row.partition("\t")
        data, _, tail = rest.partition("\t")
        try:
            _sort_in(lines, key, data, tail, row)
        except ValueError:
            lines.refuse(row, "it is no line of brat standoff, such as T1, tab, claim 0 5, tab, text")
    if rows and len(lines.problems) == len(rows) and not any(row[0] in "TRAMEN#*" and "\t" in row for row in rows):
        raise InputError(f"{where}: is not brat standoff: {rows[0][:60]!r}; each line has an id, a tab and a value")
    return lines


def _sort_in(lines: _Lines, key: str, data: str, tail: str, row: str) -> None:
    match key[:1]:
        case "T" | "R" if key in lines.spans or key in lines.relations:
            lines.refuse(row, f"the id {key} stands twice")
        case "T":
            label, places = data.split(" ", 1)
            lines.spans[key] = (label, places, tail)
        case "R":
            label, source, target = data.split()
            lines.relations[key] = (label, source.rpartition(":")[2], target.rpartition(":")[2])
        case "A" | "M":
            name, about, value = (*data.split(" ", 2), "")[:3]
            lines.attributes.append((name, about, value))
        case "#" if data.split(" ", maxsplit=1)[0] == NOTE:
            _, about = data.split(" ")
            lines.notes.setdefault(about, {}).update(parted(tail.strip(), " "))
        case "#":
            lines.refuse(row, "a note of a person: argmine has no place for it")
        case "*" if data.split(" ", maxsplit=1)[0] in (REPEATED, "Equiv"):
            lines.repeated.append(data.split()[1:])
        case "E" | "N" | "*":
            lines.refuse(row, "argmine has no events, normalizations or groups other than repeated arguments")
        case _:
            raise ValueError


def _span(key: str, label: str, places: str, said: str, lines: _Lines, text: str) -> Span | None:
    """The span of a T line at its exact place, or None if it has none."""
    row = f"{key} {label} {places} {said}".strip()
    component = component_of(label)
    if component is None:
        lines.refuse(row, f"the label {label!r} is not known; use {labels_known()}")
        return None
    try:
        parts = _parts(places)
    except ValueError:
        lines.refuse(row, "its place is not given as whole numbers, such as 0 5;8 12")
        return None
    if said and "".join(said.split()) != "".join(words(text, parts).split()):
        found = words(text, parts) or "nothing"
        lines.refuse(row, f"the text has {found[:60]!r} at this place", parts[0][0])
        return None
    note = lines.notes.get(key, {})
    fragments = _exact(note.get("at", ""), parts, text) or rejoined(parts, text)
    score = _number(note, component, lines)
    return Span(_named(note.get("id", ""), lines) or key, fragments, component, score)


def _parts(places: str) -> tuple[Range, ...]:
    found = []
    for place in places.strip().split(";"):
        start, end = place.split()
        found.append((int(start), int(end)))
    return tuple(sorted(found))


def _exact(noted: str, parts: tuple[Range, ...], text: str) -> tuple[Range, ...]:
    """The ranges of our note, as long as the span stands where we wrote it."""
    try:
        fragments = unranged(noted)
    except ValueError:
        return ()
    return fragments if fragments and pieces(fragments, text) == parts else ()


def _values(lines: _Lines) -> dict[str, list[str]]:
    """The names of the attributes by the key of what they are about."""
    found: dict[str, list[str]] = {}
    for name, about, _ in lines.attributes:
        found.setdefault(about, []).append(name)
    return found


def _with_values(span: Span, mine: Sequence[str], key: str, lines: _Lines) -> Span:
    note = lines.notes.get(key, {})
    return replace(
        span,
        risk_types=_tags(mine, RISK, note, lines),
        specialties=_tags(mine, SPECIALTY, note, lines),
        review=REVIEW in mine,
    )


def _tags(mine: Sequence[str], prefix: str, note: Mapping[str, str], lines: _Lines) -> tuple[Tag, ...]:
    names = dict.fromkeys(name for name in mine if name.startswith(prefix))
    return tuple(Tag(tag_of(prefix, name), _number(note, name, lines)) for name in names)


def _number(note: Mapping[str, str], name: str, lines: _Lines) -> float:
    """A score of a note, 1.0 where it has none."""
    try:
        return share(float(note.get(name, "1.0")))
    except ValueError:
        lines.refuse(f"{name}={note[name]}", "the score is no number from 0 to 1; 1.0 is taken")
        return 1.0


def _named(value: str, lines: _Lines) -> str:
    try:
        return unescaped(value)
    except ValueError:
        lines.refuse(value, "the name is not valid UTF-8; another is taken")
        return ""


def _groups(lines: _Lines) -> dict[str, str]:
    """The repeated argument of each T id. The lines `*` say who is in one, and notes what it is called.

    A note alone counts where no other span has the same: the others' lines are gone if a person took them apart.
    """
    noted = {key: _named(note[REPEATED], lines) for key, note in lines.notes.items() if REPEATED in note}
    found: dict[str, str] = {}
    taken: set[str] = set()
    for members in lines.repeated:
        names = [noted[key] for key in members if noted.get(key) and noted[key] not in taken]
        name = names[0] if names else f"k-{members[0] if members else ''}"
        taken.add(name)
        found |= {key: name for key in members if key not in found}
    times = Counter(noted.values())
    for key, name in noted.items():
        if name and times[name] == 1 and name not in taken:
            found.setdefault(key, name)
    return found


def _supports(lines: _Lines, keys: Mapping[str, str]) -> Iterator[Support]:
    for key, (label, source, target) in lines.relations.items():
        row = f"{key} {label} {source} {target}"
        if not is_support(label):
            lines.refuse(row, f"the relation {label!r} is not known; argmine has support alone")
        elif missing := [end for end in (source, target) if end not in keys]:
            lines.refuse(row, f"the span {missing[0]} is not there or was not taken over")
        else:
            score = _number(lines.notes.get(key, {}), "support", lines)
            yield Support(keys[source], keys[target], score)
    major = [key for key, (label, _, _) in lines.spans.items() if label == "MajorClaim" and key in keys]
    for name, about, value in lines.attributes:
        row = f"{name} {about} {value}".strip()
        if about not in keys:
            lines.refuse(row, f"the span {about} is not there or was not taken over")
        elif name == "Stance" and value == "For" and major:
            yield Support(keys[about], keys[major[0]])
        elif name != REVIEW and not name.startswith((RISK, SPECIALTY)):
            lines.refuse(row, f"the attribute {name!r} is not known")
