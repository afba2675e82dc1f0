"""From one format to another: nothing is lost in silence, and no stale text is used."""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmine.converting import convert, dump_line
from argmine.document import ArgumentDocument, Relation
from argmine.errors import ConfigError, DocumentError, InputError
from argmine.exchange.documents import document_of, markup_of
from argmine.exchange.formats import EXCHANGE_FORMATS
from argmine.exchange.markup import Markup, Span, Support, without
from argmine.schema import dump_json, load_json
from building import documents
from exchange.markups import markup, markups

TEXT = "1. Risk\n\nTwo scans in five fail. Half failed in 2020 [1].\n\nReferences\n\n[1] A survey, 2020.\n"
MARKED = markup(TEXT, ("Two scans in five fail.", "claim"), ("Half failed in 2020 [1].", "evidence"), name="risk.md")
BUILT = replace(MARKED, supports=(Support(MARKED.spans[1].id, MARKED.spans[0].id, 0.5),))


def mined(folder: Path, built: Markup = BUILT) -> ArgumentDocument:
    """A result as `argmine mine` leaves it: the JSON and its source beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    document, problems = document_of(built)
    assert problems == ()
    (folder / f"{Path(built.name).stem}.argmine.json").write_text(dump_json(document), encoding="utf-8")
    (folder / built.name).write_bytes(built.text.encode())
    return document


def go(source: Path, target: Path, from_: str, to: str, text: Path | None = None, *, strict: bool = False) -> list[str]:
    return [str(problem) for problem in convert(source, target, from_, to, text_source=text, strict=strict).problems]


def only(folder: Path) -> ArgumentDocument:
    (path,) = folder.glob("*.argmine.json")
    return load_json(path)


@pytest.mark.parametrize("form", ["aif", "xaif", "datasets"])
@given(built=markups(overlapping=False))
def test_there_and_back_keeps_all_but_what_is_listed(form: str, built: Markup) -> None:
    if form == "datasets":
        pytest.importorskip("pyarrow")
    first, _ = document_of(built)
    lost = EXCHANGE_FORMATS[form].lost
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.argmine.json").write_text(dump_json(first), encoding="utf-8")
        (folder / "a.argmine.txt").write_bytes(built.text.encode())
        assert go(folder / "a.argmine.json", folder / "out", "json", form) == []
        assert go(folder / "out", folder / "back", form, "json") == []
        again = only(folder / "back")
        (text,) = (folder / "back").glob("*.argmine.txt")
        assert text.read_bytes() == built.text.encode()
    assert markup_of(again, built.text) == without(markup_of(first, built.text), lost)
    assert again == first  # nothing but markup was in it, and these formats lose none


@given(st.lists(documents, min_size=1, max_size=3))
def test_lines_are_lossless(built: list[ArgumentDocument]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, document in enumerate(built):
            (folder / f"{number}.argmine.json").write_bytes(dump_json(document).encode())
        assert go(folder, folder / "all.jsonl", "json", "jsonl") == []
        lines = (folder / "all.jsonl").read_bytes()
        assert lines == "".join(dump_line(document) for document in built).encode()
        assert go(folder / "all.jsonl", folder / "back", "jsonl", "json") == []
        found = [path.read_bytes() for path in (folder / "back").iterdir()]
        assert go(folder / "all.jsonl", folder / "again.jsonl", "jsonl", "jsonl") == []
        assert (folder / "again.jsonl").read_bytes() == lines
    assert sorted(found) == sorted(dump_json(document).encode() for document in built)


def test_a_line_is_the_data_of_the_json(tmp_path: Path) -> None:
    document = mined(tmp_path)
    line = dump_line(document)
    assert line.count("\n") == 1
    assert json.loads(line) == json.loads(dump_json(document))


def test_a_folder_of_results_and_what_they_share(tmp_path: Path) -> None:
    mined(tmp_path)
    mined(tmp_path, replace(BUILT, name="other.md"))
    (tmp_path / "together.argmine.json").write_text('{"schema_version": "1.1", "shared_points": []}')
    done = convert(tmp_path, tmp_path / "out", "json", "aif", text_source=None, strict=False)
    assert (done.documents, done.lost, done.problems) == (2, frozenset(), ())
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["other.md.json", "risk.md.json"]


def test_another_format_is_reached_without_a_document(tmp_path: Path) -> None:
    overlapping = Markup("a.md", "one two", (Span("x", ((0, 5),), "claim"), Span("y", ((4, 7),), "claim")))
    EXCHANGE_FORMATS["aif"].write([overlapping], tmp_path / "aif")
    assert go(tmp_path / "aif", tmp_path / "xaif", "aif", "xaif") == []
    assert EXCHANGE_FORMATS["xaif"].read(tmp_path / "xaif").markups == (overlapping,)


def test_what_a_document_cannot_hold_is_a_problem_and_with_strict_the_end(tmp_path: Path) -> None:
    overlapping = Markup("a.md", "one two", (Span("x", ((0, 5),), "claim"), Span("y", ((4, 7),), "claim")))
    EXCHANGE_FORMATS["aif"].write([overlapping], tmp_path / "aif")
    with pytest.raises(InputError, match=r"a\.md at 4: 'two': it overlaps .* nothing was written"):
        go(tmp_path / "aif", tmp_path / "out", "aif", "json", strict=True)
    assert not (tmp_path / "out").exists()
    done = convert(tmp_path / "aif", tmp_path / "out", "aif", "json", text_source=None, strict=False)
    assert len(done.problems) == 1
    assert done.lost == {"ids", "overlaps"}
    assert [unit.text for unit in only(tmp_path / "out").units] == ["one t"]


def test_one_file_is_named_as_it_is_asked_for(tmp_path: Path) -> None:
    mined(tmp_path / "in")
    go(tmp_path / "in", tmp_path / "aif", "json", "aif")
    go(tmp_path / "aif", tmp_path / "x" / "mine.argmine.json", "aif", "json")
    assert sorted(path.name for path in (tmp_path / "x").iterdir()) == ["mine.argmine.json", "mine.argmine.txt"]
    mined(tmp_path / "in", replace(BUILT, name="other.md"))
    with pytest.raises(InputError, match="is one result, and there are 2"):
        go(tmp_path / "in", tmp_path / "two.argmine.json", "json", "json")


def test_lines_keep_their_texts_beside_them(tmp_path: Path) -> None:
    first = mined(tmp_path / "in")
    mined(tmp_path / "in", replace(markup("Another text.", ("Another text.", "claim")), name="sub.md"))
    go(tmp_path / "in", tmp_path / "aif", "json", "aif")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "risk.argmine.txt").write_text("of another result")
    go(tmp_path / "aif", tmp_path / "out" / "all.jsonl", "aif", "jsonl")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "all.jsonl", "all.risk.argmine.txt", "all.sub.argmine.txt", "risk.argmine.txt",
    ]  # fmt: skip
    go(tmp_path / "out" / "all.jsonl", tmp_path / "xaif", "jsonl", "xaif")
    again = EXCHANGE_FORMATS["xaif"].read(tmp_path / "xaif").markups
    assert again[0] == markup_of(first, TEXT)
    assert [one.text for one in again] == [TEXT, "Another text."]


def test_the_text_is_found_where_it_stands(tmp_path: Path) -> None:
    document = mined(tmp_path / "in")
    result = tmp_path / "in" / "risk.argmine.json"
    source = (tmp_path / "in" / "risk.md").rename(tmp_path / "elsewhere.md")
    with pytest.raises(InputError, match=r"its source 'risk\.md' is not beside it.*--source"):
        go(result, tmp_path / "out", "json", "aif")
    assert not (tmp_path / "out").exists()
    for number, (place, name) in enumerate([("a", "risk.md"), ("b", "risk.argmine.txt")]):
        (tmp_path / place).mkdir()
        (tmp_path / place / name).write_bytes(source.read_bytes())
        assert go(result, tmp_path / f"out{number}", "json", "aif", tmp_path / place) == []
    assert go(result, tmp_path / "out2", "json", "aif", source) == []
    (tmp_path / "in" / "risk.argmine.txt").write_bytes(source.read_bytes())
    assert go(result, tmp_path / "out3", "json", "aif") == []
    for number in range(4):
        assert EXCHANGE_FORMATS["aif"].read(tmp_path / f"out{number}").markups == (markup_of(document, TEXT),)


def test_a_stale_text_is_never_used(tmp_path: Path) -> None:
    mined(tmp_path)
    result, source, beside = (tmp_path / f"risk.{name}" for name in ("argmine.json", "md", "argmine.txt"))
    beside.write_text(TEXT + "More.")
    assert go(result, tmp_path / "out", "json", "aif") == []  # the source still proves the result
    source.write_text(TEXT.replace("five", "four"))
    with pytest.raises(InputError, match=r"the text beside it: is another text.*risk\.md: is another text"):
        go(result, tmp_path / "new", "json", "aif")
    for named in (source, beside):
        with pytest.raises(InputError, match="is another text"):
            go(result, tmp_path / "new", "json", "aif", named)
    assert not (tmp_path / "new").exists()


def test_a_result_with_other_quotes_than_its_text_is_refused(tmp_path: Path) -> None:
    document = mined(tmp_path)
    unit = document.units[0]
    changed = replace(document, units=(replace(unit, text=unit.text.upper()), *document.units[1:]))
    (tmp_path / "risk.argmine.json").write_text(dump_json(changed), encoding="utf-8")
    with pytest.raises(InputError, match="has other words than the result says at 9:32"):
        go(tmp_path, tmp_path / "out", "json", "aif")


def test_a_result_whose_places_or_links_do_not_hold_is_refused(tmp_path: Path) -> None:
    document = mined(tmp_path)
    first, second = document.units
    for changed, message in (
        (replace(document, relations=(Relation("gone", first.id, "support", 1.0),)), "a link has no unit"),
        (replace(document, relations=(Relation(first.id, first.id, "support", 1.0),)), "a link has no unit"),
        (replace(document, units=(first, replace(second, id=first.id)), relations=()), "two units have one id"),
        (replace(document, units=(replace(first, fragments=((9, 9), (9, 32))), second)), "has no place that holds"),
        (replace(document, units=(replace(first, fragments=()), second)), "has no place that holds"),
    ):
        (tmp_path / "risk.argmine.json").write_text(dump_json(changed), encoding="utf-8")
        with pytest.raises(DocumentError, match=message):
            go(tmp_path, tmp_path / "out", "json", "aif")


def test_a_source_cannot_lead_out_of_the_folder_that_is_named(tmp_path: Path) -> None:
    document = mined(tmp_path / "in")
    secret = tmp_path / "secret.md"
    secret.write_text(TEXT)
    named = replace(document, document=replace(document.document, source="../secret.md"))
    (tmp_path / "in" / "risk.argmine.json").write_text(dump_json(named), encoding="utf-8")
    (tmp_path / "given").mkdir()
    with pytest.raises(InputError, match="is not beside it"):
        go(tmp_path / "in", tmp_path / "out", "json", "aif", tmp_path / "given")
    go(tmp_path / "in", tmp_path / "x" / "all.jsonl", "json", "jsonl")
    go(tmp_path / "x" / "all.jsonl", tmp_path / "x" / "back", "jsonl", "json")
    assert [path.name for path in (tmp_path / "x" / "back").iterdir()] == ["secret.argmine.json"]


def test_lines_are_read_strictly(tmp_path: Path) -> None:
    line = dump_line(mined(tmp_path))
    path = tmp_path / "all.jsonl"
    for content, message in (
        (line + "\n" + line, "line 2: is not JSON"),
        (line + line.replace('"units":', '"unit":'), "line 2: units"),
        (line.replace("[", "[NaN,", 1), "line 1: "),
        ("[" * 100_000, "line 1: is not JSON"),
    ):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(DocumentError, match=message):
            go(path, tmp_path / "out", "jsonl", "json")
    path.write_text("")
    with pytest.raises(InputError, match="holds no document"):
        go(path, tmp_path / "out", "jsonl", "json")
    assert not (tmp_path / "out").exists()


def test_what_cannot_work_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    mined(tmp_path / "in")
    (tmp_path / "file").write_text("x")
    for source, target, from_, to, error, message in (
        ("in", "out", "json", "word", ConfigError, "no exchange format 'word'"),
        ("in", "out", "word", "json", ConfigError, "no exchange format 'word'"),
        ("in", "out", "dot", "json", ConfigError, "dot can be written but not read"),
        ("gone", "out", "json", "aif", InputError, "no such file or folder"),
        ("in", "in", "json", "aif", InputError, "is what is read"),
        ("in", "file", "json", "aif", InputError, "aif needs a folder"),
        ("in", "file", "json", "json", InputError, "json needs a folder"),
        ("file", "in", "jsonl", "jsonl", InputError, "jsonl is one file"),
        ("in", ".", "json", "conll", InputError, "conll is one file"),
    ):
        with pytest.raises(error, match=message):
            go(tmp_path / source, tmp_path / target, from_, to)


def test_a_source_without_documents_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(InputError, match=r"holds no \*\.argmine\.json file"):
        go(tmp_path / "in", tmp_path / "out", "json", "aif")
    (tmp_path / "in" / "a.json").write_text('{"nodes": [], "edges": []}')
    with pytest.raises(InputError, match="no I-node with words: no document"):
        go(tmp_path / "in", tmp_path / "out", "aif", "json")


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    mined(tmp_path / "in")
    seen = []
    for name in ("a", "b"):
        go(tmp_path / "in", tmp_path / name, "json", "xaif")
        content = (tmp_path / name / "risk.md.json").read_bytes()
        seen.append(hashlib.sha256(content).hexdigest())
    assert seen[0] == seen[1]
