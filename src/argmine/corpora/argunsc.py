"""ArgUNSC: speeches in the UN Security Council (Poiaganova and Stede 2025), `base.csv`."""

from __future__ import annotations

import ast
import csv
import hashlib
import re
from itertools import groupby
from pathlib import Path

from argmine.corpora.label_mapping import label_mapping
from argmine.corpora.labelled import LabelledDocument, LabelledSpan, Link, labelled_document
from argmine.errors import AnnotationError, MissingSplitError

Row = dict[str, str]


def read_argunsc(folder: Path, split: str) -> list[LabelledDocument]:
    """The speeches of a split, a document a speech, a line a sentence.

    The corpus has no splits of its own: a hash of a speech's name puts a tenth into `dev` and two tenths into
    `test`; `all` has every speech. A component whose text is not found in its sentence is the whole sentence.

    Raises:
        AnnotationError: the file is missing or malformed.
    """
    path = folder / "base.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        speeches = [(name, list(group)) for name, group in groupby(rows, key=lambda row: row["Speech"])]
    except FileNotFoundError as error:
        raise MissingSplitError(f"{path}: no such file") from error
    except (OSError, KeyError, csv.Error, UnicodeDecodeError) as error:
        raise AnnotationError(f"{path}: cannot be read as ArgUNSC: {error}") from error
    return [_speech(path, name, group) for name, group in speeches if split in ("all", _split(name))]


def _split(name: str) -> str:
    tenth = int(hashlib.sha256(name.encode()).hexdigest(), 16) % 10
    return "dev" if tenth == 0 else "test" if tenth <= 2 else "train"


def _speech(path: Path, name: str, rows: list[Row]) -> LabelledDocument:
    text = ""
    spans: list[LabelledSpan] = []
    place: dict[int, int] = {}
    premises: list[tuple[int, str]] = []
    for _, sentence_rows in groupby(rows, key=lambda row: row["Sentence_ID"]):
        group = list(sentence_rows)
        offset, sentence = len(text), group[0]["Full_Sentence"]
        text += sentence + "\n"
        taken = 0
        for row in group:
            try:
                component = None if row["Component_Type"] == "non-arg" else ast.literal_eval(row["Component"])
                start, end = (0, len(sentence)) if component is None else _find(sentence, str(component[1]), taken)
                taken = end
                if component is not None:
                    place[int(component[0])] = len(spans)
                premises.append((len(spans), row["Premises"]))
            except (ValueError, SyntaxError, IndexError) as error:
                raise AnnotationError(f"{path}: {name}, sentence {row['Sentence_ID']}: {error}") from error
            if start < end:
                spans.append(LabelledSpan(offset + start, offset + end, row["Component_Type"]))
    links = [
        Link(place[int(premise)], target, label)
        for target, printed in premises
        if printed.startswith("{")
        for premise, label in ast.literal_eval(printed).items()
        if int(premise) in place and place[int(premise)] != target
    ]
    return labelled_document(name, text, spans, links, label_mapping("argunsc"))


def _find(sentence: str, component: str, taken: int) -> tuple[int, int]:
    """Where the component stands in its sentence after `taken`, white space aside; all that is left if it does not."""
    words = [re.escape(word) for word in component.split()]
    found = re.compile(r"\s+".join(words)).search(sentence, taken) if words else None
    if found:
        return found.start(), found.end()
    rest = sentence[taken:]
    return taken + len(rest) - len(rest.lstrip()), taken + len(rest.rstrip())
