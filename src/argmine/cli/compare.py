"""`argmine compare`: what is kept, reworded, new and dropped from one result to another."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from rich.console import Console

from argmine.comparing import Embed, compare
from argmine.errors import InputError
from argmine.exporters.comparison_html import render_comparison
from argmine.exporters.comparison_json import comparison_json
from argmine.exporters.comparison_table import comparison_table
from argmine.exporters.json_file import write_whole
from argmine.exporters.summary import safe
from argmine.findings.comparison import Comparison
from argmine.schema import load_json

FORMS = ("table", "json", "html")
WORDS_ONLY = "none"
_WIDTH = 120  # of a table that goes to a file


def run_compare(a: Path, b: Path, output: Path | None, form: str, model: str) -> int:
    """Exit code 0 when the comparison is shown, or written to `output`.

    `model` names the model whose encoder matches different wordings of one argument; "none" compares words alone.

    Raises:
        DocumentError: a result is no ArgumentDocument.
        InputError: the form is unknown, or the output cannot be written.
        ModelError: there is no such model.
    """
    if form not in FORMS:
        raise InputError(f"--format {form!r}: choose among {', '.join(FORMS)}")
    before, after = load_json(a), load_json(b)
    comparison = compare(before, after, None if model == WORDS_ONLY else _embed(model))
    if form == "table" and output is None:
        screen = Console()
        screen.print(comparison_table(comparison, marks=screen.color_system is None))
        return 0
    text = _text(comparison, form)
    if output is None:
        sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass"))
        return 0
    write_whole(text, output)
    Console().print(safe(f"Written: {output}"), markup=False, highlight=False, soft_wrap=True)
    return 0


def _text(comparison: Comparison, form: str) -> str:
    if form == "json":
        return comparison_json(comparison)
    if form == "html":
        return render_comparison(comparison)
    screen = io.StringIO()
    Console(file=screen, width=_WIDTH, color_system=None).print(comparison_table(comparison, marks=True))
    return screen.getvalue()


def _embed(model: str) -> Embed:
    from argmine.analysis import model_folder
    from argmine.learn.encoder import load_window_encoder

    return load_window_encoder(model_folder(model) / "argmine_encoder").embed
