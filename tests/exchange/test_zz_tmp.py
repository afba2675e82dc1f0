"""INCEpTION: CAS files out, annotated ones in."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from argmine.document import Tag
from argmine.errors import InputError, MissingExtraError
from argmine.exchange import inception_types
from argmine.exchange.archives import pack
from argmine.exchange.inception import LOST, read, write
from argmine.exchange.inception_types import COMPONENT, PAGE, SENTENCE, SUPPORT, WORD, tags_of, tags_text
from argmine.exchange.markup import Imported, Markup, Span, Support, without
from exchange.markups import TEXT as ANY_TEXT
from exchange.markups import markup, markups

cassis = pytest.importorskip("cassis")
TEXT = "Scans 🎉 fail. Half failed in 2020.\r\n\r\nTrain us."


def _example() -> Markup:
    built = markup(TEXT, ("Scans 🎉 fail.", "claim"), ("Half failed in 2020.", "evidence"))
    claim, evidence = built.spans
    claim = replace(
        claim, score=0.75, risk_types=(Tag("harm", 0.5), Tag("delay", 1.0)), specialties=(Tag("x_ray", 0.25),),
        repeated="k-1", review=True,
    )  # fmt: skip
    return replace(built, spans=(claim, evidence), supports=(Support(evidence.id, claim.id, 0.5),), pages=(0, 38))


def _load(folder: Path, name: str = "a.md.xmi") -> Any:
    with (folder / "TypeSystem.xml").open("rb") as types, (folder / name).open("rb") as xmi:
        return cassis.load_cas_from_xmi(xmi, typesystem=cassis.load_typesystem(types))


def _edited(folder: Path, built: Markup, edit: Callable[[Any, Any], object]) -> Imported:
    """What comes in after a person edited the CAS through the library, as INCEpTION does."""
    write([built], folder)
    cas = _load(folder)
    edit(cas, cas.typesystem.get_type(COMPONENT))
    cas.to_xmi(folder / "a.md.xmi")
    return read(folder)


def _replaced(folder: Path, built: Markup, old: str, new: str) -> Imported:
    """What comes in after a change of the file's text."""
    write([built], folder)
    xmi = (folder / "a.md.xmi").read_text(encoding="utf-8")
    assert old in xmi
    (folder / "a.md.xmi").write_text(xmi.replace(old, new), encoding="utf-8")
    return read(folder)


def _reasons(imported: Imported) -> list[str]:
    return [problem.reason for problem in imported.problems]


@settings(max_examples=1500)
@given(st.lists(markups(), max_size=3))
def test_what_is_written_comes_back(built: list[Markup]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(built, Path(folder))
        if built:
            assert read(Path(folder)) == Imported(tuple(without(one, LOST) for one in built))


@settings(max_examples=1500)
@given(ANY_TEXT, st.lists(st.integers(0, 80), max_size=4))
def test_sentences_and_tokens_are_as_inception_needs_them(text: str, starts: list[int]) -> None:
    pages = tuple(sorted(min(start, len(text)) for start in starts))
    with tempfile.TemporaryDirectory() as folder:
        write([Markup("a.md", text, (), pages=pages)], Path(folder))
        assert read(Path(folder)) == Imported((Markup("a.md", text, (), pages=pages),))
        cas = _load(Path(folder))
    sentences = [(one.begin, one.end) for one in cas.select(SENTENCE)]
    words = [(one.begin, one.end) for one in cas.select(WORD)]
    shown = cas.sofa_string
    assert "".join(shown[slice(*word)] for word in words) == "".join(shown.split())
    for start, end in sentences:
        inside = [word for word in words if start <= word[0] < end]
        assert (inside[0][0], inside[-1][1]) == (start, end)
    for page in cas.select(PAGE):
        assert not sentences or any(start <= page.begin and page.begin <= end for start, end in sentences)
        assert not sentences or any(start <= page.end and page.end <= end for start, end in sentences)


def test_the_layers_say_all(tmp_path: Path) -> None:
    write([_example()], tmp_path)
    cas = _load(tmp_path)
    assert cas.sofa_string == TEXT
    claim, evidence = cas.select(COMPONENT)
    said = {feature.name: claim[feature.name] for feature in claim.type.features}
    assert said == {
        "component": "claim",
        "score": "0.75",
        "riskTypes": "harm=0.5; delay=1.0",
        "specialties": "x_ray=0.25",
        "repeated": "k-1",
        "review": "yes",
        "span": "u-0-13",
    }
    assert (claim.get_covered_text(), evidence.get_covered_text()) == ("Scans 🎉 fail.", "Half failed in 2020.")
    [support] = cas.select(SUPPORT)
    assert (support.Governor, support.Dependent, support.score) == (evidence, claim, "0.5")
    assert (support.begin, support.end) == (claim.begin, claim.end)
    assert [(page.number, page.start, page.get_covered_text()) for page in cas.select(PAGE)] == [
        (1, 0, "Scans 🎉 fail. Half failed in 2020."),
        (2, 38, "Train us."),
    ]


def test_the_file_counts_utf16(tmp_path: Path) -> None:
    write([_example()], tmp_path)
    xmi = (tmp_path / "a.md.xmi").read_text(encoding="utf-8")
    assert 'begin="0" end="14" component="claim"' in xmi
    assert 'begin="15" end="35" component="evidence"' in xmi
    assert 'sofaString="Scans 🎉 fail. Half failed in 2020.&#13;&#10;&#13;&#10;Train us."' in xmi


def test_the_type_system_makes_layers(tmp_path: Path) -> None:
    """INCEpTION makes a span layer of a type with plain features alone, a relation layer of one with these two ends."""
    write([_example()], tmp_path)
    types = cassis.load_typesystem(tmp_path / "TypeSystem.xml")
    for name in (COMPONENT, PAGE):
        layer = types.get_type(name)
        assert layer.supertype.name == "uima.tcas.Annotation"
        assert {feature.rangeType.name for feature in layer.features} <= {"uima.cas.String", "uima.cas.Integer"}
    ends = [f.name for f in types.get_type(SUPPORT).features if f.rangeType.name == COMPONENT]
    assert sorted(ends) == ["Dependent", "Governor"]
    assert not types.contains_type("webanno.custom.Replaced")


def test_the_same_documents_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write([_example(), _example()], tmp_path / name)
    files = sorted(file.name for file in (tmp_path / "a").iterdir())
    assert files == ["TypeSystem.xml", "a.md-2.xmi", "a.md.xmi"]
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_characters_that_xml_cannot_hold_come_back(tmp_path: Path) -> None:
    built = Markup("b\x00.md", "One.\x0cTwo\x00\ufffe\ud800 🎉.", (Span("s\x01", ((5, 8),), "claim", repeated="%41"),))
    write([built], tmp_path)
    assert read(tmp_path) == Imported((built,))
    [file] = tmp_path.glob("*.xmi")
    assert _load(tmp_path, file.name).sofa_string == "One. Two\ufffd\ufffd\ufffd 🎉."


@pytest.mark.parametrize("listed", ["0=0041", "9=000C", "4=00", "4", "-1=0000", "99=0000", "4=FFFFFFFF", "x=y"])
def test_a_list_of_replaced_characters_that_cannot_be_is_told_of(tmp_path: Path, listed: str) -> None:
    built = Markup("a.md", "One.\x0cTwo", ())
    found = _replaced(tmp_path, built, 'characters="4=000C"', f'characters="{listed}"')
    if listed == "4=00":
        assert found.markups[0].text == "One.\x00Two"
    else:
        assert found.markups[0].text == "One. Two"
        assert _reasons(found) == [f"{listed!r} tells of no character that was replaced"]


# Edits


def test_what_a_person_adds(tmp_path: Path) -> None:
    def edit(cas: Any, component: Any) -> None:
        new = component(begin=38, end=47, component="Conclusion", riskTypes="harm; delay = 0.5 ;; harm", review="Yes")
        again = component(begin=0, end=13, component="other")
        cas.add_all([new, again])
        claim = next(one for one in cas.select(COMPONENT) if one.span == "u-0-13")
        cas.add(cas.typesystem.get_type(SUPPORT)(begin=38, end=47, Governor=claim, Dependent=new))

    found = _edited(tmp_path, _example(), edit)
    assert found.problems == ()
    [again] = found.markups
    assert again.name == "a.md"
    assert again.spans[1:] == (
        Span("u-0-13-2", ((0, 13),), "other"),
        _example().spans[1],
        Span("u-38-47", ((38, 47),), "conclusion", risk_types=(Tag("harm", 1.0), Tag("delay", 0.5)), review=True),
    )
    assert again.supports == (Support("u-0-13", "u-38-47"), Support("u-14-34", "u-0-13", 0.5))
    assert again.pages == (0, 38)


def test_what_a_person_deletes_and_relabels(tmp_path: Path) -> None:
    def edit(cas: Any, component: Any) -> None:
        claim, evidence = cas.select(COMPONENT)
        for one in cas.select(SUPPORT):
            cas.remove(one)
        cas.remove(evidence)
        claim.component, claim.review, claim.repeated, claim.score = "conclusion", "no", "", None

    found = _edited(tmp_path, _example(), edit)
    assert found.problems == ()
    claim = _example().spans[0]
    expected = replace(claim, component="conclusion", score=1.0, review=False, repeated=None)
    assert found.markups[0].spans == (expected,)
    assert found.markups[0].supports == ()


def test_fragments_of_one_span_are_joined_by_its_id(tmp_path: Path) -> None:
    span = Span("s", ((0, 5), (14, 18)), "claim", 0.5, (Tag("harm", 0.5),))

    def edit(cas: Any, component: Any) -> None:
        cas.add(component(begin=38, end=43, component="claim", score="0.5", riskTypes="harm=0.5", span="s"))

    found = _edited(tmp_path, Markup("a.md", TEXT, (span,)), edit)
    assert found == Imported((Markup("a.md", TEXT, (replace(span, fragments=((0, 5), (14, 18), (38, 43))),)),))


def test_fragments_that_contradict_each_other_are_told_of(tmp_path: Path) -> None:
    def edit(cas: Any, component: Any) -> None:
        cas.add(component(begin=3, end=7, component="claim", score="1.0", span="s"))
        cas.add(component(begin=14, end=18, component="other", score="1.0", span="s"))

    found = _edited(tmp_path, Markup("a.md", TEXT, (Span("s", ((0, 5),), "claim"),)), edit)
    assert found.markups[0].spans == (Span("s", ((0, 5), (14, 18)), "claim"),)
    assert _reasons(found) == [
        "it overlaps the part of its span before it and is left out",
        "its component is not that of the first part of its span, which is taken",
    ]


# Faults


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('begin="0" end="14" component', 'begin="7" end="14" component', "its place is no range of the text"),
        ('begin="0" end="14" component', 'begin="0" end="7" component', "its place is no range of the text"),
        ('begin="0" end="14" component', 'begin="0" end="99" component', "its place is no range of the text"),
        ('begin="0" end="14" component', 'begin="14" end="0" component', "its place is no range of the text"),
        ('begin="0" end="14" component', 'begin="3" end="3" component', "its place is no range of the text"),
        ('component="claim"', 'component="Person"', "the component 'Person' is not known; choose claim, evidence"),
        ('component="claim"', "", "it has no component; choose claim, evidence"),
    ],
)
def test_spans_that_cannot_be_placed_are_told_of_with_their_links(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    found = _replaced(tmp_path, _example(), old, new)
    assert found.markups[0].spans == (_example().spans[1],)
    assert found.markups[0].supports == ()
    assert len(found.problems) == 2
    assert found.problems[0].reason.startswith(reason)
    assert found.problems[1].reason == "an end of this link is no span that was taken over"
    assert found.problems[0].file == f"{tmp_path}/a.md.xmi"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('score="0.75"', 'score="high"', "its score: the score 'high' is no number from 0 to 1; it is left out"),
        ('score="0.75"', 'score="nan"', "its score: the score 'nan' is no number from 0 to 1; it is left out"),
        ('"x_ray=0.25"', '"x_ray=7"', "its specialties: the score '7' is no number from 0 to 1; it is left out"),
        ('review="yes"', 'review="perhaps"', "its review: 'perhaps' is neither yes nor no; it is left out"),
        ('score="0.5"', 'score="-1"', "the score '-1' is no number from 0 to 1; 1.0 is taken"),
        ('number="2"', "", "a page without its number and start is left out"),
        (' start="38"', ' start="99"', "page starts are out of order or outside of the text"),
    ],
)
def test_values_that_say_nothing_to_us_are_told_of(tmp_path: Path, old: str, new: str, reason: str) -> None:
    found = _replaced(tmp_path, _example(), old, new)
    assert [span.id for span in found.markups[0].spans] == ["u-0-13", "u-14-34"]
    assert _reasons(found) == [reason]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not XML"),
        (b"\x00\x01", "is not XML"),
        (b"<a/>", "is no CAS of a text"),
        (b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>', "declares a document type or entities"),
        (b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>', "declares a document type"),
    ],
)
@pytest.mark.parametrize("name", ["a.md.xmi", "TypeSystem.xml"])
def test_what_is_no_cas_is_refused(tmp_path: Path, content: bytes, message: str, name: str) -> None:
    write([_example()], tmp_path)
    (tmp_path / name).write_bytes(content)
    expected = message if name == "a.md.xmi" or content != b"<a/>" else "has no layer"
    with pytest.raises(InputError, match=expected):
        read(tmp_path)


def test_a_link_to_nothing_is_refused(tmp_path: Path) -> None:
    write([_example()], tmp_path)
    xmi = (tmp_path / "a.md.xmi").read_text(encoding="utf-8")
    (tmp_path / "a.md.xmi").write_text(re.sub('Governor="[0-9]+"', 'Governor="999"', xmi), encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.md\.xmi: is no readable CAS"):
        read(tmp_path)


def test_other_projects_are_refused(tmp_path: Path) -> None:
    types = cassis.TypeSystem()
    cas = cassis.Cas(typesystem=types)
    cas.sofa_string = "Text"
    types.to_xml(tmp_path / "TypeSystem.xml")
    cas.to_xmi(tmp_path / "a.xmi")
    with pytest.raises(InputError, match=r"its TypeSystem\.xml has no layer webanno\.custom\.ArgumentComponent"):
        read(tmp_path)


def test_unknown_types_and_lacking_features_are_no_trouble(tmp_path: Path) -> None:
    built = replace(_example(), supports=(), pages=())
    write([built], tmp_path)
    types = (tmp_path / "TypeSystem.xml").read_text(encoding="utf-8")
    for name in (PAGE, SUPPORT):
        types = re.sub(f"<typeDescription><name>{name}</name>.*?</typeDescription>", "", types)
    (tmp_path / "TypeSystem.xml").write_text(types, encoding="utf-8")
    xmi = (tmp_path / "a.md.xmi").read_text(encoding="utf-8")
    other = '<custom:Person xmi:id="900" sofa="1" begin="0" end="1"/><cas:Sofa'
    (tmp_path / "a.md.xmi").write_text(xmi.replace("<cas:Sofa", other), encoding="utf-8")
    assert read(tmp_path) == Imported((built,))


# Folders and archives


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(InputError):
            read(path)
    (tmp_path / "a.xmi").write_bytes(b"<a/>")
    with pytest.raises(InputError, match=r"a\.xmi: has no TypeSystem\.xml beside it"):
        read(tmp_path)


def test_one_file_is_read_with_the_type_system_beside_it(tmp_path: Path) -> None:
    write([_example(), replace(_example(), name="b.md")], tmp_path)
    assert read(tmp_path / "b.md.xmi") == Imported((replace(_example(), name="b.md"),))


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    write([_example()], tmp_path / "elsewhere")
    write([replace(_example(), name="b.md")], tmp_path / "here")
    (tmp_path / "here" / "a.md.xmi").symlink_to(tmp_path / "elsewhere" / "a.md.xmi")
    (tmp_path / "here" / ".hidden.xmi").write_bytes(b"<a/>")
    assert [one.name for one in read(tmp_path / "here").markups] == ["b.md"]


def test_names_of_documents_do_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    built = replace(_example(), name="../../evil.md")
    write([built], tmp_path / "out")
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["TypeSystem.xml", "evil.md.xmi"]
    assert read(tmp_path / "out") == Imported((built,))


def _exported(folder: Path, built: Markup) -> dict[str, bytes]:
    write([built], folder)
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_what_inception_exports_is_read(tmp_path: Path) -> None:
    files = _exported(tmp_path / "one", _example())
    (tmp_path / "zips").mkdir()
    (tmp_path / "zips" / "a.md.zip").write_bytes(pack(files))
    assert read(tmp_path / "zips") == Imported((_example(),))
    assert read(tmp_path / "zips" / "a.md.zip") == Imported((_example(),))


def test_each_annotator_of_an_exported_project_gives_a_document(tmp_path: Path) -> None:
    files = _exported(tmp_path / "one", _example())
    version = {"TypeSystem.xml": files["TypeSystem.xml"], "who.xmi": files["a.md.xmi"]}
    project = {
        "exportedproject.json": b"{}",
        "source/a.md.xmi": files["a.md.xmi"],
        "annotation/a.md.xmi/anna.zip": pack(version),
        "annotation/a.md.xmi/INITIAL_CAS.zip": pack(version),
        "annotation/b.md/INITIAL_CAS.zip": pack(version),
        "curation/a.md.xmi/CURATION_USER.zip": pack(version),
    }
    (tmp_path / "project.zip").write_bytes(pack(project))
    found = read(tmp_path / "project.zip")
    assert [one.name for one in found.markups] == ["a (anna).md", "b.md", "a (CURATION_USER).md"]
    assert {one.spans for one in found.markups} == {_example().spans}
    (tmp_path / "project" / "annotation" / "a.md.xmi").mkdir(parents=True)
    (tmp_path / "project" / "TypeSystem.xml").write_bytes(files["TypeSystem.xml"])
    (tmp_path / "project" / "annotation" / "a.md.xmi" / "anna.xmi").write_bytes(files["a.md.xmi"])
    assert [one.name for one in read(tmp_path / "project").markups] == ["a (anna).md"]


def test_tricks_in_archives_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(pack({"../a.xmi": b"", "TypeSystem.xml": b""}))
    with pytest.raises(InputError, match="names a file outside of the archive"):
        read(tmp_path)
    (tmp_path / "x.zip").write_bytes(b"no archive")
    with pytest.raises(InputError, match="is no readable zip archive"):
        read(tmp_path)


def test_a_missing_library_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(inception_types, "import_module", missing)
    with pytest.raises(MissingExtraError, match=r"argmine\[inception\]"):
        write([_example()], tmp_path)


@given(st.lists(st.builds(Tag, st.text(min_size=1, max_size=8), st.floats(0, 1)), unique_by=lambda tag: tag.id))
def test_tags_come_back_from_a_feature(tags: list[Tag]) -> None:
    assert tags_of(tags_text(tags) or "") == tuple(tags)
