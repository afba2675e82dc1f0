"""PDF and HTML libraries on the same typeset documents: gold units found again, and time.

Each library's own text goes through argmine's structure rules as plain text, pages parted by form feeds; `argmine` is
its own reader, which takes characters and their places from pdfium and does the rest itself. One process, one after
another.

    pip install '.[dev]' pdfplumber trafilatura && python benchmarks/pdf_libraries.py > benchmarks/pdf_libraries.json
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import pdfplumber
import pypdf
import pypdfium2
import trafilatura

from argmine.document import ArgumentDocument, SourceText
from argmine.readers import read
from argmine.structure.assemble import assemble
from argmine.structure.parse import parse
from rendering import STYLES, found_again, to_html, to_pdf

NAMES = ("clinical-engineering-association", "regulator-impact-note", "executive-criteria-assessment")


def plain(text: str) -> SourceText:
    return SourceText(text, "a.txt", "text/plain", "", "utf-8")


def with_pdfium(path: Path) -> SourceText:
    document = pypdfium2.PdfDocument(path)
    return plain("\f".join(page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document))


def with_plumber(path: Path) -> SourceText:
    with pdfplumber.open(path) as document:
        return plain("\f".join(page.extract_text() for page in document.pages))


def with_pypdf(path: Path) -> SourceText:
    return plain("\f".join(page.extract_text() for page in pypdf.PdfReader(path).pages))


def with_trafilatura(path: Path) -> SourceText:
    return plain(trafilatura.extract(path.read_text(encoding="utf-8"), output_format="markdown") or "")


PDF: dict[str, Callable[[Path], SourceText]] = {
    "argmine": read, "pypdfium2": with_pdfium, "pdfplumber": with_plumber, "pypdf": with_pypdf
}  # fmt: skip
HTML: dict[str, Callable[[Path], SourceText]] = {"argmine": read, "trafilatura": with_trafilatura}


def structured(source: SourceText) -> ArgumentDocument:
    structure = parse(source.text, source.layout)
    return assemble(source, structure, structure.segments)


def measure(readers: dict[str, Callable[[Path], SourceText]], files: list[tuple[ArgumentDocument, Path]]) -> dict:
    results = {}
    for name, reader in readers.items():
        units = found = 0
        started = time.perf_counter()
        sources = [reader(path) for _, path in files]
        seconds = time.perf_counter() - started
        for (gold, _), source in zip(files, sources, strict=True):
            pairs = list(found_again(gold, structured(source)))
            units, found = units + len(pairs), found + sum(same is not None for _, same in pairs)
        results[name] = {"found_again": round(found / units, 4), "seconds": round(seconds, 2)}
    return results


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        files: dict[str, list[tuple[ArgumentDocument, Path]]] = {}
        for name in NAMES:
            gold = structured(read(Path("annotations") / "documents" / f"{name}.md"))
            for style in STYLES:
                path = Path(folder) / f"{name}-{style}.pdf"
                to_pdf(gold, path, style)
                files.setdefault(f"pdf, {style}", []).append((gold, path))
            page = Path(folder) / f"{name}.html"
            page.write_text(to_html(gold), encoding="utf-8")
            files.setdefault("html", []).append((gold, page))
        report = {form: measure(HTML if form == "html" else PDF, given) for form, given in files.items()}
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
