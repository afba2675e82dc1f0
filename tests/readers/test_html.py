"""Web pages: what is content and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from argmine.document import SourceText
from argmine.errors import InputError
from argmine.readers import read
from argmine.readers.limits import Limits
from argmine.structure.assemble import assemble
from argmine.structure.parse import parse


def page(folder: Path, body: str | bytes, name: str = "a.html") -> SourceText:
    path = folder / name
    path.write_bytes(body if isinstance(body, bytes) else f"<!DOCTYPE html><html><body>{body}</body></html>".encode())
    return read(path)


def lines(source: SourceText) -> list[str]:
    return [line for line in source.text.split("\n") if line]


def test_navigation_scripts_and_hidden_parts_stay_out(tmp_path: Path) -> None:
    body = """<header><p>Skip to content</p></header><nav><a href="/">Home</a></nav>
    <script>document.write("<p>No.</p>")</script><style>p { color: red }</style><form><input value="x"> Search</form>
    <p>The title is <b>not</b> protected.</p><p hidden>Not seen.</p><div style="display: none">Nor this.</div>
    <aside>Related pages</aside><div role="navigation">Next</div><footer>Cookies</footer>"""
    assert lines(page(tmp_path, body)) == ["The title is not protected."]


def test_main_is_taken_where_it_holds_much_of_the_page(tmp_path: Path) -> None:
    text = "The title is not protected by law in any of the four nations."
    assert lines(page(tmp_path, f"<div>Menu</div><main><p>{text}</p></main>")) == [text]
    assert text in lines(page(tmp_path, f"<main>Menu</main><div><p>{text}</p></div>"))


def test_headings_lists_tables_and_notes(tmp_path: Path) -> None:
    body = """<h1>Response</h1><h2>Risks</h2><p>One post in five is vacant.<sup>[1]</sup> It <br>must change.</p>
    <ul><li>training</li><li>a <i>title</i></li></ul><ol start="3"><li>third</li></ol>
    <table><caption>Posts</caption><tr><th>Year</th><th>Posts</th></tr><tr><td>2023</td><td>12</td></tr></table><h2>Remedy</h2>"""
    source = page(tmp_path, body)
    assert lines(source) == [
        "Response", "Risks", "One post in five is vacant.¹ It", "must change.", "• training", "• a title", "3. third",
        "Posts", "Year\tPosts", "2023\t12", "Remedy",
    ]  # fmt: skip
    assert source.layout is not None
    marks = [(mark.kind, mark.level, source.text[mark.start : mark.end].split("\n")[0]) for mark in source.layout.marks]
    assert marks[:2] == [("title", 0, "Response"), ("heading", 1, "Risks")]
    assert ("table", 0, "Year\tPosts") in marks
    structure = parse(source.text, source.layout)
    document = assemble(source, structure, structure.segments)
    assert document.document.title == "Response"
    assert [unit.clean_text for unit in document.units][:2] == ["One post in five is vacant.", "It must change."]


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252"])
def test_the_encoding_is_that_of_the_bytes_or_as_declared(tmp_path: Path, encoding: str) -> None:
    text = f"<html><head><meta charset='{encoding}'></head><body><p>Café – “care”</p></body></html>"
    assert lines(page(tmp_path, text.encode(encoding))) == ["Café – “care”"]


def test_entities_are_text_and_expand_no_further(tmp_path: Path) -> None:
    entities = b"<!DOCTYPE html [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]>"
    bomb = entities + b"<html><body><p>&lt;b&gt; &b; end</p></body></html>"
    assert "aaaa" * 5 not in page(tmp_path, bomb).text
    assert "<b>" in page(tmp_path, bomb).text


def test_deep_nesting_is_read_without_recursion(tmp_path: Path) -> None:
    assert "found" in page(tmp_path, "<div>" * 900 + "found" + "</div>" * 900).text
    with pytest.raises(InputError, match=r"more than 1,000 deep \(--max-nesting"):
        page(tmp_path, "<div>" * 1_500 + "lost" + "</div>" * 1_500)
    with pytest.raises(InputError, match="nested more than 2,000 deep"):
        page(tmp_path, "<div>" * 3_000 + "lost" + "</div>" * 3_000)


def test_a_page_without_text_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="filled in by a script"):
        page(tmp_path, "<div id='root'></div><script>render()</script>")


def test_a_long_page_keeps_its_structure(tmp_path: Path) -> None:
    body = "".join(f"<section><h2>Risk {n}</h2><ul><li>one</li><li>two</li></ul></section>" for n in range(300))
    assert lines(page(tmp_path, body))[:3] == ["Risk 0", "• one", "• two"]


NOTES = [
    """<p>Half are unregistered<sup id="r1"><a href="#f1">1</a></sup> and more<a id="r2" href="#f2">[2]</a> will be.</p>
    <ol><li id="f1">Register, 2023. <a href="#r1">↩</a></li>
    <li id="f2"><p>Survey, 2024. <a href="#r2">↩</a></p></li></ol>""",
    """<p>Half are unregistered<a href="#f1" id="r1">1</a> and more<a href="#fn2">(2)</a> will be.</p>
    <hr><p><a id="f1" href="#r1">1.</a> Register, 2023.</p><p><a name="fn2">[2]</a> Survey, 2024.</p>""",
]


@pytest.mark.parametrize("body", NOTES)
def test_notes_are_found_by_the_links_to_them(tmp_path: Path, body: str) -> None:
    source = page(tmp_path, body)
    assert lines(source) == ["Half are unregistered¹ and more² will be.", "¹ Register, 2023.", "² Survey, 2024."]
    structure = parse(source.text, source.layout)
    document = assemble(source, structure, structure.segments)
    assert [entry.number for entry in document.references] == ["1", "2"]
    assert document.units[0].citations == tuple(entry.id for entry in document.references)


def test_numbered_links_to_sections_are_no_notes(tmp_path: Path) -> None:
    body = """<p>See section <a href="#s2">2</a>.</p><h2 id="s2">Remedy</h2><p>Protect the title.</p>"""
    assert lines(page(tmp_path, body)) == ["See section 2.", "Remedy", "Protect the title."]
    body = """<p>See section <a href="#s2">2</a> and <a href="#p3">3</a>.</p>
    <div id="s2"><h2>Remedy</h2><p>Act.</p></div>
    <p id="p3">Protect the title.</p>"""
    assert lines(page(tmp_path, body)) == ["See section 2 and 3.", "Remedy", "Act.", "Protect the title."]


def test_limits(tmp_path: Path) -> None:
    path = tmp_path / "a.htm"
    path.write_text("<p>" + "word " * 500 + "</p>", encoding="utf-8")
    with pytest.raises(InputError, match="--max-characters"):
        read(path, Limits(max_characters=100))
