"""INCEpTION: a folder of UIMA CAS files, NAME.xmi, with their TypeSystem.xml, through dkpro-cassis.

A person makes a project, imports TypeSystem.xml under Settings > Layers (this makes the layers), imports the .xmi
files under Settings > Documents as "UIMA CAS XMI (XML 1.0)", annotates, and exports documents or the project in the
same format. Specification: OASIS UIMA 1.0 and the XMI of Apache UIMA; what becomes a layer is decided by
`TypeSystemAnalysis` in INCEpTION's source.

Layers. `webanno.custom.ArgumentComponent` is a span with string features: `component`, `score`, `riskTypes` and
`specialties` ("regulatory_gap=0.62; delay=1.0"; a tag without a score has 1.0), `repeated` (the id of the repeated
argument), `review` ("yes" or nothing) and `span`, the id that ties the fragments of one span, an annotation each; all
of them carry all features, and the first one's count. `webanno.custom.Support` is a relation from the reason
(`Governor`) to what it supports (`Dependent`), with `score`; it ends at first fragments. `webanno.custom.Page` marks
each page, without the white space around it, with its `number` and its exact `start` in code points.

INCEpTION needs sentences and tokens, and each annotation within sentences: both are added, of the types of DKPro
Core, and read by nobody. `begin` and `end` count UTF-16 code units, as Java does, and are converted exactly.
Characters that XML 1.0 cannot hold are written as U+FFFD or a space, and kept in `webanno.custom.Replaced`, so that
they come back. The name of a document is its `documentTitle`, with .xmi behind it, since INCEpTION puts the name of
the imported file there.

In. Folders are searched for .xmi files and for the .zip files that INCEpTION exports; each takes the nearest
TypeSystem.xml. Of an exported project each annotator's version is a document, with the annotator in its name, as in
"report (anna).md"; the version from before (INITIAL_CAS) is read where nobody annotated. A new annotation has the
score 1.0.

Nothing is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from argmine.exchange.files import file_names, write_folder
from argmine.exchange.inception_reading import read
from argmine.exchange.inception_types import TYPE_SYSTEM, type_system
from argmine.exchange.inception_writing import cas_xmi
from argmine.exchange.markup import Feature, Markup
from argmine.exchange.xml_text import illegal

__all__ = ["LOST", "read", "write"]

LOST: frozenset[Feature] = frozenset()


def write(markups: Sequence[Markup], path: Path) -> None:
    """Write a folder for INCEpTION; files of the same names are replaced, others stay.

    Raises:
        InputError: the folder cannot be written to.
        MissingExtraError: dkpro-cassis is not installed.
    """
    types = type_system(replaced=any(next(illegal(markup.text), None) for markup in markups))
    files = {TYPE_SYSTEM: types.to_xml().encode("utf-8")}
    names = file_names([markup.name for markup in markups], ".xmi")
    for number, (name, markup) in enumerate(zip(names, markups, strict=True), start=1):
        files[name] = cas_xmi(markup, types, number).encode("utf-8")
    write_folder(files, path)
