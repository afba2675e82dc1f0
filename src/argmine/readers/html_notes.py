"""Footnotes of web pages: blocks that a link points to whose text is a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_HOLDERS = frozenset({"li", "p", "div", "dd"})
_NAMED = re.compile(r"(?:^|[\W_])(?:fn|ftn|edn|footnote|endnote|note|cite|doc-(?:foot|end)note)", re.IGNORECASE)
_LONGEST = 2_000  # characters
_BRACKETS = " \t\r\n\xa0[](){}"


@dataclass(frozen=True, slots=True)
class HtmlNotes:
    """The number of each element that is a note, and of each link that cites one."""

    notes: dict[Any, str]
    links: dict[Any, str]


def find_notes(root: Any) -> HtmlNotes:
    """The notes under an element: each stands below the first link to it, and is no other link's way back."""
    ids = {element.get("id") or element.get("name"): element for element in root.xpath(".//*[@id or @name]")}
    order = {element: place for place, element in enumerate(root.iter())}
    notes: dict[Any, str] = {}
    links: dict[Any, str] = {}
    for link in root.iter("a"):
        number = "".join(link.itertext()).strip(_BRACKETS)
        target = ids.get((link.get("href") or "")[1:]) if (link.get("href") or "").startswith("#") else None
        holder = _holder(target)
        if not (number.isascii() and number.isdigit() and len(number) < 4) or holder is None:
            continue
        if order[holder] > order[link] and holder not in link.iterancestors() and _is_note(holder, target):
            notes.setdefault(holder, number)
            links[link] = number
    return HtmlNotes(notes, links)


def _is_note(holder: Any, target: Any) -> bool:
    """Whether a block is named as a note or links back, and holds no section: "see paragraph 12" cites no note."""
    if (
        holder.xpath(".//h1|.//h2|.//h3|.//h4|.//h5|.//h6|.//table|.//ul|.//ol")
        or len(holder.text_content()) > _LONGEST
    ):
        return False
    name = f"{target.get('id') or ''} {target.get('name') or ''} {holder.get('role') or ''}"
    return bool(_NAMED.search(name) or holder.xpath(".//a[starts-with(@href, '#')]"))


def _holder(target: Any) -> Any:
    """The block that a target is, or opens."""
    for _ in range(3):
        if target is None or target.tag in _HOLDERS:
            return target
        above = target.getparent()
        opens = above is not None and above.index(target) == 0 and not (above.text or "").strip()
        target = above if opens else None
    return None


def note_text(text: str, number: str) -> str:
    """The text of a note without the number that it may open with and the arrow back that it may end with."""
    text = text.strip().rstrip("↩↑⏎\ufe0e\ufe0f ^").strip()
    opening = text.lstrip("[(")
    if opening.startswith(number) and not opening[len(number) : len(number) + 1].isalnum():
        text = opening[len(number) :].lstrip(").]: ")
    return text
