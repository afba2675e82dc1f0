"""Word files: styles, numbering, notes, changes, boxes, tables and pages, and files that cannot be read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from argmine.errors import InputError
from argmine.readers import read
from argmine.readers.limits import Limits
from argmine.structure.assemble import assemble
from argmine.structure.parse import parse

W = nsdecls("w")


def saved(document: docx.document.Document, folder: Path) -> Path:
    path = folder / "a.docx"
    document.save(str(path))
    return path


def paragraph(inner: str) -> object:
    return parse_xml(f"<w:p {W}>{inner}</w:p>")


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_styles_make_the_tree_and_the_title(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_heading("The title", 0)
    for level, text in ((1, "Risks"), (2, "To patients"), (1, "Remedy")):
        word.add_heading(text, level)
        word.add_paragraph("The title is not protected by law.")
    source = read(saved(word, tmp_path))
    structure = parse(source.text, source.layout)
    document = assemble(source, structure, structure.segments)
    assert document.document.title == "The title"
    assert [(s.level, s.title) for s in document.sections[1:]] == [(1, "Risks"), (2, "To patients"), (1, "Remedy")]
    assert [unit.clean_text for unit in document.units] == ["The title is not protected by law."] * 3


def test_bullets_and_numbers_that_word_does_not_store_are_printed(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("Staff need:")
    for text in ("training", "a title"):
        word.add_paragraph(text, style="List Bullet")
    for text in ("first", "second"):
        word.add_paragraph(text, style="List Number")
    lines = [line for line in read(saved(word, tmp_path)).text.split("\n") if line]
    assert lines == ["Staff need:", "• training", "• a title", "1. first", "2. second"]


def test_changes_are_accepted_and_comments_and_headers_left_out(tmp_path: Path) -> None:
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "Draft of May"
    body = word.element.body
    body.insert(0, paragraph(
        run("It must ") + f"<w:del w:id=\"1\">{run('not ').replace('w:t', 'w:delText')}</w:del>"
        f"<w:ins w:id=\"2\">{run('now ')}</w:ins><w:commentRangeStart w:id=\"0\"/>" + run("change.")
    ))  # fmt: skip
    assert read(saved(word, tmp_path)).text.strip() == "It must now change."


def test_text_boxes_stand_after_their_paragraph_and_once(tmp_path: Path) -> None:
    word = docx.Document()
    box = f"<w:txbxContent>{'<w:p>' + run('Said in a box.') + '</w:p>'}</w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    inner = (
        f"<mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    word.element.body.insert(0, paragraph(run("Beside it.") + f"<w:r>{inner}</w:r>"))
    assert [line for line in read(saved(word, tmp_path)).text.split("\n") if line] == ["Beside it.", "Said in a box."]


def test_tables_are_marked_and_their_cells_parted(tmp_path: Path) -> None:
    word = docx.Document()
    table = word.add_table(rows=2, cols=2)
    for cell, text in zip((c for row in table.rows for c in row.cells), ("Year", "Posts", "2023", "12"), strict=True):
        cell.text = text
    source = read(saved(word, tmp_path))
    assert source.layout is not None
    (mark,) = source.layout.marks
    assert (mark.kind, source.text[mark.start : mark.end]) == ("table", "Year\tPosts\n2023\t12")


def test_page_breaks_make_pages(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("On the first page.")
    word.add_page_break()
    word.add_paragraph("On the second page.")
    source = read(saved(word, tmp_path))
    structure = parse(source.text, source.layout)
    document = assemble(source, structure, structure.segments)
    assert [unit.pages for unit in document.units] == [(1,), (2,)]


def test_footnotes_follow_the_paragraph_that_cites_them(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("The register is voluntary and it has many members.")
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    word.element.body.insert(0, paragraph(run("Half of the posts are vacant.") + mark))
    path = saved(word, tmp_path)
    note = f'<w:footnote w:id="2"><w:p>{run("Board of Audit, Report (2021), p. 4.")}</w:p></w:footnote>'
    notes = f"<w:footnotes {W}>{note}</w:footnotes>"
    _with_part(path, "word/footnotes.xml", notes, "footnotes")
    source = read(path)
    structure = parse(source.text, source.layout)
    document = assemble(source, structure, structure.segments)
    assert [reference.number for reference in document.references] == ["1"]
    assert document.units[0].clean_text == "Half of the posts are vacant."
    assert document.units[0].citations == (document.references[0].id,)


def _with_part(path: Path, name: str, content: str, kind: str) -> None:
    """Add a part to a saved file, with its content type and relation."""
    data = io.BytesIO()
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    form = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(data, "w") as new:
        for item in old.namelist():
            text = old.read(item)
            if item == "[Content_Types].xml":
                override = f'<Override PartName="/{name}" ContentType="{form}.{kind}+xml"/>'
                text = text.replace(b"</Types>", override.encode() + b"</Types>")
            elif item == "word/_rels/document.xml.rels":
                relation = f'<Relationship Id="rIdX" Type="{base}/{kind}" Target="{kind}.xml"/>'
                text = text.replace(b"</Relationships>", relation.encode() + b"</Relationships>")
            new.writestr(item, text)
        new.writestr(name, content)
    path.write_bytes(data.getvalue())


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = saved(docx.Document(), tmp_path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/zero.bin", bytes(3_000_000))
    with pytest.raises(InputError, match=r"zip bomb.*--max-expanded"):
        read(path, Limits(max_expanded=2_000_000))


def test_a_part_that_may_unpack_to_any_size_at_once_is_refused(tmp_path: Path) -> None:
    path = saved(docx.Document(), tmp_path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/media/zero.bin", bytes(3_000))
    with pytest.raises(InputError, match=r"zero\.bin is compressed in an unusual way"):
        read(path)


def test_a_part_that_is_larger_than_it_says_is_refused(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("The register is voluntary.")
    path = saved(word, tmp_path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/zero.bin", bytes(3_000_000))
    path.write_bytes(path.read_bytes().replace((3_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with pytest.raises(InputError, match=r"zero\.bin is larger than the archive says"):
        read(path)


@pytest.mark.parametrize(
    ("data", "message"), [(b"PK\x03\x04 broken", "no Word file"), (b"plain", "is not a zip archive")]
)
def test_files_that_are_no_word_files(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    with pytest.raises(InputError, match=message):
        read(path)


def test_a_file_without_text_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no text"):
        read(saved(docx.Document(), tmp_path))
