"""Hypothesis: documents that hold together, of any text and any shape, and what a spreadsheet makes of their text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from argmine.document import COMPONENTS, ArgumentDocument, Reference, Relation, Tag, with_clusters
from building import ROOT, document, section, source, unit

# Text that breaks tables: formulas, quotes, separators, line breaks, markup, characters that XML and UTF-8 cannot hold.
NASTY = ["=1+1", " =A1", "+1", "-1", "@x", "\t=1", "\r=1", '"', ",", ";", "\n", "\r\n", "<r>x</r>", "]]>", "_x0041_"]
TEXTS = st.lists(st.sampled_from(NASTY) | st.text(st.characters(codec=None), max_size=12), min_size=1, max_size=3).map(
    "".join
)
_TAGS = st.lists(st.sampled_from(["risk_a", "risk-b", "=risk"]), max_size=2, unique=True).map(
    lambda ids: tuple(Tag(id, 1.0) for id in ids)
)
_MORE = st.fixed_dictionaries(
    {
        "component": st.sampled_from(COMPONENTS),
        "section": st.sampled_from([ROOT, "s-1", "s-2"]),
        "risk_types": _TAGS,
        "specialties": _TAGS,
        "needs_review": st.booleans(),
        "cited_numbers": st.lists(st.integers(1, 300), max_size=2).map(tuple),
        "citations": st.lists(st.sampled_from(["r-1", "r-2"]), max_size=2).map(tuple),
        "pages": st.just(()) | st.just((3,)) | st.just((4, 5)),
    }
)


def _whole(rows: list[tuple[str, dict[str, Any]]], title: str, groups: list[int], links: list[int]) -> ArgumentDocument:
    built = document(
        *(unit(text, **more) for text, more in rows),
        document=source(title=title, source=f"{title}.md"),
        sections=(section("s-1", title, "1"), section("s-2", "Inner", "", level=2, parent="s-1")),
        references=(
            Reference("r-1", "1", title, 0, 0, "s-1", None),
            Reference("r-2", "2", "Second.", 0, 0, "s-2", 2),
        ),
    )
    ids = [one.id for one in built.units]
    pairs = {(ids[a % len(ids)], ids[b % len(ids)]) for a, b in zip(links, links[1:], strict=False)} if ids else set()
    relations = tuple(Relation(a, b, "support", 0.5) for a, b in sorted(pairs) if a != b)
    alike: dict[int, list[int]] = {}
    for index, group in zip(range(len(ids)), groups, strict=False):
        alike.setdefault(group, []).append(index)
    clusters = [members for group, members in alike.items() if group and len(members) > 1]
    return with_clusters(replace(built, relations=relations), clusters, [members[-1] for members in clusters])


whole_documents: st.SearchStrategy[ArgumentDocument] = st.builds(
    _whole,
    st.lists(st.tuples(TEXTS, _MORE), max_size=7),
    TEXTS,
    st.lists(st.integers(0, 2), max_size=7),
    st.lists(st.integers(0, 6), max_size=4),
)
