"""The quote table as CSV: by hand, opened in Excel, and harmless whatever the submission holds."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmine.document import ArgumentDocument, Relation, Tag, with_clusters
from argmine.errors import InputError
from argmine.exporters.quote_columns import formula_like
from argmine.exporters.quote_csv import neutralised, write_csv
from argmine.findings.quotes import quotes
from building import document, section, unit
from whole_documents import whole_documents

HEADER = (
    '"id","document","section","page","component","score","text","risk types","specialties","repeated argument",'
    '"supports","supported by","citations","review","start","end"'
)


def linked() -> ArgumentDocument:
    built = document(
        unit(
            'They say "fails", often.',
            section="s-1",
            pages=(3, 4),
            risk_types=(Tag("regulatory_gap", 1.0), Tag("service_delay", 1.0)),
            specialties=(Tag("sonography", 1.0),),
            needs_review=True,
        ),
        unit("Half failed [1, 2].", "evidence", "s-1", cited_numbers=(1, 2)),
        unit("It fails.", section="s-1"),
        sections=(section("s-1", "Risk", "1"),),
    )
    first, second, third = (one.id for one in built.units)
    relations = (Relation(second, first, "support", 0.9), Relation(second, third, "support", 0.8))
    return with_clusters(replace(built, relations=relations), [[0, 2]], [0])


def test_the_file_by_hand(tmp_path: Path) -> None:
    write_csv(linked(), tmp_path / "report.csv")
    cluster = "k-01234567-0-24"
    assert (tmp_path / "report.csv").read_bytes().decode("utf-8") == "\r\n".join(
        [
            "\ufeff" + HEADER,
            '"u-01234567-0-24","report.md","1 Risk",3,"claim",0.7,"They say ""fails"", often.",'
            f'"Regulatory gap; Service delay","Sonography","{cluster}","","u-01234567-25-44","","yes",0,24',
            '"u-01234567-25-44","report.md","1 Risk","","evidence",0.7,"Half failed [1, 2].","","","",'
            '"u-01234567-0-24; u-01234567-45-54","","1; 2","no",25,44',
            '"u-01234567-45-54","report.md","1 Risk","","claim",0.7,"It fails.","","",'
            f'"{cluster}","","u-01234567-25-44","","no",45,54',
            "",
        ]
    )


def test_no_units_give_a_header_alone(tmp_path: Path) -> None:
    write_csv(document(), tmp_path / "report.csv")
    assert (tmp_path / "report.csv").read_text("utf-8-sig") == HEADER + "\n"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "  =1", "\u00a0=1", "\u200b=1", "\x00=1", "＝1", "-"],
    ids=ascii,
)
def test_what_a_spreadsheet_takes_for_a_formula_gets_an_apostrophe(text: str) -> None:
    assert neutralised(text) == "'" + text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We object;=1+cmd|' /C calc'!A0", "We object;'=1+cmd|' /C calc'!A0"),
        ("a; -1; b;\t@x", "a; '-1; b;\t'@x"),
        ("a\r\n- b\n=c", "a\r\n'- b\n'=c"),
        ('a;"=1"', 'a;"\'=1"'),
        ("=a;=b", "'=a;'=b"),
    ],
)
def test_what_a_separator_inside_would_make_a_formula_gets_one_too(text: str, expected: str) -> None:
    assert neutralised(text) == expected


@pytest.mark.parametrize("text", ["", "x", "1-1", "a =b", "'=1", "– one", "(-1)", " x", "a; b", "a\nb", 'a "-1"; b'])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert neutralised(text) == text


def test_every_text_column_is_neutralised_and_no_number_is(tmp_path: Path) -> None:
    built = document(
        unit('=HYPERLINK("http://x")', section="s-1", risk_types=(Tag("=risk", 1.0),), specialties=(Tag("@sp", 1.0),)),
        sections=(section("s-1", "+title"),),
    )
    write_csv(built, tmp_path / "report.csv")
    _, row = csv.reader(io.StringIO((tmp_path / "report.csv").read_text("utf-8-sig")))
    assert [cell for cell in row if cell.startswith("'")] == ["'+title", '\'=HYPERLINK("http://x")', "'=risk", "'@sp"]
    assert row[-2:] == ["0", "22"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_locale_makes_a_formula_of_a_quote(separator: str, tmp_path: Path) -> None:
    built = document(
        unit("We object;=1+cmd|' /C calc'!A0"), unit('So;"=1+1"'), unit("Tab\t+1"), unit('"x";-1'), unit("Row\n=1")
    )
    write_csv(built, tmp_path / "report.csv")
    text = (tmp_path / "report.csv").read_bytes().decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) for cell in row]
    assert any("calc" in cell for cell in cells)
    assert [cell for cell in cells if formula_like(cell)] == []


@given(built=whole_documents)
def test_any_document_reads_back_and_holds_no_formula(
    built: ArgumentDocument, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("csv") / "report.csv"
    write_csv(built, path)
    text = path.read_bytes().decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert not any(re.match(r"\s*[=+\-@\t\r]", cell) for row in rows for cell in row.values())
    for separator in ";\t":
        cells = (cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) for cell in row)
        assert not any(re.match(r"\s*[=+\-@]", cell) for cell in cells)
    assert [row["id"] for row in rows] == [quote.id for quote in quotes(built)]
    for row, quote in zip(rows, quotes(built), strict=True):
        held = re.sub("[\ud800-\udfff]", "\ufffd", quote.text)
        assert row["text"] == neutralised(held)
        assert row["text"].replace("'", "") == held.replace("'", "")
        assert row["supports"] == "; ".join(quote.supports)
        assert row["page"] == ("" if quote.page is None else str(quote.page))


@given(st.text(st.one_of(st.characters(), st.sampled_from("\t\n;=\"'- ")), max_size=7))
def test_neutralising_twice_is_neutralising_once(text: str) -> None:
    assert neutralised(neutralised(text)) == neutralised(text)


def test_a_folder_that_cannot_be_made_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(InputError, match="cannot be written"):
        write_csv(document(), tmp_path / "out" / "report.csv")
