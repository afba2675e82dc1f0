"""Word files (.docx): paragraphs, headings by style, numbered lists, tables, notes, in the order of the text.

Read with python-docx. Tracked insertions are taken as accepted and deletions as gone; comments, headers and footers are
left out; text boxes follow the paragraph that they are anchored in. Pages are those that Word wrote down when it
last laid the file out, if it did.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from argmine.document import MarkKind, SourceText
from argmine.errors import InputError
from argmine.readers.docx_numbering import Numbering
from argmine.readers.flow import Block, render, with_title
from argmine.readers.limits import Limits, load_bytes
from argmine.zip_safety import pieces

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOT_TEXT = frozenset({f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{W}txbxContent", _FALLBACK})
_BREAKS = {f"{W}tab": "\t", f"{W}noBreakHyphen": "-", f"{W}softHyphen": "", f"{W}cr": " "}
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_MOST_PARTS = 10_000


@dataclass(slots=True)
class _State:
    """What has been read so far."""

    numbering: Numbering
    styles: dict[str, Any]  # elements by id
    notes: dict[str, str]
    page: int = 1
    paged: bool = False
    cited: list[str] = field(default_factory=list)  # notes in the order of their marks


def read_docx(path: Path, limits: Limits, password: str | None = None) -> SourceText:
    """The text of a Word file with its headings and tables marked.

    Raises:
        InputError: the file is no .docx, damaged, beyond the limits, or holds no text.
    """
    data = load_bytes(path, limits)
    document = _open(data, path, limits)
    styles = {style.get(f"{W}styleId"): style for style in reversed(document.styles.element.findall(f"{W}style"))}
    state = _State(Numbering(document), styles, _notes(document))
    blocks: list[Block] = []
    characters = 0
    for element in document.element.body:
        for block in _blocks(element, state):
            blocks.append(block)
            characters += sum(map(len, block.lines))
        limits.check_characters(characters, path)
        limits.check_time(path)
    if all(block.kind != "title" for block in blocks):
        blocks = with_title(blocks)
    text, layout = render(blocks, pages=state.page if state.paged else 0)
    if not text.strip():
        raise InputError(f"{path}: the file holds no text; if it shows pictures of pages, run text recognition first")
    media = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return SourceText(text, path.name, media, hashlib.sha256(data).hexdigest(), "utf-8", layout=layout)


def _open(data: bytes, path: Path, limits: Limits) -> Any:
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS:
                raise InputError(f"{path}: has {len(parts):,} parts; a document has some dozens")
            limits.check_expanded(sum(part.file_size for part in parts), path)
            expanded = 0
            for piece in (piece for part in parts for piece in pieces(archive, part, str(path))):
                expanded += len(piece)
                limits.check_expanded(expanded, path)
        document = docx.Document(io.BytesIO(data))
        if document.element.body is None or document.styles.element is None:
            raise InputError(f"{path}: is no Word file that can be read: it has no body or no styles")
        return document
    except InputError:
        raise
    except Exception as error:
        raise InputError(f"{path}: is no Word file that can be read, or is damaged ({type(error).__name__})") from error


def _blocks(element: Any, state: _State) -> Iterator[Block]:
    if element.tag == f"{W}p":
        yield from _paragraph(element, state)
    elif element.tag == f"{W}tbl":
        yield _table(element, state)
    elif element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
        for child in element:
            yield from _blocks(child, state)


def _paragraph(element: Any, state: _State) -> Iterator[Block]:
    page = state.page if state.paged else 0
    marks = len(state.cited)
    text = _text(element, state).strip()
    style, level = _style(element, state.styles)
    label = state.numbering.label(element) if text else ""
    page = page or (1 if state.paged else 0)
    if text:
        kind = _kind(style, level)
        lines = [" ".join(text.split())] if kind else [line.strip() for line in text.split("\n") if line.strip()]
        yield Block((f"{label} {lines[0]}" if label else lines[0], *lines[1:]), kind, level, page)
    for number, note in enumerate(state.cited[marks:], start=marks + 1):
        yield Block((f"{str(number).translate(_SUPERSCRIPTS)} {state.notes.get(note, '').strip()}",), "note", page=page)
    for box in element.iter(f"{W}txbxContent"):
        if not any(above.tag == _FALLBACK for above in box.iterancestors()):
            for child in box:
                yield from _blocks(child, state)


def _kind(style: str, level: int) -> MarkKind | None:
    if style in ("title", "caption"):
        return "title" if style == "title" else "caption"
    return "heading" if level else None


def _table(element: Any, state: _State) -> Block:
    """A line a row, cells parted by tabs; paragraphs of a cell stand one after another."""
    page = state.page if state.paged else 0
    lines = []
    for row in element.iter(f"{W}tr"):
        cells = [" ".join(_text(p, state).strip() for p in cell.iter(f"{W}p")) for cell in row.iterchildren(f"{W}tc")]
        lines.append("\t".join(" ".join(cell.split()) for cell in cells))
    return Block(tuple(lines) or ("",), "table", 0, page)


def _text(element: Any, state: _State) -> str:
    """The text of a paragraph as it reads with all changes accepted; note marks as superscripts."""
    parts: list[str] = []
    stack = [iter(element)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag == f"{W}t":
            parts.append(_raised(child))
        elif child.tag in _BREAKS:
            parts.append(_BREAKS[child.tag])
        elif child.tag == f"{W}br":
            _turn(state, child.get(f"{W}type") == "page")
            parts.append("\n")
        elif child.tag == f"{W}lastRenderedPageBreak":
            _turn(state, True)
        elif child.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            state.cited.append(("e" if "endnote" in child.tag else "f") + str(child.get(f"{W}id")))
            parts.append(str(len(state.cited)).translate(_SUPERSCRIPTS))
        elif child.tag not in _NOT_TEXT:
            stack.append(iter(child))
    return "".join(parts).replace("\xa0", " ")


def _raised(element: Any) -> str:
    text: str = element.text or ""
    align = element.getparent().find(f"{W}rPr/{W}vertAlign")
    if align is not None and align.get(f"{W}val") == "superscript" and text.strip().isdigit():
        return text.translate(_SUPERSCRIPTS)
    return text


def _turn(state: _State, page: bool) -> None:
    if page:
        state.paged = True
        state.page += 1


def _style(element: Any, styles: dict[str, Any]) -> tuple[str, int]:
    """(style's name in small letters, level of a heading or 0), by the style, those it is based on, or the outline."""
    properties = element.find(f"{W}pPr")
    outline = None if properties is None else properties.find(f"{W}outlineLvl")
    named = None if properties is None else properties.find(f"{W}pStyle")
    name, seen = "", 0
    style_id = None if named is None else named.get(f"{W}val")
    while style_id is not None and seen < 12:
        style = styles.get(style_id)
        if style is None:
            break
        own = style.find(f"{W}name").get(f"{W}val").lower() if style.find(f"{W}name") is not None else ""
        name = name or own
        if found := _HEADING.fullmatch(own):
            return name, int(found.group(1))
        outline = outline if outline is not None else style.find(f"{W}pPr/{W}outlineLvl")
        based = style.find(f"{W}basedOn")
        style_id, seen = (None if based is None else based.get(f"{W}val")), seen + 1
    depth = -1 if outline is None else int(outline.get(f"{W}val", "9"))
    return name, depth + 1 if 0 <= depth < 6 else 0


def _notes(document: Any) -> dict[str, str]:
    """The text of each footnote ("f1") and endnote ("e1"), by kind and id."""
    from lxml import etree

    notes: dict[str, str] = {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for relation in document.part.rels.values():
        kind = str(relation.reltype).rsplit("/", 1)[-1]
        if kind not in ("footnotes", "endnotes") or relation.is_external:
            continue
        try:
            root = etree.fromstring(relation.target_part.blob, parser)
        except etree.XMLSyntaxError:
            continue  # the marks stay, and the notes are empty
        for note in root:
            texts = ("".join(t.text or "" for t in p.iter(f"{W}t")) for p in note.iter(f"{W}p"))
            notes[kind[0] + str(note.get(f"{W}id"))] = " ".join(" ".join(texts).split())
    return notes
