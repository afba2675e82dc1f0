"""The workbook: figures by hand, every quote as it was found, and files that open whatever the submission holds."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import warnings
import zipfile
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from openpyxl import Workbook, load_workbook

from argmine.document import ArgumentDocument, Reference, Relation, Tag, with_clusters
from argmine.errors import InputError
from argmine.exporters.quote_columns import QUOTE_COLUMNS
from argmine.exporters.workbook import write_workbook
from argmine.exporters.workbook_sheet import CUT, cell_text, new_book
from argmine.findings.quotes import quotes
from building import document, section, source, unit
from whole_documents import whole_documents

TWO = (section("s-1", "Risk", "1"), section("s-2", "Remedy", "2"))


def sample() -> ArgumentDocument:
    tags: dict[str, Any] = {"risk_types": (Tag("regulatory_gap", 1.0),), "specialties": (Tag("sonography", 1.0),)}
    built = document(
        unit("The title misleads.", section="s-1", pages=(3,), **tags),
        unit("The title does mislead.", section="s-2", pages=(4, 5), needs_review=True, **tags),
        unit("A survey found it [1].", "evidence", "s-2", pages=(5,), citations=("r-1",), cited_numbers=(1,)),
        unit("Regulate it.", "conclusion", "s-2", pages=(5,), risk_types=(Tag("service_delay", 1.0),)),
        unit("Signposting.", "other", "s-2", pages=(6,)),
        sections=TWO,
        references=(
            Reference("r-1", "1", "Survey, 2024.", 0, 0, "s-2", 6),
            Reference("r-2", "2", "Other.", 0, 0, "s-1"),
        ),
        document=source(92, pages=7),
    )
    ids = [one.id for one in built.units]
    linked = replace(built, relations=(Relation(ids[2], ids[1], "support", 0.9),))
    return with_clusters(linked, [[0, 1]], [0])


def opened(path: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return load_workbook(path)


def values(sheet: Any) -> list[list[Any]]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("workbook") / "report.xlsx"
    assert write_workbook(sample(), path) is None
    return opened(path)


def test_the_sheets_in_their_order(book: Any) -> None:
    assert book.sheetnames == [
        "Overview",
        "Response matrix",
        "Quotes",
        "Repeated arguments",
        "Unsupported claims",
        "Risk by specialty",
        "References",
        "Run",
    ]


def test_overview_figures_say_what_they_count(book: Any) -> None:
    above = takewhile(lambda row: row[0] != "What became of the text", values(book["Overview"]))
    rows = {row[0]: row[1:] for row in above if row[0]}
    assert next(iter(rows)) == "Report"
    assert "report.md · 92 characters · 7 pages" in rows
    counts = {name: rows[name][0] for name in ("Quotes", "Claims", "Evidence", "Conclusions", "Other", "To review")}
    assert counts == {"Quotes": 5, "Claims": 2, "Evidence": 1, "Conclusions": 1, "Other": 1, "To review": 1}
    assert rows["Repeated arguments"] == [1, "arguments made more than once, in 2 quotes in all"]
    assert rows["References"][0] == 2


def test_the_ledger_is_in_words_and_adds_up(book: Any) -> None:
    rows = values(book["Overview"])
    names = [row[0] for row in rows]
    first, last = names.index("What became of the text") + 1, names.index("All characters of the document")
    ledger = {name: (count, share) for name, count, share in rows[first:last]}
    assert ledger["Claims, evidence and conclusions"] == (76, 76 / 92)
    assert sum(count for count, _ in ledger.values()) == rows[last][1] == 92
    assert sum(share for _, share in ledger.values()) == pytest.approx(rows[last][2]) == 1


def test_the_quotes_by_hand(book: Any) -> None:
    header, first, second, *_ = values(book["Quotes"])
    assert header == [column.header for column in QUOTE_COLUMNS]
    assert first == [
        "u-01234567-0-19",
        "report.md",
        "1 Risk",
        3,
        "claim",
        0.7,
        "The title misleads.",
        "Regulatory gap",
        "Sonography",
        "k-01234567-0-19",
        None,
        None,
        None,
        "no",
        0,
        19,
    ]
    assert second[11:14] == ["u-01234567-44-66", None, "yes"]


def test_the_quotes_filter_under_a_header_that_stays(book: Any) -> None:
    sheet = book["Quotes"]
    assert sheet.auto_filter.ref == "A1:P6"
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["G"].width > 60
    assert sheet["G2"].alignment.wrap_text
    assert not sheet.column_dimensions["D"].hidden


def test_the_page_column_is_hidden_where_the_format_has_no_pages(tmp_path: Path) -> None:
    write_workbook(document(unit("One.")), tmp_path / "report.xlsx")
    assert opened(tmp_path / "report.xlsx")["Quotes"].column_dimensions["D"].hidden


def test_repeated_arguments_by_hand(book: Any) -> None:
    header, *rows = values(book["Repeated arguments"])
    assert header == ["id", "times made", "sections reached", "wording", "places", "sections"]
    assert rows == [["k-01234567-0-19", 2, 2, "The title misleads.", "p. 3; pp. 4-5", "1 Risk\n2 Remedy"]]


def test_unsupported_claims_say_why(book: Any) -> None:
    header, *rows = values(book["Unsupported claims"])
    assert header == ["id", "section", "page", "claim", "score", "why"]
    why = (
        "Cites nothing; no quote was found to support it; no evidence in its section. "
        "Made again with support: u-01234567-20-43 (pp. 4-5)."
    )
    assert rows == [["u-01234567-0-19", "1 Risk", 3, "The title misleads.", 0.7, why]]


def test_how_far_the_nearest_evidence_is(tmp_path: Path) -> None:
    built = document(unit("Alone."), unit("Two."), unit("Three."), unit("Found.", "evidence"))
    write_workbook(built, tmp_path / "report.xlsx")
    (row,) = values(opened(tmp_path / "report.xlsx")["Unsupported claims"])[1:]
    assert row[5].endswith("the nearest evidence in its section is 3 quotes away.")


def test_the_heat_map_counts_each_quote_once_in_a_total(tmp_path: Path) -> None:
    def tags(*ids: str) -> tuple[Tag, ...]:
        return tuple(Tag(id, 1.0) for id in ids)

    built = document(
        unit("One.", risk_types=tags("a", "b"), specialties=tags("x")),
        unit("Two.", risk_types=tags("a"), specialties=tags("x", "y")),
        unit("Three.", risk_types=tags("b")),
    )
    write_workbook(built, tmp_path / "report.xlsx")
    sheet = opened(tmp_path / "report.xlsx")["Risk by specialty"]
    assert values(sheet)[:4] == [
        ["Quotes by risk and specialty", "X", "Y", "All specialties"],
        ["A", 2, 1, 2],
        ["B", 1, 0, 1],
        ["All risks", 2, 1, 2],
    ]
    assert "1 more quotes speak of a risk and of no specialty; they are not in the table." in {
        row[0] for row in values(sheet)
    }
    (scale,) = sheet.conditional_formatting
    assert str(scale.sqref) == "B2:C3"
    assert [rule.type for rule in scale.rules] == ["colorScale"]


def test_references_and_who_cites_them(book: Any) -> None:
    assert values(book["References"]) == [
        ["id", "number", "text", "page", "section", "times cited", "cited by"],
        ["r-1", "1", "Survey, 2024.", 6, "2 Remedy", 1, "u-01234567-44-66"],
        ["r-2", "2", "Other.", None, "1 Risk", 0, None],
    ]


def test_run_says_what_the_result_depends_on(book: Any) -> None:
    rows = {row[0]: row[1] for row in values(book["Run"])}
    assert rows["SHA-256 of the file"] == "0" * 64
    assert (rows["argmine version"], rows["Model"], rows["Seed"]) == ("0.1.0", "en_test-1.0", "7")
    assert set(book.sheetnames) <= set(rows)


def test_a_section_is_named_by_its_place_where_its_number_does_not_tell_it(tmp_path: Path) -> None:
    sections = (
        section("s-1", "Risk", "1"),
        section("s-2", "Gap", "1.1", level=2, parent="s-1"),
        section("s-3", "Delay", level=2, parent="s-1"),
        section("s-4", "An annex whose title is longer than would fit"),
        section("s-5", "Delay", "2", level=2, parent="s-4"),
    )
    texts = [unit(f"Made in {one.id}.", section=one.id) for one in sections]
    built = with_clusters(document(*texts, sections=sections), [[0, 1, 2, 4]], [0])
    write_workbook(built, tmp_path / "report.xlsx")
    (row,) = values(opened(tmp_path / "report.xlsx")["Repeated arguments"])[1:]
    assert row[5].split("\n") == ["1 Risk", "1.1 Gap", "1 > Delay", "An annex whose title is longer … > 2 Delay"]


FORMULAS = ["=1+1", '=HYPERLINK("http://x","y")', "+1", "-1", "@x", "{=1}", "http://example.org", "<r>x</r>", "007"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula_a_link_or_a_number(tmp_path: Path, text: str) -> None:
    built = document(
        unit(text, "conclusion", "s-1", risk_types=(Tag(text, 1.0),), specialties=(Tag(text, 1.0),)),
        unit(text, section="s-1"),
        unit("Alone.", "conclusion", "s-1"),
        sections=(section("s-1", text),),
        document=source(title=text, source=text),
        references=(Reference("r-1", text, text, 0, 0, "s-1"),),
    )
    write_workbook(with_clusters(built, [[0, 1]], [0]), tmp_path / "report.xlsx")
    found = 0
    for sheet in opened(tmp_path / "report.xlsx").worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.data_type in ("s", "n", "b")
            assert cell.hyperlink is None or cell.hyperlink.location
            found += cell.value == text
    assert found >= 10
    assert b"<f>" not in b"".join(parts(tmp_path / "report.xlsx", "xl/worksheets/"))


def parts(path: Path, within: str) -> list[bytes]:
    with zipfile.ZipFile(path) as archive:
        return [archive.read(name) for name in archive.namelist() if name.startswith(within)]


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1b", "\ufffe", "\uffff", "\ud800"], ids=ascii)
def test_characters_that_a_workbook_cannot_hold_are_replaced(tmp_path: Path, character: str) -> None:
    text = f"Titles {character} mislead."
    built = document(
        unit(text, "conclusion", "s-1"),
        sections=(section("s-1", text),),
        document=source(title=text, source=f"{character}.md"),
    )
    write_workbook(built, tmp_path / "report.xlsx")
    book = opened(tmp_path / "report.xlsx")
    assert book["Quotes"]["G2"].value == "Titles \ufffd mislead."
    assert book["Overview"]["A1"].value == "Titles \ufffd mislead."


@pytest.mark.parametrize("letter", ["x", "𝒙"])
def test_text_longer_than_a_cell_is_cut_and_says_so(tmp_path: Path, letter: str) -> None:
    write_workbook(document(unit(letter * 40_000, "conclusion")), tmp_path / "report.xlsx")
    book = opened(tmp_path / "report.xlsx")
    for cell in (book["Quotes"]["G2"], book["Response matrix"]["E2"]):
        assert cell.value.startswith(letter * 16_000)
        assert cell.value.endswith("[cut here: a cell holds no more than 32,767 characters]")
        assert 32_700 < len(cell.value.encode("utf-16-le")) // 2 <= 32_767


def test_text_that_just_fits_is_not_cut() -> None:
    assert cell_text("x" * 32_767) == "x" * 32_767
    assert cell_text("x" * 32_768).endswith(CUT)


def test_line_breaks_are_those_of_a_cell() -> None:
    assert cell_text("a\r\nb\rc\nd\te") == "a\nb\nc\nd\te"


def test_rows_grow_when_people_type_into_them(book: Any, tmp_path: Path) -> None:
    write_workbook(sample(), tmp_path / "report.xlsx")
    sheets = b"".join(parts(tmp_path / "report.xlsx", "xl/worksheets/sheet"))
    assert b" ht=" in sheets
    assert b"customHeight" not in sheets
    assert book["Repeated arguments"].row_dimensions[2].height > 20  # two lines of sections


def test_a_sheet_takes_no_more_rows_than_it_holds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("argmine.exporters.workbook_sheet.MOST_ROWS", 3)
    with pytest.raises(InputError, match="3 rows for the sheet 'Quotes'; a sheet holds 2: write CSV"):
        write_workbook(document(*map(unit, "abc")), tmp_path / "report.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_document_without_units_opens(tmp_path: Path) -> None:
    write_workbook(document(), tmp_path / "report.xlsx")
    book = opened(tmp_path / "report.xlsx")
    assert len(values(book["Quotes"])) == 1
    assert values(book["Overview"])[4][:2] == ["Quotes", 0]


def as_held(text: str) -> str:
    return re.sub(
        "[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")
    )


@given(built=whole_documents)
def test_any_document_opens_and_holds_every_quote(
    built: ArgumentDocument, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("workbook")
    write_workbook(built, folder / "one.xlsx")
    write_workbook(built, folder / "two.xlsx")
    assert (folder / "one.xlsx").read_bytes() == (folder / "two.xlsx").read_bytes()
    rows = values(opened(folder / "one.xlsx")["Quotes"])[1:]
    expected = [
        [as_held(cell) or None if isinstance(cell, str) else cell for cell in (c.cell(quote) for c in QUOTE_COLUMNS)]
        for quote in quotes(built)
    ]
    assert rows == expected


def test_an_older_file_stays_when_the_new_one_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    path.mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        write_workbook(sample(), path)
    assert list(tmp_path.iterdir()) == [path]


def test_values_are_written_as_what_they_are(tmp_path: Path) -> None:
    book = new_book("x")
    sheet = book.sheet("x")
    cells = ["1", 1, 2.5, True, None, "", float("inf")]
    book.row(sheet, (0, 0), cells, ["text"] * len(cells))
    (row,) = load_workbook(io.BytesIO(book.content())).active.iter_rows(values_only=True)
    assert row == ("1", 1, 2.5, True, None, None, "inf")


def converter() -> str:
    """LibreOffice with Calc; in CI it has to be there."""
    soffice = shutil.which("soffice")
    if soffice and (Path(soffice).resolve().parent / "libsclo.so").exists():
        return soffice
    assert not os.environ.get("ARGMINE_CI"), "LibreOffice Calc is not installed"
    pytest.skip("LibreOffice Calc is not installed")


def test_libreoffice_reads_the_workbook(tmp_path: Path) -> None:
    write_workbook(sample(), tmp_path / "report.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    done = subprocess.run(
        [converter(), profile, "--headless", "--convert-to", every_sheet, "--outdir", str(tmp_path), "report.xlsx"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Error" not in done.stderr
    assert (
        (tmp_path / "report-Repeated arguments.csv")
        .read_text("utf-8")
        .splitlines()[1]
        .startswith("k-01234567-0-19,2,2,")
    )
    assert len((tmp_path / "report-Quotes.csv").read_text("utf-8").splitlines()) == 6


def test_openpyxl_writes_what_the_other_tests_read(tmp_path: Path) -> None:
    """The reader of these tests does tell text from formulas."""
    book = Workbook()
    book.active["A1"] = "=1+1"
    book.save(tmp_path / "x.xlsx")
    assert opened(tmp_path / "x.xlsx").active["A1"].data_type == "f"
