"""CDCP: comments on a US consumer debt collection rule (Park and Cardie 2018; files of Niculae et al. 2017)."""

from __future__ import annotations

import json
from pathlib import Path

from argmine.corpora.label_mapping import label_mapping
from argmine.corpora.labelled import LabelledDocument, LabelledSpan, Link, labelled_document
from argmine.errors import AnnotationError, MissingSplitError


def read_cdcp(folder: Path, split: str) -> list[LabelledDocument]:
    """The comments of `<split>/`: `<id>.txt` and `<id>.ann.json`, a document a comment.

    A relation from several propositions in a row to one is a link from each.

    Raises:
        AnnotationError: the folder has no comments, or a file is malformed.
    """
    paths = sorted((folder / split).glob("*.ann.json"))
    if not paths:
        raise MissingSplitError(f"{folder / split}: no .ann.json files")
    return [_read(path) for path in paths]


def _read(path: Path) -> LabelledDocument:
    name = path.name.removesuffix(".ann.json")
    try:
        text = path.with_name(f"{name}.txt").read_bytes().decode()
        row = json.loads(path.read_text(encoding="utf-8"))
        spans = [
            LabelledSpan(int(start), int(end), str(label))
            for (start, end), label in zip(row["prop_offsets"], row["prop_labels"], strict=True)
        ]
        links = [
            Link(source, int(target), label)
            for label, key in (("reason", "reasons"), ("evidence", "evidences"))
            for (first, last), target in row[key]
            for source in range(first, last + 1)
        ]
    except (OSError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise AnnotationError(f"{path}: not a CDCP annotation, or its .txt is missing: {error}") from error
    return labelled_document(name, text, spans, links, label_mapping("cdcp"))
