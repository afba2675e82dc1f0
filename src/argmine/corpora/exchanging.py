"""A corpus in the format of another tool: a folder or file a split."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from argmine.corpora.labelled import LabelledDocument
from argmine.errors import ConfigError
from argmine.exchange.documents import markup_of
from argmine.exchange.formats import EXCHANGE_FORMATS

OWN = ("annotations", "json", "rows")


def write_corpus(splits: Mapping[str, Sequence[LabelledDocument]], folder: Path, form: str) -> int:
    """Write every split in an exchange format and return how many documents there were.

    A Hugging Face dataset is one folder with all splits; of other formats there is a folder or file for each.

    Raises:
        ConfigError: there is no such format.
        InputError: the folder cannot be written to.
        MissingExtraError: a library is not installed.
    """
    if form not in EXCHANGE_FORMATS:
        raise ConfigError(f"--to {form}: choose one of {', '.join((*OWN, *EXCHANGE_FORMATS))}")
    markups = {split: [markup_of(d.document, d.text) for d in documents] for split, documents in splits.items()}
    if form == "datasets":
        from argmine.exchange.hf_datasets import write_splits

        write_splits(markups, folder)
    else:
        for split, own in markups.items():
            EXCHANGE_FORMATS[form].write(
                own, folder / split if EXCHANGE_FORMATS[form].is_folder else _file(folder, split, form)
            )
    return sum(map(len, markups.values()))


def _file(folder: Path, split: str, form: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{split}{EXCHANGE_FORMATS[form].suffix}"
