"""The researcher's commands: train, suggest, evaluate, agreement, and the group `corpus`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from argmine.cli.finish import finish

Model = Annotated[str, typer.Option("--model", "-m", help="A shipped model's name or a model folder.")]

corpus = typer.Typer(name="corpus", help="Look at, convert, split and check annotated corpora.", no_args_is_help=True)

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
        finish(lambda: run_train_labels(frame, output, model, replaces))
    from argmine.cli.train import run_train

    finish(lambda: run_train(config, output, overrides or [], work, data))  # type: ignore[arg-type]


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

    finish(lambda: run_suggest(paths, output, model, count))


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

    finish(lambda: run_evaluate(model, name, data, split, output=output, errors=errors, against=against))


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

    finish(lambda: run_agreement(folders, output, differing))


@corpus.command("stats")
def corpus_stats(
    folder: Folder,
    name: CorpusName = "argmine",
    output: Annotated[Optional[Path], typer.Option("--json", help="Also write the figures as JSON.")] = None,
) -> None:
    """Count documents, units, labels and links of every split that is there."""
    from argmine.cli.corpus import run_stats

    finish(lambda: run_stats(name, folder, output))


@corpus.command("convert")
def corpus_convert(
    folder: Folder,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the result.", show_default=False)],
    name: CorpusName = "argmine",
    form: Annotated[
        str,
        typer.Option(
            "--to",
            help="annotations (to train on), json, rows (JSONL), datasets, brat, conll ...; several by commas.",
        ),
    ] = "annotations",
) -> None:
    """Write a corpus in argmine's own formats or those of other tools."""
    from argmine.cli.corpus import run_convert

    finish(lambda: run_convert(name, folder, output, form))


@corpus.command("split")
def corpus_split(
    folder: Folder,
    shares: Annotated[str, typer.Option("--shares", help="Shares of train, dev and test in units.")] = "70,10,20",
    seed: Annotated[int, typer.Option("--seed", help="Another seed gives other splits.")] = 0,
    force: Annotated[bool, typer.Option("--force", help="Replace splits.json.")] = False,
) -> None:
    """Split argmine annotations by document: write splits.json."""
    from argmine.cli.corpus import run_split

    finish(lambda: run_split(folder, shares, seed, force=force))


@corpus.command("check")
def corpus_check(
    folder: Folder,
    risk_types: Annotated[Path, typer.Option("--risk-types", help="Code frame.")] = Path("configs/risk-types.yaml"),
    specialties: Annotated[Path, typer.Option("--specialties", help="Code frame.")] = Path("configs/specialties.yaml"),
) -> None:
    """List all that is wrong with argmine annotations; exit code 1 if anything is."""
    from argmine.cli.corpus import run_check

    finish(lambda: run_check(folder, risk_types, specialties))


def add_commands(app: typer.Typer) -> None:
    """Add these commands to an application."""
    for command in (train, suggest, evaluate, agreement):
        app.command()(command)
    app.add_typer(corpus)
