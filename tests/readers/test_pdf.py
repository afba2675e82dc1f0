"""PDF: reading order, what is text and what is not, where it stands, and files that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from argmine.document import ArgumentDocument, SourceText
from argmine.errors import InputError
from argmine.readers import read
from argmine.readers.limits import Limits
from argmine.structure.assemble import assemble
from argmine.structure.parse import parse
from typesetting import weasyprint

PROSE = "The register is voluntary and nobody has to join it before they treat a patient in a hospital. "
PAGE = """@page { size: A4; margin: 25mm; @top-center { content: 'Running head' }
@bottom-center { content: counter(page) } }"""
BARE = "@page bare { @top-center { content: none } @bottom-center { content: none } }"


def typeset(folder: Path, body: str, css: str = "", page: str = "@page { size: A4; margin: 25mm }") -> Path:
    path = folder / "a.pdf"
    markup = f"<html lang='en'><style>{page} body {{ font: 11pt serif }} {css}</style>{body}</html>"
    weasyprint().HTML(string=markup).write_pdf(path)
    return path


def marked(source: SourceText, kind: str) -> list[str]:
    assert source.layout is not None
    return [source.text[mark.start : mark.end] for mark in source.layout.marks if mark.kind == kind]


def structured(source: SourceText) -> ArgumentDocument:
    structure = parse(source.text, source.layout)
    return assemble(source, structure, structure.segments)


def test_running_heads_and_page_numbers_are_furniture(tmp_path: Path) -> None:
    source = read(typeset(tmp_path, "".join(f"<p>{PROSE * 9}</p>" for _ in range(20)), page=PAGE))
    assert source.layout is not None
    pages = len(source.layout.page_starts)
    assert pages >= 3
    assert marked(source, "furniture").count("Running head") == pages
    assert {str(page) for page in range(1, pages + 1)} <= set(marked(source, "furniture"))
    document = structured(source)
    assert len(document.units) == 180
    assert {unit.clean_text for unit in document.units} == {PROSE.strip()}
    assert document.document.pages == pages


def test_a_sentence_across_pages_is_one_unit_with_both_pages_and_boxes_on_each(tmp_path: Path) -> None:
    source = read(typeset(tmp_path, f"<p>{PROSE * 95}</p>", page=PAGE))
    document = structured(source)
    across = [unit for unit in document.units if len(unit.pages) == 2]
    assert across
    for unit in across:
        assert unit.clean_text == PROSE.strip()
        assert tuple(dict.fromkeys(box.page for box in unit.boxes)) == unit.pages
        assert tuple(dict.fromkeys(unit.fragment_pages)) == unit.pages
    for unit in document.units:
        assert all(70 <= box.left < box.right <= 596 - 70 and 70 <= box.top < box.bottom <= 772 for box in unit.boxes)


def test_columns_are_read_one_after_the_other_under_what_crosses_them(tmp_path: Path) -> None:
    numbered = "".join(
        f"<p>Sentence {n} of the text says that the register is voluntary for staff.</p>" for n in range(60)
    )
    css = "main { columns: 2 } h1 { font-size: 24pt } p { margin: 0 0 6pt }"
    document = structured(
        read(typeset(tmp_path, f"<h1>A title that crosses both of the columns</h1><main>{numbered}</main>", css))
    )
    order = [int(unit.clean_text.split()[1]) for unit in document.units]
    assert order == list(range(60))
    assert document.document.title == "A title that crosses both of the columns"


def test_headings_have_the_level_of_their_size_or_number(tmp_path: Path) -> None:
    body = "".join(
        f"<h1>Part {part}</h1><p>{PROSE * 3}</p><h2>Risk {part}</h2><p>{PROSE * 3}</p>"
        f"<h3>Detail {part}</h3><p>{PROSE * 3}</p>"
        for part in ("one", "two")
    )
    document = structured(
        read(typeset(tmp_path, body, "h1 { font-size: 20pt } h2 { font-size: 15pt } h3 { font-size: 12pt }"))
    )
    assert [(s.level, s.title) for s in document.sections[1:]] == [
        (1, "Part one"), (2, "Risk one"), (3, "Detail one"), (1, "Part two"), (2, "Risk two"), (3, "Detail two"),
    ]  # fmt: skip
    numbered = "<h1>The title of it all</h1>" + "".join(
        f"<p><b>{number} Heading</b></p><p>{PROSE * 3}</p>" for number in ("1", "1.1", "1.1.1", "2")
    )
    levels = [(s.number, s.level) for s in structured(read(typeset(tmp_path, numbered))).sections[1:]]
    assert levels == [("1", 1), ("1.1", 2), ("1.1.1", 3), ("2", 1)]


def test_words_broken_at_line_ends_are_whole_in_the_clean_text_and_as_printed_in_the_text(tmp_path: Path) -> None:
    sentence = "Interdisciplinary cardiorespiratory instrumentation necessitates straightforward authorisation. "
    css = "body { hyphens: auto; width: 60mm; text-align: justify }"
    document = structured(read(typeset(tmp_path, f"<p>{sentence * 12}</p>", css)))
    assert [unit.clean_text for unit in document.units] == [sentence.strip()] * 12
    assert any("\u2010\n" in unit.text for unit in document.units)


def test_a_raised_number_is_a_note_mark_and_its_note_a_reference(tmp_path: Path) -> None:
    note = "<span class='n'>Board of Audit, Report on posts (2021), p. 4.</span>"
    css = ".n { float: footnote; font-size: 8pt } .n::footnote-call { font-size: 60%; vertical-align: super }"
    css += " .n::footnote-marker { content: counter(footnote) ' ' }"
    document = structured(read(typeset(tmp_path, f"<p>{PROSE}One post in five is vacant.{note} {PROSE}</p>", css)))
    assert [unit.clean_text for unit in document.units] == [PROSE.strip(), "One post in five is vacant.", PROSE.strip()]
    (reference,) = document.references
    assert document.units[1].citations == (reference.id,)
    assert reference.page == 1
    assert "Board of Audit" in reference.text


def test_tables_are_tables(tmp_path: Path) -> None:
    rows = "".join(
        f"<tr><td>{year}</td><td>{year - 1600}</td><td>{year - 1990}</td></tr>" for year in range(2018, 2024)
    )
    css = "td { padding: 0 20mm 0 0 }"
    source = read(typeset(tmp_path, f"<p>{PROSE * 4}</p><table>{rows}</table><p>{PROSE * 4}</p>", css))
    assert marked(source, "table") == ["\n".join(f"{y}\t{y - 1600}\t{y - 1990}" for y in range(2018, 2024))]
    document = structured(source)
    assert len(document.units) == 8
    assert document.coverage.characters["tables"] > 60


def test_list_items_keep_their_marks_out_of_the_units(tmp_path: Path) -> None:
    items = "".join(f"<li>the {word} of the staff who do it</li>" for word in ("training", "title", "conduct"))
    document = structured(
        read(typeset(tmp_path, f"<p>{PROSE * 3}The law covers:</p><ul>{items}</ul><p>{PROSE * 3}</p>"))
    )
    listed = [unit for unit in document.units if unit.kind == "list_item"]
    assert [unit.clean_text for unit in listed] == [
        f"the {w} of the staff who do it" for w in ("training", "title", "conduct")
    ]
    lead = next(unit for unit in document.units if unit.clean_text == "The law covers:")
    assert {unit.lead_in for unit in listed} == {lead.id}


PICTURE = (
    "<img style='width: 150mm; height: 200mm' src='data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAA"
    "DElEQVR4nGP4//8/AAX+Av4N70a4AAAAAElFTkSuQmCC'>"
)


def test_a_scanned_page_is_named(tmp_path: Path) -> None:
    body = f"<p>{PROSE * 4}</p><div style='break-before: page; page: bare'>{PICTURE}</div>"
    source = read(typeset(tmp_path, body, BARE))
    assert structured(source).document.unreadable_pages == (2,)
    only = typeset(
        tmp_path,
        f"<div style='page: bare'>{PICTURE}</div>",
        BARE,
    )
    with pytest.raises(InputError, match=r"no page holds text: 1 pages with pictures alone.*OCR"):
        read(only)


def encrypted(path: Path) -> Path:
    writer = PdfWriter(clone_from=PdfReader(path))
    writer.encrypt("secret", algorithm="RC4-128")
    locked = path.with_name("locked.pdf")
    writer.write(locked)
    return locked


def test_encrypted_files_need_their_password(tmp_path: Path) -> None:
    plain = typeset(tmp_path, f"<p>{PROSE}</p>")
    locked = encrypted(plain)
    with pytest.raises(InputError, match=r"locked\.pdf: is encrypted; give its password with --password"):
        read(locked)
    with pytest.raises(InputError, match="the password does not open it"):
        read(locked, password="wrong")
    assert read(locked, password="secret").text == read(plain).text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"not a pdf at all", "is not a PDF"),
        (b"%PDF-1.7\n%broken", "damaged"),
        (b"PK\x03\x04 zip", "zip archive"),
    ],
)
def test_files_that_are_no_pdf(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    with pytest.raises(InputError, match=message):
        read(path)


def test_limits_stop_reading(tmp_path: Path) -> None:
    path = typeset(tmp_path, f"<p>{PROSE * 99}</p>")
    for limits, option in (
        (Limits(max_pages=1), "--max-pages"),
        (Limits(max_characters=100), "--max-characters"),
        (Limits(max_bytes=100), "--max-bytes"),
        (Limits(max_seconds=0), "--max-seconds"),
    ):
        with pytest.raises(InputError, match=option):
            read(path, limits)


def test_the_same_file_gives_the_same_text_and_layout(tmp_path: Path) -> None:
    path = typeset(tmp_path, f"<h1>Title</h1><p>{PROSE * 40}</p>")
    assert read(path) == read(path)
