"""`argmine`: mine, report, convert, verify, train, suggest, evaluate, agreement, corpus, schema, info.

Heavy modules are imported inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Annotated, Optional

import typer

app = typer.Typer(
    name="argmine",
    help="Find, type, tag and cluster the arguments of long policy and regulatory submissions. Runs offline.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Model = Annotated[str, typer.Option("--model", "-m", help="A shipped model's name or a model folder.")]


Password = Annotated[Optional[str], typer.Option("--password", help="Opens encrypted PDFs.", show_default=False)]


@app.command()
def mine(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help="Files, folders or globs (.pdf, .docx, .html, .md, .txt), or - for standard input.",
            show_default=False,
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the results.")] = Path("argmine-out"),
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
) -> None:
    """Mine submissions: write OUT/<stem>.argmine.json (and .html, .xlsx, ...) for each and show what was found.

    Exit code 0 if all files were read, 1 if some failed, 2 if nothing could be done.
    """
    from argmine.cli.mine import Reading, Writing, run_mine
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
    _finish(lambda: run_mine(paths, Writing(output, forms, together), model, reading, quiet=quiet))


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

    _finish(lambda: run_report(result, forms, output, merge))


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

    _finish(lambda: run_convert_formats(source, target, from_, to, text_source, strict))


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

    _finish(lambda: run_verify(result, source, password))


@app.command()
def train(
    config: Annotated[
        Optional[Path],
        typer.Argument(help="A training configuration, e.g. configs/en_argmine.cfg.", show_default=False),
    ] = None,
    labels: Annotated[
        Optional[Path],
        typer.Option("--labels", help="Instead: your own code frame (YAML or CSV), with or without examples."),
    ] = None,
    replaces: Annotated[
        str, typer.Option("--replaces", help="With --labels: the code frame it replaces, risk-types or specialties.")
    ] = "risk-types",
    model: Annotated[
        str, typer.Option("--model", "-m", help="With --labels: the pipeline that it becomes part of.")
    ] = "en_argmine",
    output: Annotated[
        Optional[Path], typer.Option("--output", "-o", help="Model folder to write.  [default: models/<lang>_<name>]")
    ] = None,
    overrides: Annotated[
        Optional[list[str]], typer.Option("--set", help="section.key=value; may be given again.")
    ] = None,
    data: Annotated[
        Optional[Path],
        typer.Option("--data", help="Where the corpus or annotations are, if not as configured."),
    ] = None,
    work: Annotated[Path, typer.Option("--work", help="Checkpoints; a stopped run resumes from them.")] = Path(".work"),
) -> None:
    """Train a model from annotations or a public corpus, or a tagger from a code frame.

    A configuration needs pip install 'argmine\\[train]'; --labels needs nothing more and takes seconds.
    """
    if (config is None) == (labels is None):
        raise typer.BadParameter("give a configuration or --labels FILE, one of the two")
    if labels is not None:
        from argmine.cli.train_labels import run_train_labels

        frame = labels
        _finish(lambda: run_train_labels(frame, output, model, replaces))
    from argmine.cli.train import run_train

    _finish(lambda: run_train(config, output, overrides or [], work, data))  # type: ignore[arg-type]


@app.command()
def suggest(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="Files, folders or globs (.md, .txt).", show_default=False)
    ],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="Annotation folder, new or one that you go on with.", show_default=False),
    ],
    model: Model = "en_argmine",
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many units.")] = 50,
) -> None:
    """Choose the units whose annotation would teach the model most, and write them ready to be annotated."""
    from argmine.cli.suggest import run_suggest

    _finish(lambda: run_suggest(paths, output, model, count))


corpus = typer.Typer(name="corpus", help="Look at, convert, split and check annotated corpora.", no_args_is_help=True)
app.add_typer(corpus)

CorpusName = Annotated[
    str,
    typer.Option(
        "--corpus",
        "-c",
        help="argmine, aae2, aae2-brat, abstrct, cdcp, argkp, argunsc or microtexts.",
        show_default=True,
    ),
]
Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the corpus is.", show_default=False)]


@app.command()
def evaluate(
    model: Annotated[
        str, typer.Argument(metavar="MODEL", help="A shipped model's name, a pipeline folder or a task's model folder.")
    ] = "en_argmine",
    name: CorpusName = "argmine",
    data: Annotated[Path, typer.Option("--data", help="The corpus's folder.")] = Path("annotations"),
    split: Annotated[str, typer.Option("--split", help="train, dev, test or another that the corpus has.")] = "test",
    output: Annotated[Optional[Path], typer.Option("--json", "-o", help="Also write the figures as JSON.")] = None,
    errors: Annotated[
        Optional[Path], typer.Option("--errors", help="Write the costliest mistakes with their context as Markdown.")
    ] = None,
    against: Annotated[
        Optional[str], typer.Option("--against", help="A second pipeline: is the difference more than luck?")
    ] = None,
) -> None:
    """Measure a model against gold: components, tags, boundaries, links, repeated arguments, calibration."""
    from argmine.cli.evaluate import run_evaluate

    _finish(lambda: run_evaluate(model, name, data, split, output=output, errors=errors, against=against))


@app.command()
def agreement(
    folders: Annotated[
        list[Path], typer.Argument(metavar="FOLDER...", help="A folder of <id>.jsonl a reader.", show_default=False)
    ],
    output: Annotated[Optional[Path], typer.Option("--json", "-o", help="Also write the figures as JSON.")] = None,
    differing: Annotated[
        Optional[Path], typer.Option("--disagreements", help="Write the units to adjudicate as JSONL.")
    ] = None,
) -> None:
    """Say how far readers agree: kappa and alpha, by label, over units and over the text."""
    from argmine.cli.agreement import run_agreement

    _finish(lambda: run_agreement(folders, output, differing))


@corpus.command("stats")
def corpus_stats(
    folder: Folder,
    name: CorpusName = "argmine",
    output: Annotated[Optional[Path], typer.Option("--json", help="Also write the figures as JSON.")] = None,
) -> None:
    """Count documents, units, labels and links of every split that is there."""
    from argmine.cli.corpus import run_stats

    _finish(lambda: run_stats(name, folder, output))


@corpus.command("convert")
def corpus_convert(
    folder: Folder,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the result.", show_default=False)],
    name: CorpusName = "argmine",
    form: Annotated[
        str, typer.Option("--to", help="annotations (to train on and edit), json (ArgumentDocuments) or rows (JSONL).")
    ] = "annotations",
) -> None:
    """Write a corpus in one of argmine's own formats."""
    from argmine.cli.corpus import run_convert

    _finish(lambda: run_convert(name, folder, output, form))


@corpus.command("split")
def corpus_split(
    folder: Folder,
    shares: Annotated[str, typer.Option("--shares", help="Shares of train, dev and test in units.")] = "70,10,20",
    seed: Annotated[int, typer.Option("--seed", help="Another seed gives other splits.")] = 0,
    force: Annotated[bool, typer.Option("--force", help="Replace splits.json.")] = False,
) -> None:
    """Split argmine annotations by document: write splits.json."""
    from argmine.cli.corpus import run_split

    _finish(lambda: run_split(folder, shares, seed, force=force))


@corpus.command("check")
def corpus_check(
    folder: Folder,
    risk_types: Annotated[Path, typer.Option("--risk-types", help="Code frame.")] = Path("configs/risk-types.yaml"),
    specialties: Annotated[Path, typer.Option("--specialties", help="Code frame.")] = Path("configs/specialties.yaml"),
) -> None:
    """List all that is wrong with argmine annotations; exit code 1 if anything is."""
    from argmine.cli.corpus import run_check

    _finish(lambda: run_check(folder, risk_types, specialties))


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

    _finish(lambda: run_info(model))


def _finish(run: object) -> None:
    """Run a command; an argmine error becomes one line on standard error and exit code 2."""
    from argmine.errors import ArgmineError

    try:
        code = run()  # type: ignore[operator]
    except ArgmineError as error:
        typer.secho(f"error: {error}", fg="red", err=True)
        code = 2
    except KeyboardInterrupt:
        typer.secho("stopped; files written so far are whole", err=True)
        code = 130
    sys.exit(code)


def main() -> None:
    """The entry point."""
    app()
