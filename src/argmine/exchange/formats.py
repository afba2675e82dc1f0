"""The exchange formats by name: how each is written and read, and what it loses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from argmine.errors import ConfigError
from argmine.exchange.markup import Feature, Imported, Markup


@dataclass(frozen=True, slots=True)
class ExchangeFormat:
    """A module of this package with `write(markups, path)`, `LOST`, and `read(path)` unless `one_way`.

    `path` is a folder where `is_folder`, else a file that holds all documents. `extra` installs what it needs.
    """

    name: str
    module: str
    about: str
    is_folder: bool = False
    one_way: bool = False
    extra: str | None = None
    suffix: str = ""  # of a file

    def write(self, markups: Sequence[Markup], path: Path) -> None:
        """Write documents.

        Raises:
            InputError: the path cannot be written to.
            MissingExtraError: a library is not installed.
        """
        import_module(self.module).write(markups, path)

    def read(self, path: Path) -> Imported:
        """The documents of a file or folder.

        Raises:
            ConfigError: the format can only be written.
            InputError: the path cannot be read, or is not of this format.
            MissingExtraError: a library is not installed.
        """
        if self.one_way:
            raise ConfigError(f"{self.name} can be written but not read; choose another format for --from")
        read: Callable[[Path], Imported] = import_module(self.module).read
        return read(path)

    @property
    def lost(self) -> frozenset[Feature]:
        """What a round trip does not keep; see `markup.without`."""
        lost: frozenset[Feature] = import_module(self.module).LOST
        return lost


_PACKAGE = "argmine.exchange"
EXCHANGE_FORMATS = {
    form.name: form
    for form in (
        ExchangeFormat("aif", f"{_PACKAGE}.aif", "Argument Interchange Format, JSON of AIFdb", is_folder=True),
        ExchangeFormat("xaif", f"{_PACKAGE}.xaif", "extended AIF, JSON", is_folder=True),
        ExchangeFormat("brat", f"{_PACKAGE}.brat", "brat standoff: .txt and .ann", is_folder=True),
        ExchangeFormat("conll", f"{_PACKAGE}.conll", "CoNLL columns with BIO labels", suffix=".conllup"),
        ExchangeFormat("label-studio", f"{_PACKAGE}.label_studio", "Label Studio tasks, JSON", suffix=".json"),
        ExchangeFormat(
            "inception", f"{_PACKAGE}.inception", "INCEpTION: UIMA CAS XMI", is_folder=True, extra="inception"
        ),
        ExchangeFormat("docbin", f"{_PACKAGE}.docbin", "spaCy DocBin", suffix=".spacy"),
        ExchangeFormat("prodigy", f"{_PACKAGE}.prodigy", "Prodigy JSONL", suffix=".jsonl"),
        ExchangeFormat("datasets", f"{_PACKAGE}.hf_datasets", "Hugging Face dataset: Parquet and a card",
                       is_folder=True, extra="datasets"),
        ExchangeFormat("graphml", f"{_PACKAGE}.graphml", "GraphML", is_folder=True, extra="graph"),
        ExchangeFormat("dot", f"{_PACKAGE}.dot", "Graphviz DOT", is_folder=True, one_way=True),
        ExchangeFormat("refi-qda", f"{_PACKAGE}.refi_qda", "NVivo, MAXQDA, ATLAS.ti", one_way=True, suffix=".qdpx"),
    )
}  # fmt: skip


def exchange_format(name: str) -> ExchangeFormat:
    """The format of a name.

    Raises:
        ConfigError: there is none of that name.
    """
    if name not in EXCHANGE_FORMATS:
        raise ConfigError(f"no exchange format {name!r}: choose among json, jsonl, {', '.join(EXCHANGE_FORMATS)}")
    return EXCHANGE_FORMATS[name]
