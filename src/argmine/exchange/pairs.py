"""Values in one line of text: `id=u-0-23 claim=0.64`, and lists and tags inside of a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote

from argmine.document import Range, Tag
from argmine.exchange.span_fields import share

_PLAIN = "-_.~/@+"


def joined(pairs: Mapping[str, str], separator: str) -> str:
    """The pairs in order; keys are plain words, values are what `listed` and the like give."""
    return separator.join(f"{key}={value}" for key, value in pairs.items())


def parted(line: str, separator: str) -> dict[str, str]:
    """The exact inverse of `joined`; a word without "=" has the value ""."""
    found: dict[str, str] = {}
    for word in line.split(separator):
        key, _, value = word.partition("=")
        if key:
            found.setdefault(key, value)
    return found


def escaped(text: str) -> str:
    """Text without white space, separators and anything but ASCII: per cent and two digits a byte, as in URLs."""
    return quote(text, safe=_PLAIN, errors="surrogatepass")


def unescaped(text: str) -> str:
    """The exact inverse of `escaped`.

    Raises:
        ValueError: the bytes are no UTF-8.
    """
    return unquote(text, errors="surrogatepass")


def scored(items: Iterable[tuple[str, float]]) -> str:
    """`harm:0.5,delay:1.0`."""
    return ",".join(f"{escaped(name)}:{score!r}" for name, score in items)


def unscored(value: str) -> list[tuple[str, float]]:
    """The exact inverse of `scored`; a name alone has the score 1.0.

    Raises:
        ValueError: a score is no number from 0 to 1.
    """
    found = []
    for item in value.split(",") if value else ():
        name, _, score = item.partition(":")
        found.append((unescaped(name), share(float(score)) if score else 1.0))
    return found


def tags(value: str) -> tuple[Tag, ...]:
    """The tags of a value that `scored` gave.

    Raises:
        ValueError: a score is no number from 0 to 1.
    """
    return tuple(Tag(name, score) for name, score in unscored(value))


def ranged(fragments: Iterable[Range]) -> str:
    """`0-5,8-12`."""
    return ",".join(f"{start}-{end}" for start, end in fragments)


def unranged(value: str) -> tuple[Range, ...]:
    """The exact inverse of `ranged`.

    Raises:
        ValueError: it is no list of ranges.
    """
    found = []
    for item in value.split(",") if value else ():
        start, _, end = item.partition("-")
        found.append((int(start), int(end)))
    return tuple(found)
