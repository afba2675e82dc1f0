"""Gold documents typeset as PDF, DOCX and HTML and read back: how much is found again, and what it does to the labels.

`components_macro_f1` is that of the shipped model on the test documents, over gold units that are found again;
`markdown` is the same model on the plain text. A submission is typeset by LibreOffice (`soffice`) too and held against
its own Markdown.

    pip install '.[dev]' && python benchmarks/formats.py [SUBMISSION.md] > benchmarks/formats.json
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from sklearn.metrics import f1_score

from argmine.analysis import analyse, load_pipeline
from argmine.corpora.annotations import read_gold, read_splits
from argmine.document import COMPONENTS, ArgumentDocument
from argmine.readers import read
from argmine.structure.assemble import assemble
from argmine.structure.parse import parse
from rendering import STYLES, entry_text, found_again, normal, section_titles, to_docx, to_html, to_pdf

FOLDER = Path("annotations")
KEYS = ("units", "found", "paths", "paged", "pages", "references", "references_found")


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


def labelled(gold: ArgumentDocument, found: ArgumentDocument) -> list[tuple[str, str]]:
    """(gold component, the model's) of each gold unit that is found again."""
    return [(unit.component, same.component) for unit, same in found_again(gold, found) if same is not None]


def macro_f1(pairs: list[tuple[str, str]]) -> float:
    gold, given = zip(*pairs, strict=True)
    return round(float(f1_score(gold, given, labels=list(COMPONENTS), average="macro")), 4)


def typeset(gold: ArgumentDocument, form: str, folder: Path) -> tuple[Path, dict[str, int]]:
    target = folder / f"{gold.document.source}.{form.split(',', maxsplit=1)[0]}"
    if form.startswith("pdf"):
        return target, to_pdf(gold, target, form.split(", ")[1])
    if form == "docx":
        to_docx(gold, target)
    else:
        target.write_text(to_html(gold), encoding="utf-8")
    return target, {}


def submission(path: Path, folder: Path) -> dict[str, dict[str, float | int | None]]:
    """The submission typeset by LibreOffice, as its text in one style and from its structure, against its Markdown."""
    gold = structured(path)
    (folder / "plain.txt").write_bytes(path.read_bytes())
    (folder / "styled.html").write_text(to_html(gold, notes=False), encoding="utf-8")
    forms = {
        "plain text as pdf": ("plain.txt", "pdf", "plain.pdf"),
        "styled as pdf": ("styled.html", "pdf:writer_web_pdf_Export", "styled.pdf"),
        "styled as docx": ("styled.html", "docx:MS Word 2007 XML", "styled.docx"),
    }
    return {name: _typeset_submission(gold, folder, *form) for name, form in forms.items()}


def _typeset_submission(
    gold: ArgumentDocument, folder: Path, source: str, form: str, result: str
) -> dict[str, float | int | None]:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(folder), str(folder / source)]
    subprocess.run(command, check=True, capture_output=True)
    started = time.perf_counter()
    read_back = read(folder / result)
    seconds = time.perf_counter() - started
    structure = parse(read_back.text, read_back.layout)
    totals = dict.fromkeys(KEYS, 0)
    recovery(gold, assemble(read_back, structure, structure.segments), {}, totals)
    pages = len(read_back.layout.page_starts) if read_back.layout else 0
    return shares(totals) | {"pages": pages, "seconds_to_read": round(seconds, 2)}


def shares(t: dict[str, int]) -> dict[str, float | int | None]:
    return {
        "units": t["units"],
        "found_again": round(t["found"] / t["units"], 4),
        "section_path": round(t["paths"] / max(t["found"], 1), 4),
        "page": round(t["pages"] / t["paged"], 4) if t["paged"] else None,
        "reference_entries": round(t["references_found"] / max(t["references"], 1), 4),
    }


def main() -> None:
    splits = read_splits(FOLDER)
    pipeline = load_pipeline()
    totals: dict[str, dict[str, int]] = {}
    labels: dict[str, list[tuple[str, str]]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for name in [*splits["dev"], *splits["test"]]:
            path = FOLDER / "documents" / f"{name}.md"
            gold, annotated = structured(path), read_gold(path)
            if name in splits["test"]:
                labels.setdefault("markdown", []).extend(labelled(annotated, analyse(path, pipeline)))
            for form in (*(f"pdf, {style}" for style in STYLES), "docx", "html"):
                target, pages = typeset(gold, form, Path(scratch))
                recovery(gold, structured(target), pages, totals.setdefault(form, dict.fromkeys(KEYS, 0)))
                if name in splits["test"]:
                    labels.setdefault(form, []).extend(labelled(annotated, analyse(target, pipeline)))
        report = {form: shares(t) | {"components_macro_f1": macro_f1(labels[form])} for form, t in totals.items()}
        report["markdown"] = {"components_macro_f1": macro_f1(labels["markdown"])}
        if len(sys.argv) > 1:
            report["submission, by LibreOffice"] = submission(Path(sys.argv[1]), Path(scratch))
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
