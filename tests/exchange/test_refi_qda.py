"""REFI-QDA projects: the archive, its XML in the order of the schema, and where selections are."""

from __future__ import annotations

import re
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from argmine.document import Tag
from argmine.errors import InputError
from argmine.exchange.markup import Markup, Span, Support
from argmine.exchange.refi_qda import LOST, write
from exchange.markups import markup, markups

NAMESPACE = "urn:QDA-XML:project:1.0"
TEXT = "Scans 🎉 fail.\r\nHalf failed in 2020.\r\nTrain us."
GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")

# Elements below each element in the schema's order, for those that we write; "*" may stand several times.
ORDER = {
    "Project": ["Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs", "Description",
                "NoteRef*"],
    "Users": ["User*"],
    "CodeBook": ["Codes"],
    "Codes": ["Code*"],
    "Code": ["Description", "NoteRef*", "Code*"],
    "Sources": ["TextSource*"],
    "TextSource": ["Description", "PlainTextContent", "PlainTextSelection*", "Coding*", "NoteRef*", "VariableValue*"],
    "PlainTextSelection": ["Description", "Coding*", "NoteRef*"],
    "Coding": ["CodeRef", "NoteRef*"],
    "Links": ["Link*"],
    "Link": ["NoteRef*"],
    "Sets": ["Set*"],
    "Set": ["Description", "MemberCode*", "MemberSource*", "MemberNote*"],
}  # fmt: skip
NEEDED = {"Users": "User", "CodeBook": "Codes", "Codes": "Code", "Sources": "TextSource", "Coding": "CodeRef",
          "Links": "Link", "Sets": "Set"}  # fmt: skip
# Attributes of each element: those that the schema asks for, then those that it allows.
_CREATED, _CHANGED = "creatingUser creationDateTime", "modifyingUser modifiedDateTime"
ATTRIBUTES = {
    "Project": ("name", "origin creatingUserGUID creationDateTime modifyingUserGUID modifiedDateTime basePath"),
    "User": ("guid", "name id"),
    "Code": ("guid name isCodable", "color"),
    "TextSource": ("guid", f"name richTextPath plainTextPath {_CREATED} {_CHANGED}"),
    "PlainTextSelection": ("guid startPosition endPosition", f"name {_CREATED} {_CHANGED}"),
    "Coding": ("guid", _CREATED),
    "CodeRef": ("targetGUID", ""),
    "Link": ("guid", "name direction color originGUID targetGUID"),
    "Set": ("guid name", ""),
    "MemberCode": ("targetGUID", ""),
}
PATTERNS = {
    "color": re.compile("#[0-9A-F]{6}"),
    "isCodable": re.compile("true|false"),
    "direction": re.compile("Associative|OneWay|Bidirectional"),
    "startPosition": re.compile("[0-9]+"),
    "endPosition": re.compile("[0-9]+"),
    "creationDateTime": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
}


def _example() -> Markup:
    built = markup(TEXT, ("Scans 🎉 fail.", "claim"), ("Half failed in 2020.", "evidence"))
    claim, evidence = built.spans
    claim = replace(
        claim, score=0.75, risk_types=(Tag("late_care", 0.5), Tag("delay", 1.0)), specialties=(Tag("x_ray", 0.25),),
        repeated="k-1", review=True,
    )  # fmt: skip
    parts = Span("p", ((37, 42), (43, 45)), "other", repeated="k-1")
    return replace(built, spans=(claim, evidence, parts), supports=(Support(evidence.id, claim.id, 0.5),))


def _project(path: Path) -> tuple[Any, dict[str, str]]:
    """The root element and the texts by their paths."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(files.pop("project.qde"))
    return root, {name: content.decode("utf-8") for name, content in files.items()}


def _written(folder: Path, *built: Markup) -> tuple[Any, dict[str, str]]:
    write(built, folder / "project.qdpx")
    return _project(folder / "project.qdpx")


def _find(root: Any, tag: str) -> list[Any]:
    return list(root.iter(f"{{{NAMESPACE}}}{tag}"))


def _check(element: Any) -> None:
    """The element and those below it are as the schema says."""
    name = etree.QName(element)
    assert name.namespace == NAMESPACE
    allowed = ORDER.get(name.localname, [])
    places = []
    for child in element:
        tag = etree.QName(child).localname
        assert tag in allowed or f"{tag}*" in allowed
        places.append(allowed.index(tag) if tag in allowed else allowed.index(f"{tag}*"))
        _check(child)
    assert places == sorted(places)
    once = [place for place in places if not allowed[place].endswith("*")]
    assert len(once) == len(set(once))
    if needed := NEEDED.get(name.localname):
        assert element.find(f"{{{NAMESPACE}}}{needed}") is not None
    asked, more = (set(names.split()) for names in ATTRIBUTES.get(name.localname, ("", "")))
    assert asked <= set(element.attrib) <= asked | more
    for attribute, value in element.attrib.items():
        if attribute.lower().endswith("guid") or attribute.endswith("User"):
            assert GUID.fullmatch(value)
        elif attribute in PATTERNS:
            assert PATTERNS[attribute].fullmatch(value)


@settings(max_examples=60)
@given(st.lists(markups(), max_size=3))
def test_any_project_is_as_the_schema_says_and_refers_to_what_is_there(built: list[Markup]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root, texts = _written(Path(folder), *built)
    _check(root)
    guids = [element.get("guid") for element in root.iter() if element.get("guid")]
    assert len(guids) == len(set(guids))
    codes = {code.get("guid") for code in _find(root, "Code") if code.get("isCodable") == "true"}
    assert {one.get("targetGUID") for tag in ("CodeRef", "MemberCode") for one in _find(root, tag)} <= codes
    selections = {one.get("guid") for one in _find(root, "PlainTextSelection")}
    assert {link.get(end) for link in _find(root, "Link") for end in ("originGUID", "targetGUID")} <= selections
    for group in [*_find(root, "Codes"), *_find(root, "Code")]:
        names = [code.get("name") for code in group.findall(f"{{{NAMESPACE}}}Code")]
        assert len(names) == len(set(names))
    paths = [source.get("plainTextPath").replace("internal://", "sources/") for source in _find(root, "TextSource")]
    assert paths == list(texts)


@settings(max_examples=60)
@given(markups())
def test_selections_are_where_the_spans_are(built: Markup) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root, texts = _written(Path(folder), built)
    [text] = texts.values()
    assert "\r" not in text
    wanted = [built.text[slice(*place)] for span in built.spans for place in span.fragments]
    for words, selection in zip(wanted, _find(root, "PlainTextSelection"), strict=True):
        found = text[int(selection.get("startPosition")) : int(selection.get("endPosition"))]
        assert found.split() == words.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd").split()
    assert len(_find(root, "Link")) == len(built.supports) + sum(len(span.fragments) - 1 for span in built.spans)


def test_the_archive(tmp_path: Path) -> None:
    root, texts = _written(tmp_path, _example())
    [source] = _find(root, "TextSource")
    assert source.get("name") == "a.md"
    assert source.get("plainTextPath") == f"internal://{source.get('guid')}.txt"
    assert texts == {f"sources/{source.get('guid')}.txt": TEXT.replace("\r\n", "\n")}
    assert root.get("name") == "project"


def test_codes_stand_in_groups(tmp_path: Path) -> None:
    root, _ = _written(tmp_path, _example())
    groups = _find(root, "Codes")[0]
    found = {group.get("name"): [code.get("name") for code in group] for group in groups}
    assert found == {
        "Argument components": ["claim", "evidence", "conclusion", "other"],
        "Risk types": ["delay", "late care"],
        "Specialties": ["x ray"],
        "Repeated arguments": ["Scans 🎉 fail. [k-1]"],
        "Review": ["needs review"],
    }
    assert {group.get("isCodable") for group in groups} == {"false"}
    names = {code.get("guid"): code.get("name") for code in _find(root, "Code")}
    sets = {one.get("name"): [names[member.get("targetGUID")] for member in one] for one in _find(root, "Set")}
    assert sets == found


def test_selections_carry_codes_and_say_how_sure_the_model_is(tmp_path: Path) -> None:
    root, _ = _written(tmp_path, _example())
    names = {code.get("guid"): code.get("name") for code in _find(root, "Code")}
    selections = _find(root, "PlainTextSelection")
    said = [
        (
            one.get("name"),
            (int(one.get("startPosition")), int(one.get("endPosition"))),
            one.find(f"{{{NAMESPACE}}}Description").text,
            [names[code.get("targetGUID")] for code in _find(one, "CodeRef")],
        )
        for one in selections
    ]
    assert said == [
        ("Scans 🎉 fail.", (0, 13),
         "claim (0.75); risk types: late care (0.50), delay (1.00); specialties: x ray (0.25)",
         ["claim", "late care", "delay", "x ray", "Scans 🎉 fail. [k-1]", "needs review"]),
        ("Half failed in 2020.", (14, 34), "evidence (1.00); supports “Scans 🎉 fail.” (0.50)", ["evidence"]),
        ("Train", (35, 40), "other (1.00)", ["other", "Scans 🎉 fail. [k-1]"]),
        ("us", (41, 43), "other (1.00)", ["other", "Scans 🎉 fail. [k-1]"]),
    ]  # fmt: skip
    ids = [one.get("guid") for one in selections]
    links = [(one.get("name"), one.get("direction"), ids.index(one.get("originGUID")), ids.index(one.get("targetGUID")))
             for one in _find(root, "Link")]  # fmt: skip
    assert links == [("continues", "OneWay", 3, 2), ("supports", "OneWay", 1, 0)]


def test_the_same_documents_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write([_example(), _example()], tmp_path / name / "project.qdpx")
    assert (tmp_path / "a" / "project.qdpx").read_bytes() == (tmp_path / "b" / "project.qdpx").read_bytes()
    assert frozenset({"ids"}) == LOST


def test_the_same_document_twice_is_two_sources_with_codes_of_their_own(tmp_path: Path) -> None:
    root, texts = _written(tmp_path, _example(), _example())
    assert len(texts) == 2
    names = [code.get("name") for code in _find(root, "Code")]
    assert [name for name in names if "k-1" in name] == ["Scans 🎉 fail. [k-1]", "Scans 🎉 fail. [k-1] (2)"]


def test_what_xml_cannot_hold_does_no_harm(tmp_path: Path) -> None:
    spans = (Span("s\x01", ((0, 3),), "claim", risk_types=(Tag("a\x00", 1.0), Tag("a\x01", 1.0)), repeated="\ufffe"),)
    root, texts = _written(tmp_path, Markup("\x00.md", "O\x00e\x0c\ud800", spans))
    assert list(texts.values()) == ["O\ufffde \ufffd"]
    assert _find(root, "TextSource")[0].get("name") == "\ufffd.md"
    assert [code.get("name") for code in _find(root, "Code") if code.get("name").startswith("a")] == [
        "a\ufffd",
        "a\ufffd (2)",
    ]


def test_an_empty_project_is_one(tmp_path: Path) -> None:
    root, texts = _written(tmp_path)
    _check(root)
    assert (texts, _find(root, "Sources")) == ({}, [])


def test_a_place_that_cannot_be_written_to_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        write([], tmp_path / "file" / "project.qdpx")
