"""Lines of the manifest: what is written is read, and what is torn or damaged is known by its checksum."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmine.batch.records import Record, RunKey, Stamp, read_lines, to_line

RECORDS = st.builds(
    Record,
    path=st.text(),
    state=st.sampled_from(("running", "done", "failed")),
    source=st.builds(Stamp, st.integers(0), st.integers(0), st.text()),
    run=st.builds(RunKey, st.text(), st.text(), st.text()),
    attempts=st.integers(1),
    outputs=st.dictionaries(st.text(), st.text(), max_size=3),
    error=st.none() | st.text(),
)
ONE = Record("a.md", "done", Stamp(3, 5, "ab"), RunKey("m", "1", "s"))


@given(st.lists(RECORDS, max_size=4), st.data())
def test_a_manifest_cut_at_any_byte_gives_the_records_before_it(records: list[Record], data: st.DataObject) -> None:
    lines = [to_line(record) for record in records]
    content = b"".join(lines)
    cut = data.draw(st.integers(0, len(content)))
    whole, end = 0, 0
    while whole < len(lines) and end + len(lines[whole]) <= cut:
        end += len(lines[whole])
        whole += 1
    assert read_lines(content[:cut]) == (records[:whole], end)


@given(RECORDS, st.data())
def test_a_byte_that_is_changed_is_found_out(record: Record, data: st.DataObject) -> None:
    line = bytearray(to_line(record))
    place = data.draw(st.integers(0, len(line) - 1))
    line[place] ^= data.draw(st.integers(1, 255))
    assert read_lines(bytes(line)) == ([], 0)


def test_a_line_is_json_and_names_what_the_documentation_names() -> None:
    fields = json.loads(to_line(ONE))
    assert fields.keys() == {
        "path", "state", "source", "run", "attempts", "outputs", "stored", "units", "repeated", "error", "check",
    }  # fmt: skip
    assert fields["source"] == {"size": 3, "mtime_ns": 5, "sha256": "ab", "mark": ""}


@pytest.mark.parametrize("between", [b"\n", b"{}\n", b"\x00" * 40 + b"\n", to_line(ONE)[:-9] + b"\n"])
def test_damage_between_whole_lines_is_passed_over_and_damage_at_the_end_is_cut_off(between: bytes) -> None:
    line = to_line(ONE)
    assert read_lines(line + between + line) == ([ONE, ONE], len(line + between + line))
    assert read_lines(line + between) == ([ONE], len(line))


def test_a_record_of_another_version_is_kept_in_the_file_and_not_read() -> None:
    line = to_line(ONE)
    other = json.dumps({"path": "a.md", "mood": "good"}).encode()
    from argmine.batch.records import _check

    foreign = other[:-1] + b',"check":"%b"}\n' % _check(other)
    assert read_lines(line + foreign) == ([ONE], len(line + foreign))
