"""Label mappings of the public corpora: data in `label_mappings.yaml`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml

from argmine.corpora.labelled import LabelMapping


@cache
def label_mapping(corpus: str) -> LabelMapping:
    """The mapping of a corpus that argmine knows.

    Raises:
        KeyError: argmine has no mapping of that name.
    """
    rows = yaml.safe_load(files(__package__).joinpath("label_mappings.yaml").read_text(encoding="utf-8"))
    row = rows[corpus]
    return LabelMapping(dict(row["components"]), frozenset(row["support"]), str(row["lost"]))
