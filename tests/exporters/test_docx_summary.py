"""The Word summary: it opens again, says what was found in named styles, and is the same each time."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from argmine.document import ArgumentDocument, Relation, Tag, with_clusters
from argmine.errors import InputError
from argmine.exporters.docx_summary import write_docx
from argmine.exporters.word_document import plain
from building import RUN, document, scores, section, source, unit

TAGS: dict[str, Any] = {"risk_types": (Tag("regulatory_gap", 1.0),), "specialties": (Tag("sonography", 1.0),)}


def built() -> ArgumentDocument:
    """Two wordings of one argument on pages 3 and 4, a supported conclusion, two claims that nothing supports."""
    bare = document(
        unit("The title misleads.", section="s-1", pages=(3,), **TAGS),
        unit("The title does mislead.", section="s-2", pages=(4, 5), **TAGS),
        unit("Regulate it.", "conclusion", "s-2", pages=(6,), specialties=(Tag("audiology", 1.0),)),
        unit("We thank you.", "other", "s-2", pages=(6,), needs_review=True, scores=scores("other", 0.44)),
        sections=(section("s-1", "Risk", "1"), section("s-2", "Remedy", "2")),
        document=source(70, pages=9, unreadable_pages=(1, 8, 9), sha256="c" * 64),
        run=replace(RUN, model_hash="f0" * 8),
    )
    return with_clusters(bare, [[0, 1]], [1])


def written(document: ArgumentDocument, path: Path) -> Document:
    write_docx(document, path)
    return docx.Document(str(path))


def paragraphs(word: Document, style: str) -> list[str]:
    return [paragraph.text for paragraph in word.paragraphs if paragraph.style.name == style]


def test_what_the_summary_says(tmp_path: Path) -> None:
    word = written(built(), tmp_path / "a.docx")
    assert paragraphs(word, "Title") == ["Report"]
    assert paragraphs(word, "Heading 1") == [
        "Overview",
        "Headline conclusions",
        "Repeated arguments",
        "Risk by specialty",
        "Claims that nothing supports",
        "What needs review",
        "How this was made, and what to be careful about",
    ]
    normal = paragraphs(word, "Normal")
    assert normal[0] == "Read: report.md (70 characters, 2 sections, 9 pages, 0 references)."
    assert normal[1] == "Not read: 3 pages without text (1, 8-9)."
    assert any(line.startswith("1 argument is made more than once. They are leads: check the") for line in normal)
    assert "Made in 2 passages of 2 sections." in normal
    assert any(line.startswith("2 of 2 claims: no source is cited") for line in normal)
    assert "The model is least sure of the type of 1 of 4 passages." in normal
    assert paragraphs(word, "Heading 2") == ["1. The title does mislead."]
    assert paragraphs(word, "Quote") == [
        "“The title misleads.”  p. 3, 1 Risk",
        "“The title does mislead.”  pp. 4-5, 2 Remedy",
    ]
    bullets = paragraphs(word, "List Bullet")
    assert bullets[:4] == [
        "“Regulate it.”  p. 6, 2 Remedy",
        "“The title misleads.”  p. 3, 1 Risk",
        "“The title does mislead.”  pp. 4-5, 2 Remedy",
        "“We thank you.”  argues nothing, 44% sure; p. 6, 2 Remedy",
    ]
    assert f"File: report.md; SHA-256 {'c' * 64}." in bullets
    assert "Program: argmine 0.1.0. Model: en_test-1.0, hash f0f0f0f0f0f0f0f0." in bullets
    assert not any("has no pages" in line for line in bullets)


def test_places_stand_in_a_style_of_their_own(tmp_path: Path) -> None:
    word = written(built(), tmp_path / "a.docx")
    quote = next(paragraph for paragraph in word.paragraphs if paragraph.style.name == "Quote")
    assert [(run.text, run.style.name) for run in quote.runs] == [
        ("“The title misleads.”", "Default Paragraph Font"),
        ("  p. 3, 1 Risk", "Quote Place"),
    ]


def test_the_tables(tmp_path: Path) -> None:
    word = written(built(), tmp_path / "a.docx")
    overview, risks = word.tables
    assert [[cell.text for cell in row.cells][:2] for row in overview.rows] == [
        ["", "Number"],
        ["Claims", "2"],
        ["Evidence", "0"],
        ["Conclusions", "1"],
        ["Repeated arguments", "1"],
        ["Claims without support", "2"],
        ["To review", "1"],
        ["Passages in all", "4"],
    ]
    assert [[cell.text for cell in row.cells] for row in risks.rows] == [["", "Sonography"], ["Regulatory gap", "2"]]
    for table in word.tables:
        assert table.style.name == "Table Grid"
        marks = [row._tr.findall(f".//{qn('w:tblHeader')}") for row in table.rows]
        assert [len(found) for found in marks] == [1] + [0] * (len(table.rows) - 1)


def test_counts_are_shaded_by_their_size(tmp_path: Path) -> None:
    def tagged(risk: str, specialty: str) -> dict[str, Any]:
        return {"risk_types": (Tag(risk, 1.0),), "specialties": (Tag(specialty, 1.0),)}

    units = [unit(f"Point {n}.", **tagged("gap", "scans")) for n in range(10)]
    units += [unit("One.", **tagged("gap", "ears")), unit("Two.", **tagged("delay", "scans"))]
    table = written(document(*units), tmp_path / "a.docx").tables[1]
    fills = [
        [cell._tc.find(f".//{qn('w:shd')}") for cell in row.cells[1:]]
        for row in table.rows[1:]
    ]  # fmt: skip
    colours = [[None if fill is None else fill.get(qn("w:fill")) for fill in row] for row in fills]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["", "Scans", "Ears"],
        ["Gap", "10", "1"],
        ["Delay", "1", "·"],
    ]
    assert colours[0][0] != colours[0][1] == colours[1][0]
    assert colours[1][1] is None


def test_pages_are_numbered(tmp_path: Path) -> None:
    footer = written(built(), tmp_path / "a.docx").sections[0].footer._element
    assert [code.text.strip() for code in footer.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
    kinds = [mark.get(qn("w:fldCharType")) for mark in footer.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"] * 2


def test_the_same_bytes_each_time_and_no_clock(tmp_path: Path) -> None:
    write_docx(built(), tmp_path / "a.docx")
    write_docx(built(), tmp_path / "b.docx")
    content = (tmp_path / "a.docx").read_bytes()
    assert content == (tmp_path / "b.docx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None
    properties = docx.Document(io.BytesIO(content)).core_properties
    assert properties.created == properties.modified == datetime(2000, 1, 1, tzinfo=UTC)
    assert (properties.title, properties.author, properties.last_modified_by) == ("Report", "argmine", "argmine")


def test_an_empty_document(tmp_path: Path) -> None:
    word = written(document(), tmp_path / "a.docx")
    normal = paragraphs(word, "Normal")
    assert normal == [
        "Read: report.md (0 characters, 0 sections, 0 references).",
        "No conclusion was found.",
        "No argument is made twice.",
        "No risk types were found.",
        "Every claim has a source, a passage that supports it or evidence near it.",
        "The model was sure enough of every passage.",
    ]


def test_a_long_document_is_summed_up(tmp_path: Path) -> None:
    claims = [unit(f"Claim {n} of many.", needs_review=True, scores=scores("claim", 0.5 + n / 1000)) for n in range(60)]
    groups = [[n, n + 1] for n in range(0, 40, 2)] + [list(range(40, 60))]
    word = written(with_clusters(document(*claims), groups, [group[0] for group in groups]), tmp_path / "a.docx")
    assert len(paragraphs(word, "Heading 2")) == 15
    assert paragraphs(word, "Heading 2")[0] == "1. Claim 40 of many."
    normal = paragraphs(word, "Normal")
    assert "Made in 20 passages of 1 section; 4 are quoted." in normal
    assert normal[normal.index("Made in 20 passages of 1 section; 4 are quoted.") + 1].count("at ") == 16
    assert any(line.endswith("The 20 surest are quoted, in reading order.") for line in normal)
    assert any(line.endswith("The 20 least sure are quoted, in reading order.") for line in normal)
    bullets = [line for line in paragraphs(word, "List Bullet") if line.startswith("“Claim")]
    assert [int(line.split()[1]) for line in bullets] == [*range(40, 60), *range(20)]
    assert any("has no pages" in line for line in paragraphs(word, "List Bullet"))


def test_a_claim_with_support_is_not_listed(tmp_path: Path) -> None:
    two = document(unit("Register them."), unit("Titles mislead."))
    linked = replace(two, relations=(Relation(two.units[1].id, two.units[0].id, "support", 0.6),))
    assert paragraphs(written(linked, tmp_path / "a.docx"), "List Bullet")[0].startswith("“Titles mislead.”")


ILLEGAL = ["\x00", "\x0b", "\x1b[31m", "\ud800", "\ufffe", "\uffff", "\x85", "\u202e", "<w:p/>", "]]>", "&amp;", "\r\n"]


@pytest.mark.parametrize("text", ILLEGAL, ids=ascii)
def test_illegal_and_hostile_characters_do_not_break_it(text: str, tmp_path: Path) -> None:
    tags: dict[str, Any] = {"risk_types": (Tag(f"risk{text}", 1.0),), "specialties": (Tag(f"spec{text}", 1.0),)}
    hostile = document(
        unit(f"Scans {text} fail.", section="s-1", needs_review=True, **tags),
        unit(f"Scans {text} fail.", "conclusion", "s-1"),
        sections=(section("s-1", f"Part {text}", text),),
        document=source(title=f"Title {text}", source=f"{text}.md", sha256=text),
        run=replace(RUN, model=text, model_hash=text, argmine_version=text),
    )
    word = written(with_clusters(hostile, [[0, 1]], [0]), tmp_path / "a.docx")
    assert paragraphs(word, "Title") == [plain(f"Title {text}")]
    assert all(plain(f"“Scans {text} fail.”") in line for line in paragraphs(word, "Quote"))
    assert len(paragraphs(word, "Quote")) == 2
    assert len(word.tables) == 2


BLANK = docx.Document()


@given(st.text(max_size=30))
@settings(max_examples=200)
def test_plain_text_is_legal_and_keeps_what_it_can(text: str) -> None:
    found = plain(text)
    assert BLANK.add_paragraph(found).text == found
    assert plain(found) == found
    kept = [character for character in found if character not in " \ufffd"]
    assert "".join(kept) == "".join(c for c in "".join(text.split()) if c in kept)


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(InputError, match="cannot be written"):
        write_docx(built(), tmp_path / "out" / "a.docx")
