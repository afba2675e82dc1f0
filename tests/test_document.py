"""The document model: section paths, clusters, and identity by position."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmine.document import ArgumentDocument, Cluster, SourceText, with_clusters
from argmine.structure.assemble import assemble
from argmine.structure.parse import parse
from building import document, section, unit

NESTED = (
    section("s-1", "Risk", "1"),
    section("s-1.1", "Carotid", "1.1", level=2, parent="s-1"),
    section("s-1.1-note", "Note", level=3, parent="s-1.1"),
    section("s-2", "Remedy", "2"),
)


@pytest.mark.parametrize(
    ("section_id", "path"),
    [
        ("s-root", []),
        ("s-2", ["s-2"]),
        ("s-1.1", ["s-1", "s-1.1"]),
        ("s-1.1-note", ["s-1", "s-1.1", "s-1.1-note"]),
    ],
)
def test_section_path_runs_from_the_top_down_without_the_root(section_id: str, path: list[str]) -> None:
    found = document(sections=NESTED).section_path(section_id)
    assert [part.id for part in found] == path


def test_section_path_of_an_unknown_id() -> None:
    with pytest.raises(KeyError, match="s-9"):
        document(sections=NESTED).section_path("s-9")


def four_units() -> ArgumentDocument:
    return document(
        unit("Titles mislead.", section="s-1"),
        unit("Scans fail.", section="s-2"),
        unit("A title may mislead.", section="s-2"),
        unit("The title misleads.", section="s-1"),
        sections=NESTED,
    )


def test_with_clusters_names_representative_units_and_sections() -> None:
    before = four_units()
    a, b, c, d = before.units
    after = with_clusters(before, [[0, 2, 3]], [2])
    assert after.clusters == (
        Cluster(
            id=f"k-01234567-{a.start}-{a.end}",
            representative=c.id,
            units=(a.id, c.id, d.id),
            sections=("s-1", "s-2"),  # in order of appearance, each once
        ),
    )
    key = after.clusters[0].id
    assert [one.cluster for one in after.units] == [key, None, key, key]
    assert [one.id for one in after.units] == [a.id, b.id, c.id, d.id]
    assert before.clusters == ()
    assert all(one.cluster is None for one in before.units)


def test_with_clusters_replaces_what_was_there() -> None:
    once = with_clusters(four_units(), [[0, 2, 3]], [0])
    again = with_clusters(once, [[1, 2]], [1])
    assert len(again.clusters) == 1
    assert [one.cluster for one in again.units] == [None, again.clusters[0].id, again.clusters[0].id, None]
    assert with_clusters(again, [], []) == four_units()


def test_with_clusters_wants_a_representative_for_each_group() -> None:
    with pytest.raises(ValueError, match="shorter"):
        with_clusters(four_units(), [[0, 2], [1, 3]], [0])


@given(st.lists(st.integers(0, 4), min_size=2, max_size=12))
def test_units_and_clusters_agree(labels: list[int]) -> None:
    groups = [[i for i, other in enumerate(labels) if other == label] for label in set(labels)]
    groups = [group for group in groups if len(group) > 1]
    same = document(*(unit("Again and again.") for _ in labels))
    after = with_clusters(same, groups, [group[-1] for group in groups])
    assert len({cluster.id for cluster in after.clusters}) == len(groups)
    assert {(one.id, one.cluster) for one in after.units if one.cluster} == {
        (member, cluster.id) for cluster in after.clusters for member in cluster.units
    }
    assert all(cluster.representative in cluster.units for cluster in after.clusters)


TWICE = "The title misleads.\n\nScans fail.\n\nThe title misleads.\n"


def read_text(text: str, name: str = "report.md", sha256: str = "0" * 64, encoding: str = "utf-8") -> ArgumentDocument:
    structure = parse(text)
    return assemble(SourceText(text, name, "text/markdown", sha256, encoding), structure, structure.segments)


def test_the_same_sentence_twice_is_two_units() -> None:
    first, _, again = read_text(TWICE).units
    assert first.text == again.text == "The title misleads."
    assert (first.start, again.start) == (0, 34)
    assert first.id != again.id


def test_ids_depend_on_the_text_and_the_place_only() -> None:
    def ids(read: ArgumentDocument) -> list[str]:
        return [one.id for one in read.units] + [one.id for one in read.sections]

    assert ids(read_text(TWICE)) == ids(read_text(TWICE, "renamed.txt", "f" * 64, "cp1252"))
    changed = ids(read_text(TWICE.replace("fail", "slip")))
    assert not set(changed) & set(ids(read_text(TWICE)))
