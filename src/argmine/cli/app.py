"""`argmine`: mine, train, evaluate, schema, info.

Heavy modules are imported inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

import sys
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


@app.command()
def mine(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="Files, folders or globs (.md, .txt).", show_default=False)
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the results.")] = Path("argmine-out"),
    model: Model = "en_argmine",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
) -> None:
    """Mine submissions: write OUT/<stem>.argmine.json for each and show what was found.

    Exit code 0 if all files were read, 1 if some failed, 2 if nothing could be done.
    """
    from argmine.cli.mine import run_mine

    _finish(lambda: run_mine(paths, output, model, quiet=quiet))


@app.command()
def train(
    config: Annotated[
        Path, typer.Argument(help="A training configuration, e.g. configs/en_argmine.cfg.", show_default=False)
    ],
    output: Annotated[
        Optional[Path], typer.Option("--output", "-o", help="Model folder to write.  [default: models/<lang>_<name>]")
    ] = None,
    overrides: Annotated[
        Optional[list[str]], typer.Option("--set", help="section.key=value; may be given again.")
    ] = None,
    work: Annotated[Path, typer.Option("--work", help="Checkpoints; a stopped run resumes from them.")] = Path(".work"),
) -> None:
    """Train a model from annotations (needs: pip install 'argmine[train]')."""
    from argmine.cli.train import run_train

    _finish(lambda: run_train(config, output, overrides or [], work))


@app.command()
def evaluate(
    annotations: Annotated[
        Path, typer.Argument(help="An annotations folder with splits.json.", show_default=False)
    ] = Path("annotations"),
    split: Annotated[str, typer.Option("--split", help="train, dev or test.")] = "dev",
    model: Model = "en_argmine",
    output: Annotated[Optional[Path], typer.Option("--output", "-o", help="Also write the figures as JSON.")] = None,
) -> None:
    """Measure a model against gold: components, tags, boundaries, repeated arguments, calibration."""
    from argmine.cli.evaluate import run_evaluate

    _finish(lambda: run_evaluate(annotations, split, model, output))


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
