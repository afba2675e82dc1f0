"""brat standoff (Stenetorp et al. 2012): a folder of NAME.txt and NAME.ann, to open in brat and to read again.

`T1<tab>claim 0 5;8 12<tab>text` is a span, labelled with its component; offsets count Unicode code points, as ours do.
brat holds no line break inside of a part, so a part is written a line at a time, without the white space at the ends
of lines, as brat itself does; parts that are parted by line breaks alone come in as one. `A1<tab>risk_harm T1`,
`specialty_...` and `review` are attributes without a value, `R1<tab>support Arg1:T2 Arg2:T1` says that T2 is a reason
for T1, and `*<tab>repeated T1 T3` that they are one repeated argument. `#1<tab>argmine T1<tab>...` is a note that
holds what brat has no place for: the id, the score of the component, the scores of tags, the repeated argument's id,
and exact ranges where the lines are not enough. `annotation.conf` and `visual.conf` declare all of this to brat;
`documents.json` keeps the documents' names, order and pages.

Labels of other people's files are read by `taking_over.COMPONENT_LABELS` (Claim, Premise, MajorClaim, ...), relations
by `SUPPORT_LABELS`, `* Equiv` as a repeated argument, and the attribute `Stance For` of the Argument Annotated Essays
as a reason for the first major claim.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from argmine.document import COMPONENTS
from argmine.exchange.brat_lines import (
    BREAKS,
    DOCUMENTS,
    NOTE,
    REPEATED,
    REVIEW,
    RISK,
    SPECIALTY,
    attribute_name,
    pieces,
    rejoined,
)
from argmine.exchange.brat_reading import read
from argmine.exchange.files import file_names, json_bytes, write_folder
from argmine.exchange.markup import Feature, Markup, Span
from argmine.exchange.pairs import escaped, joined, ranged
from argmine.exchange.span_fields import words

__all__ = ["LOST", "read", "write"]

LOST: frozenset[Feature] = frozenset()

_COLOURS = {"claim": "#a6cee3", "evidence": "#fdd49e", "conclusion": "#b2df8a", "other": "#dddddd"}


def write(markups: Sequence[Markup], path: Path) -> None:
    """Write a folder for brat; files of the same names are replaced, others stay.

    Raises:
        InputError: the folder cannot be written to.
    """
    stems = file_names([_stem(markup.name) for markup in markups], "")
    files: dict[str, bytes] = {}
    for stem, markup in zip(stems, markups, strict=True):
        files[f"{stem}.txt"] = _encoded(markup.text)
        files[f"{stem}.ann"] = _encoded("".join(f"{line}\n" for line in _lines(markup)))
    listed = [
        {"file": stem, "name": markup.name, "pages": list(markup.pages)}
        for stem, markup in zip(stems, markups, strict=True)
    ]
    files[DOCUMENTS] = json_bytes({"documents": listed})
    attributes = sorted({name for markup in markups for span in markup.spans for name in _attributes(span)} | {REVIEW})
    files["annotation.conf"] = _encoded(_annotation_conf(attributes))
    files["visual.conf"] = _encoded(_visual_conf(attributes))
    write_folder(files, path)


def _stem(name: str) -> str:
    """A name without its suffix and full stops, which brat reads as those of its own files."""
    return (name.rpartition(".")[0] or name).replace(".", "-")


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _lines(markup: Markup) -> Iterator[str]:
    """The lines of an .ann file: spans with their attributes and notes, links, repeated arguments."""
    keys = {span.id: f"T{number}" for number, span in enumerate(markup.spans, start=1)}
    attributes = notes = 0
    for span in markup.spans:
        key = keys[span.id]
        parts = pieces(span.fragments, markup.text)
        places = ";".join(f"{start} {end}" for start, end in parts)
        yield f"{key}\t{span.component} {places}\t{_one_line(words(markup.text, parts))}"
        for name in _attributes(span):
            attributes += 1
            yield f"A{attributes}\t{name} {key}"
        if values := _note(span, markup.text, key):
            notes += 1
            yield f"#{notes}\t{NOTE} {key}\t{joined(values, ' ')}"
    for number, support in enumerate(markup.supports, start=1):
        yield f"R{number}\tsupport Arg1:{keys[support.source]} Arg2:{keys[support.target]}"
        if support.score != 1.0:
            notes += 1
            yield f"#{notes}\t{NOTE} R{number}\tsupport={support.score!r}"
    for members in _groups(markup.spans).values():
        if len(members) > 1:
            yield f"*\t{REPEATED} {' '.join(keys[member] for member in members)}"


def _attributes(span: Span) -> Iterator[str]:
    if span.review:
        yield REVIEW
    for tag in span.risk_types:
        yield attribute_name(RISK, tag.id)
    for tag in span.specialties:
        yield attribute_name(SPECIALTY, tag.id)


def _note(span: Span, text: str, key: str) -> dict[str, str]:
    """What brat's own lines do not say of a span; scores of 1.0 go without saying."""
    found = {} if span.id == key else {"id": escaped(span.id)}
    scores = {
        span.component: span.score,
        **{attribute_name(RISK, tag.id): tag.score for tag in span.risk_types},
        **{attribute_name(SPECIALTY, tag.id): tag.score for tag in span.specialties},
    }
    found |= {name: repr(score) for name, score in scores.items() if score != 1.0}
    if span.repeated is not None:
        found[REPEATED] = escaped(span.repeated)
    if rejoined(pieces(span.fragments, text), text) != span.fragments:
        found["at"] = ranged(span.fragments)
    return found


def _groups(spans: Sequence[Span]) -> dict[str, list[str]]:
    """The ids of the spans of each repeated argument."""
    groups: dict[str, list[str]] = {}
    for span in spans:
        if span.repeated is not None:
            groups.setdefault(span.repeated, []).append(span.id)
    return groups


def _one_line(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, BREAKS), " "))


def _annotation_conf(attributes: Sequence[str]) -> str:
    return "\n".join(
        [
            "[entities]",
            *COMPONENTS,
            "",
            "[relations]",
            "support\tArg1:<ENTITY>, Arg2:<ENTITY>",
            f"{REPEATED}\tArg1:<ENTITY>, Arg2:<ENTITY>, <REL-TYPE>:symmetric-transitive",
            "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>",
            "",
            "[events]",
            "",
            "[attributes]",
            *(f"{name}\tArg:<ENTITY>" for name in attributes),
            "",
        ]
    )


def _visual_conf(attributes: Sequence[str]) -> str:
    shown = {name: name.removeprefix(RISK).removeprefix(SPECIALTY).replace("_", " ") for name in attributes}
    return "\n".join(
        [
            "[labels]",
            *(f"{name} | {name.replace('_', ' ', 1)}" for name in attributes),
            "",
            "[drawing]",
            "SPAN_DEFAULT\tfgColor:black, bgColor:lightgray, borderColor:darken",
            "ARC_DEFAULT\tcolor:black",
            *(f"{label}\tbgColor:{colour}" for label, colour in _COLOURS.items()),
            *(f"{name}\tglyph:({shown[name].replace(' ', '-')})" for name in attributes),
            "",
        ]
    )
