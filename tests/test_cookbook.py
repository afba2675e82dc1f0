"""The code of the cookbook runs as it stands, in order."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def test_every_block_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copyfile(ROOT / "examples" / "vascular-scientists-submission.md", tmp_path / "submission.md")
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs" / "cookbook.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", text, flags=re.M | re.S)
    assert len(blocks) >= 8
    names: dict[str, object] = {"__name__": "cookbook"}
    for number, block in enumerate(blocks, start=1):
        exec(compile(block, f"docs/cookbook.md, block {number}", "exec"), names)  # noqa: S102
    for made in ("result.argmine.json", "result.argmine.html", "result.argmine.xlsx", "for-brat"):
        assert (tmp_path / made).exists()
