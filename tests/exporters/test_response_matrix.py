"""The response matrix: its rows by hand, and nothing that people typed is ever lost."""

from __future__ import annotations

import json
import shutil
import subprocess
import warnings
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from defusedxml import EntitiesForbidden
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from argmine.document import ArgumentDocument, Tag, Unit, with_clusters
from argmine.errors import InputError
from argmine.exporters.response_matrix import normalised, wording_hash
from argmine.exporters.response_merge import MergeReport
from argmine.exporters.workbook import write_workbook
from argmine.schema import dump_json, from_plain
from building import document, section, unit
from whole_documents import whole_documents

TWO = (section("s-1", "Risk", "1"), section("s-2", "Remedy", "2"))
SHOWN = ["key", "argument", "times made", "sections", "pages", "risk types", "specialties"]
TYPED = ["response", "decision", "owner", "notes"]
HIDDEN = ["units", "wording", "written"]

# Units 0, 2 and 4 make one argument, 1 and 5 another; 3 and 6 are conclusions made once.
TEXT = (
    unit("The title misleads patients.", section="s-1", pages=(3,), risk_types=(Tag("regulatory_gap", 1.0),)),
    unit("Staff are too few.", section="s-1", pages=(3,)),
    unit("Patients are misled by the title.", section="s-2", pages=(5,), specialties=(Tag("sonography", 1.0),)),
    unit("Statutory regulation is needed without delay.", "conclusion", "s-2", pages=(6,)),
    unit("The title does mislead.", section="s-2", pages=(7,)),
    unit("There are not enough staff.", section="s-2", pages=(7,)),
    unit("A review of pay should follow within a year.", "conclusion", "s-2", pages=(8,)),
)
GROUPS = [[0, 2, 4], [1, 5]]
TITLE, STAFF, NOW, PAY = "k-01234567-0-28", "k-01234567-29-47", "u-01234567-82-127", "u-01234567-180-224"


def mined(
    units: Sequence[Unit] = TEXT, groups: Sequence[Sequence[int]] = GROUPS, best: Sequence[int] | None = None
) -> ArgumentDocument:
    built = document(*units, sections=TWO)
    return with_clusters(built, groups, best or [group[0] for group in groups])


def another_version(built: ArgumentDocument) -> ArgumentDocument:
    """The same words in a file of other bytes: every id is another."""
    return from_plain(json.loads(dump_json(built).replace("01234567", "89abcdef")))


def opened(path: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return load_workbook(path)


def table(path: Path, name: str = "Response matrix") -> list[dict[str, Any]]:
    header, *rows = opened(path)[name].iter_rows(values_only=True)
    assert len(set(header)) == len(header)
    return [dict(zip(header, row, strict=True)) for row in rows]


def by_key(path: Path, name: str = "Response matrix") -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in table(path, name)}


def type_in(path: Path, *cells: tuple[str, str, Any], sheet: str = "Response matrix") -> None:
    """Fill in (key, header, value); a header that is not there becomes a column."""
    book = opened(path)
    page = book[sheet]
    for key, header, value in cells:
        headers = [cell.value for cell in page[1]]
        if header not in headers:
            page.cell(1, len(headers) + 1, header)
            headers.append(header)
        keys = [row[headers.index("key")].value for row in page.iter_rows()]
        page.cell(keys.index(key) + 1, headers.index(header) + 1).value = value
    if sheet == "Response matrix":
        page.tables.clear()
    book.save(path)


def merge(built: ArgumentDocument, old: Path) -> MergeReport:
    """Into the file next to it, twice: the same bytes."""
    report = write_workbook(built, old.with_name("new.xlsx"), merge=old)
    again = write_workbook(built, old.with_name("again.xlsx"), merge=old)
    assert old.with_name("new.xlsx").read_bytes() == old.with_name("again.xlsx").read_bytes()
    assert report is not None
    assert report == again
    return report


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.xlsx"
    write_workbook(mined(), path)
    return path


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return tmp_path / "new.xlsx"


def test_the_rows_by_hand(old: Path) -> None:
    first, second, third, fourth = table(old)
    assert list(first) == ["key", *HIDDEN, *SHOWN[1:], *TYPED]
    assert [first[header] for header in SHOWN] == [
        TITLE,
        "The title misleads patients.",
        3,
        "1 Risk\n2 Remedy",
        "3, 5, 7",
        "Regulatory gap",
        "Sonography",
    ]
    assert first["units"] == "u-01234567-0-28,u-01234567-48-81,u-01234567-128-151"
    assert first["wording"].split(",")[:2] == [wording_hash("The title misleads patients.")] * 2
    assert [row["key"] for row in (second, third, fourth)] == [STAFF, NOW, PAY]
    assert (third["times made"], third["units"]) == (1, NOW)
    assert {row[header] for row in table(old) for header in TYPED} == {None}


def test_what_argmine_needs_is_hidden_beside_the_key_and_sorts_with_it(old: Path) -> None:
    sheet = opened(old)["Response matrix"]
    hidden = [(look.min, look.max) for look in sheet.column_dimensions.values() if look.hidden]
    assert hidden == [(2, 4)]
    assert [cell.value for cell in sheet[1]][:5] == ["key", *HIDDEN, "argument"]
    (responses,) = sheet.tables.values()
    assert responses.ref == "A1:N5"
    assert responses.autoFilter.ref == "A1:N5"


def test_a_document_without_arguments_has_an_empty_matrix(tmp_path: Path) -> None:
    write_workbook(document(unit("One.")), tmp_path / "old.xlsx")
    assert merge(mined(), tmp_path / "old.xlsx").same == 0


def test_typed_cells_survive_another_run(old: Path, new: Path) -> None:
    type_in(
        old,
        (TITLE, "response", "We agree.\nIn part."),
        (STAFF, "decision", "=accept"),
        (NOW, "owner", "Ann"),
        (PAY, "notes", 'Say "no".'),
    )
    report = merge(mined(), old)
    rows = by_key(new)
    assert rows[TITLE]["response"] == "We agree.\nIn part."
    assert rows[STAFF]["decision"] == "=accept"
    assert rows[NOW]["owner"] == "Ann"
    assert rows[PAY]["notes"] == 'Say "no".'
    assert {row["since the last version"] for row in rows.values()} == {"same"}
    assert report == MergeReport(same=4, new=(), changed=(), gone=(), still_gone=0, left_behind=())
    assert "Gone" not in opened(new).sheetnames


def test_values_keep_their_kind_and_how_they_are_shown(old: Path, new: Path) -> None:
    book = opened(old)
    sheet = book["Response matrix"]
    kinds = [3, 2.5, True, date(2026, 3, 1), datetime(2026, 3, 1, 9, 30), time(9, 30), timedelta(hours=30)]
    for place, value in enumerate(kinds):
        sheet.cell(1, 15 + place, f"kind {place}")
        sheet.cell(2, 15 + place, value)
    sheet["V1"], sheet["V2"] = "share", 0.5
    sheet["V2"].number_format = "0%"
    sheet.tables.clear()
    book.save(old)
    merge(mined(), old)
    row = by_key(new)[TITLE]
    kept = [row[f"kind {place}"] for place in range(len(kinds))]
    assert kept == [3, 2.5, True, datetime(2026, 3, 1), datetime(2026, 3, 1, 9, 30), time(9, 30), timedelta(hours=30)]
    assert [type(value) for value in kept[:3]] == [int, float, bool]
    sheet = opened(new)["Response matrix"]
    (share,) = (cell for cell in sheet[2] if cell.value == 0.5)
    assert share.number_format == "0%"


def test_another_model_groups_otherwise_and_rows_are_found_by_their_quotes(old: Path, new: Path) -> None:
    type_in(old, (TITLE, "response", "On titles."), (STAFF, "response", "On staff."), (PAY, "response", "On pay."))
    report = merge(mined(groups=[[2, 4], [1, 5, 6]]), old)
    rows = by_key(new)
    titles, staff = rows["k-01234567-48-81"], rows[STAFF]
    assert titles["response"] == "On titles."
    assert titles["since the last version"] == (
        "changed: other wording (was: The title misleads patients.); 1 quote fewer"
    )
    assert (staff["response"], staff["since the last version"]) == ("On staff.", "changed: 1 quote more")
    (gone,) = table(new, "Gone")
    assert (gone["key"], gone["response"], gone["where its quotes are now"]) == (PAY, "On pay.", f"row {STAFF}")
    assert [note.what for note in report.gone] == ["typed: response"]
    assert [note.key for note in report.changed] == [STAFF, "k-01234567-48-81"]
    assert (report.same, report.new) == (1, ())


def test_a_conclusion_that_is_made_again_keeps_its_row(old: Path, new: Path) -> None:
    type_in(old, (NOW, "response", "Soon."))
    merge(mined(groups=[*GROUPS, [3, 6]]), old)
    row = by_key(new)["k-01234567-82-127"]
    assert (row["response"], row["since the last version"]) == ("Soon.", "changed: 1 quote more")


def test_the_row_that_shares_most_quotes_is_taken(tmp_path: Path, new: Path) -> None:
    units = [unit(f"Point number {n} stands.") for n in range(6)]
    write_workbook(mined(units, [[0, 1], [2, 3, 4]]), tmp_path / "old.xlsx")
    first, second = (row["key"] for row in table(tmp_path / "old.xlsx")[::-1])
    type_in(tmp_path / "old.xlsx", (first, "owner", "two"), (second, "owner", "three"))
    merge(mined(units, [[1, 2, 3, 4, 5]]), tmp_path / "old.xlsx")
    assert [row["owner"] for row in table(new)] == ["three"]
    assert [row["owner"] for row in table(new, "Gone")] == ["two"]


def test_order_of_rows_and_columns_does_not_count(old: Path, new: Path) -> None:
    type_in(old, (TITLE, "response", "On titles."), (PAY, "my column", "x"))
    book = opened(old)
    sheet = book["Response matrix"]
    header, *rows = [list(row)[::-1] for row in sheet.iter_rows(values_only=True)]
    sheet.delete_rows(1, sheet.max_row)
    for row in [header, *rows[::-1]]:
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    book.save(old)
    assert merge(mined(), old).same == 4
    rows_now = by_key(new)
    assert rows_now[TITLE]["response"] == "On titles."
    assert rows_now[PAY]["my column"] == "x"
    assert list(rows_now) == [TITLE, STAFF, NOW, PAY]


def test_columns_that_people_add_stay_filled_empty_unnamed_and_doubled(old: Path, new: Path) -> None:
    book = opened(old)
    sheet = book["Response matrix"]
    sheet["O1"], sheet["O2"] = "Cost  in\npounds", 12
    sheet["P1"] = "Later"
    sheet["R3"] = "no header"
    sheet["S1"], sheet["S3"] = "Notes", "a second one"
    sheet.tables.clear()
    book.save(old)
    merge(mined(), old)
    rows = by_key(new)
    assert list(rows[TITLE])[-4:] == ["Cost in pounds", "Later", "column R", "notes (2)"]
    assert rows[TITLE]["Cost in pounds"] == 12
    assert (rows[STAFF]["column R"], rows[STAFF]["notes (2)"]) == ("no header", "a second one")
    new.replace(old)
    merge(mined(), old)
    assert by_key(new) == rows


def test_a_new_version_of_the_document_whose_ids_all_changed(old: Path, new: Path) -> None:
    type_in(old, (TITLE, "response", "On titles."), (STAFF, "owner", "Ann"), (PAY, "notes", "On pay."))
    moved = mined([unit("A foreword.", "other"), *TEXT], [[1, 3, 5], [2, 6]])
    report = merge(another_version(moved), old)
    rows = table(new)
    assert not {row["key"] for row in rows} & {TITLE, STAFF, NOW, PAY}
    assert [(row["response"], row["owner"], row["notes"]) for row in rows] == [
        ("On titles.", None, None),
        (None, "Ann", None),
        (None, None, None),
        (None, None, "On pay."),
    ]
    assert report == MergeReport(same=4, new=(), changed=(), gone=(), still_gone=0, left_behind=())


def test_a_new_version_with_other_words(old: Path, new: Path) -> None:
    type_in(old, (TITLE, "response", "On titles."), (NOW, "response", "Soon."), (PAY, "response", "On pay."))
    units = list(TEXT)
    units[0] = unit("What people read on the badge misinforms them.", section="s-1")  # the others of its group stay
    units[3] = unit("Statutory regulation is needed now, without delay.", "conclusion", "s-2")
    units[6] = unit("Nothing need be done.", "conclusion", "s-2")
    report = merge(another_version(mined(units)), old)
    titles, _, soon, last = table(new)
    assert titles["response"] == "On titles."
    assert titles["since the last version"] == (
        "changed: other wording (was: The title misleads patients.); 1 quote more; 1 quote fewer"
    )
    assert soon["response"] == "Soon."
    assert soon["since the last version"].startswith("changed: other wording (was: Statutory regulation is needed")
    assert (last["response"], last["since the last version"]) == (None, "new")
    (gone,) = table(new, "Gone")
    assert (gone["argument"], gone["response"]) == ("A review of pay should follow within a year.", "On pay.")
    assert gone["where its quotes are now"] == "not in this version"
    assert [note.argument for note in report.new] == ["Nothing need be done."]


def test_punctuation_and_case_do_not_make_another_wording(old: Path, new: Path) -> None:
    units = [
        *TEXT[:3],
        replace(TEXT[3], text=(text := "STATUTORY regulation is needed – without delay!"), clean_text=text),
    ]
    merge(another_version(mined([*units, *TEXT[4:]])), old)
    assert [row["since the last version"] for row in table(new)] == ["same"] * 4


def test_nearly_identical_wordings_are_compared_within_bounds(
    old: Path, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    units = [*TEXT]
    units[6] = unit("A review of pay should follow within two years.", "conclusion", "s-2")
    assert merge(another_version(mined(units)), old).new == ()
    monkeypatch.setattr("argmine.exporters.response_matching._MOST_COMPARED", 0)
    assert len(merge(another_version(mined(units)), old).new) == 1


def test_a_row_that_matches_nothing_is_kept_on_gone_and_comes_back(old: Path, new: Path) -> None:
    type_in(old, (PAY, "response", "On pay."), (PAY, "Cost", 7), (PAY, "decision", date(2026, 1, 2)))
    without = mined(TEXT[:6])
    assert [note.key for note in merge(without, old).gone] == [PAY]
    new.replace(old)
    type_in(old, (PAY, "notes", "typed on Gone"), sheet="Gone")
    report = merge(without, old)
    assert (report.gone, report.still_gone) == ((), 1)
    (gone,) = table(new, "Gone")
    assert (gone["response"], gone["Cost"], gone["decision"], gone["notes"]) == (
        "On pay.",
        7,
        datetime(2026, 1, 2),
        "typed on Gone",
    )
    new.replace(old)
    report = merge(mined(), old)
    row = by_key(new)[PAY]
    assert (row["response"], row["Cost"], row["notes"]) == ("On pay.", 7, "typed on Gone")
    assert row["since the last version"] == "changed: was on the sheet Gone"
    assert report.still_gone == 0


def test_gone_without_its_header_is_refused_not_dropped(old: Path, new: Path) -> None:
    merge(mined(TEXT[:6]), old)
    book = opened(new)
    book["Gone"].delete_rows(1)
    book.save(old)
    with pytest.raises(
        InputError, match="the sheet 'Gone' has lost its columns 'key' and 'argument'; name them, or delete"
    ):
        write_workbook(mined(), new, merge=old)


def test_a_row_that_was_copied_is_used_once_and_kept(old: Path, new: Path) -> None:
    type_in(old, (TITLE, "response", "first"))
    book = opened(old)
    sheet = book["Response matrix"]
    copied = [cell.value for cell in sheet[2]]
    copied[10] = "second"
    sheet.append(copied)
    sheet.append([None] * 4 + ["A row by hand."] + [None] * 5 + ["typed"])
    sheet.tables.clear()
    book.save(old)
    merge(mined(), old)
    assert by_key(new)[TITLE]["response"] == "first"
    assert [(row["argument"], row["response"]) for row in table(new, "Gone")] == [
        ("The title misleads patients.", "second"),
        ("A row by hand.", "typed"),
    ]


def test_a_row_by_hand_that_matches_keeps_all_that_was_typed(tmp_path: Path, new: Path) -> None:
    write_workbook(document(), tmp_path / "old.xlsx")
    book = opened(tmp_path / "old.xlsx")
    sheet = book["Response matrix"]
    for header, value in (("argument", "Staff are too few."), ("sections", "my guess"), ("owner", "Ann")):
        sheet.cell(2, [cell.value for cell in sheet[1]].index(header) + 1, value)
    book.save(tmp_path / "old.xlsx")
    merge(mined(), tmp_path / "old.xlsx")
    row = by_key(new)[STAFF]
    assert (row["owner"], row["sections (edited by hand)"]) == ("Ann", "my guess")
    assert "argument (edited by hand)" not in row


def test_what_people_wrote_over_is_kept_beside(old: Path, new: Path) -> None:
    type_in(old, (TITLE, "argument", "In our words."), (TITLE, "times made", 9), (STAFF, "pages", "p. 3"))
    merge(mined(), old)
    rows = by_key(new)
    assert (rows[TITLE]["argument"], rows[TITLE]["times made"]) == ("The title misleads patients.", 3)
    assert rows[TITLE]["argument (edited by hand)"] == "In our words."
    assert rows[TITLE]["times made (edited by hand)"] == 9
    assert rows[STAFF]["pages (edited by hand)"] == "p. 3"
    new.replace(old)
    type_in(old, (TITLE, "argument", "In other words."))
    merge(mined(), old)
    row = by_key(new)[TITLE]
    assert row["argument (edited by hand)"] == "In our words."
    assert row["argument (edited by hand, 2)"] == "In other words."


def test_without_the_hidden_columns_and_keys_rows_are_found_by_their_wording(old: Path, new: Path) -> None:
    type_in(old, (STAFF, "response", "On staff."))
    book = opened(old)
    sheet = book["Response matrix"]
    sheet.tables.clear()
    sheet.delete_cols(2, 3)
    for line in range(2, 6):
        sheet.cell(line, 1).value = None
    book.save(old)
    assert merge(mined(), old).gone == ()
    assert by_key(new)[STAFF]["response"] == "On staff."


def test_a_formula_gives_its_value_or_where_it_was_never_computed_its_text(old: Path, new: Path) -> None:
    book = opened(old)
    sheet = book["Response matrix"]
    sheet["K2"] = "=1+1"  # openpyxl computes nothing
    sheet["K3"] = '=HYPERLINK("http://x")'
    sheet["K3"].data_type = "s"
    sheet["K4"] = "=2+2"
    sheet.tables.clear()
    book.save(old)
    name = "xl/worksheets/sheet2.xml"
    rewrite(
        old,
        name,
        lambda xml: xml.replace(b"<f>2+2</f><v></v>", b"<f>2+2</f><v>4</v>").replace(
            b"<f>2+2</f><v />", b"<f>2+2</f><v>4</v>"
        ),
    )
    merge(mined(), old)
    rows = by_key(new)
    assert [rows[key]["response"] for key in (TITLE, STAFF, NOW)] == ["=1+1", '=HYPERLINK("http://x")', 4]
    sheet = opened(new)["Response matrix"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "n"}


def rewrite(path: Path, part: str, change: Any) -> None:
    """Change one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert change(parts[part]) != parts[part]
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_a_size_that_the_file_states_wrongly_cuts_nothing_off(old: Path, new: Path) -> None:
    type_in(old, (PAY, "my column", "far down and right"))
    rewrite(old, "xl/worksheets/sheet2.xml", lambda xml: xml.replace(b'ref="A1:O5"', b'ref="A1:B2"'))
    merge(mined(), old)
    assert by_key(new)[PAY]["my column"] == "far down and right"


def test_a_title_above_the_header_and_a_renamed_sheet(old: Path, new: Path) -> None:
    type_in(old, (PAY, "response", "On pay."))
    book = opened(old)
    sheet = book["Response matrix"]
    sheet.insert_rows(1, 2)
    sheet["A1"] = "Our answers"
    sheet.title = "Answers"
    book.save(old)
    report = merge(mined(), old)
    assert by_key(new)[PAY]["response"] == "On pay."
    assert report.left_behind == ("what stands above the header of 'Answers'",)


def test_what_is_not_carried_over_is_said(old: Path) -> None:
    book = opened(old)
    book["Response matrix"]["K2"].comment = Comment("look here", "Ann")
    book.create_sheet("My sheet")
    book.save(old)
    assert merge(mined(), old).left_behind == ("the sheet 'My sheet'", "comments on cells")


def test_the_old_file_may_be_written_over(old: Path) -> None:
    type_in(old, (PAY, "response", "On pay."))
    write_workbook(mined(), old, merge=old)
    assert by_key(old)[PAY]["response"] == "On pay."


def test_marks_of_new_and_changed_rows_can_be_seen(old: Path, new: Path) -> None:
    merge(mined(groups=[[2, 4], [0, 1, 5]]), old)
    sheet = opened(new)["Response matrix"]
    column = [cell.value for cell in sheet[1]].index("since the last version") + 1
    fills = {sheet.cell(row, column).value[:7]: sheet.cell(row, column).fill.fgColor.rgb for row in range(2, 6)}
    assert len(set(fills.values())) == len(fills) >= 2


@pytest.mark.parametrize(
    ("limit", "message"),
    [
        ("MOST_BYTES", r"bytes; a workbook to merge may have 10$"),
        ("MOST_EXPANDED", "unpacks to more than 10 bytes"),
        ("MOST_ROWS", "more than 10 rows or 20,000,000 cells to merge"),
        ("MOST_CELLS", "more than 200,000 rows or 10 cells to merge"),
        ("MOST_COLUMNS", "more than 10 columns on a sheet to merge"),
    ],
)
def test_files_out_of_bounds_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, message: str
) -> None:
    write_workbook(mined([unit(f"Point {n}.", "conclusion", "s-1") for n in range(11)], []), tmp_path / "old.xlsx")
    monkeypatch.setattr(f"argmine.exporters.response_reading.{limit}", 10)
    with pytest.raises(InputError, match=message):
        write_workbook(mined(), tmp_path / "new.xlsx", merge=tmp_path / "old.xlsx")
    assert not (tmp_path / "new.xlsx").exists()


def test_files_that_are_no_workbook_of_argmine_are_refused(tmp_path: Path) -> None:
    (tmp_path / "text.xlsx").write_text("not a workbook")
    Workbook().save(tmp_path / "other.xlsx")
    with zipfile.ZipFile(tmp_path / "zip.xlsx", "w") as archive:
        archive.writestr("a.txt", "x")
    messages = {
        "text.xlsx": "is no workbook that can be read, or is damaged",
        "zip.xlsx": "is no workbook that can be read, or is damaged",
        "other.xlsx": "is no workbook of argmine: no sheet 'Response matrix' with the columns 'key' and 'argument'",
        "none.xlsx": "cannot be read: No such file",
    }
    for name, message in messages.items():
        with pytest.raises(InputError, match=message):
            write_workbook(mined(), tmp_path / "new.xlsx", merge=tmp_path / name)


def test_a_workbook_that_may_unpack_to_any_size_is_refused(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(old, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/zero.bin", bytes(3_000_000))
    whole = old.read_bytes()
    old.write_bytes(whole.replace((3_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with pytest.raises(InputError, match=r"zero\.bin is larger than the archive says"):
        write_workbook(mined(), old, merge=old)
    old.write_bytes(whole)
    monkeypatch.setattr("argmine.exporters.response_reading.MOST_EXPANDED", 2_000_000)
    with pytest.raises(InputError, match=r"unpacks to more than 2,000,000 bytes"):
        write_workbook(mined(), old, merge=old)
    with zipfile.ZipFile(old, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("xl/workbook.xml", bytes(1_000))
    with pytest.raises(InputError, match=r"workbook\.xml is compressed in an unusual way"):
        write_workbook(mined(), old, merge=old)


def test_entities_in_a_workbook_are_refused(old: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    rewrite(old, "xl/worksheets/sheet2.xml", lambda xml: xml.replace(b"<worksheet", bomb + b"<worksheet", 1))
    with pytest.raises(InputError, match="is damaged") as caught:
        write_workbook(mined(), old, merge=old)
    reading = caught.value.__cause__
    assert reading is not None
    assert isinstance(reading.__cause__, EntitiesForbidden)


@pytest.mark.parametrize(
    ("text", "plain"),
    [("  Case, and\nspace! ", "case and space"), ("“Ｗｉｄｅ”", "wide"), ("ﬁne", "fine"), ("—", "—"), ("", "")],
)
def test_normalised_wordings(text: str, plain: str) -> None:
    assert normalised(text) == plain


def test_libreoffice_changes_nothing_that_counts(old: Path, new: Path, tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if not soffice or not (Path(soffice).resolve().parent / "libsclo.so").exists():
        pytest.skip("LibreOffice Calc is not installed; test_workbook says so where it has to be")
    type_in(old, (TITLE, "response", "We agree.\nIn part."), (PAY, "Cost", 12.5))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "saved"), str(old)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    write_workbook(mined(), new, merge=tmp_path / "saved" / "old.xlsx")
    rows = by_key(new)
    assert (rows[TITLE]["response"], rows[PAY]["Cost"]) == ("We agree.\nIn part.", 12.5)
    assert not [header for header in rows[TITLE] if "edited" in header]
    assert {row["since the last version"] for row in rows.values()} == {"same"}


def words(path: Path, names: Sequence[str]) -> Counter[Any]:
    """Every value on the sheets that starts with a mark that only people type."""
    book = opened(path)
    sheets = [book[name] for name in names if name in book.sheetnames]
    cells = (cell for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row)
    return Counter(cell for cell in cells if str(cell).startswith("typed "))


@settings(max_examples=15)  # two to four workbooks each
@given(
    documents=st.lists(whole_documents, min_size=2, max_size=4),
    header=st.sampled_from(["Cost", "COST", "notes", "Sections", "column P", "argument (edited by hand)"]),
    places=st.lists(st.integers(0, 30), max_size=8),
)
def test_nothing_typed_is_ever_lost(
    documents: list[ArgumentDocument], header: str, places: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("merges") / "report.xlsx"
    write_workbook(documents[0], path)
    for turn, built in enumerate(documents[1:]):
        book = opened(path)
        sheet = book["Response matrix"]
        sheet.tables.clear()
        sheet.cell(1, sheet.max_column + 1 + turn, header)
        shown = [column for column in range(1, sheet.max_column + 1) if sheet.cell(1, column).value not in HIDDEN]
        for number, place in enumerate(places):
            sheet.cell(2 + number % 7, shown[place % len(shown)], f"typed {turn} {number}")
        book.save(path)
        before = typed(path)
        write_workbook(built, path, merge=path)
        assert typed(path) == before


def typed(path: Path) -> Counter[str]:
    """Every cell on the two sheets that only a person can have filled in."""
    book = opened(path)
    sheets = [book[name] for name in ("Response matrix", "Gone") if name in book.sheetnames]
    cells = (str(cell) for sheet in sheets for row in sheet.iter_rows(min_row=2, values_only=True) for cell in row)
    return Counter(cell for cell in cells if cell.startswith("typed "))
