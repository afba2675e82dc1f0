"""brat standoff (`<id>.txt` and `<id>.ann`): AbstRCT, and the Argument Annotated Essays as first published.

Stenetorp et al. 2012. `T1<tab>Claim 1 136<tab>text` is a component, `R1<tab>Support Arg1:T2 Arg2:T1` a relation,
`A1<tab>Stance T1 For` an attribute. Notes and other lines are ignored.
"""

from __future__ import annotations

import csv
from pathlib import Path

from argmine.corpora.label_mapping import label_mapping
from argmine.corpora.labelled import LabelledDocument, LabelledSpan, LabelMapping, Link, labelled_document
from argmine.errors import AnnotationError, MissingSplitError


def read_abstrct(folder: Path, split: str) -> list[LabelledDocument]:
    """The abstracts of AbstRCT (Mayer et al. 2020): `train` and `dev` are of `neoplasm_<split>/`.

    `test` is `neoplasm_test/`; `glaucoma_test` and `mixed_test` are splits of their own.

    Raises:
        AnnotationError: the folder is missing or a file is malformed.
    """
    name = split if (folder / split).is_dir() else f"neoplasm_{split}"
    return read_brat(folder / name, label_mapping("abstrct"))


def read_aae2_brat(folder: Path, split: str) -> list[LabelledDocument]:
    """The essays of the distribution of Stab and Gurevych (2017): `train-test-split.csv` beside the brat files.

    Raises:
        AnnotationError: the list of splits is missing, or a file is malformed.
    """
    listed = folder / "train-test-split.csv"
    try:
        rows = list(csv.DictReader(listed.read_text(encoding="utf-8").splitlines(), delimiter=";"))
        names = [row["ID"] for row in rows if row["SET"].lower() == split]
    except (OSError, KeyError, csv.Error) as error:
        raise MissingSplitError(f"{listed}: cannot be read: {error}") from error
    inner = folder / "brat-project-final"
    where = inner if inner.is_dir() else folder
    return [_read(where / f"{name}.ann", label_mapping("aae2")) for name in names]


def read_brat(folder: Path, mapping: LabelMapping) -> list[LabelledDocument]:
    """All documents of a folder, in the order of their names.

    Raises:
        AnnotationError: the folder has no `.ann` files, or a file is malformed.
    """
    paths = sorted(folder.glob("*.ann"))
    if not paths:
        raise MissingSplitError(f"{folder}: no .ann files")
    return [_read(path, mapping) for path in paths]


def _read(path: Path, mapping: LabelMapping) -> LabelledDocument:
    try:
        text = path.with_suffix(".txt").read_bytes().decode()
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise AnnotationError(f"{path}: it or its .txt cannot be read: {error}") from error
    place: dict[str, int] = {}
    spans: list[LabelledSpan] = []
    relations: list[tuple[str, str, str]] = []
    for number, line in enumerate(lines, start=1):
        cells = line.split("\t")
        try:
            if line.startswith("T"):
                label, start, *_, end = cells[1].replace(";", " ").split()
                place[cells[0]] = len(spans)
                spans.append(LabelledSpan(int(start), int(end), label))
            elif line.startswith("R"):
                label, source, target = cells[1].split()
                relations.append((label, source.partition(":")[2], target.partition(":")[2]))
            elif line.startswith("A") and cells[1].startswith("Stance "):
                relations += _stance(cells[1].split()[1:], place, spans)
        except (IndexError, ValueError) as error:
            raise AnnotationError(f"{path}:{number}: not a brat annotation: {line[:60]!r}") from error
    try:
        links = [Link(place[source], place[target], label) for label, source, target in relations]
    except KeyError as error:
        raise AnnotationError(f"{path}: a relation names {error}, which is not annotated") from error
    return labelled_document(path.stem, text, spans, links, mapping)


def _stance(cells: list[str], place: dict[str, int], spans: list[LabelledSpan]) -> list[tuple[str, str, str]]:
    """A claim's stance as a link to the first major claim, as in the CoNLL form."""
    claim, stance = cells
    major = [key for key, index in place.items() if spans[index].label == "MajorClaim"]
    return [(stance, claim, major[0])] if major else []
