"""Gold documents typeset as PDF, DOCX and HTML and read back: how much is found again.

pip install '.[dev]' && python benchmarks/formats.py [SUBMISSION.md] > benchmarks/formats.json
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from argmine.corpora.annotations import read_splits
from argmine.document import ArgumentDocument
from argmine.readers import read
from argmine.structure.assemble import assemble
from argmine.structure.parse import parse
from rendering import STYLES, entry_text, found_again, normal, section_titles, to_docx, to_html, to_pdf

FOLDER = Path("annotations")


def structured(path: Path) -> ArgumentDocument:
    source = read(path)
    structure = parse(source.text, source.layout)
    return assemble(source, structure, structure.segments)


def recovery(gold: ArgumentDocument, found: ArgumentDocument, pages: dict[str, int], totals: dict[str, int]) -> None:
    for unit, same in found_again(gold, found):
        totals["units"] += 1
        if same is None:
            continue
        totals["found"] += 1
        totals["paths"] += section_titles(gold, unit) == section_titles(found, same)
        if pages:
            totals["paged"] += 1
            totals["pages"] += pages[unit.id] == same.pages[0]
    totals["references"] += len(gold.references)
    entries = Counter(normal(entry_text(entry.text)) for entry in found.references)
    totals["references_found"] += (Counter(normal(entry_text(e.text)) for e in gold.references) & entries).total()


def main() -> None:
    names = [name for split in ("dev", "test") for name in read_splits(FOLDER)[split]]
    formats: dict[str, dict[str, int]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            path = FOLDER / "documents" / f"{name}.md"
            gold = structured(path)
            for form in (*(f"pdf, {style}" for style in STYLES), "docx", "html"):
                target = Path(folder) / f"{name}.{form.split(',')[0]}"
                pages: dict[str, int] = {}
                if form.startswith("pdf"):
                    pages = to_pdf(gold, target, form.split(", ")[1])
                elif form == "docx":
                    to_docx(gold, target)
                else:
                    target.write_text(to_html(gold), encoding="utf-8")
                keys = ("units", "found", "paths", "paged", "pages", "references", "references_found")
                recovery(gold, structured(target), pages, formats.setdefault(form, dict.fromkeys(keys, 0)))
    report = {
        form: {
            "units": t["units"],
            "found_again": round(t["found"] / t["units"], 4),
            "section_path": round(t["paths"] / max(t["found"], 1), 4),
            "page": round(t["pages"] / t["paged"], 4) if t["paged"] else None,
            "reference_entries": round(t["references_found"] / max(t["references"], 1), 4),
        }
        for form, t in formats.items()
    }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
