"""brat standoff, out and in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmine.document import Tag
from argmine.errors import InputError
from argmine.exchange import brat_reading
from argmine.exchange.brat import LOST, read, write
from argmine.exchange.brat_lines import RISK, attribute_name, tag_of
from argmine.exchange.markup import Imported, Markup, Span, Support, without
from exchange.markups import markup, markups

TEXT = "Two scans in five fail.\r\nHalf of\n  them 🎉 failed.\n"
SPANS = (
    Span("u-0-23", ((0, 23),), "claim", 0.5, (Tag("harm", 0.25), Tag("delay", 1.0)), (), "k-1", True),
    Span("u-25-48", ((25, 48),), "evidence", 1.0, (), (Tag("x-ray", 1.0),), "k-1"),
    Span("T3", ((0, 3), (10, 17)), "conclusion"),
)
BUILT = Markup("report 2 (final).pdf", TEXT, (SPANS[2], *SPANS[:2]), (Support("u-25-48", "u-0-23", 0.75),), (0, 25))


@given(st.lists(markups(), max_size=3))
def test_what_is_written_comes_back(built: list[Markup]) -> None:
    with TemporaryDirectory() as folder:
        write(built, Path(folder) / "brat")
        assert read(Path(folder) / "brat") == Imported(tuple(without(m, LOST) for m in built))


@given(markups())
def test_brat_itself_can_read_the_lines(built: Markup) -> None:
    # brat reads lines by splitlines and refuses a span whose text is not that at its places, a space between them.
    with TemporaryDirectory() as folder:
        write([built], Path(folder))
        (ann,) = Path(folder).glob("*.ann")
        content = ann.read_bytes().decode()
    lines = content.splitlines()
    assert lines == content.split("\n")[:-1]
    places = [line.split("\t", 2) for line in lines if line.startswith("T")]
    assert len(places) == len(built.spans)
    for _, data, said in places:
        parts = [tuple(map(int, place.split())) for place in data.partition(" ")[2].split(";")]
        assert said == " ".join(built.text[start:end] for start, end in parts)


@given(st.text(max_size=8))
def test_any_tag_has_a_name_that_brat_allows(tag: str) -> None:
    name = attribute_name(RISK, tag)
    assert name.isascii()
    assert name.replace("-", "").replace("_", "").isalnum()
    assert tag_of(RISK, name) == tag


def test_the_files_of_a_small_document(tmp_path: Path) -> None:
    write([BUILT], tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {
        "report 2 (final).txt", "report 2 (final).ann", "annotation.conf", "visual.conf", "documents.json",
    }  # fmt: skip
    assert (tmp_path / "report 2 (final).txt").read_bytes().decode() == TEXT
    assert (tmp_path / "report 2 (final).ann").read_bytes().decode().split("\n") == [
        "T1\tconclusion 0 3;10 17\tTwo in five",
        "#1\targmine T1\tid=T3",
        "T2\tclaim 0 23\tTwo scans in five fail.",
        "A1\treview T2",
        "A2\trisk_harm T2",
        "A3\trisk_delay T2",
        "#2\targmine T2\tid=u-0-23 claim=0.5 risk_harm=0.25 repeated=k-1",
        "T3\tevidence 25 32;35 48\tHalf of them 🎉 failed",
        "A4\tspecialty_x-2d-ray T3",
        "#3\targmine T3\tid=u-25-48 repeated=k-1",
        "R1\tsupport Arg1:T3 Arg2:T2",
        "#4\targmine R1\tsupport=0.75",
        "*\trepeated T2 T3",
        "",
    ]
    assert (tmp_path / "annotation.conf").read_text() == (
        "[entities]\nclaim\nevidence\nconclusion\nother\n\n"
        "[relations]\nsupport\tArg1:<ENTITY>, Arg2:<ENTITY>\n"
        "repeated\tArg1:<ENTITY>, Arg2:<ENTITY>, <REL-TYPE>:symmetric-transitive\n"
        "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n\n"
        "[events]\n\n"
        "[attributes]\nreview\tArg:<ENTITY>\nrisk_delay\tArg:<ENTITY>\nrisk_harm\tArg:<ENTITY>\n"
        "specialty_x-2d-ray\tArg:<ENTITY>\n"
    )
    assert "risk_harm\tglyph:(harm)\n" in (tmp_path / "visual.conf").read_text()
    assert json.loads((tmp_path / "documents.json").read_text()) == {
        "documents": [{"file": "report 2 (final)", "name": "report 2 (final).pdf", "pages": [0, 25]}]
    }
    assert read(tmp_path) == Imported((BUILT,))


def test_documents_of_one_name_and_of_dangerous_names_keep_their_files_apart(tmp_path: Path) -> None:
    built = [markup("A scan.", name=name) for name in ("b.md", "a.md", "B.txt", "../../b.md", "a.txt.md", ".ann")]
    write(built, tmp_path / "out")
    assert [file.name for file in tmp_path.iterdir()] == ["out"]
    assert {file.stem for file in (tmp_path / "out").glob("*.ann")} == {"b", "a", "B-2", "b-3", "a-txt", "-ann"}
    assert [m.name for m in read(tmp_path / "out").markups] == [m.name for m in built]


def edited(folder: Path, change: str, into: str) -> Imported:
    """What comes in after a person changed the only .ann file."""
    write([BUILT], folder)
    (ann,) = folder.glob("*.ann")
    content = ann.read_text(encoding="utf-8")
    assert change in content
    ann.write_text(content.replace(change, into), encoding="utf-8")
    return read(folder)


def by_id(found: Imported) -> dict[str, Span]:
    return {span.id: span for span in found.markups[0].spans}


def test_a_label_that_a_person_changed_has_no_score_of_ours(tmp_path: Path) -> None:
    found = edited(tmp_path, "T2\tclaim", "T2\tMajorClaim")
    assert found.problems == ()
    assert (by_id(found)["u-0-23"].component, by_id(found)["u-0-23"].score) == ("conclusion", 1.0)
    assert by_id(found)["u-0-23"].risk_types == SPANS[0].risk_types


def test_spans_attributes_and_links_that_a_person_added(tmp_path: Path) -> None:
    # As brat writes them: at the end of the file, with a tab after a relation.
    added = "T9\tother 4 9\tscans\nA9\treview T9\nA10\trisk_cost T9\nR2\tsupport Arg1:T9 Arg2:T2\t\n"
    found = edited(tmp_path, "*\trepeated T2 T3\n", f"*\trepeated T2 T3 T9\n{added}")
    assert found.problems == ()
    assert by_id(found)["T9"] == Span("T9", ((4, 9),), "other", 1.0, (Tag("cost", 1.0),), (), "k-1", True)
    assert Support("T9", "u-0-23") in found.markups[0].supports


def test_a_span_over_a_line_break_as_brat_writes_it_is_one_fragment(tmp_path: Path) -> None:
    found = edited(tmp_path, "T2\tclaim 0 23\tTwo scans in five fail.", "T2\tclaim 10 23;25 29\tin five fail. Half")
    assert found.problems == ()
    assert by_id(found)["u-0-23"].fragments == ((10, 29),)


def test_a_deleted_span_is_gone_and_so_is_its_group(tmp_path: Path) -> None:
    found = edited(tmp_path, "*\trepeated T2 T3\n", "")
    assert [span.repeated for span in found.markups[0].spans] == [None, None, None]
    (ann,) = tmp_path.glob("*.ann")
    kept = [line for line in ann.read_text("utf-8").split("\n") if "T3" not in line and "R1" not in line]
    ann.write_text("\n".join(kept), encoding="utf-8")
    found = read(tmp_path)
    assert found.problems == ()
    assert set(by_id(found)) == {"u-0-23", "T1"}  # the note with the id of T1, "T3", was deleted too
    assert by_id(found)["u-0-23"].repeated == "k-1"


def test_spans_and_lines_that_cannot_be_taken_over_are_told_of(tmp_path: Path) -> None:
    told = {
        "T10\tclaim 1 24\tTwo scans in five fail.": "the text has 'wo scans in five fail.\\r' at this place",
        "T11\tclaim 400 410\tnowhere": "the text has 'nothing' at this place",
        "T12\tclaim 5 5\t": "it is empty, out of order or outside of the text of 50 characters",
        "T13\tProtein 0 3\tTwo": "the label 'Protein' is not known; use claim, evidence, conclusion, other",
        "T14\tclaim 0 x\tTwo": "its place is not given as whole numbers, such as 0 5;8 12",
        "T1\tclaim 0 3\tTwo": "the id T1 stands twice",
        "R8\tattack Arg1:T1 Arg2:T2": "the relation 'attack' is not known; argmine has support alone",
        "R9\tsupport Arg1:T13 Arg2:T2": "the span T13 is not there or was not taken over",
        "R10\tsupport Arg1:T2 Arg2:T2": "a span cannot be its own reason",
        "A9\tmood T1 sad": "the attribute 'mood' is not known",
        "A10\treview T99": "the span T99 is not there or was not taken over",
        "E1\tclaim:T1": "argmine has no events, normalizations or groups other than repeated arguments",
        "#9\tAnnotatorNotes T1\tReally?": "a note of a person: argmine has no place for it",
        "what is this": "it is no line of brat standoff, such as T1, tab, claim 0 5, tab, text",
        "#7\targmine R1\tsupport=nan": "the score is no number from 0 to 1; 1.0 is taken",
    }
    found = edited(tmp_path, "*\trepeated T2 T3\n", "*\trepeated T2 T3\n" + "\n".join(told))
    assert {span.id for span in found.markups[0].spans} == {span.id for span in BUILT.spans}
    assert found.markups[0].supports == (Support("u-25-48", "u-0-23", 1.0),)
    assert sorted(problem.reason for problem in found.problems) == sorted(told.values())
    (moved,) = (problem for problem in found.problems if problem.text.startswith("T10"))
    assert (moved.offset, moved.file) == (1, str(tmp_path / "report 2 (final).ann"))


def test_other_peoples_brat(tmp_path: Path) -> None:
    text = "Cloning\n\nIt helps. It cures. Some object.\n"
    (tmp_path / "essay001.txt").write_text(text, encoding="utf-8", newline="")
    (tmp_path / "essay001.ann").write_text(
        "T1\tMajorClaim 9 18\tIt helps.\nT2\tClaim 19 28\tIt cures.\nA1\tStance T2 For\n"
        "T3\tPremise 29 41\tSome object.\nR1\tsupports Arg1:T3 Arg2:T2\t\nA2\tStance T3 Against\n",
        encoding="utf-8",
        newline="\r\n",
    )
    (tmp_path / "README.txt").write_text("Please cite us.")
    found = read(tmp_path)
    expected = (
        Span("T1", ((9, 18),), "conclusion"),
        Span("T2", ((19, 28),), "claim"),
        Span("T3", ((29, 41),), "evidence"),
    )
    assert found.markups == (
        Markup("essay001.txt", text, expected, (Support("T2", "T1"), Support("T3", "T2"))),
    )  # fmt: skip
    assert [problem.text for problem in found.problems] == ["Stance T3 Against", "README.txt"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "holds no .ann file"),
        ({"a.ann": b"T1\tclaim 0 1\tA"}, "a.txt: there is no such file"),
        ({"a.ann": b"\xff\xfe", "a.txt": b"A"}, "a.ann: byte 0 is not valid UTF-8"),
        ({"a.ann": b"", "a.txt": b"A\xff"}, "a.txt: byte 1 is not valid UTF-8"),
        ({"a.ann": b"<html>\n<body>", "a.txt": b"A"}, "a.ann: is not brat standoff: '<html>'"),
        ({"documents.json": b"[" * 100_000}, "documents.json: is not JSON"),
    ],
)
def test_what_is_no_brat_folder_is_an_error_that_says_what_to_do(
    tmp_path: Path, files: dict[str, bytes], message: str
) -> None:
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        read(tmp_path)


def test_a_list_of_documents_leads_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "secret.ann").write_text("")
    folder = tmp_path / "brat"
    write([markup("A scan.", ("scan", "claim"))], folder)
    (folder / "documents.json").write_text('{"documents": [{"file": "../secret", "name": "x", "pages": []}, 7]}')
    found = read(folder)
    assert [m.text for m in found.markups] == ["A scan."]
    assert [problem.text for problem in found.problems] == ["../secret"]


@given(st.text(alphabet="T1RA*#E\t\n claim:Arg;09-", max_size=60))
def test_no_annotation_file_breaks_the_reader(content: str) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / "a.txt").write_text("claim 1\n claim")
        (Path(folder) / "a.ann").write_text(content)
        try:
            found = read(Path(folder))
        except InputError:
            return
        assert len(found.markups) == 1
        assert all(span.end <= 14 for span in found.markups[0].spans)


class Counted(list[Any]):
    """A list that counts how often it is gone through."""

    times = 0

    def __iter__(self) -> Iterator[Any]:
        self.times += 1
        return super().__iter__()


def test_attributes_are_gone_through_no_more_often_where_there_are_more_spans(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Counted] = []

    def counting(content: str, where: str) -> Any:
        lines = real(content, where)
        lines.attributes = Counted(lines.attributes)
        seen.append(lines.attributes)
        return lines

    real = brat_reading._lines
    monkeypatch.setattr(brat_reading, "_lines", counting)
    for count in (1, 50):
        (tmp_path / "a.txt").write_text("x " * count)
        spans = [f"T{n}\tclaim {2 * n} {2 * n + 1}\tx\nA{n}\tReview T{n}\n" for n in range(count)]
        (tmp_path / "a.ann").write_text("".join(spans))
        (built,) = read(tmp_path).markups
        assert len(built.spans) == count
    assert seen[0].times == seen[1].times
