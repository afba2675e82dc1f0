"""The numbers and bullets that Word puts before paragraphs and does not store in them."""

from __future__ import annotations

from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_DEEPEST = 9


class Numbering:
    """Counts the levels of every list of a document; `label` gives what is printed before a paragraph."""

    def __init__(self, document: Any) -> None:
        self._styles = document.styles.element
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}  # by list: level to (format, text, start)
        self._counts: dict[str, list[int]] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        abstract = {a.get(f"{W}abstractNumId"): _levels(a) for a in root.iterchildren(f"{W}abstractNum")}
        for number in root.iterchildren(f"{W}num"):
            reference = number.find(f"{W}abstractNumId")
            if reference is not None:
                self._levels[str(number.get(f"{W}numId"))] = abstract.get(reference.get(f"{W}val"), {})

    def label(self, paragraph: Any) -> str:
        """ "1.", "(a)", "2.3" or a bullet; empty if the paragraph stands in no list."""
        number, level = self._place(paragraph)
        if number not in self._levels or level not in self._levels[number]:
            return ""
        form, text, start = self._levels[number][level]
        if form == "bullet":
            return "•"
        if form == "none":
            return ""
        counts = self._counts.setdefault(number, [])
        while len(counts) <= level:
            deeper = self._levels[number].get(len(counts))
            counts.append((deeper[2] if deeper else 1) - 1)
        counts[level] = counts[level] + 1 if counts[level] >= start - 1 else start
        del counts[level + 1 :]
        for index in range(level + 1):
            own = self._levels[number].get(index, ("decimal", "", 1))[0]
            text = text.replace(f"%{index + 1}", _numeral(max(counts[index], 1), own))
        return text.strip()

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """(list, level) of a paragraph, by its own properties or its style's; ("", 0) if it has none."""
        for properties in (paragraph.find(f"{W}pPr"), self._style_properties(paragraph)):
            place = None if properties is None else properties.find(f"{W}numPr")
            number = None if place is None else place.find(f"{W}numId")
            if place is not None and number is not None:
                level = place.find(f"{W}ilvl")
                depth = 0 if level is None else int(level.get(f"{W}val", "0"))
                return str(number.get(f"{W}val")), min(max(depth, 0), _DEEPEST)
        return "", 0

    def _style_properties(self, paragraph: Any) -> Any:
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        if named is None:
            return None
        for style in self._styles.iterchildren(f"{W}style"):
            if style.get(f"{W}styleId") == named.get(f"{W}val"):
                return style.find(f"{W}pPr")
        return None


def _levels(abstract: Any) -> dict[int, tuple[str, str, int]]:
    levels = {}
    for level in abstract.iterchildren(f"{W}lvl"):
        values = {name: level.find(f"{W}{name}") for name in ("numFmt", "lvlText", "start")}
        form, text, start = (None if v is None else v.get(f"{W}val") for v in values.values())
        first = int(start) if start and start.isdigit() else 1
        levels[int(level.get(f"{W}ilvl", "0"))] = (form or "decimal", text or "", first)
    return levels


def _numeral(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters if form == "lowerLetter" else letters.upper()
    if form in ("lowerRoman", "upperRoman"):
        roman = ""
        for value, digits in _ROMAN:
            while number >= value:
                roman, number = roman + digits, number - value
        return roman if form == "lowerRoman" else roman.upper()
    return str(number)
