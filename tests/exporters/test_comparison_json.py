"""A comparison as JSON: everything is in it, and the same comparison gives the same text."""

from __future__ import annotations

import json
from pathlib import Path

from argmine.comparing import compare
from argmine.document import SCHEMA_VERSION
from argmine.exporters.comparison_json import comparison_json, write_comparison_json
from building import document, section, source, unit

PARTS = (section("s-1", "Risk", "1"), section("s-2", "Titles", "1.1", level=2, parent="s-1"))
A = document(
    unit("Scans fail.", section="s-2", pages=(3, 4)),
    unit("The title is not protected by law."),
    unit("Parking costs too much."),
    unit("See below.", "other"),
    sections=PARTS,
)
B = document(
    unit("SCANS fail", "evidence"),
    unit("The title is still not protected by law."),
    unit("See below."),
    document=source(70, source="second.pdf", sha256="b" * 64, title="Second edition"),
)


def test_what_the_json_holds() -> None:
    found = compare(A, B)
    plain = json.loads(comparison_json(found))
    assert plain["schema_version"] == SCHEMA_VERSION
    assert plain["before"] == {
        "source": "report.md",
        "title": "Report",
        "sha256": "0" * 64,
        "id": "0123456789abcdef",
        "model": "en_test-1.0",
        "model_hash": "",
    }
    assert (plain["after"]["source"], plain["after"]["sha256"]) == ("second.pdf", "b" * 64)
    assert plain["matching"] == {"threshold": found.threshold, "by_meaning": False}
    assert plain["counts"][0] == {
        "component": "claim", "before": 3, "after": 2, "kept": 1, "reworded": 1, "new": 1, "dropped": 1,
    }  # fmt: skip
    assert plain["component_changes"] == [{"before": "claim", "after": "evidence", "count": 1}]
    assert [pair["kind"] for pair in plain["pairs"]] == ["kept", "reworded"]
    assert plain["pairs"][0]["score"] == 1
    assert plain["pairs"][0]["before"] == {
        "id": A.units[0].id, "component": "claim", "start": 0, "end": 11, "pages": [3, 4],
        "section": ["1 Risk", "1.1 Titles"], "text": "Scans fail.",
    }  # fmt: skip
    assert plain["pairs"][1]["after"]["text"] == "The title is still not protected by law."
    assert [(one["text"], one["words_in_other"]) for one in plain["new"]] == [("See below.", True)]
    assert [(one["text"], one["words_in_other"]) for one in plain["dropped"]] == [("Parking costs too much.", False)]


def test_the_file_is_the_text_and_the_same_each_time(tmp_path: Path) -> None:
    path = tmp_path / "new" / "comparison.json"
    write_comparison_json(compare(A, B), path)
    assert path.read_text(encoding="utf-8") == comparison_json(compare(A, B))


def test_two_empty_results() -> None:
    plain = json.loads(comparison_json(compare(document(), document())))
    assert (plain["pairs"], plain["new"], plain["dropped"], plain["component_changes"]) == ([], [], [], [])
