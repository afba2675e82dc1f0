"""`argmine mine --together`: what the files share, written and shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from argmine.document import ArgumentDocument
from argmine.exporters.json_file import TOGETHER
from argmine.exporters.summary import safe
from argmine.exporters.together_html import write_together_html
from argmine.exporters.together_json import write_together_json
from argmine.findings.shared_points import Together
from argmine.learn.inputs import Matrix
from argmine.mining import Mined

if TYPE_CHECKING:
    from spacy.language import Language

Closely = tuple[ArgumentDocument, dict[str, Matrix]]  # a document and what the encoder read of its units
NAME = f"{TOGETHER}.argmine"
_SHOWN = 8


def show_together(
    kept: Iterable[Closely], mined: Sequence[Mined], folder: Path, pipeline: Language, *, quiet: bool
) -> None:
    """Write `together.argmine.json` and `.html` to the folder, and show what most of the files share.

    Raises:
        InputError: the folder cannot be written to.
        MissingExtraError: there are so many arguments that faiss is needed, and it is not installed.
    """
    from argmine.together import Reading, put_together

    together = put_together((Reading(d, arrays["meaning"], arrays["context"]) for d, arrays in kept), pipeline)
    reports = [next((path.name for path in one.outputs if path.suffix == ".html"), None) for one in mined]
    write_together_json(together, folder / f"{NAME}.json")
    write_together_html(together, folder / f"{NAME}.html", reports=reports)
    if not quiet:
        screen = Console()
        screen.print(_table(together))
        screen.print(safe(f"Written: {folder / NAME}.json, {folder / NAME}.html"), markup=False, soft_wrap=True)


def _table(together: Together) -> Table:
    campaigns = "".join(
        f"; {len(campaign.documents)} documents are written from one template" for campaign in together.campaigns[:3]
    )
    title = f"{len(together.points)} points are made by more than one of {len(together.documents)} documents{campaigns}"
    table = Table(title=Text(title), title_justify="left", show_lines=True, expand=True)
    table.add_column("documents", justify="right")
    table.add_column("point", ratio=3)
    table.add_column("made by", ratio=2)
    for point in together.points[:_SHOWN]:
        sources = [together.documents[index].document for index in point.documents]
        who = [safe(source.source) for source in sources[:5]]
        more = [f"and {len(sources) - 5} more"] if len(sources) > 5 else []
        text = safe(point.best.unit.clean_text)
        table.add_row(str(len(sources)), Text(text[:240]), Text("\n".join([*who, *more])))
    return table
