"""CoNLL columns, out and in."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmine.document import Tag
from argmine.errors import InputError
from argmine.exchange.conll import LOST, read, tokens, write
from argmine.exchange.markup import Imported, Markup, Span, Support, without
from exchange.markups import TEXT, markup, markups

BUILT = Markup(
    " a=b.md",
    "\n It’s 2.5 🎉\u0301.\r\nNo|w.  ",
    (
        Span("u-2-13", ((2, 13),), "claim", 0.5, (Tag("harm", 0.25), Tag("delay", 1.0)), (), "k-1", True),
        Span("u 2", ((13, 17), (18, 22)), "evidence"),
    ),
    (Support("u 2", "u-2-13", 0.75),),
    (0, 15),
)


@given(st.lists(markups(), max_size=3))
def test_what_is_written_comes_back(built: list[Markup]) -> None:
    with TemporaryDirectory() as folder:
        write(built, Path(folder) / "all.conllup")
        assert read(Path(folder) / "all.conllup") == Imported(tuple(without(m, LOST) for m in built))


@given(TEXT, st.lists(st.integers(0, 80), max_size=6, unique=True).map(sorted))
def test_tokens_hold_all_but_white_space_and_end_at_every_cut(text: str, cuts: list[int]) -> None:
    found = list(tokens(text, cuts))
    assert [character for start, end in found for character in text[start:end]] == [
        character for character in text if not character.isspace()
    ]
    assert all(start < end for start, end in found)
    assert not any(start < cut < end for start, end in found for cut in cuts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In 2.5 (1,000) of 3. cafe\u0301s", "In|2.5|(|1,000|)|of|3|.|cafe\u0301s"),
        ("don't NHS_2 e-mail", "don|'|t|NHS_2|e|-|mail"),
        ("25mg…", "25mg|…"),
        ("क्षि", "क्षि"),
    ],
)
def test_tokens(text: str, expected: str) -> None:
    assert "|".join(text[start:end] for start, end in tokens(text)) == expected


def test_the_file_of_a_small_document(tmp_path: Path) -> None:
    write([BUILT], tmp_path / "a.conllup")
    assert (tmp_path / "a.conllup").read_bytes().decode().split("\n") == [
        "# global.columns = ID FORM START END ARGMINE:COMPONENT MISC",
        "# newdoc id = \\sa=b.md",
        "# pages = 0 15",
        "# spaces_before = \\n\\s",
        "1\tIt\t2\t4\tB-claim\tid=u-2-13|score=claim:0.5|risk_types=harm:0.25,delay:1.0|repeated=k-1|review=yes"
        "|SpaceAfter=No",
        "2\t’\t4\t5\tI-claim\tSpaceAfter=No",
        "3\ts\t5\t6\tI-claim\t_",
        "4\t2.5\t7\t10\tI-claim\t_",
        "5\t🎉\u0301\t11\t13\tI-claim\tSpaceAfter=No",
        "6\t.\t13\t14\tB-evidence\tid=u%202|score=evidence:1.0|supports=u-2-13:0.75|at=13-17,18-22|SpacesAfter=\\r\\n",
        "7\tN\t16\t17\tI-evidence\tSpaceAfter=No",
        "8\to\t17\t18\tO\tSpaceAfter=No",
        "9\t|\t18\t19\tB-evidence\tid=u%202|part=2|SpaceAfter=No",
        "10\tw\t19\t20\tI-evidence\tSpaceAfter=No",
        "11\t.\t20\t21\tI-evidence\tSpacesAfter=\\s\\s",
        "",
        "",
    ]
    assert read(tmp_path / "a.conllup") == Imported((BUILT,))


def test_a_blank_line_stands_where_a_line_breaks_outside_of_a_span(tmp_path: Path) -> None:
    write([markup("One.\nTwo\nthree.\nFour.", ("Two\nthree.", "claim"))], tmp_path / "a.conllup")
    content = (tmp_path / "a.conllup").read_text("utf-8")
    assert [block.split("\t")[1] for block in content.split("\n\n") if block] == ["One", "Two", "Four"]


def test_an_empty_document_and_white_space_alone(tmp_path: Path) -> None:
    built = [Markup("a", "", ()), Markup("b", " \u2028\n", ()), Markup("c", " ", ())]
    write(built, tmp_path / "a.conllup")
    assert read(tmp_path / "a.conllup") == Imported(tuple(built))


def edited(folder: Path, *changes: tuple[str, str]) -> Imported:
    """What comes in after a person changed the file."""
    text = "Scans fail. Half failed."
    spans = (Span("a", ((0, 11),), "claim", 0.5), Span("b", ((12, 24),), "evidence", 0.5))
    write([Markup("a.md", text, spans, (Support("b", "a"),))], folder / "a.conllup")
    content = (folder / "a.conllup").read_text("utf-8")
    for change, into in changes:
        assert change in content
        content = content.replace(change, into)
    (folder / "a.conllup").write_text(content, encoding="utf-8")
    return read(folder / "a.conllup")


def test_labels_that_a_person_changed(tmp_path: Path) -> None:
    found = edited(tmp_path, ("-evidence\t", "-Premise\t"), ("I-claim\tSpaceAfter=No", "I-conclusion\tSpaceAfter=No"))
    assert found.problems == ()
    assert found.markups[0].spans == (
        Span("a", ((0, 5),), "claim", 0.5),
        Span("u-6-10", ((6, 10),), "conclusion"),
        Span("u-10-11", ((10, 11),), "claim"),
        Span("b", ((12, 24),), "evidence", 0.5),
    )
    found = edited(tmp_path, ("-evidence\t", "-conclusion\t"))
    assert found.markups[0].spans[1] == Span("b", ((12, 24),), "conclusion", 1.0)
    assert found.markups[0].supports == (Support("b", "a"),)


def test_spans_that_a_person_deleted_shortened_and_linked(tmp_path: Path) -> None:
    found = edited(tmp_path, ("B-claim", "O"), ("I-claim", "O"))
    assert [span.id for span in found.markups[0].spans] == ["b"]
    assert [(p.text, p.reason) for p in found.problems] == [("b supports a", "there is no span 'a'")]
    found = edited(tmp_path, ("|supports=a:1.0", ""), ("id=a", "id=a|supports=b"))
    assert found.problems == ()
    assert found.markups[0].supports == (Support("a", "b"),)
    short = edited(tmp_path, ("3\t24\tI-evidence", "3\t24\tO"))
    assert short.markups[0].spans[1].fragments == ((12, 23),)


def test_what_cannot_be_taken_over_is_told_of(tmp_path: Path) -> None:
    found = edited(tmp_path, ("-claim", "-Protein"), ("evidence:0.5", "evidence:7"), ("\t6\t10\t", "\t7\t10\t"))
    assert found.markups[0].spans == ()
    assert [(p.offset, p.text, p.reason) for p in found.problems] == [
        (None, "fail", "its START is not where the tokens before it end; the tokens hold"),
        (0, "Scans fail.", "the label 'Protein' is not known; use claim, evidence, conclusion, other"),
        (12, "Half failed.", "the score 7.0 is no number from 0 to 1"),
    ]
    assert found.problems[1].file == f"{tmp_path / 'a.conllup'}:3"


def test_other_peoples_conll(tmp_path: Path) -> None:
    path = tmp_path / "essays.conll"
    path.write_text(
        "-DOCSTART- -X- O O\n\n1\tIt\tPRP\tB-MajorClaim\n2\thelps\tVBZ\tI-MajorClaim\n\n1\tYes\tX\tO\n",
        encoding="utf-8",
    )
    assert read(path) == Imported(
        (Markup("essays.conll-1", "It helps\nYes", (Span("u-0-8", ((0, 8),), "conclusion"),)),)
    )
    path.write_text("It S-Claim\r\nfails B-Premise\r\nnow E-Premise\r\n", encoding="utf-8", newline="")
    spans = (Span("u-0-2", ((0, 2),), "claim"), Span("u-3-12", ((3, 12),), "evidence"))
    assert read(path) == Imported((Markup("essays.conll", "It fails now", spans),))


def test_a_token_that_is_a_number_sign_is_no_comment(tmp_path: Path) -> None:
    path = tmp_path / "theirs.conll"
    path.write_text("# a comment\nRule O\n# B-Claim\n1 I-Claim\nholds I-Claim\n", encoding="utf-8")

    (markup,) = read(path).markups

    assert markup.text.split() == ["Rule", "#", "1", "holds"]
    assert [markup.text[s.start : s.end] for s in markup.spans] == ["# 1 holds"]


def test_conllu_plus_of_others(tmp_path: Path) -> None:
    path = tmp_path / "a.conllup"
    path.write_text(
        "# global.columns = ID FORM X:ARG\n# newdoc\n# sent_id = 1\n1-2\tdon't\t_\n1\tdo\tB-claim\n2\tn't\tI-claim\n"
    )
    found = read(path)
    assert found.markups == (Markup("a.conllup-1", "do n't", (Span("u-0-6", ((0, 6),), "claim"),)),)
    assert [problem.text for problem in found.problems] == ["1-2\tdon't\t_"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "holds no tokens"),
        (b"<html>", "a.conllup:1: '<html>' has too few columns"),
        (b"a\tO\n\xff", "byte 4 is not valid UTF-8"),
        (b"# global.columns = A B\n1\t2", "a.conllup:2: there is no column FORM"),
    ],
)
def test_what_is_no_conll_is_an_error(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a.conllup").write_bytes(content)
    with pytest.raises(InputError, match=message):
        read(tmp_path / "a.conllup")


@given(st.text(alphabet="1\t\n -BIOclaim=|,:#\\s%F", max_size=60))
def test_no_file_breaks_the_reader(content: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.conllup"
        path.write_text(content)
        try:
            found = read(path)
        except InputError:
            return
        assert all(span.end <= len(m.text) for m in found.markups for span in m.spans)
