"""A comparison as a page: right by hand, self-contained, and inert whatever the documents hold."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest

from argmine.comparing import compare
from argmine.exporters.comparison_html import render_comparison, write_comparison_html
from building import RUN, document, section, source, unit

A = document(
    unit("Scans fail."),
    unit("The title is not protected by law.", pages=(3,)),
    unit("Parking costs too much.", section="s-2"),
    unit("See below.", "other"),
    sections=(section("s-1", "Sites", "2"), section("s-2", "Cars", "2.1", level=2, parent="s-1")),
)
B = document(
    unit("SCANS fail", "evidence"),
    unit("The title is still protected by law.", pages=(4, 5)),
    unit("See below."),
    document=source(58, source="folder/second.pdf", sha256="b" * 64, title="Second edition", pages=9),
)


def page(html: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(html)


def words(element: lxml.html.HtmlElement) -> str:
    """What a sighted reader sees."""
    for hidden in element.xpath(".//span[@class='unseen']"):
        hidden.drop_tree()
    return " ".join(" ".join(element.itertext()).split())


def test_what_the_page_says() -> None:
    tree = page(render_comparison(compare(A, B)))
    assert tree.xpath("string(//title)") == "Report and Second edition: what changed"
    cards = [words(card) for card in tree.xpath("//ul[@class='cards']/li/b")]
    assert cards == ["1", "1", "1", "1"]
    rows = [[words(cell) for cell in row] for row in tree.xpath("//table[@class='sums']//tr")]
    assert rows[1] == ["claims", "3", "2", "1", "1", "1", "1"]
    assert rows[-1] == ["all", "3", "3", "1", "1", "1", "1"]
    sides = [words(side) for side in tree.xpath("//ol[@class='pairs']//div[@class='side']")]
    assert sides == [
        "A The title is not protected by law. claim p. 3 · (front matter)",
        "B The title is still protected by law. claim pp. 4-5 · (front matter)",
    ]
    assert [words(one) for one in tree.xpath("//ol[@class='pairs']//del")] == ["not"]
    assert [words(one) for one in tree.xpath("//ol[@class='pairs']//ins")] == ["still"]
    assert [words(one) for one in tree.xpath("//section[@id='new']//li")] == [
        "claim See below. at 48 · the words are in A too, as no argument"
    ]
    assert [words(one) for one in tree.xpath("//section[@id='dropped']//h3")] == ["2 Sites 2.1 Cars"]
    assert [words(one) for one in tree.xpath("//section[@id='dropped']//li")] == ["claim Parking costs too much. at 47"]
    changed = [[words(cell) for cell in row] for row in tree.xpath("//section[@id='changed']//tbody/tr")]
    assert changed == [["SCANS fail", "claim at 0", "evidence at 0"]]
    assert "b" * 64 in words(tree.xpath("//section[@id='about']")[0])
    assert "folder/" not in words(tree.xpath("//header")[0])


def test_screen_readers_hear_where_a_change_begins_and_ends() -> None:
    tree = page(render_comparison(compare(A, B)))
    (removed,) = tree.xpath("//ol[@class='pairs']//del")
    assert removed.text_content() == "[only in A: not end]"
    (added,) = tree.xpath("//ol[@class='pairs']//ins")
    assert added.text_content() == "[only in B: still end]"


def test_landmarks_and_headings() -> None:
    tree = page(render_comparison(compare(A, B)))
    assert tree.get("lang") == "en"
    assert [len(tree.xpath(f"//{name}")) for name in ("main", "header", "nav", "h1")] == [1, 1, 1, 1]
    levels = [int(heading.tag[1]) for heading in tree.iter("h1", "h2", "h3", "h4")]
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    ids = {one.get("id") for one in tree.xpath("//*[@id]")}
    assert {link.get("href")[1:] for link in tree.xpath("//a")} <= ids
    for part in tree.xpath("//main/section"):
        assert part.get("aria-labelledby") in ids


def test_nothing_is_said_of_what_is_not_there() -> None:
    tree = page(render_comparison(replace(compare(A, A), by_meaning=True)))
    assert not tree.xpath("//section[@id='changed']")
    assert not tree.xpath("//*[@class='note']")
    assert words(tree.xpath("//section[@id='new']")[0]) == "New in B Every argument of B is in A."
    assert words(tree.xpath("//section[@id='dropped']")[0]) == "Dropped from A Every argument of A is in B."
    assert words(tree.xpath("//section[@id='reworded']")[0]) == "Reworded No argument was reworded."
    both = compare(A, replace(B, run=replace(RUN, model_hash="f0")))
    assert len(page(render_comparison(both)).xpath("//*[@class='note']")) == 2


def test_wordings_with_little_in_common_are_not_marked() -> None:
    first, second = "Anyone may use the title.", "No law protects what they are called."
    found = compare(document(unit(first)), document(unit(second)))
    pair = replace(compare(A, A).pairs[0], kind="reworded", before=found.dropped[0], after=found.new[0], score=0.6)
    tree = page(render_comparison(replace(found, pairs=(pair,), new=(), dropped=())))
    assert not tree.xpath("//ol[@class='pairs']//del | //ol[@class='pairs']//ins")
    assert words(tree.xpath("//ol[@class='pairs']//h3")[0]) == "In other words · claim"


def references(tree: lxml.html.HtmlElement) -> Iterator[str]:
    for element in tree.iter():
        for name in ("src", "href", "action", "data", "srcset", "poster", "background"):
            if value := element.get(name):
                yield value


def test_the_page_needs_and_fetches_nothing() -> None:
    html = render_comparison(compare(A, B))
    tree = page(html)
    assert all(value.startswith("#") for value in references(tree))
    assert not re.search(r"url\(|@import|https?:", html)
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    hashes = re.findall(r"'sha256-([^']+)'", policy)
    styles = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    assert hashes == [base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in styles]
    assert not tree.xpath("//*[@style] | //script | //*[starts-with(name(@*), 'on')]")


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</style><script>x</script>",
    "</title><b>",
    "\" onmouseover=alert(1) x=\"",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt;",
    "<!--",
    "\u202egnirts",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_stays_text(text: str) -> None:
    name = source(title=text, source=text, sha256=text)
    part = (section("s-1", text, text), section("s-2", text, level=2, parent="s-1"))
    run = replace(RUN, model=text, model_hash=text, argmine_version=text)
    a = document(
        unit(f"Scans {text} fail."),
        unit(f"The title is {text} not protected by any law.", section="s-2"),
        unit(f"Parking {text} {text}", section="s-2"),
        sections=part,
        document=name,
        run=run,
    )
    b = document(
        unit(f"Scans {text} fail.", "evidence", section="s-2"),
        unit("The title is not protected by any law."),
        unit(f"2019 {text} 1999 {text} 1979", section="s-2"),
        sections=part,
        document=name,
        run=run,
    )
    plain = render_comparison(compare(A, B))
    html = render_comparison(compare(a, b))
    assert {element.tag for element in page(html).iter()} <= {element.tag for element in page(plain).iter()} | {"dd"}
    tree = page(html)
    assert not tree.xpath("//script | //img | //main//b[not(ancestor::li or ancestor::p or ancestor::summary)]")
    assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on")]
    assert any(" ".join(text.split()) in " ".join(bdi.text_content().split()) for bdi in tree.iter("bdi"))


def test_text_of_documents_is_isolated_from_the_page() -> None:
    mark = "\u202eabc"
    part = (section("s-1", f"Part {mark}"),)
    a = document(unit(f"Scans {mark} fail.", section="s-1"), sections=part, document=source(title=mark, source=mark))
    b = document(unit(f"Parking {mark} 2019.", section="s-1"), sections=part, document=source(title=mark, source=mark))
    tree = page(render_comparison(compare(a, b)))
    for element in tree.xpath("//body//*[contains(text(), '\u202e')]"):
        assert element.tag == "bdi" or element.xpath("ancestor::bdi")


def test_the_file_is_the_page_and_the_same_each_time(tmp_path: Path) -> None:
    path = tmp_path / "comparison.html"
    write_comparison_html(compare(A, B), path)
    assert path.read_text(encoding="utf-8") == render_comparison(compare(A, B))


def test_two_empty_results() -> None:
    tree = page(render_comparison(compare(document(), document())))
    assert [words(card) for card in tree.xpath("//ul[@class='cards']/li/b")] == ["0", "0", "0", "0"]
