"""Agreement against published examples and an independent implementation."""

from __future__ import annotations

import json
from pathlib import Path

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmine.corpora.readings import ReadDocument, ReadUnit, read_readings
from argmine.errors import AnnotationError
from argmine.learn.agreement import agreement, disagreements, fleiss_kappa, krippendorff_alpha, unitized_alpha


def unit(start: int, end: int, component: str, *risks: str, id: str = "u") -> ReadUnit:
    return ReadUnit(id, start, end, component, frozenset(risks), frozenset())


def test_fleiss_on_the_example_of_fleiss_1971_in_small() -> None:
    # Ten items, fourteen readers, five categories: the table of Wikipedia's worked example, kappa 0.210.
    counts = [
        (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
        (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
    ]  # fmt: skip
    ratings = [[value for value, n in enumerate(row) for _ in range(n)] for row in counts]
    assert fleiss_kappa(ratings) == pytest.approx(0.2099, abs=1e-4)


@given(
    ratings=st.lists(st.lists(st.sampled_from(["a", "b", "c", None]), min_size=3, max_size=3), min_size=2, max_size=20)
)
def test_alpha_is_that_of_the_krippendorff_package(ratings: list[list[str | None]]) -> None:
    usable = [row for row in ratings if sum(value is not None for value in row) > 1]
    if len({value for row in usable for value in row if value}) < 2:
        return
    numbers = np.array([[{"a": 0, "b": 1, "c": 2}.get(value or "", np.nan) for value in row] for row in ratings]).T
    expected = krippendorff.alpha(reliability_data=numbers, level_of_measurement="nominal")
    assert krippendorff_alpha(ratings) == pytest.approx(expected)


def test_alpha_over_the_text_falls_when_readers_cut_differently() -> None:
    def both(left: list[ReadUnit], right: list[ReadUnit]) -> float:
        return unitized_alpha([ReadDocument("d", (), (tuple(left), tuple(right)))])

    same = [unit(0, 10, "claim"), unit(20, 30, "evidence")]
    shifted = [unit(0, 10, "claim"), unit(25, 35, "evidence")]
    assert both(same, same) == 1.0
    # By hand: 35 characters; claim 10/10, evidence 10/10, of which 5 common; gaps 15/15, of which 10 common.
    n, agreed = 70, 2 * (10 + 5 + 10)
    chance = (n**2 - (20**2 + 20**2 + 30**2)) / (n - 1)
    assert both(same, shifted) == pytest.approx(1 - (n - agreed) / chance)


def write(folder: Path, *rows: dict[str, object]) -> Path:
    folder.mkdir()
    (folder / "d.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    return folder


def test_readers_with_and_without_offsets_are_aligned(tmp_path: Path) -> None:
    first = write(
        tmp_path / "a",
        {"id": "u1", "start": 0, "end": 10, "component": "claim", "risk_types": ["x"]},
        {"id": "u2", "start": 11, "end": 20, "component": "evidence"},
    )
    labels = write(tmp_path / "b", {"id": "u1", "component": "claim"}, {"id": "u2", "component": "claim"})
    spans = write(
        tmp_path / "c",
        {"id": "p", "start": 1, "end": 10, "component": "claim", "risk_types": ["x"]},
        {"id": "q", "start": 30, "end": 40, "component": "other"},
    )
    documents = read_readings([first, labels, spans])
    said = [[one.component if one else None for one in row] for row in documents[0].rows]
    assert said == [["claim", "claim", "claim"], ["evidence", "claim", None], [None, None, "other"]]
    figures = agreement(documents)
    assert (figures["units"], figures["units_of_all_readers"]) == (3, 1)
    assert figures["components"]["cohen_kappa"]["1-2"] == 0.0
    assert figures["risk_types"]["micro_f1"] == pytest.approx(2 / 4)
    differing = disagreements(documents)
    assert [(row["start"], row["end"]) for row in differing] == [(0, 10), (11, 20), (30, 40)]
    assert differing[2]["readers"][0] is None


def test_readers_of_different_documents_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(AnnotationError, match=r"no <id>\.jsonl is in all"):
        read_readings([write(tmp_path / "a", {"id": "u", "component": "claim"}), tmp_path / "empty"])
