"""WeasyPrint, which sets the tests' PDFs; it needs Pango, a system library that pip cannot bring."""

from __future__ import annotations

import os
from typing import Any

import pytest

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"


def weasyprint() -> Any:
    """The module; without Pango the test is skipped, except in CI, where it fails."""
    try:
        import weasyprint
    except OSError:
        if "ARGMINE_CI" in os.environ:
            raise
        pytest.skip(f"WeasyPrint finds no Pango; on Debian: apt-get install {PACKAGES}")
    return weasyprint
