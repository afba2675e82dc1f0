"""The report page as text, and in a real browser: filters, links, keys, hostile documents."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from argmine.document import ArgumentDocument, Cluster, Reference, Relation, Tag
from argmine.exporters.html_report import render_report, write_html
from building import document, scores, section, unit

HOSTILE = (
    '<script>alert(1)</script><img src=x onerror="alert(2)">\'"></bdi></script>'
    "\u202egnp.exe\u2066 {{ 7 * 7 }} &amp; %3Cb"
)
CONTRAST = """() => {
  const light = (colour) => {
    const parts = colour.match(/[\\d.]+/g).map(Number).map((v) => v / 255);
    const [r, g, b] = parts.map((v) => (v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4));
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (!colour.endsWith(", 0)")) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const written = "h1, h2, h3, p, li, small, .where, .unit bdi, a, button, label, th, td";
  return [...document.querySelectorAll(written)]
    .filter((e) => e.offsetParent && e.textContent.trim() && /^rgb\\([^/]+\\)$/.test(ground(e)))
    .map((e) => {
      const [a, b] = [light(getComputedStyle(e).color), light(ground(e))];
      return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), e.outerHTML.slice(0, 80)];
    });
}"""


def small() -> ArgumentDocument:
    built = document(
        unit(
            "Scans fail.", "claim", "s-1", risk_types=(Tag("equipment_failure", 0.9),), specialties=(Tag("mri", 0.8),)
        ),
        unit(
            "Half failed in 2020.", "evidence", "s-1", risk_types=(Tag("equipment_failure", 0.7),), cited_numbers=(1,)
        ),
        unit("Titles mislead.", "claim", "s-2", needs_review=True),
        unit("Thanks.", "other", "s-2"),
        unit("Scans do fail.", "claim", "s-2", scores=scores("claim", 0.5)),
        unit("Protect the title.", "conclusion", "s-2", kind="list_item", paragraph=1, pages=(2, 3)),
        sections=(section("s-1", "Risk", "1"), section("s-2", "Remedy", "2")),
    )
    ids = [one.id for one in built.units]
    reference = Reference("r-1", "1", "A survey, 2020.", 0, 1, "s-1")
    cluster = Cluster("k-1", ids[0], (ids[0], ids[4]), ("s-1", "s-2"))
    units = [replace(one, cluster="k-1") if one.id in cluster.units else one for one in built.units]
    units[1] = replace(units[1], citations=("r-1",))
    relations = (Relation(ids[1], ids[0], "support", 0.9), Relation(ids[0], ids[5], "support", 0.8))
    return replace(built, units=tuple(units), clusters=(cluster,), references=(reference,), relations=relations)


class Page(HTMLParser):
    """The ids, scripts and links of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.scripts: list[str] = []
        self.tags: set[str] = set()
        self.loads: list[str] = []
        self._in_script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.loads += [given[name] or "" for name in ("src", "srcset", "data", "action") if name in given]
        self.loads += [given["href"] or ""] if "href" in given and not (given["href"] or "").startswith("#") else []
        self._in_script = tag == "script" and given.get("type") != "application/json"

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False


def test_every_unit_can_be_linked_to_and_ids_are_unique() -> None:
    built = small()
    page = Page(render_report(built))
    assert {one.id for one in built.units} | {"r-1", "s-1", "s-2", "overview"} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_nothing_is_loaded_and_only_the_own_script_may_run() -> None:
    text = render_report(small())
    page = Page(text)
    assert page.loads == []
    (script,) = page.scripts
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text
    assert "default-src 'none'" in text
    assert "</script" not in script


@given(st.text(alphabet=st.sampled_from(list("<>&\"'`/{}%=\u2028\u202e\u0000 abscript-!"))), st.booleans())
@settings(max_examples=60, deadline=None)
def test_text_never_becomes_markup(text: str, listed: bool) -> None:
    kind = "list_item" if listed else "sentence"
    built = document(unit("x" + text, kind=kind), sections=[section("s-1", text, text)])
    built = replace(built, document=replace(built.document, title=text, source="x" + text))
    calm = document(unit("x", kind=kind), sections=[section("s-1")])
    hostile, plain = Page(render_report(built)), Page(render_report(calm))
    assert hostile.tags == plain.tags
    assert len(hostile.scripts) == 1


def test_the_same_document_gives_the_same_page(tmp_path: Path) -> None:
    write_html(small(), tmp_path / "a.html")
    write_html(small(), tmp_path / "b.html")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_figures_say_what_they_count() -> None:
    text = " ".join(re.sub(r"<[^>]+>", " ", render_report(small())).split())
    assert "3 claims what the author asks" in text
    assert "1 repeated arguments made at least twice" in text
    assert "Nothing supports 2 of 3 claims" in text
    assert f"All {small().coverage.total} characters of the document are accounted for" in text


def test_an_empty_document_has_a_page() -> None:
    text = render_report(document())
    assert "No argument is made twice." in text
    assert "No risk types were found." in text


# --- in a browser ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("ARGMINE_CI"):
            pytest.fail("chromium is not installed; CI needs it")
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        chromium = player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Any]:
    faults: list[str] = []
    page = browser.new_page(viewport={"width": 1400, "height": 500})
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith("file:") else faults.append(request.url))
    page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))

    def show(built: ArgumentDocument, fragment: str = "") -> Any:
        write_html(built, tmp_path / "report.html")
        page.goto(f"{(tmp_path / 'report.html').as_uri()}{fragment}")
        return page

    yield show
    page.close()
    assert faults == []


def shown(page: Any) -> list[str]:
    return list(page.locator("#text .unit:visible bdi").all_inner_texts())


def test_filters_change_what_is_shown_and_the_count(open_page: Any) -> None:
    page = open_page(small())
    assert page.inner_text("#shown") == "6"
    page.uncheck("input[value=claim]")
    assert page.inner_text("#shown") == "3"
    assert "Scans fail." not in shown(page)
    page.click("button[type=reset]")
    page.get_by_role("status").get_by_text("6 of 6").wait_for()
    page.select_option("select[name=risk]", "equipment_failure")
    assert shown(page) == ["Scans fail.", "Half failed in 2020."]
    page.select_option("select[name=specialty]", "mri")
    assert shown(page) == ["Scans fail."]
    page.click("button[type=reset]")
    page.select_option("select[name=section]", "s-2")
    assert len(shown(page)) == 4
    page.fill("input[name=words]", "FAIL scans")
    assert shown(page) == ["Scans do fail."]
    page.fill("input[name=words]", "nowhere")
    assert page.is_visible("#nothing")
    page.click("#nothing button")
    assert page.inner_text("#shown") == "6"
    page.select_option("select[name=repeated]", "0")
    assert shown(page) == ["Scans fail.", "Scans do fail."]
    page.click("button[type=reset]")
    page.check("input[name=review]")
    assert page.inner_text("#shown") == "1"
    page.click("button[type=reset]")
    page.check("input[name=bare]")
    assert shown(page) == ["Titles mislead.", "Scans do fail."]
    page.click("button[type=reset]")
    page.fill("input[name=score]", "60")
    assert "Scans do fail." not in shown(page)


def test_a_cell_of_the_risk_table_shows_its_passages(open_page: Any) -> None:
    page = open_page(small())
    page.click(".heat button")
    assert shown(page) == ["Scans fail."]


def test_a_link_to_a_unit_scrolls_to_it_and_tells_of_it(open_page: Any) -> None:
    built = document(*(unit(f"Claim number {n} of many.", paragraph=n) for n in range(80)))
    target = built.units[70]
    page = open_page(built, f"#{target.id}")
    box = page.locator(f"[id='{target.id}']").bounding_box()
    assert 0 <= box["y"] < 500
    assert page.locator(".unit.chosen").get_attribute("id") == target.id
    assert "at 1,7" in page.inner_text("#details")


def test_details_of_a_passage(open_page: Any) -> None:
    page = open_page(small())
    page.locator("#text .unit bdi", has_text="Scans fail.").click(timeout=3000)
    told = page.inner_text("#details")
    for expected in ("Claim", "Equipment failure 90 %", "Supported by", "Half failed in 2020.", "Supports", "Protect",
                     "Also made here (1)", "Scans do fail."):  # fmt: skip
        assert expected in told
    page.locator("#details a", has_text="at 12").click()
    page.locator("#details", has_text="A survey, 2020.").wait_for()  # the page follows its address a moment later
    page.locator("#details a", has_text="1").last.click()
    page.locator("#r-1").wait_for(state="visible")


def test_keys_go_from_passage_to_passage(open_page: Any) -> None:
    page = open_page(small())
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator(".unit.chosen bdi").inner_text() == "Half failed in 2020."
    page.keyboard.press("k")
    assert page.locator(".unit.chosen bdi").inner_text() == "Scans fail."
    page.keyboard.press("Escape")
    assert page.locator(".unit.chosen").count() == 0
    page.keyboard.press("/")
    page.keyboard.type("title")
    assert shown(page) == ["Titles mislead.", "Protect the title."]


def test_a_hostile_document_stays_inert(open_page: Any) -> None:
    built = document(
        unit(HOSTILE, "claim", "s-x", risk_types=(Tag(HOSTILE, 0.9),), specialties=(Tag(HOSTILE, 0.9),)),
        unit("Calm.", "evidence", "s-x"),
        sections=[section("s-x", HOSTILE, HOSTILE)],
    )
    ids = [one.id for one in built.units]
    built = replace(
        built,
        document=replace(built.document, title=HOSTILE, source=HOSTILE),
        clusters=(Cluster("k-1", ids[0], tuple(ids), ("s-x",)),),
        units=tuple(replace(one, cluster="k-1") for one in built.units),
        references=(Reference("r-1", HOSTILE, HOSTILE, 0, 1, "s-x"),),
    )
    page = open_page(built)
    page.locator("#text .unit bdi").first.click(timeout=3000)
    assert page.locator("#text .unit bdi").first.inner_text() == " ".join(HOSTILE.split())
    assert page.locator("img").count() == 0
    assert json.loads(page.evaluate("document.getElementById('data').textContent"))["units"][0]["risk"][0][0] == HOSTILE


def test_dark_and_light(open_page: Any) -> None:
    page = open_page(small())
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.click("#theme")
    assert page.evaluate(paper) != light
    page.click("#theme")
    assert page.evaluate(paper) == light


def test_names_and_landmarks_for_screen_readers(open_page: Any) -> None:
    page = open_page(small())
    assert page.get_by_role("main").count() == 1
    assert page.get_by_role("search", name="Filter passages").count() == 1
    assert page.get_by_role("button", name="claim Scans fail.").count() == 1
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => +(h.ariaLevel || h.tagName[1]))")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(open_page: Any, scheme: str) -> None:
    page = open_page(small())
    page.emulate_media(color_scheme=scheme)
    ratios = page.evaluate(CONTRAST)
    assert len(ratios) > 40
    assert [row for row in ratios if row[0] < 4.5] == []  # WCAG 2.2, AA
