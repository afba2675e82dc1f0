"""Other people's AIF libraries, run in an interpreter that has them.

arguebuf needs lxml below 6, so it cannot always live beside argmine's own dependencies:

    python -m venv aif-tools && aif-tools/bin/pip install arguebuf xaif pandas
    ARGMINE_AIF_PYTHON=aif-tools/bin/python pytest tests/exchange
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from typing import Any

import pytest


def run(library: str, script: str, *arguments: str) -> Any:
    """What `script` prints as JSON; the test is skipped where no interpreter has the library."""
    python = sys.executable if find_spec(library) else os.environ.get("ARGMINE_AIF_PYTHON")
    if python is None:
        pytest.skip(f"{library} is not installed here, and ARGMINE_AIF_PYTHON names no interpreter that has it")
    done = subprocess.run([python, "-c", script, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
