"""Web pages: the main content as blocks, with headings, lists, tables and notes; navigation and scripts stay out.

Parsed with lxml. Main content is what stands in `main`, `article` or `role="main"` where one such element has much of
the page's text, and else the body without navigation, forms, headers and footers of the page.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from argmine.document import SourceText
from argmine.errors import InputError
from argmine.readers.flow import Block, render, with_title
from argmine.readers.html_notes import HtmlNotes, find_notes, note_text
from argmine.readers.limits import Limits, load_bytes

_SKIPPED = frozenset(
    "script style noscript template nav aside form button select option input textarea iframe object embed svg math"
    " canvas audio video dialog head title".split()
)
_PAGE_PARTS = frozenset({"header", "footer"})
_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alert"})
_BLOCKS = frozenset(
    "p div section article main li ul ol dl dt dd blockquote pre figure figcaption caption address details summary"
    " h1 h2 h3 h4 h5 h6 table hr body center fieldset header footer".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MAIN_SHARE = 0.4  # of the page's text that the main element holds at least


def read_html(path: Path, limits: Limits, password: str | None = None) -> SourceText:
    """The main content of a web page.

    Raises:
        InputError: the file cannot be opened, is beyond the limits or holds no text.
    """
    from lxml import etree, html

    data = load_bytes(path, limits)
    encoding = _encoding(data)
    try:
        parser = html.HTMLParser(
            encoding=encoding, no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
        )
        root = html.document_fromstring(data, parser=parser)
        if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
            raise InputError(f"{path}: elements are nested more than 2,000 deep; this is no page for people")
    except (etree.LxmlError, ValueError, LookupError) as error:
        raise InputError(f"{path}: is no web page that can be read ({error or type(error).__name__})") from error
    content = _main(root)
    blocks = list(_Walker(path, limits, find_notes(content)).blocks(content))
    text, layout = render(with_title(blocks))
    if not text.strip():
        raise InputError(f"{path}: the page holds no text of its own; it may be filled in by a script")
    return SourceText(
        text, path.name, "text/html", hashlib.sha256(data).hexdigest(), encoding or "utf-8", layout=layout
    )


def _encoding(data: bytes) -> str | None:
    """UTF-8 if the bytes are; else what the page declares, which the parser finds by itself."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _main(root: Any) -> Any:
    body = root.find("body")
    body = root if body is None else body
    whole = len("".join(body.itertext()))
    candidates = [*root.iter("main"), *root.xpath("//*[@role='main']"), *root.iter("article")]
    for element in candidates:
        if len("".join(element.itertext())) >= _MAIN_SHARE * whole:
            return element
    return body


class _Walker:
    """Goes through elements without recursion, collecting the text of each block."""

    def __init__(self, path: Path, limits: Limits, notes: HtmlNotes) -> None:
        self._path, self._limits, self._notes = path, limits, notes
        self._parts: list[str] = []
        self._label = ""
        self._counters: list[int | None] = []
        self._characters = 0

    def blocks(self, root: Any) -> Iterator[Block]:
        """The blocks of an element in reading order."""
        stack: list[tuple[Any, int, bool]] = [(root, 1, False)]
        while stack:
            element, depth, leaving = stack.pop()
            tag = element.tag if isinstance(element.tag, str) else ""
            if leaving:
                yield from self._leave(element, tag)
                self._parts.append(_flat(element.tail) if element is not root else "")
                continue
            if _is_skipped(element, tag, root):
                self._parts.append(" " + _flat(element.tail))
                continue
            yield from self._enter(element, tag)
            stack.append((element, depth, True))
            if tag == "table" and not element.xpath(".//p|.//h1|.//h2|.//h3"):
                yield from self._table(element)
            elif tag == "pre":
                self._parts.append("".join(element.itertext()))
            elif element in self._notes.notes:
                self._parts.append(" ".join(element.itertext()))
            else:
                self._limits.check_nesting(depth, self._path)
                self._parts.append(_flat(element.text))
                stack += [(child, depth + 1, False) for child in reversed(element)]
        yield from self._flush(None, 0)

    def _enter(self, element: Any, tag: str) -> Iterator[Block]:
        if tag in _BLOCKS:
            yield from self._flush(None, 0)
        if element in self._notes.links:
            _replace(element, self._notes.links[element].translate(_SUPERSCRIPTS))
        if tag in ("ul", "ol"):
            start = element.get("start", "1")
            self._counters.append((int(start) if start.isdigit() and len(start) < 7 else 1) if tag == "ol" else None)
        elif tag == "li":
            counter = self._counters[-1] if self._counters else None
            self._label = "•" if counter is None else f"{counter}."
            if counter is not None:
                self._counters[-1] = counter + 1
        elif tag == "br":
            self._parts.append("\n")
        elif tag == "sup" and (element.text_content() or "").strip(" []").isdigit():
            _replace(element, (element.text_content() or "").strip(" []").translate(_SUPERSCRIPTS))

    def _leave(self, element: Any, tag: str) -> Iterator[Block]:
        if element in self._notes.notes:
            yield from self._note(self._notes.notes[element])
        elif tag in _HEADINGS:
            yield from self._flush("heading", _HEADINGS[tag])
        elif tag in ("figcaption", "caption"):
            yield from self._flush("caption", 0)
        elif tag in _BLOCKS:
            yield from self._flush(None, 0)
        if tag in ("ul", "ol") and self._counters:
            self._counters.pop()
        if tag == "li":
            self._label = ""

    def _note(self, number: str) -> Iterator[Block]:
        text = note_text(" ".join("".join(self._parts).split()), number)
        self._parts, self._label = [f"{number.translate(_SUPERSCRIPTS)} {text}"] if text else [], ""
        yield from self._flush("note", 0)

    def _flush(self, kind: Any, level: int) -> Iterator[Block]:
        lines = [" ".join(line.split()) for line in "".join(self._parts).split("\n")]
        lines = [line for line in lines if line]
        if kind is not None and lines:
            lines = [" ".join(lines)]
        self._parts = []
        if not lines:
            return
        if self._label:
            lines[0], self._label = f"{self._label} {lines[0]}", ""
        self._characters += sum(map(len, lines))
        self._limits.check_characters(self._characters, self._path)
        self._limits.check_time(self._path)
        yield Block(tuple(lines), kind, level)

    def _table(self, element: Any) -> Iterator[Block]:
        for caption in element.iter("caption"):
            self._parts.append(_flat(caption.text_content()))
            yield from self._flush("caption", 0)
        rows = []
        for row in element.iter("tr"):
            cells = [" ".join(cell.text_content().split()) for cell in row if cell.tag in ("td", "th")]
            rows.append("\t".join(cells))
        if any(row.strip() for row in rows):
            yield Block(tuple(rows), "table")


def _flat(text: str | None) -> str:
    """Text whose line breaks mean nothing, as those of a page's source."""
    return (text or "").replace("\n", " ").replace("\r", " ")


def _replace(element: Any, text: str) -> None:
    """Let an element hold this text alone."""
    for child in list(element):
        element.remove(child)
    element.text = text


def _is_skipped(element: Any, tag: str, root: Any) -> bool:
    if not tag or tag in _SKIPPED or element.get("role") in _ROLES or element.get("aria-hidden") == "true":
        return True
    if element.get("hidden") is not None or re.search(r"display\s*:\s*none", element.get("style") or ""):
        return True
    return (
        tag in _PAGE_PARTS
        and element is not root
        and element.getparent() is not None
        and (element.getparent().tag == "body")
    )
