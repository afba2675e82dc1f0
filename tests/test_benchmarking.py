"""What processes cost, measured on small ones of our own."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmine.benchmarking import Cost, _median, _span, _worker_counts, cost_of, sample_file
from argmine.errors import ArgmineError


def test_a_process_costs_what_it_takes_and_not_what_its_parent_took() -> None:
    held = bytearray(300 * 1024**2)
    held[::4096] = b"x" * len(held[::4096])  # really in memory
    small = cost_of([sys.executable, "-c", "import time; time.sleep(0.3)"])
    large = cost_of([sys.executable, "-c", "print(len(b'x' * 200_000_000))"])
    assert 0.3 <= small.seconds < 30
    assert small.cpu_seconds is not None
    assert small.cpu_seconds < small.seconds
    assert small.peak_megabytes is not None
    assert small.peak_megabytes < 100
    assert large.peak_megabytes is not None
    assert 190 < large.peak_megabytes < 290


def test_a_process_that_fails_is_an_error_in_its_own_words() -> None:
    with pytest.raises(ArgmineError, match=r"^no such thing$"):
        cost_of([sys.executable, "-c", "import sys; sys.exit('error: no such thing')"])
    with pytest.raises(ArgmineError, match="ended with code 3"):
        cost_of([sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(ArgmineError, match="cannot be started"):
        cost_of(["/no/such/program"])


def test_medians_of_costs_leave_out_what_the_system_does_not_say() -> None:
    costs = [Cost(3.0, 1.0, None), Cost(1.0, None, None), Cost(2.0, 2.0, None)]
    assert _median(costs) == Cost(2.0, 1.5, None)


@given(st.integers(1, 100))
def test_workers_double_from_one_to_the_most(most: int) -> None:
    counts = _worker_counts(most)
    assert (counts[0], counts[-1]) == (1, most)
    assert all(before < after <= 2 * before for before, after in zip(counts, counts[1:], strict=False))


def test_a_rate_runs_from_the_first_start_to_the_last_end_whatever_else_is_logged() -> None:
    log = "\n".join(
        [
            "a warning",
            '{"time": "2026-01-01T00:00:00.000+00:00", "event": "planned", "documents": 2}',
            '{"time": "2026-01-01T00:00:02.500+00:00", "event": "started", "path": "a"}',
            '{"time": "2026-01-01T00:00:02.700+00:00", "event": "started", "path": "b"}',
            '{"time": "2026-01-01T00:00:04.000+00:00", "event": "done", "path": "b"}',
            '{"time": "2026-01-01T00:00:03.000+00:00", "event": "done", "path": "a"}',
        ]
    )
    assert _span(log) == 1.5


def test_the_sample_is_at_hand() -> None:
    assert 15_000 < len(sample_file().read_text(encoding="utf-8")) < 17_000
