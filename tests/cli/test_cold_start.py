"""What `argmine mine` must not import: each costs every run time that a run on Markdown has no use for."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {
    "sklearn", "scipy.stats", "scipy.optimize", "pypdfium2", "docx", "lxml", "openpyxl", "xlsxwriter",
    "argmine.learn.settings", "argmine.corpora", "argmine.cli.together", "argmine.exporters.html_report",
}  # fmt: skip


def test_mining_markdown_imports_no_more_than_it_needs() -> None:
    code = (
        "import sys, argmine.cli.mine\n"
        "from argmine.analysis import analyse_text, load_pipeline\n"
        "from argmine.readers.plain_text import text_source\n"
        "text = 'Fees rose by 12%. Fees have risen by 12%. Patients will wait longer, and patients wait already.'\n"
        "assert analyse_text(text_source(text, 'x'), load_pipeline()).units\n"
        "print(*sys.modules)"
    )
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "argmine.learn.similarity" in modules
    assert sorted(HEAVY & set(modules)) == []
