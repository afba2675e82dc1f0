"""Files of bytes: whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from argmine.errors import InputError
from argmine.exporters.whole_file import write_bytes


def test_bytes_are_written_into_a_folder_made_for_them_and_over_an_old_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "report.bin"
    write_bytes(b"old", path)
    write_bytes(b"\x00\xff\r\n", path)
    assert path.read_bytes() == b"\x00\xff\r\n"
    assert list(path.parent.iterdir()) == [path]
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.bin"
    write_bytes(b"old", path)

    def refuse(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(InputError) as caught:
        write_bytes(b"new", path)
    assert str(caught.value) == f"{path}: cannot be written: No space left on device"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
