"""Titles that open a paragraph or list item and run on into its text."""

from __future__ import annotations

import re

from argmine.structure.headings import FINITE_VERB, Heading, HeadingStyle

_RUN_IN = re.compile(
    r"\s*(?:\*\*([^*\n]{3,90}?)(?:[.:]\*\*|\*\*[.:])|([A-Z‘'“][^.:;?!\n]{2,80}):)\s+(?=[\"“‘'(A-Z0-9*])"
)
_ITEM_LABEL = re.compile(r"\s*(\*{0,2}[A-Z][\w’'()/&,-]*(?: [\w’'()/&,-]+){0,3})\.\*{0,2}\s+(?=[\"“‘'A-Z])")
_BOLD_LABEL = re.compile(r"\s*(?:\*\*|__)[^*_\n]{2,80}(?::(?:\*\*|__)|(?:\*\*|__):)\s+(?=\S)")
_MAY_BE_VERB = re.compile(r" [a-z]{2,}(?:s|ed)\b")
_SENTENCE_OPENERS = frozenset(
    """
    The This These Those It They We He She There Many Some Most All No Nor Yet But And So Such Each Both I
    You Our Their His Her A An Mr Mrs Ms Dr Prof Professor St
    """.split()
)


def run_in_heading(text: str) -> tuple[int, int, str] | None:
    """(end of the heading, start of the sentence, title) of a paragraph such as "Plan Verification: Once a ..."."""
    match = _RUN_IN.match(text)
    if not match:
        end = item_label(text)
        title = text[:end].strip(" .:*_")
        marked = text[:end].lstrip().startswith(("*", "_"))
        if not end or (_MAY_BE_VERB.search(title) and not marked):
            return None  # "Registration remains voluntary." is a sentence; "Nuclear medicine (north)." is not
        return end, end, title
    title = (match.group(1) or match.group(2)).strip()
    words = title.split()
    if len(text) - match.end() < 40 or len(words) > 10:
        return None
    if match.group(2):
        capitals = sum(word[:1].isupper() for word in words if len(word) > 3)
        long_words = sum(len(word) > 3 for word in words)
        if (
            FINITE_VERB.search(title)
            or (len(words) > 5 and capitals < 0.5 * long_words)
            or words[0] in {"However", "Note", "Therefore", "First", "Second", "Dear"}
        ):
            return None
    return match.end(1) if match.group(1) else match.end(2), match.end(), title


def item_label(text: str) -> int:
    """Where the sentence starts in a list item such as "Employer checks. Most ..." or "**Cost:** It ..."; 0 if none."""
    if bold := _BOLD_LABEL.match(text):
        return bold.end()
    match = _ITEM_LABEL.match(text)
    if not match or FINITE_VERB.search(match.group(1)) or match.group(1).split()[0] in _SENTENCE_OPENERS:
        return 0
    return match.end()


def run_in(start: int, end: int, title: str) -> Heading:
    """The heading of a paragraph that opens with its own title."""
    return Heading(start, end, "", title, HeadingStyle.RUN_IN, 1)
