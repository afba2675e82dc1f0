"""An inbox that the tests of a batch share, whatever engine works on it."""

from pathlib import Path

import pytest


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    for name in ("a.txt", "b.md", "deep/c.txt", "deep/d.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"The file {name} is here. It must stay.\n", encoding="utf-8")
    return folder
