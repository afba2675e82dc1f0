"""A result is proven by its source, and everything that was tampered with is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from argmine.document import ArgumentDocument, Cluster, Relation, SourceText, with_clusters
from argmine.readers import read
from argmine.structure.assemble import assemble, recount
from argmine.structure.parse import parse
from argmine.verifying import differences, find_source

TEXT = """# Response

## Risks

One post in five is vacant [1]. The title is not protected by law.

3

It must therefore be protected.

References

[1] Board of Audit. Report. 2021.
"""


@pytest.fixture
def source(tmp_path: Path) -> SourceText:
    path = tmp_path / "a.md"
    path.write_bytes(TEXT.encode())
    return read(path)


@pytest.fixture
def result(source: SourceText) -> ArgumentDocument:
    structure = parse(source.text, source.layout)
    document = assemble(source, structure, structure.segments)
    document = recount(replace(document, units=tuple(replace(unit, component="claim") for unit in document.units)))
    first, second, _ = document.units
    document = replace(document, relations=(Relation(first.id, second.id, "support", 0.5),))
    return with_clusters(document, [[0, 1]], [0])


def wrong(document: ArgumentDocument, source: SourceText) -> list[str]:
    return [difference.where for difference in differences(document, source)]


def changed(document: ArgumentDocument, index: int, **changes: object) -> ArgumentDocument:
    units = list(document.units)
    units[index] = replace(units[index], **changes)  # type: ignore[arg-type]
    return replace(document, units=tuple(units))


def test_an_honest_result_is_proven(result: ArgumentDocument, source: SourceText) -> None:
    assert wrong(result, source) == []


def test_another_file_is_found_out(result: ArgumentDocument, source: SourceText) -> None:
    other = replace(source, text=TEXT + "More.\n", sha256="0" * 64)
    assert wrong(result, other) == ["document.sha256", "document.id"]


def test_a_changed_quote_is_named(result: ArgumentDocument, source: SourceText) -> None:
    unit = result.units[1]
    tampered = changed(result, 1, text=unit.text.replace("not ", "now "))
    assert wrong(tampered, source) == [f"unit {unit.id}"]


@pytest.mark.parametrize(
    ("index", "changes"),
    [
        (0, {"pages": (9,)}),
        (0, {"clean_text": "One post in two is vacant."}),
        (0, {"citations": ()}),
        (1, {"section": "s-nowhere"}),
        (1, {"citations": ("r-none",)}),
        (1, {"lead_in": "u-none"}),
        (1, {"start": 4}),
        (2, {"fragments": ((0, 5),)}),
        (2, {"id": "u-other"}),
        (2, {"cluster": "k-other"}),
        (2, {"component": "other"}),
    ],
)
def test_a_changed_unit_is_named(
    result: ArgumentDocument, source: SourceText, index: int, changes: dict[str, object]
) -> None:
    assert wrong(changed(result, index, **changes), source)


@pytest.mark.parametrize("field", ["sections", "references", "relations", "clusters"])
def test_what_is_missing_or_dangling_is_named(result: ArgumentDocument, source: SourceText, field: str) -> None:
    broken = {
        "sections": result.sections[:-1],
        "references": (),
        "relations": (Relation("u-none", result.units[0].id, "support", 0.5),),
        "clusters": (Cluster("k", "u-none", (result.units[0].id,), ()),),
    }
    assert wrong(replace(result, **{field: broken[field]}), source)


def test_the_ledger_has_to_add_up(result: ArgumentDocument, source: SourceText) -> None:
    coverage = result.coverage
    short = replace(coverage, spans=coverage.spans[:-1])
    assert "coverage" in wrong(replace(result, coverage=short), source)
    characters = coverage.characters | {"units": coverage.characters["units"] + 1}
    assert wrong(replace(result, coverage=replace(coverage, characters=characters)), source) == ["coverage.characters"]


def test_the_source_is_looked_for_beside_the_result(
    tmp_path: Path, result: ArgumentDocument, source: SourceText
) -> None:
    assert find_source(tmp_path / "a.argmine.json", result) == tmp_path / "a.md"
    assert find_source(tmp_path / "out" / "a.argmine.json", result) == tmp_path / "a.md"
    assert find_source(Path("/elsewhere/deep/a.argmine.json"), result) is None
