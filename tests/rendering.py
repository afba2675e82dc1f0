"""Annotated submissions typeset as PDF, DOCX and HTML, so that what a reader finds can be held against gold.

The gold document gives headings, paragraphs, list items and reference entries; the typesetter adds running heads, page
numbers, footnotes and a table that are no part of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Literal

from argmine.document import ArgumentDocument, Unit
from typesetting import weasyprint

Kind = Literal["heading", "paragraph", "item", "references_heading", "reference"]

STYLES = {
    "report": """
@page { size: A4; margin: 25mm 22mm 28mm 22mm;
  @top-left { content: "Submission to the inquiry"; font-size: 8pt }
  @bottom-center { content: "Page " counter(page) " of " counter(pages); font-size: 8pt }
  @footnote { border-top: 0.5pt solid black; padding-top: 4pt } }
body { font-family: "DejaVu Serif", serif; font-size: 10.5pt; line-height: 1.35; text-align: justify; hyphens: auto }
h1 { font-size: 20pt } h2 { font-size: 15pt } h3 { font-size: 12.5pt } h4 { font-size: 11.5pt }
h5, h6 { font-size: 10.5pt; font-weight: bold }
""",
    "columns": """
@page { size: A4; margin: 20mm 16mm;
  @top-right { content: "RESPONSE TO CONSULTATION"; font-size: 7.5pt }
  @bottom-left { content: counter(page); font-size: 8pt } }
body { font-family: "DejaVu Sans", sans-serif; font-size: 9pt; line-height: 1.3; text-align: justify; hyphens: auto }
main { columns: 2; column-gap: 8mm }
h1 { font-size: 18pt } h2 { font-size: 13pt } h3 { font-size: 11pt } h4 { font-size: 10pt }
h5, h6 { font-size: 9pt; font-weight: bold }
""",
}
_COMMON = """
.note { float: footnote; font-size: 8pt } .note::footnote-marker { content: counter(footnote) " " }
.note::footnote-call { font-size: 65%; vertical-align: super }
td, th { border: 0.5pt solid black; padding: 2pt 6pt; text-align: left }
table { border-collapse: collapse; margin: 8pt 0 }
li { margin-bottom: 3pt }
"""
TABLE = (("Year", "Posts", "Vacant"), ("2021", "412", "38"), ("2022", "405", "51"), ("2023", "398", "66"))
NOTES = (
    "Office of the Register, Annual report 2021. London: OR; 2021.",
    "Working Party on Standards, Second report. Cardiff: WPS; 2019.",
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the document in reading order; `units` are its sentences, `level` is of a heading."""

    kind: Kind
    text: str
    level: int = 0
    units: tuple[Unit, ...] = ()


def pieces(document: ArgumentDocument) -> list[Piece]:
    """The document's parts in reading order."""
    found: list[tuple[int, Piece]] = []
    for section in document.sections[1:]:
        number = f"Annex {section.number}:" if section.number.isalpha() else section.number
        heading = f"{number} {section.title}".strip()
        kind: Kind = "references_heading" if any(r.section == section.id for r in document.references) else "heading"
        found.append((section.start, Piece(kind, heading, section.level)))
    for _, group in groupby(document.units, key=lambda unit: unit.paragraph):
        units = tuple(group)
        kind = "item" if units[0].kind == "list_item" else "paragraph"
        found.append((units[0].start, Piece(kind, " ".join(map(printed, units)), units=units)))
    for entry in document.references:
        found.append((entry.start, Piece("reference", entry.text)))
    return [piece for _, piece in sorted(found, key=lambda item: item[0])]


def printed(unit: Unit) -> str:
    """The unit as it is typeset: its cleaned text and its citation marks."""
    marks = f" [{', '.join(map(str, unit.cited_numbers))}]" if unit.cited_numbers else ""
    return unit.clean_text + marks


def entry_text(text: str) -> str:
    """A reference entry without the number that it opens with."""
    return text.lstrip("[]().^0123456789 -*\t⁰¹²³⁴⁵⁶⁷⁸⁹")


def to_html(document: ArgumentDocument, *, notes: bool = True) -> str:
    """The document as a web page, with navigation around it; each unit has its id as an anchor."""
    body: list[str] = []
    parts = pieces(document)
    for kind, run in groupby(parts, key=lambda piece: piece.kind):
        if kind == "item":
            body.append("<ul>" + "".join(f"<li>{_spans(piece)}</li>" for piece in run) + "</ul>")
            continue
        for piece in run:
            body.append(_element(piece, body, notes=notes))
    title = escape(document.document.title or "Submission")
    nav = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/search'>Search all consultations</a></li></ul></nav>"
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>"
        "<script>document.title = 'Not this text.';</script><style>p { margin: 0 }</style></head><body>"
        f"{nav}<main><h1>{title}</h1>{''.join(body)}</main>"
        "<footer><p>Cookies help us to improve this site. All rights reserved.</p></footer></body></html>"
    )


def to_pdf(document: ArgumentDocument, path: Path, style: str) -> dict[str, int]:
    """Write a PDF in one of `STYLES`; the page on which each unit begins."""
    typesetter = weasyprint()
    markup = to_html(document, notes=style == "report")
    for furniture in ("nav", "footer"):
        start, end = markup.index(f"<{furniture}>"), markup.index(f"</{furniture}>") + len(furniture) + 3
        markup = markup[:start] + markup[end:]
    sheet = typesetter.CSS(string=_COMMON + STYLES[style])
    rendered = typesetter.HTML(string=markup).render(stylesheets=[sheet])
    rendered.write_pdf(path)
    first: dict[str, int] = {}  # a unit that runs on to another page has its anchor on both
    for number, page in enumerate(rendered.pages, start=1):
        for anchor in page.anchors:
            first.setdefault(anchor, number)
    return first


def _element(piece: Piece, before: list[str], *, notes: bool) -> str:
    if piece.kind in ("heading", "references_heading"):
        level = min(piece.level + 1, 6)
        return f"<h{level}>{escape(piece.text)}</h{level}>"
    if piece.kind == "reference":
        return f"<p>{escape(piece.text)}</p>"
    number = sum(part.startswith("<p><span") for part in before)
    note = f"<span class='note'>{NOTES[number % 2]}</span>" if notes and number % 7 == 3 else ""
    table = _table() if number == 6 else ""
    return f"<p>{_spans(piece)}{note}</p>{table}"


def _spans(piece: Piece) -> str:
    return " ".join(f"<span id='{unit.id}'>{escape(printed(unit))}</span>" for unit in piece.units)


def _table() -> str:
    rows = ("".join(f"<td>{cell}</td>" for cell in row) for row in TABLE)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def to_docx(document: ArgumentDocument, path: Path) -> None:
    """Write a Word file with heading styles, list bullets, a table and a page header."""
    import docx

    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "Submission to the inquiry"
    word.add_heading(document.document.title or "Submission", 0)
    number = 0
    for piece in pieces(document):
        if piece.kind in ("heading", "references_heading"):
            word.add_heading(piece.text, min(piece.level, 6))
        elif piece.kind == "item":
            word.add_paragraph(piece.text, style="List Bullet")
        else:
            word.add_paragraph(piece.text)
            number += piece.kind == "paragraph"
            if number == 6 and piece.kind == "paragraph":
                table = word.add_table(rows=0, cols=3)
                for row in TABLE:
                    for cell, value in zip(table.add_row().cells, row, strict=True):
                        cell.text = value
    word.save(str(path))


def section_titles(document: ArgumentDocument, unit: Unit) -> list[str]:
    """The titles on the way to a unit, from the top."""
    return [section.title for section in document.section_path(unit.section)]


def normal(text: str) -> str:
    """White space folded, for comparing quotes."""
    return " ".join(text.split())


def found_again(gold: ArgumentDocument, read: ArgumentDocument) -> Iterator[tuple[Unit, Unit | None]]:
    """Each gold unit with the unit of the same words that follows the last one found, or None."""
    places: dict[str, list[int]] = {}
    for index, unit in enumerate(read.units):
        places.setdefault(normal(unit.clean_text), []).append(index)
    for unit in gold.units:
        same = places.get(normal(unit.clean_text), [])
        yield unit, (read.units[same.pop(0)] if same else None)
