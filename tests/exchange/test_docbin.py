"""spaCy's DocBin, out and in."""

from __future__ import annotations

import gc
import zlib
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import spacy
import srsly
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc, DocBin
from spacy.tokens import Span as DocSpan

from argmine.document import Tag
from argmine.errors import InputError
from argmine.exchange import docbin
from argmine.exchange.docbin import LOST, read, write
from argmine.exchange.markup import Imported, Markup, Span, Support, without
from exchange.markups import markup, markups

TEXT = "Scans fail 🎉.\r\nHalf  failed, they’re “old”."
BUILT = Markup(
    "a.md",
    TEXT,
    (
        Span("u-0-13", ((0, 13),), "claim", 0.5, (Tag("harm", 0.25),), (Tag("x-ray", 1.0),), "k-1", True),
        Span("u-2", ((0, 5), (15, 28)), "evidence"),
        Span("u-3", ((15, 28),), "evidence"),
    ),
    (Support("u-2", "u-0-13", 0.75),),
    (0, 15),
)


@given(st.lists(markups(), max_size=3))
def test_what_is_written_comes_back(built: list[Markup]) -> None:
    with TemporaryDirectory() as folder:
        write(built, Path(folder) / "all.spacy")
        assert read(Path(folder) / "all.spacy") == Imported(tuple(without(m, LOST) for m in built))


def test_spacy_itself_finds_the_spans(tmp_path: Path) -> None:
    write([BUILT], tmp_path / "all.spacy")
    (doc,) = DocBin().from_disk(tmp_path / "all.spacy").get_docs(spacy.blank("xx").vocab)
    assert doc.text == TEXT
    assert [(s.text, s.label_, s.id_, s.start_char, s.end_char) for s in doc.spans["argmine"]] == [
        ("Scans fail 🎉.", "claim", "u-0-13", 0, 13),
        (TEXT[:28], "evidence", "u-2", 0, 28),
        ("Half  failed,", "evidence", "u-3", 15, 28),
    ]
    assert [token.text for token in doc][5:9] == ["Half", " ", "failed", ","]
    assert doc.user_data["argmine"]["name"] == "a.md"
    assert doc.user_data["argmine"]["pages"] == (0, 15)
    assert doc.user_data["argmine"]["spans"]["u-0-13"]["risk_types"] == ({"id": "harm", "score": 0.25},)
    assert doc.user_data["argmine"]["supports"] == (("u-2", "u-0-13", 0.75),)


def test_the_same_bytes_twice(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write([BUILT, markup("Else.", ("Else", "claim"))], tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def edited(path: Path, edit: Callable[[Doc], None]) -> Imported:
    """What comes in after a program changed the only document of a file."""
    write([BUILT], path)
    (doc,) = DocBin().from_disk(path).get_docs(spacy.blank("en").vocab)
    edit(doc)
    DocBin(store_user_data=True, docs=[doc]).to_disk(path)
    return read(path)


def test_edits_in_a_program_come_in(tmp_path: Path) -> None:
    def edit(doc: Doc) -> None:
        first, second, _ = doc.spans["argmine"]
        doc.spans["argmine"] = [
            DocSpan(doc, first.start, first.end, label="Premise", span_id=first.id),  # relabelled
            DocSpan(doc, second.start + 1, second.end, label=second.label, span_id=second.id),  # moved
            doc.char_span(29, 33, label="conclusion"),  # added
        ]
        doc.user_data["argmine"]["supports"] += (("u-29-33", "u-0-13", 1),)

    found = edited(tmp_path / "a.spacy", edit)
    assert found.problems == ()
    assert found.markups[0].spans == (
        Span("u-0-13", ((0, 13),), "evidence", 1.0, (Tag("harm", 0.25),), (Tag("x-ray", 1.0),), "k-1", True),
        Span("u-2", ((6, 28),), "evidence"),
        Span("u-29-33", ((29, 33),), "conclusion"),
    )
    assert found.markups[0].supports == (Support("u-2", "u-0-13", 0.75), Support("u-29-33", "u-0-13"))


def test_what_cannot_be_taken_over_is_told_of(tmp_path: Path) -> None:
    def edit(doc: Doc) -> None:
        _, _, third = doc.spans["argmine"]
        doc.spans["argmine"] = [DocSpan(doc, 0, 2, label="PERSON"), third]
        doc.user_data["argmine"]["spans"]["u-3"]["score"] = "high"
        doc.user_data["argmine"]["supports"] = [["u-3"], ["u-3", "u-3", 7]]

    found = edited(tmp_path / "a.spacy", edit)
    assert found.markups[0].spans == ()
    assert [(p.offset, p.text, p.reason) for p in found.problems] == [
        (0, "Scans fail", "the label 'PERSON' is not known; use claim, evidence, conclusion, other"),
        (15, "Half  failed,", "the score 'high' is no number from 0 to 1"),
        (None, "['u-3']", "it is no link: not enough values to unpack (expected 3, got 1)"),
        (None, "['u-3', 'u-3', 7]", "it is no link: the score 7 is no number from 0 to 1"),
    ]
    assert found.problems[0].file == f"{tmp_path / 'a.spacy'}:1"


def test_other_peoples_docbin(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    categorized, named = nlp("It helps. It cures."), nlp("It helps.")
    categorized.spans["sc"] = [DocSpan(categorized, 3, 6, label="Claim")]
    named.ents = [DocSpan(named, 0, 2, label="MajorClaim")]
    DocBin(docs=[categorized, named, nlp("")]).to_disk(tmp_path / "a.spacy")
    assert read(tmp_path / "a.spacy") == Imported(
        (
            Markup("a.spacy:1", "It helps. It cures.", (Span("u-10-19", ((10, 19),), "claim"),)),
            Markup("a.spacy:2", "It helps.", (Span("u-0-8", ((0, 8),), "conclusion"),)),
            Markup("a.spacy:3", "", ()),
        )
    )


def changed(change: Callable[[dict[str, Any]], None], path: Path) -> bytes:
    """The bytes of a file whose inner message was changed."""
    write([BUILT], path)
    message: dict[str, Any] = srsly.msgpack_loads(zlib.decompress(path.read_bytes()))
    change(message)
    return zlib.compress(srsly.msgpack_dumps(message))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        zlib.compress(b""),
        zlib.compress(b"\xc1"),
        zlib.compress(b"\x93\x01"),
        zlib.compress(b"\x80"),
    ],
)
def test_what_is_no_docbin_is_an_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.spacy").write_bytes(content)
    with pytest.raises(InputError, match=r"a\.spacy: is no DocBin of spaCy"):
        read(tmp_path / "a.spacy")
    assert gc.isenabled()


@pytest.mark.parametrize(
    "change",
    [
        lambda message: message.update(strings=[]),
        lambda message: message.update(tokens=b"1234567"),
        lambda message: message.update(lengths=b"\x01\0\0\0"),  # spans run beyond the tokens
        lambda message: message.update(span_groups=[b"\x81\xc4\x00\xc4\x00"]),
        lambda message: message.update(user_data=[b"\xc1"]),
        lambda message: message.update(attrs=[99999]),
    ],
)
def test_a_damaged_docbin_is_an_error(tmp_path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    (tmp_path / "a.spacy").write_bytes(changed(change, tmp_path / "b.spacy"))
    with pytest.raises(InputError, match=r"a\.spacy: is no DocBin of spaCy, or damaged"):
        read(tmp_path / "a.spacy")
    assert gc.isenabled()


def test_pickled_values_are_not_unpickled(tmp_path: Path) -> None:
    array = {b"nd": True, b"type": "|O", b"kind": b"O", b"shape": [1], b"data": b"cos\nsystem\n(S'false'\ntR."}
    content = changed(
        lambda message: message.update(user_data=[srsly.msgpack_dumps({"argmine": array})]), tmp_path / "b"
    )
    (tmp_path / "a.spacy").write_bytes(content)
    with pytest.raises(InputError, match="OBJECT array"):
        read(tmp_path / "a.spacy")


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docbin, "MAX_EXPANDED", 10_000)
    (tmp_path / "a.spacy").write_bytes(zlib.compress(bytes(3_000_000)))
    with pytest.raises(InputError, match="unpacks to more than 10,000 bytes"):
        read(tmp_path / "a.spacy")


def test_half_a_surrogate_pair_is_an_error_that_names_the_document(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.md: character 2 is no Unicode text"):
        write([markup("a \ud800")], tmp_path / "a.spacy")
    assert list(tmp_path.iterdir()) == []
