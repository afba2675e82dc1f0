"""spaCy's DocBin (.spacy): a `Doc` a document, its spans under `doc.spans["argmine"]`; nothing in it is pickled.

A span's label is its component and its `id_` its id; it runs from its first to its last character, and tokens (those
of spaCy's blank English pipeline) are cut so that each span begins and ends with one: `start_char` and `end_char` are
exact. `doc.user_data["argmine"]` has the document's `name` and `pages`, `spans`, by id, with the fragments, score,
tags, repeated argument and review flag of each, and `supports`: source, target and score of each link.

    docs = DocBin().from_disk("all.spacy").get_docs(spacy.blank("en").vocab)

Where a file has no spans under "argmine", those of spaCy's own key "sc" are read, and else the entities.
"""

from __future__ import annotations

import gc
import struct
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from argmine.errors import InputError
from argmine.exchange.files import read_bytes, write_file
from argmine.exchange.markup import Feature, Imported, Markup, Problem, Span, Support
from argmine.exchange.spacy_tokens import blank_english, spacy_tokens, token_ranges
from argmine.exchange.span_fields import share, to_fields
from argmine.exchange.taking_over import checked, edited, page_starts

__all__ = ["KEY", "LOST", "read", "write"]

LOST: frozenset[Feature] = frozenset()
KEY = "argmine"
MAX_EXPANDED = 256 * 1024 * 1024
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, OverflowError, MemoryError, struct.error, zlib.error)


def write(markups: Sequence[Markup], path: Path) -> None:
    """Write a file of all documents.

    Raises:
        InputError: the file cannot be written, or a text holds half of a surrogate pair, which spaCy cannot hold.
    """
    from spacy.tokens import DocBin

    packed = DocBin(store_user_data=True)
    vocab = blank_english().vocab
    for markup in markups:
        try:
            packed.add(_doc(markup, vocab))
        except UnicodeEncodeError as error:
            raise InputError(
                f"{markup.name}: character {error.start} is no Unicode text; choose another format"
            ) from error
    write_file(packed.to_bytes(), path)


def _doc(markup: Markup, vocab: Any) -> Any:
    from spacy.tokens import Doc
    from spacy.tokens import Span as DocSpan

    places = [(span.start, span.end) for span in markup.spans]
    tokens = spacy_tokens(markup.text, places)
    doc = Doc(vocab, words=[token.text for token in tokens], spaces=[token.space for token in tokens])
    doc.spans[KEY] = [
        DocSpan(doc, first, last + 1, label=span.component, span_id=span.id)
        for span, (first, last) in zip(markup.spans, token_ranges(tokens, places), strict=True)
    ]
    doc.user_data[KEY] = {
        "name": markup.name,
        "pages": list(markup.pages),
        "spans": {span.id: to_fields(span) for span in markup.spans},
        "supports": [[support.source, support.target, support.score] for support in markup.supports],
    }
    return doc


def read(path: Path) -> Imported:
    """The documents of a file.

    Raises:
        InputError: it cannot be read, is no DocBin or unpacks to more than 256 MiB.
    """
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    content = read_bytes(path)
    _check_size(content, path)
    markups: list[Markup] = []
    problems: list[Problem] = []
    collecting = gc.isenabled()
    try:
        for number, doc in enumerate(DocBin().from_bytes(content).get_docs(Vocab()), start=1):
            markup, faults = _markup(doc, f"{path}:{number}")
            markups.append(markup)
            problems += faults
    except _BROKEN as error:
        raise InputError(f"{path}: is no DocBin of spaCy, or damaged: {str(error)[:200]}; save it again") from error
    finally:
        if collecting:
            gc.enable()  # spaCy leaves it off where a message is damaged
    return Imported(tuple(markups), tuple(problems))


def _check_size(content: bytes, path: Path) -> None:
    """Refuse what unpacks to too much before spaCy unpacks all of it."""
    unpacker = zlib.decompressobj()
    size = 0
    try:
        while content and not unpacker.eof:
            size += len(unpacker.decompress(content, 1024 * 1024))
            content = unpacker.unconsumed_tail
            if size > MAX_EXPANDED:
                raise InputError(f"{path}: unpacks to more than {MAX_EXPANDED:,} bytes; split it")
    except zlib.error as error:
        raise InputError(f"{path}: is no DocBin of spaCy: {error}") from error


def _markup(doc: Any, where: str) -> tuple[Markup, tuple[Problem, ...]]:
    text: str = doc.text
    ours = _lists(doc.user_data.get(KEY))
    ours = ours if isinstance(ours, dict) else {}
    listed = ours.get("spans")
    known = listed if isinstance(listed, dict) else {}
    spans: list[Span] = []
    problems: list[Problem] = []
    for found in _spans_of(doc):
        place = (found.start_char, found.end_char)
        fields = known.get(found.id_) if found.id_ else {}
        try:
            values = {**(fields if isinstance(fields, dict) else {}), "id": found.id_}
            spans.append(edited(values, found.label_, place, len(text)))
        except ValueError as error:
            problems.append(Problem(where, place[0], text[slice(*place)], str(error)))
    name = ours.get("name")
    name = name if isinstance(name, str) and name else where.rpartition("/")[2]
    supports = tuple(_supports(ours.get("supports"), where, problems))
    markup, faults = checked(Markup(name, text, tuple(spans), supports, page_starts(ours.get("pages"))), where)
    return markup, (*problems, *faults)


def _spans_of(doc: Any) -> Iterable[Any]:
    """Spans by our key, by that of spaCy's span categorizer, or entities; offsets are all that is asked of them."""
    for key in (KEY, "sc"):
        if key in doc.spans:
            group: Iterable[Any] = doc.spans[key]
            return group
    entities: Iterable[Any] = doc.ents
    return entities


def _supports(rows: object, where: str, problems: list[Problem]) -> list[Support]:
    found = []
    for row in rows if isinstance(rows, list) else ():
        try:
            source, target, score = row
            if not isinstance(source, str) or not isinstance(target, str):
                raise ValueError("its ends are no ids of spans")
            found.append(Support(source, target, share(score)))
        except (TypeError, ValueError) as error:
            problems.append(Problem(where, None, str(row), f"it is no link: {error}"))
    return found


def _lists(value: Any) -> Any:
    """Plain values with lists, where msgpack gives tuples."""
    if isinstance(value, dict):
        return {key: _lists(part) for key, part in value.items()}
    return [_lists(part) for part in value] if isinstance(value, tuple | list) else value
