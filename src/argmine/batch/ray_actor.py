"""A worker on Ray: an actor that loads the model once and mines what it is told to, one document at a time."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from argmine.batch.messages import Job, Outcome, Ready, Setup
from argmine.batch.run_key import run_key
from argmine.batch.worker import carry_out, not_allowed, opened

if sys.platform != "win32":
    import resource

_MIB = 1024 * 1024
Carried = tuple[Outcome, dict[str, bytes]]  # what became of a job, and its files unless they are at a URL


class Miner:
    """Each document has a scratch folder here: this machine may not see the driver's disk."""

    def begin(self, setup: Setup) -> Ready:
        """Load the model; says which it is, of which libraries, and on which node."""
        import ray

        try:
            _limit(setup.max_memory)
        except (OSError, ValueError) as error:
            return not_allowed(setup, error)
        reads = opened(setup)
        if isinstance(reads, Ready):
            return reads
        self._setup, self._reads = setup, reads
        return Ready(run=run_key(setup), node=ray.get_runtime_context().get_node_id())

    def mine(self, job: Job) -> Carried:
        """Mine a document, whose file comes with the job or from its URL."""
        with TemporaryDirectory(prefix="argmine-") as scratch:
            staging = Path(scratch) / "results"
            outcome = carry_out(replace(job, staging=str(staging)), self._setup, self._reads)
            names = () if job.target else outcome.outputs
            return outcome, {name: (staging / name).read_bytes() for name in names}


def _limit(max_memory: int) -> None:
    """Of what the process allocates on top of what it has: its address space also maps Ray's whole object store."""
    if not max_memory or sys.platform != "linux":
        return
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])
    most = pages * resource.getpagesize() + max_memory * _MIB
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
