"""What documents share, as JSON: ids and places tie it to the results of the documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from argmine.document import SCHEMA_VERSION
from argmine.exporters.json_file import write_whole
from argmine.findings.shared_points import Together, Voice


def write_together_json(together: Together, path: Path) -> None:
    """Write the shared points and campaigns of documents.

    Raises:
        InputError: the file cannot be written.
    """
    write_whole(json.dumps(_plain(together), indent=1, ensure_ascii=False) + "\n", path)


def _plain(together: Together) -> dict[str, Any]:
    documents = together.documents
    return {
        "schema_version": SCHEMA_VERSION,
        "documents": [
            {"source": d.document.source, "title": d.document.title, "sha256": d.document.sha256, "units": len(d.units)}
            for d in documents
        ],
        "shared_points": [
            {
                "wording": point.best.unit.clean_text,
                "documents": list(point.documents),
                "units": [_voice(voice) for voice in point.voices],
            }
            for point in together.points
        ],
        "campaigns": [
            {"documents": list(c.documents), "share": round(c.share, 4), "sentences": list(c.sentences)}
            for c in together.campaigns
        ],
    }


def _voice(voice: Voice) -> dict[str, Any]:
    unit = voice.unit
    return {
        "document": voice.document, "id": unit.id, "component": unit.component, "start": unit.start, "end": unit.end,
        "pages": list(unit.pages), "text": unit.text,
    }  # fmt: skip
