"""What XML 1.0 cannot hold, replaced or escaped; and XML of others checked before any parser builds on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote, unquote

from argmine.errors import InputError

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPED = re.compile("%[0-9A-Fa-f]{2}")
REPLACEMENT = "\ufffd"


def legal(text: str) -> str:
    """The text, as long as before, with U+FFFD for what XML cannot hold, and a space for white space of that kind."""
    return _ILLEGAL.sub(lambda match: " " if match.group().isspace() else REPLACEMENT, text)


def illegal(text: str) -> Iterator[tuple[int, str]]:
    """The characters that XML cannot hold, and where they stand."""
    return ((match.start(), match.group()) for match in _ILLEGAL.finditer(text))


def escaped(value: str, *, also: str = "") -> str:
    """A value without what XML cannot hold and the characters `also`, as in URLs; nearly all stay as they are."""
    plain = _ESCAPED.sub(lambda match: "%25" + match.group()[1:], value)
    plain = "".join(quote(character, safe="") if character in also else character for character in plain)
    return _ILLEGAL.sub(lambda match: quote(match.group(), errors="surrogatepass"), plain)


def unescaped(value: str) -> str:
    """The exact inverse of `escaped`; a value that was never escaped and looks like it otherwise stays as it is."""
    try:
        return unquote(value, errors="surrogatepass")
    except UnicodeDecodeError:
        return value


def walk(content: bytes, where: str, visit: Callable[[str, Mapping[str, str]], None]) -> None:
    """Visit every element's name and attributes in order; nothing is kept.

    Raises:
        InputError: it is not XML 1.0, or it declares a document type, which could hold entities.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser, ParseError

    parser = DefusedXMLParser(target=_Visitor(visit), forbid_dtd=True)
    try:
        parser.feed(content)
        parser.close()
    except DefusedXmlException as error:
        raise InputError(f"{where}: declares a document type or entities, which are not read; remove them") from error
    except (ParseError, ValueError, LookupError) as error:
        raise InputError(f"{where}: is not XML 1.0: {error}; export it again") from error


class _Visitor:
    """A target of the parser; the standard library asks for an object with these methods."""

    def __init__(self, visit: Callable[[str, Mapping[str, str]], None]) -> None:
        self._visit = visit

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._visit(tag, attributes)

    def end(self, tag: str) -> None:
        pass

    def data(self, text: str) -> None:
        pass

    def close(self) -> None:
        pass
