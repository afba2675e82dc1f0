"""A machine of a cluster that is lost under its documents: others take them over, and nothing is held against them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from argmine.batch.manifest import open_manifest
from argmine.batch.messages import Crew, Setup
from argmine.batch.run import Batch, run_batch
from argmine.mining import find_named

pytestmark = [
    pytest.mark.ray,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # Ray leaves pipes of the processes it starts open
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    paths = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, paths)))
    from ray.cluster_utils import Cluster

    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    yield made
    made.shutdown()


def test_documents_of_a_lost_machine_are_mined_by_others(cluster: Any, tmp_path: Path) -> None:
    from argmine.batch.ray_engine import ray_workers

    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for number in range(6):
        (inbox / f"{number}.txt").write_text(f"Text {number} is VERY SLOW.\n", encoding="utf-8")
    second = cluster.add_node(num_cpus=1)
    under_way, attempts = set[int](), list[int]()
    counts = {"done": 0, "retried": 0, "failed": 0}
    with ray_workers(cluster.address) as work, open_manifest(tmp_path / "out") as manifest:
        batch = Batch(
            find_named([str(inbox)]), tmp_path / "out", Setup("m", opens="fakes:troubled"), Crew(2), work=work
        )
        for event in run_batch(batch, manifest):
            if event.kind == "started":
                under_way.add(event.place)
            if event.kind in counts:
                counts[event.kind] += 1
                under_way.discard(event.place)
                attempts += [event.record.attempts] if event.record and event.kind != "retried" else []
            if len(under_way) == 2 and second is not None:
                cluster.remove_node(second, allow_graceful=False)
                second = None
    assert second is None
    assert counts == {"done": 6, "retried": 0, "failed": 0}
    assert sorted(attempts) == [1, 1, 1, 1, 1, 2]
