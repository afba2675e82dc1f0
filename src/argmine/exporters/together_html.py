"""What documents share, as a page: shared points with who makes them, and responses written from one template."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from argmine.exporters.json_file import write_whole
from argmine.exporters.page_templates import render_page
from argmine.findings.names import SectionNames
from argmine.findings.shared_points import Together

_COLUMNS = 40  # documents that the table of who says what has room for
_ROWS = 60


def write_together_html(together: Together, path: Path, *, reports: Sequence[str | None] = ()) -> None:
    """Write the page; `reports` are the file names of the documents' own report pages, if there are any.

    Raises:
        InputError: the file cannot be written.
    """
    made = Counter(index for point in together.points for index in point.documents)
    page = render_page(
        "together.html",
        style="report.css",
        together=together,
        documents=[document.document for document in together.documents],
        arguing=[sum(unit.component != "other" for unit in document.units) for document in together.documents],
        made=[made[index] for index in range(len(together.documents))],
        names=[SectionNames(document) for document in together.documents],
        links=[quote(os.fsencode(name)) if name else None for name in reports] or [None] * len(together.documents),
        table=together.points[:_ROWS] if 1 < len(together.documents) <= _COLUMNS else (),
    )
    write_whole(page, path)
