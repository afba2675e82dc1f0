"""Documents and JSON: nothing lost, nothing let in that does not belong."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator, ValidationError

from argmine.document import ArgumentDocument, Box, Reference, Relation, Tag, with_clusters
from argmine.errors import DocumentError
from argmine.schema import dump_json, from_plain, json_schema, load_json, to_plain
from building import document, documents, section, unit

SCHEMA_FILE = Path(__file__).parents[1] / "docs" / "argmine-document.schema.json"


def full() -> ArgumentDocument:
    """A small document with at least one of everything."""
    built = document(
        unit("The title misleads.", section="s-1", risk_types=(Tag("public_misunderstanding", 0.9),), pages=(1, 2)),
        unit(
            "Of 310 patients 87% were misled [1].",
            "evidence",
            section="s-1",
            citations=("r-1",),
            cited_numbers=(1,),
            specialties=(Tag("sonography", 0.75),),
        ),
        unit("Titles do mislead – “badly”.", needs_review=True),
        sections=(section("s-1", "Title", "1"),),
        references=(Reference("r-1", "1", "[1] A study. 2020.", 0, 18, "s-1"),),
    )
    claim, evidence, _ = built.units
    related = replace(built, relations=(Relation(evidence.id, claim.id, "support", 0.5),))
    return with_clusters(related, [[0, 2]], [0])


def boxed(built: ArgumentDocument) -> ArgumentDocument:
    """The document with a place on the page for its first unit."""
    first = replace(built.units[0], boxes=(Box(1, 70.0, 80.0, 500.0, 92.5),), fragment_pages=(1,))
    return replace(built, units=(first, *built.units[1:]))


PLAIN = to_plain(boxed(full()))
SCHEMA = Draft202012Validator(json_schema())


@given(documents)
def test_a_document_comes_back_as_it_was(built: ArgumentDocument) -> None:
    assert from_plain(to_plain(built)) == built


@given(documents)
def test_a_document_comes_back_from_json_text(built: ArgumentDocument) -> None:
    text = dump_json(built)
    back = from_plain(json.loads(text))
    assert back == built
    assert dump_json(back) == text


@given(documents)
def test_a_dumped_document_fits_the_schema(built: ArgumentDocument) -> None:
    SCHEMA.validate(json.loads(dump_json(built)))


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(json_schema())
    SCHEMA.validate(PLAIN)


def test_the_committed_schema_is_the_one_in_force() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


def test_json_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "report.argmine.json"
    path.write_text(dump_json(full()), encoding="utf-8")
    assert load_json(path) == full()
    assert "“badly”" in path.read_text(encoding="utf-8")  # not \u201c: people read these files


def objects(plain: Any, *path: Any) -> list[tuple[Any, ...]]:
    """The paths of the objects of a document that have fixed fields; of a list the first will do."""
    found: list[tuple[Any, ...]] = []
    if isinstance(plain, dict) and path[-1:] not in (("characters",), ("counts",)):
        found.append(path)
        for key, value in plain.items():
            found += objects(value, *path, key)
    elif isinstance(plain, list):
        found += next(filter(None, (objects(value, *path, index) for index, value in enumerate(plain))), [])
    return found


def at(plain: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        plain = plain[key]
    return plain


def dotted(path: tuple[Any, ...]) -> str:
    return ".".join(map(str, path)) or "document"


OBJECTS = objects(PLAIN)
FIELDS = [(*path, key) for path in OBJECTS for key in at(PLAIN, path)]


def assert_rejected(plain: Any, path: tuple[Any, ...]) -> None:
    """Neither the schema nor argmine takes `plain`, and the message names the file and the field."""
    with pytest.raises(ValidationError):
        SCHEMA.validate(plain)
    with pytest.raises(DocumentError, match=rf"^a\.json: {re.escape(dotted(path))}[: ]"):
        from_plain(plain, where="a.json")


def test_the_sample_has_an_object_of_every_kind() -> None:
    kinds = {frozenset(at(PLAIN, path)) for path in OBJECTS}
    schema = json_schema()
    assert kinds == {frozenset(kind["properties"]) for kind in [schema, *schema["$defs"].values()]}


@pytest.mark.parametrize("path", OBJECTS, ids=dotted)
def test_an_unknown_field_is_named(path: tuple[Any, ...]) -> None:
    plain = copy.deepcopy(PLAIN)
    at(plain, path)["colour"] = "red"
    assert_rejected(plain, (*path, "colour"))


@pytest.mark.parametrize("path", FIELDS, ids=dotted)
def test_a_missing_field_is_named(path: tuple[Any, ...]) -> None:
    plain = copy.deepcopy(PLAIN)
    del at(plain, path[:-1])[path[-1]]
    assert_rejected(plain, path)


@pytest.mark.parametrize("path", FIELDS, ids=dotted)
def test_a_wrong_type_is_named(path: tuple[Any, ...]) -> None:
    plain = copy.deepcopy(PLAIN)
    owner = at(plain, path[:-1])
    owner[path[-1]] = {} if owner[path[-1]] is None or isinstance(owner[path[-1]], str) else "1"
    assert_rejected(plain, path)


@pytest.mark.parametrize("wrong", [True, 12.0, "12", None])
def test_an_offset_is_a_whole_number_and_nothing_like_it(wrong: object) -> None:
    plain = copy.deepcopy(PLAIN)
    plain["units"][1]["start"] = wrong
    with pytest.raises(DocumentError, match=r"^a\.json: units\.1\.start: .*integer"):
        from_plain(plain, where="a.json")


def test_a_score_may_be_written_as_a_whole_number() -> None:
    plain = copy.deepcopy(PLAIN)
    plain["relations"][0]["score"] = 1  # JavaScript writes 1.0 so
    assert from_plain(plain).relations[0].score == 1.0


@pytest.mark.parametrize("wrong", [float("nan"), float("inf")])
def test_a_score_is_a_number(wrong: float) -> None:
    plain = copy.deepcopy(PLAIN)
    plain["relations"][0]["score"] = wrong
    with pytest.raises(DocumentError, match=r"^a\.json: relations\.0\.score: .*finite number"):
        from_plain(plain, where="a.json")


def test_a_component_is_one_of_four() -> None:
    plain = copy.deepcopy(PLAIN)
    plain["units"][0]["component"] = "opinion"
    assert_rejected(plain, ("units", 0, "component"))


@pytest.mark.parametrize("version", ["0.9", "2.0", None, 1.0])
def test_a_document_of_another_version_says_which(version: object) -> None:
    plain = PLAIN | {"schema_version": version}
    with pytest.raises(DocumentError) as caught:
        from_plain(plain, where="a.json")
    assert str(caught.value) == f"a.json: schema_version is {version!r}; this argmine reads '1.1'"


def test_the_number_of_further_errors_is_given() -> None:
    with pytest.raises(DocumentError, match=r"^a\.json: units: .* \(and 1 more\)$"):
        from_plain(PLAIN | {"units": None, "run": None}, where="a.json")


def test_a_list_is_not_a_document() -> None:
    with pytest.raises(DocumentError, match=r"^a\.json: Input should be"):
        from_plain([PLAIN], where="a.json")


@pytest.mark.parametrize("content", [b"", b'{"document": ', b"\xff\xfe", b"null"])
def test_a_file_that_is_no_document_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.argmine.json"
    path.write_bytes(content)
    with pytest.raises(DocumentError, match=rf"^{re.escape(str(path))}: "):
        load_json(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"gone\.argmine\.json: cannot be read"):
        load_json(tmp_path / "gone.argmine.json")
