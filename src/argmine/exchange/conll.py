r"""CoNLL-U Plus: one token a line with BIO labels of components; one file, documents parted by `# newdoc id = NAME`.

The columns are ID FORM START END ARGMINE:COMPONENT MISC, parted by tabs. A token is a number with its points and
commas, a run of letters, digits and marks, or any other character by itself; tokens are cut where a span begins or
ends, and white space is in none. START and END are offsets in Unicode code points, half-open. A blank line follows
where the text breaks a line outside of a span.

MISC says what follows a token if it is not one space, as UDPipe does: `SpaceAfter=No`, `SpacesAfter=\s\n` (\s space,
\t, \r, \n, \p bar, \\ backslash, \u2028 and the like for other white space); `# spaces_before` is white space before
the first token. The text is rebuilt to the letter. On the first token of a span MISC has `id`, `score=claim:0.64`,
`risk_types=harm:0.5,delay:1.0`, `specialties`, `repeated`, `review=yes`, `supports=ID:SCORE,...` and, where white space
at its ends is part of the span, `at=0-5,8-12`. A span of several fragments has a B- label on the first token of each,
with `id` and `part=2`. Values are escaped as in URLs. A token can have one label: overlapping spans are lost.

Files without `# global.columns` are read as tokens in the first column (the second, after a running number) and
labels in the last, BIO or BIOES, with the words of `taking_over.COMPONENT_LABELS`; a space goes between tokens and a
line break between sentences.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from argmine.document import Range
from argmine.exchange.conll_reading import COLUMNS, escape_line, escape_spaces, read, trimmed
from argmine.exchange.files import write_file
from argmine.exchange.markup import Feature, Markup, Span, without
from argmine.exchange.pairs import escaped, joined, ranged, scored

__all__ = ["LOST", "read", "tokens", "write"]

LOST: frozenset[Feature] = frozenset({"overlaps"})


def write(markups: Sequence[Markup], path: Path) -> None:
    """Write a file of all documents.

    Raises:
        InputError: the file cannot be written.
    """
    lines = [f"# global.columns = {' '.join(COLUMNS)}"]
    for markup in markups:
        lines += _document(without(markup, LOST))
    write_file("".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass"), path)


def tokens(text: str, cuts: Sequence[int] = ()) -> Iterator[Range]:
    """The tokens of a text, cut at the offsets `cuts`, each once and in order."""
    for match in _token().finditer(text):
        start, end = match.span()
        inner = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]
        yield from zip((start, *inner), (*inner, end), strict=True)


@cache
def _token() -> re.Pattern[str]:
    marks = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)).startswith("M")]
    mark = "".join(marks) + "\u200c\u200d"
    return re.compile(rf"\d+(?:[.,]\d+)+|[\w{mark}]+|\S[{mark}]*")


def _document(markup: Markup) -> Iterator[str]:
    yield f"# newdoc id = {escape_line(markup.name)}"
    if markup.pages:
        yield f"# pages = {' '.join(map(str, markup.pages))}"
    text = markup.text
    parts = [(start, end, span, number) for span in markup.spans for number, (start, end) in _parts(span, text)]
    cuts = sorted({bound for start, end, _, _ in parts for bound in (start, end)})
    places = list(tokens(text, cuts))
    if before := text[: places[0][0] if places else len(text)]:
        yield f"# spaces_before = {escape_spaces(before)}"
    links: dict[str, list[tuple[str, float]]] = {}
    for support in markup.supports:
        links.setdefault(support.source, []).append((support.target, support.score))
    current = identifier = 0
    for index, (start, end) in enumerate(places):
        while current < len(parts) and parts[current][1] <= start:
            current += 1
        label, misc = "O", {}
        following = places[index + 1][0] if index + 1 < len(places) else None
        inside = current < len(parts) and parts[current][0] <= start
        if inside:
            first, _, span, number = parts[current]
            label = f"{'B' if start == first else 'I'}-{span.component}"
            if start == first:
                misc = {"id": escaped(span.id), "part": str(number)} if number > 1 else _values(span, text, links)
        gap = text[end:following]
        misc |= _gap(gap, last=following is None)
        identifier += 1
        yield "\t".join((str(identifier), text[start:end], str(start), str(end), label, joined(misc, "|") or "_"))
        if following is None or ("\n" in gap and not (inside and following < parts[current][1])):
            identifier = 0
            yield ""


def _parts(span: Span, text: str) -> Iterator[tuple[int, Range]]:
    return enumerate(trimmed(span.fragments, text), start=1)


def _values(span: Span, text: str, links: dict[str, list[tuple[str, float]]]) -> dict[str, str]:
    found = {"id": escaped(span.id), "score": scored([(span.component, span.score)])}
    if span.risk_types:
        found["risk_types"] = scored((tag.id, tag.score) for tag in span.risk_types)
    if span.specialties:
        found["specialties"] = scored((tag.id, tag.score) for tag in span.specialties)
    if span.repeated is not None:
        found["repeated"] = escaped(span.repeated)
    if span.review:
        found["review"] = "yes"
    if span.id in links:
        found["supports"] = scored(links[span.id])
    if trimmed(span.fragments, text) != span.fragments:
        found["at"] = ranged(span.fragments)
    return found


def _gap(gap: str, *, last: bool) -> dict[str, str]:
    if not gap:
        return {"SpaceAfter": "No"}
    return {} if gap == " " and not last else {"SpacesAfter": escape_spaces(gap)}
