"""The Word mechanics: named styles, tables with a repeated header row, page numbers, the same bytes each time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell

PLACE = "Quote Place"  # the character style of where a quote stands
CELL, HEADER = "Table Text", "Table Header"  # the paragraph styles of tables
# XML cannot hold these, or they turn around the text that follows
_ILLEGAL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_ON_A_PAGE = 20  # rows of a table that is not parted
_NO_TIME = datetime(2000, 1, 1)  # a result has no clock
_INK, _SOFT, _PANEL, _LINE = "1F2A37", "5B6673", "EDF1F5", "BFC7D0"
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_LOOKS = {  # size, space before and after, all in points
    "Normal": (10.5, 0, 6), "Title": (22, 0, 4), "Subtitle": (11, 0, 14), "Heading 1": (15, 20, 6),
    "Heading 2": (11.5, 12, 3), "List Bullet": (10.5, 0, 4), "List Number": (10.5, 0, 4), "Quote": (10.5, 2, 4),
    "Caption": (9, 6, 4), CELL: (9, 1, 1), HEADER: (9, 1, 1),
}  # fmt: skip
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def new_document(title: str) -> Document:
    """An empty A4 document with its styles, its page numbers and no date."""
    import docx
    from docx.shared import Cm

    word = docx.Document()
    page = word.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    page.top_margin = page.bottom_margin = Cm(2.2)
    _set_styles(word)
    _number_pages(word)
    rels = word.part.package.rels
    for key in [key for key, rel in rels.items() if rel.reltype.endswith("/thumbnail")]:
        del rels[key]  # a picture of another document
    properties = word.core_properties
    properties.title, properties.subject = plain(title)[:250], "Summary of arguments"
    properties.author = properties.last_modified_by = "argmine"
    properties.comments, properties.keywords, properties.revision = "", "", 1
    properties.created = properties.modified = _NO_TIME
    return word


def plain(text: str) -> str:
    """`text` on one line, without characters that XML or Word cannot hold."""
    return _ILLEGAL.sub("\ufffd", " ".join(text.split()))


def add_text(word: Document, text: str, style: str, place: str = "") -> None:
    """A paragraph in a named style; `place` follows in its own character style."""
    paragraph = word.add_paragraph(plain(text), style=style)
    if place:
        paragraph.add_run(f"  {plain(place)}", style=PLACE)


def add_table(word: Document, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> Table:
    """A table with a header row that is repeated on each page; `widths` are in centimetres."""
    from docx.shared import Cm

    table = word.add_table(rows=1 + len(rows), cols=len(head), style="Table Grid")
    table.autofit = False
    for number, values in enumerate([head, *rows]):
        row = table.rows[number]
        _mark(row._tr.get_or_add_trPr(), "cantSplit")
        for cell, value, width in zip(row.cells, values, widths, strict=True):
            cell.width = Cm(width)
            cell.paragraphs[0].style = CELL if number else HEADER
            cell.paragraphs[0].paragraph_format.keep_with_next = number < len(rows) <= _ON_A_PAGE or None
            cell.paragraphs[0].add_run(plain(value))
            if not number:
                shade(cell, _PANEL)
    _mark(table.rows[0]._tr.get_or_add_trPr(), "tblHeader")
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    return table  # type: ignore[no-any-return]


def shade(cell: _Cell, colour: str) -> None:
    """Fill a cell with a colour (RRGGBB)."""
    _mark(cell._tc.get_or_add_tcPr(), "shd", val="clear", color="auto", fill=colour)


def centre(cell: _Cell) -> None:
    """Centre what a cell holds."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def turn(cell: _Cell) -> None:
    """Let the text of a cell run upwards."""
    _mark(cell._tc.get_or_add_tcPr(), "textDirection", val="btLr")


def set_height(table: Table, height: float) -> None:
    """Give the header row a height in centimetres."""
    from docx.shared import Cm

    table.rows[0].height = Cm(height)


def to_bytes(word: Document) -> bytes:
    """The file of a document: the same content gives the same bytes."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    word.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name)  # of 1 January 1980, the earliest that a ZIP can say
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            target.writestr(entry, source.read(name))
    return fixed.getvalue()


def _mark(parent: Any, name: str, **values: str) -> None:
    """Add a property to a row, a cell or a run, where its schema wants it."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    element = OxmlElement(f"w:{name}")
    for key, value in values.items():
        element.set(qn(f"w:{key}"), value)
    parent.append(element)


def _set_styles(word: Document) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    ink, soft = RGBColor.from_string(_INK), RGBColor.from_string(_SOFT)
    styles = word.styles
    styles.add_style(PLACE, WD_STYLE_TYPE.CHARACTER)
    for name in (CELL, HEADER):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    for name, (size, before, after) in _LOOKS.items():
        style = styles[name]
        style.font.size, style.font.color.rgb = Pt(size), ink
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    styles["Normal"].font.name = "Calibri"
    for name in ("Subtitle", "Caption"):
        styles[name].font.color.rgb, styles[name].font.italic, styles[name].font.bold = soft, False, False
    styles["Caption"].paragraph_format.keep_with_next = True
    styles["Quote"].font.italic = False
    styles["Quote"].paragraph_format.left_indent = Pt(14)
    styles[HEADER].font.bold = True
    styles[PLACE].font.size, styles[PLACE].font.color.rgb, styles[PLACE].font.italic = Pt(9), soft, False
    for element in styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), "en-GB")
    for element in styles["Table Grid"].element.iter(*(qn(f"w:{side}") for side in _SIDES)):
        element.set(qn("w:color"), _LINE)
    for name in ("List Bullet", "List Number"):  # items are sentences: they need their space
        for element in styles[name].element.findall(f".//{qn('w:contextualSpacing')}"):
            element.getparent().remove(element)


def _number_pages(word: Document) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = word.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, field in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        paragraph.add_run(text)
        _add_field(paragraph, field)


def _add_field(paragraph: Any, name: str) -> None:
    """A value that Word works out, such as the number of the page."""
    from docx.oxml.parser import OxmlElement

    for kind in ("begin", "instruction", "separate", "value", "end"):
        run = paragraph.add_run("1" if kind == "value" else "")
        if kind == "instruction":
            code = OxmlElement("w:instrText")
            code.set(_SPACE, "preserve")
            code.text = f" {name} "
            run._r.append(code)
        elif kind != "value":
            _mark(run._r, "fldChar", fldCharType=kind)
