"""`argmine`: mine, report, compare, convert, verify, train, suggest, evaluate, agreement, corpus, bench, schema, info.

Heavy modules are imported inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated, Optional

import typer

from argmine.cli.finish import finish
from argmine.cli.research import add_commands

app = typer.Typer(
    name="argmine",
    help="Find, type, tag and cluster the arguments of long policy and regulatory submissions. Runs offline.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Model = Annotated[str, typer.Option("--model", "-m", help="A shipped model's name or a model folder.")]


Password = Annotated[Optional[str], typer.Option("--password", help="Opens encrypted PDFs.", show_default=False)]

_MANY = "A folder or several files"


@app.command()
def mine(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help="Files, folders, globs (.pdf, .docx, .html, .md, .txt) or URLs of them, or - for standard input.",
            show_default=False,
        ),
    ],
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FOLDER", help="Folder for the results, or its URL.")
    ] = "argmine-out",
    forms: Annotated[
        str, typer.Option("--format", "-f", help="json, html, xlsx, csv, parquet, docx; several parted by commas.")
    ] = "json",
    together: Annotated[
        bool, typer.Option("--together", help="Also find what the files share: points and template responses.")
    ] = False,
    model: Model = "en_argmine",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
    form: Annotated[str, typer.Option("--type", help="What standard input holds: pdf, docx, html, md or txt.")] = "",
    password: Password = None,
    max_pages: Annotated[
        int, typer.Option("--max-pages", help="Refuse longer files.", rich_help_panel="Limits")
    ] = 5_000,
    max_characters: Annotated[
        int, typer.Option("--max-characters", help="Refuse longer texts.", rich_help_panel="Limits")
    ] = 5_000_000,
    max_bytes: Annotated[
        int, typer.Option("--max-bytes", help="Refuse larger files.", rich_help_panel="Limits")
    ] = 67_108_864,
    max_expanded: Annotated[
        int, typer.Option("--max-expanded", help="Refuse files that unpack to more bytes.", rich_help_panel="Limits")
    ] = 268_435_456,
    max_nesting: Annotated[
        int, typer.Option("--max-nesting", help="Refuse pages with deeper nesting.", rich_help_panel="Limits")
    ] = 1_000,
    max_seconds: Annotated[
        float, typer.Option("--max-seconds", help="Give up reading a file after this time.", rich_help_panel="Limits")
    ] = 120.0,
    workers: Annotated[
        int, typer.Option("--workers", "-w", min=1, help="Processes that mine.", rich_help_panel=_MANY)
    ] = 1,
    again: Annotated[
        bool, typer.Option("--again", help="Mine files again that were mined before.", rich_help_panel=_MANY)
    ] = False,
    document_seconds: Annotated[
        float,
        typer.Option(
            "--max-seconds-per-document", min=0, help="Give a file up after this time; 0: never.", rich_help_panel=_MANY
        ),
    ] = 1800.0,
    max_memory: Annotated[
        int,
        typer.Option("--max-memory", min=0, help="MiB of address space a process; 0: no limit.", rich_help_panel=_MANY),
    ] = 0,
    engine: Annotated[
        str, typer.Option("--engine", help="local or ray: whose processes mine.", rich_help_panel=_MANY)
    ] = "local",
    address: Annotated[
        str, typer.Option("--address", help="Ray cluster to join: HOST:PORT or auto.", rich_help_panel=_MANY)
    ] = "",
    manifest: Annotated[
        Optional[Path],
        typer.Option(
            "--manifest", metavar="FOLDER", help="Keeps the manifest of results at a URL.", rich_help_panel=_MANY
        ),
    ] = None,
    json_logs: Annotated[
        bool, typer.Option("--json-logs", help="Write a line of JSON to standard error for every event.")
    ] = False,
) -> None:
    """Mine submissions: write OUT/<stem>.argmine.json (and .html, .xlsx, ...) for each and show what was found.

    A folder or several files go on from where an earlier run stopped: OUT/manifest.argmine.jsonl says what is done.

    Exit code 0 if all files were read, 1 if some failed, 2 if nothing could be done.
    """
    from argmine.cli.mine import Crewing, Reading, Saying, run_mine, writing_to
    from argmine.readers.limits import Limits

    limits = partial(
        Limits,
        max_bytes=max_bytes,
        max_pages=max_pages,
        max_characters=max_characters,
        max_expanded=max_expanded,
        max_nesting=max_nesting,
        max_seconds=max_seconds,
    )
    reading = Reading(form, password, limits)
    crewing = Crewing(workers, document_seconds, max_memory, again, engine, address)

    def run() -> int:
        writing = writing_to(output, manifest, forms, together=together)
        return run_mine(paths, writing, model, reading, crewing, Saying(quiet, json_logs))

    finish(run)


@app.command()
def report(
    result: Annotated[
        Path, typer.Argument(metavar="RESULT.json", help="A result of argmine mine.", show_default=False)
    ],
    forms: Annotated[
        str, typer.Option("--format", "-f", help="html, xlsx, csv, parquet, docx; several parted by commas.")
    ] = "html",
    output: Annotated[
        Optional[Path], typer.Option("--output", "-o", help="Folder to write to.  [default: beside the result]")
    ] = None,
    merge: Annotated[
        Optional[Path],
        typer.Option("--merge", metavar="OLD.xlsx", help="Carry what people typed in its response matrix over."),
    ] = None,
) -> None:
    """Make a report page, workbook, table or Word summary of a result."""
    from argmine.cli.report import run_report

    finish(lambda: run_report(result, forms, output, merge))


@app.command()
def compare(
    before: Annotated[Path, typer.Argument(metavar="A.json", help="A result, the older one.", show_default=False)],
    after: Annotated[Path, typer.Argument(metavar="B.json", help="Another result.", show_default=False)],
    form: Annotated[str, typer.Option("--format", "-f", help="table, json or html.")] = "table",
    output: Annotated[
        Optional[Path], typer.Option("--output", "-o", help="File to write.  [default: the screen]")
    ] = None,
    model: Annotated[
        str, typer.Option("--model", "-m", help="Whose encoder matches wordings; none: words alone.")
    ] = "en_argmine",
) -> None:
    """Say which arguments of A are kept, reworded or dropped in B, which are new, and how the wordings differ."""
    from argmine.cli.compare import run_compare

    finish(lambda: run_compare(before, after, output, form, model))


@app.command()
def convert(
    source: Annotated[Path, typer.Argument(metavar="IN", help="A file or folder.", show_default=False)],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="The file or folder to write.", show_default=False)],
    from_: Annotated[str, typer.Option("--from", help="Format of IN; see docs/exchange.md.")] = "json",
    to: Annotated[str, typer.Option("--to", help="Format of OUT.")] = "json",
    text_source: Annotated[
        Optional[Path], typer.Option("--source", help="The text of a result, if it is not beside it.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Stop at the first thing that cannot be taken over.")
    ] = False,
) -> None:
    """Convert annotated documents between formats: json, jsonl, aif, xaif, brat, conll, label-studio, inception, ...

    Exit code 0 if all was taken over, 1 if some spans could not be, 2 if nothing was written.
    """
    from argmine.cli.convert import run_convert_formats

    finish(lambda: run_convert_formats(source, target, from_, to, text_source, strict))


@app.command()
def verify(
    result: Annotated[
        Path, typer.Argument(metavar="RESULT.json", help="A result of argmine mine.", show_default=False)
    ],
    source: Annotated[
        Optional[Path], typer.Argument(metavar="[SOURCE]", help="The file it was made from.", show_default=False)
    ] = None,
    password: Password = None,
) -> None:
    """Prove a result by its source: hash, every quote, page and offset, and the ledger.

    Exit code 0 if it is proven, 1 if anything differs, 2 if it cannot be checked.
    """
    from argmine.cli.verify import run_verify

    finish(lambda: run_verify(result, source, password))


add_commands(app)


@app.command()
def bench(
    path: Annotated[
        Optional[Path], typer.Argument(metavar="[FILE]", help="A file of yours.  [default: the shipped sample]")
    ] = None,
    output: Annotated[Optional[Path], typer.Option("--json", "-o", help="Also write the figures as JSON.")] = None,
    runs: Annotated[int, typer.Option("--runs", min=1, help="How often; figures are medians.")] = 3,
    workers: Annotated[
        int, typer.Option("--workers", "-w", min=0, help="The most processes to try; 0: one a processor, at most 8.")
    ] = 0,
    beside: Annotated[
        str, typer.Option("--beside", help="The spaCy pipeline to measure beside it, if it is installed.")
    ] = "en_core_web_sm",
    model: Model = "en_argmine",
) -> None:
    """Measure argmine on this machine: a cold start, a warm run, the encoder, several processes, memory.

    Takes less than a minute on the sample and leaves nothing behind.
    """
    from argmine.cli.bench import run_bench

    finish(lambda: run_bench(path, output, model=model, beside=beside, runs=runs, workers=workers))


@app.command()
def schema() -> None:
    """Print the JSON Schema of the results."""
    import json

    from argmine.schema import json_schema

    typer.echo(json.dumps(json_schema(), indent=1, ensure_ascii=False))


@app.command()
def info(model: Model = "en_argmine") -> None:
    """Say which argmine and which model this is, and whether its files are intact."""
    from argmine.cli.info import run_info

    finish(lambda: run_info(model))


def main() -> None:
    """The entry point."""
    app()
