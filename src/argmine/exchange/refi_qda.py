"""REFI-QDA project, NAME.qdpx, for NVivo, MAXQDA, ATLAS.ti, QDA Miner, Quirkos, QualCoder and others; out only.

Specification: REFI-QDA 1.5 (qdasoftware.org), schema `urn:QDA-XML:project:1.0`: a zip archive with project.qde and the
texts as sources/GUID.txt, UTF-8 without a byte order mark.

Codes stand in groups, each a code that codes nothing with its codes below, and a set for tools that know those: what a
span is (claim, ...), risk types, specialties, repeated arguments (one code each), and "needs review". Each fragment of
a span is a `PlainTextSelection` with a coding for each of its codes. `startPosition` and `endPosition` count Unicode
code points of the text file, half-open (section 10.2); tools count line breaks as one character, so all breaks are
written as LF and positions follow. Support is a link "supports" between selections, one way from the reason; further
fragments of a span are linked "continues". The standard has no place for probabilities and some tools show no links:
the description of a selection says both in words.

Ids are UUIDs of version 5, made of the content, and dates are fixed, so the same documents give the same bytes.

Lost: the ids of spans. Characters that XML cannot hold become U+FFFD or a space.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from argmine.exchange.archives import pack
from argmine.exchange.files import write_file
from argmine.exchange.markup import Feature, Markup
from argmine.exchange.refi_qda_codes import codebook
from argmine.exchange.refi_qda_project import project_xml, sources

__all__ = ["LOST", "write"]

LOST: frozenset[Feature] = frozenset({"ids"})


def write(markups: Sequence[Markup], path: Path) -> None:
    """Write a project of these documents.

    Raises:
        InputError: the path cannot be written to.
    """
    texts = sources(markups)
    files = {"project.qde": project_xml(texts, codebook(markups), path.stem)}
    for source in texts:
        files[f"sources/{source.guid}.txt"] = source.text.encode("utf-8")
    write_file(pack(files), path)
