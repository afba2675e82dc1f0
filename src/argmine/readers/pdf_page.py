"""A PDF page as pieces of printed lines: text, place, size and weight, as pdfium finds them.

A piece is a run of words with no wide gap; columns and cells of a table on one line are pieces of their own. Digits
that are printed small and raised become superscript characters, so that a note mark stays one.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LIGATURES = str.maketrans({"\x02": "-", "\ufffe": "-", "\xad": "-", "\xa0": " "})  # pdfium's marks of a broken word
_WORD = re.compile(r"\S+")
_RAISED = re.compile(r"(?<!\d)\d{1,3}(?:[,–-]\d{1,3})*$")
_GAP = 1.0  # of the line's height: a wider space parts two pieces
_SMALL = 0.85  # of the height of the line: smaller digits are raised
_BOLD = 600


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one printed line; places in points from the upper left corner of the page, `size` is the font's."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool

    @property
    def middle(self) -> float:
        """Half way down the line."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its pieces in the order of the file, its size, and whether it shows anything but text."""

    pieces: tuple[Piece, ...]
    width: float
    height: float
    has_pictures: bool


class _Characters:
    """Boxes and styles of the characters of a text page, by index."""

    def __init__(self, textpage: Any, left: float, top: float) -> None:
        self._page = textpage
        self._left, self._top = left, top
        self._numbers = tuple(ctypes.c_double() for _ in range(4))
        self._loose = pdfium.FS_RECTF()
        self._matrix = pdfium.FS_MATRIX()
        self._name = ctypes.create_string_buffer(128)

    def box(self, index: int) -> tuple[float, float, float, float]:
        """(left, top, right, bottom) with the height of the font, from the page's upper left corner."""
        pdfium.FPDFText_GetLooseCharBox(self._page, index, self._loose)
        rect = self._loose
        return rect.left - self._left, self._top - rect.top, rect.right - self._left, self._top - rect.bottom

    def size(self, index: int) -> float:
        """The size of the font as printed, in points."""
        size = pdfium.FPDFText_GetFontSize(self._page, index)
        if pdfium.FPDFText_GetMatrix(self._page, index, self._matrix):
            size *= math.hypot(self._matrix.c, self._matrix.d)
        return round(float(size), 1)

    def bold(self, index: int) -> bool:
        """Whether the character is set in a bold font, by weight or by the font's name."""
        if pdfium.FPDFText_GetFontWeight(self._page, index) >= _BOLD:
            return True
        flags = ctypes.c_int()
        length = pdfium.FPDFText_GetFontInfo(self._page, index, self._name, len(self._name), flags)
        name = self._name.raw[: max(min(length, len(self._name)) - 1, 0)].lower()
        return b"bold" in name or b"black" in name or b"heavy" in name


def read_page(page: Any) -> Page:
    """The pieces of a page that pypdfium2 has opened."""
    textpage = page.get_textpage()
    try:
        left, bottom, right, top = page.get_cropbox()
        text = _characters(textpage)
        characters = _Characters(textpage, left, top)
        pieces = [piece for line in _lines(text) for piece in _pieces(text, line, characters)]
        pictures = not pieces and any(True for _ in page.get_objects(max_depth=3))
        return Page(tuple(pieces), right - left, top - bottom, pictures)
    finally:
        textpage.close()


def _characters(textpage: Any) -> str:
    """One character for each that pdfium counts, so that places in the string are its indices."""
    count = textpage.count_chars()
    text: str = textpage.get_text_range()
    if len(text) != count:
        codes = (pdfium.FPDFText_GetUnicode(textpage, index) for index in range(count))
        text = "".join(chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd" for code in codes)
    return text.translate(_LIGATURES)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in re.finditer(r"[\r\n\f\v]+", text):
        if match.start() > start:
            yield start, match.start()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def _pieces(text: str, line: tuple[int, int], characters: _Characters) -> Iterator[Piece]:
    """The words of a line, joined where no wide gap parts them and they stand at one height."""
    words: list[tuple[str, tuple[float, float, float, float]]] = []
    first = -1
    for match in _WORD.finditer(text, *line):
        opening, closing = characters.box(match.start()), characters.box(match.end() - 1)
        box = opening[0], min(opening[1], closing[1]), closing[2], max(opening[3], closing[3])
        word = _raised(match, characters, opening)
        if words and _apart(words[-1][1], box):
            yield _piece(words, characters.size(first), bold=characters.bold(first))
            words = []
        if not words:
            first = match.start()
        words.append((word, box))
    if words:
        yield _piece(words, characters.size(first), bold=characters.bold(first))


def _apart(before: tuple[float, ...], after: tuple[float, ...]) -> bool:
    height = max(before[3] - before[1], after[3] - after[1], 1.0)
    if not -height < after[0] - before[2] < _GAP * height:
        return True
    return min(before[3], after[3]) - max(before[1], after[1]) < 0.3 * min(before[3] - before[1], after[3] - after[1])


def _raised(match: re.Match[str], characters: _Characters, opening: tuple[float, ...]) -> str:
    """The word; digits at its end that are printed smaller and higher than what opens it become superscripts."""
    word = match.group()
    digits = _RAISED.search(word)
    if digits is None or digits.start() == 0:
        return word
    mark = characters.box(match.start() + digits.start())
    if mark[3] - mark[1] < _SMALL * (opening[3] - opening[1]) and mark[3] < opening[3]:
        return word[: digits.start()] + digits.group().translate(_SUPERSCRIPTS)
    return word


def _piece(words: list[tuple[str, tuple[float, float, float, float]]], size: float, *, bold: bool) -> Piece:
    boxes = [box for _, box in words]
    return Piece(
        " ".join(word for word, _ in words),
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
        size,
        bold,
    )
