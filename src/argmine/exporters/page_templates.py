"""Pages from templates: every value escaped, no script but the page's own, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import Any

from argmine.findings.names import label_name, place


def render_page(template: str, *, style: str, script: str = "", **values: Any) -> str:
    """The text of a page; `style` and `script` name files beside the template.

    The page's Content-Security-Policy should name `script_hash`, so that no other script can run.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("argmine.exporters"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {"label": label_name, "place": place, "thousands": lambda number: f"{number:,}"}
    code = _read(script) if script else ""
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    return environment.get_template(template).render(style=_read(style), script=code, script_hash=digest, **values)


def _read(name: str) -> str:
    return (files("argmine.exporters") / "templates" / name).read_text(encoding="utf-8")
