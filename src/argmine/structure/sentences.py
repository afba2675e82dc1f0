"""Where sentences end in English policy prose with citation marks.

Rules, not a model: `benchmarks/segmentation.py` compares them with spaCy's trained and rule
segmenters on argmine's gold units.
"""

from __future__ import annotations

import re
from itertools import pairwise

from argmine.document import Range
from argmine.structure.lines import CITATION_MARK

_END = re.compile(
    rf"""(?P<stop>(?<![.!?…])[.!?…]++)                         # full stop
    (?P<close>[\"'”’»)\]*_]*+)                            # closing quotes, brackets, emphasis
    (?P<marks>(?:(?<=[a-z)”"’]{{2}}\.)\d{{1,2}}(?=\s))?   # citation marks belong to the sentence before
    (?:\s*+{CITATION_MARK}[.\"'”’*_]*+){{0,30}})
    (?P<space>\s*+)
    (?P<next>(?:[\"'“‘«(*_\[]|\[)*[A-Z0-9À-Þ£€$•¹²³⁴-⁹⁰<█■]|[-–—•]\s|e\.g\.|i[A-Z]|p[A-Z]|$)""",
    re.VERBOSE,
)
_NEVER_LAST = frozenset(
    [
        "e.g",
        "i.e",
        "eg",
        "ie",
        "al",
        "cf",
        "vs",
        "viz",
        "fig",
        "figs",
        "no",
        "nos",
        "dr",
        "prof",
        "mr",
        "mrs",
        "ms",
        "st",
        "rev",
        "sr",
        "approx",
        "reg",
        "regs",
        "para",
        "paras",
        "pp",
        "p",
        "vol",
        "ed",
        "eds",
        "ch",
        "sec",
        "art",
        "cl",
        "c",
        "ca",
        "est",
        "dept",
        "gov",
        "hon",
        "incl",
        "resp",
        "tel",
        "ext",
    ]
)
_SOMETIMES_LAST = frozenset(
    """
    etc al inc ltd plc co ph.d phd a.m p.m am pm u.k u.s n.b
    """.split()
)
_STARTERS = frozenset(
    [
        "the",
        "this",
        "these",
        "that",
        "those",
        "it",
        "they",
        "we",
        "in",
        "on",
        "at",
        "for",
        "from",
        "with",
        "without",
        "as",
        "if",
        "when",
        "while",
        "where",
        "such",
        "there",
        "he",
        "she",
        "our",
        "their",
        "its",
        "all",
        "both",
        "each",
        "some",
        "many",
        "most",
        "one",
        "two",
        "no",
        "not",
        "however",
        "therefore",
        "furthermore",
        "moreover",
        "additionally",
        "although",
        "despite",
        "since",
        "because",
        "importantly",
    ]
)
_ISOTOPE = re.compile(r"[¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹]{0,2}[mᵐ]?[A-Z][a-z]?\b")
_ASIDE = re.compile(
    r"\s*+\((?:\w++[\s,.&-]*+){1,6}\)\.?\s*(?:$|(?=[A-Z]))"
)  # "(Supplementary document 2)" belongs to the sentence before
_SOURCE = re.compile(  # a source printed in full behind the sentence that it is cited for, as a mark would be
    r"(?:[\w()/.,’'–-]++\s++){0,10}?(?:\[[^\[\]]{3,200}+\]\([^()]*+\)|<?https?://\S++)\s*+\(accessed:?[^()]{4,30}\)\.?",
    re.IGNORECASE,
)
_LEADING_MARKS = re.compile(rf"\s*+{CITATION_MARK}(?![\w])\.?(?:\s*{CITATION_MARK}(?!\w))*\s*(?=[A-Z\"“‘(]|$)")


def split_sentences(text: str) -> list[Range]:
    """Half-open ranges of the sentences of one paragraph, in order, white space trimmed."""
    bounds = [0]
    for match in _END.finditer(text):
        end = match.end("marks")
        if match.group("marks") and _ISOTOPE.match(text, end - len(match.group("marks").lstrip())):
            end = match.end("close")
        if end < len(text) and _is_boundary(text, match):
            bounds.append(end)
    bounds = [0, *(aside.end() if (aside := _ASIDE.match(text, bound)) else bound for bound in bounds[1:])]
    bounds = [b for b, end in pairwise([*bounds, len(text)]) if not b or not _SOURCE.fullmatch(text[b:end].strip())]
    return [span for left, right in pairwise([*bounds, len(text)]) if (span := _trim(text, left, right))]


def leading_marks(text: str) -> int:
    """Length of the citation marks that open `text` and belong to the sentence before it."""
    match = _LEADING_MARKS.match(text)
    if not match or _ISOTOPE.match(text.lstrip()):
        return 0
    return match.end()


def _trim(text: str, left: int, right: int) -> Range | None:
    piece = text[left:right]
    left += len(piece) - len(piece.lstrip())
    right -= len(piece) - len(piece.rstrip())
    return (left, right) if left < right else None


def _is_boundary(text: str, match: re.Match[str]) -> bool:
    stop, close, marks, space, following = (match.group(name) for name in ("stop", "close", "marks", "space", "next"))
    if not space and not (marks or (close and close[-1] in "\"'”’»*_")) and following:
        return _glued(text, match)
    if following[:1].isdigit() and not space and not marks:
        return False
    if stop != "." or close:
        return not (following[:1].islower())
    word = _word_before(text, match.start("stop"))
    lower = word.lower()
    next_word = _word_after(text, match.start("next"))
    closes_bracket = text.endswith(")", 0, match.start("stop") - len(word))
    if re.fullmatch(r"[A-Z](?:\.[A-Z])*", word) and not closes_bracket:  # initials, not the end of "IR(ME)R"
        return next_word.lower() in _STARTERS and len(next_word) > 1
    if lower in _SOMETIMES_LAST:
        return (
            next_word.lower() in _STARTERS
            or bool(marks)
            or (lower == "etc" and next_word not in {"Act", "Acts", "Regulations", "Order"})
        )
    if lower == "no" and not next_word[:1].isdigit():
        return True
    if lower in _NEVER_LAST:
        return False
    return not re.fullmatch(r"\(?\d{1,2}", word) or not _opens_line(text, match.start("stop"), word)


def _glued(text: str, match: re.Match[str]) -> bool:
    """A full stop with no space after it ends a sentence only between a word and a capitalised word."""
    stop, following = match.start("stop"), match.start("next")
    before, after = text[max(0, stop - 80) : stop], text[following : following + 80]
    return (
        bool(re.search(r"[a-z)]{3,}$", before) and re.match(r"[A-Z][a-z]+[\s,]", after))
        and match.group("stop") == "."
        and not re.search(r"\S*(?:www|http|@)\S*$", before)
    )


def _word_before(text: str, position: int) -> str:
    match = re.search(r"[\w.&]+$", text[max(0, position - 24) : position])
    return match.group() if match else ""


def _word_after(text: str, position: int) -> str:
    match = re.match(r"[\"'“‘«(*_\[]*([\w’'-]+)", text[position : position + 40])
    return match.group(1) if match else ""


def _opens_line(text: str, position: int, word: str) -> bool:
    """Whether "3." is an enumerator rather than the end of "... in table 3."."""
    return not text[: position - len(word)].strip()
