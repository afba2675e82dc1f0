"""The lines that open a document: its title, and what stands with it."""

from __future__ import annotations

import re
from itertools import takewhile

from argmine.structure.blocks import stands_alone
from argmine.structure.headings import DANGLING, lower_share
from argmine.structure.lines import BULLET, LIST_MARK, Line, LineKind, ends_sentence, plain

_LONGEST_TITLE = 14  # lines


def title_block(lines: list[Line], *, blocks: bool = False) -> list[Line]:
    """The short lines that open a document, before any numbered heading or sentence; see `mark_headings`."""
    block: list[Line] = []
    for index, line in enumerate(lines):
        if line.kind in (LineKind.BLANK, LineKind.FURNITURE):
            continue
        if blocks and not stands_alone(lines, index):
            break
        text = plain(line.text)
        if _opens_prose(lines, index):
            break
        explicit = re.match(r"\d|annex|section|part\b", text, re.IGNORECASE) or line.kind is not LineKind.BODY
        is_date = re.fullmatch(r"\d{1,2}\s+\w+\s+\d{4}", text)
        if (
            (explicit and not is_date)
            or len(text) > 160
            or ends_sentence(text)
            or BULLET.match(line.text)
            or text.endswith(",")
        ):
            break
        if len(block) >= _LONGEST_TITLE or re.match(
            r"(?i)(executive summary|summary|introduction|foreword|background|dear )", text
        ):
            break
        block.append(line)
    return block


def _opens_prose(lines: list[Line], index: int) -> bool:
    """Whether a line without a full stop is the lead-in of a list or quotation, or the first line of a sentence."""
    text = plain(lines[index].text)
    if text.endswith(":"):
        return any(
            re.match(r"\s*>", below.text) or LIST_MARK.match(below.text) for below in lines[index + 1 : index + 3]
        )
    block = list(takewhile(lambda line: line.kind is not LineKind.BLANK, lines[index : index + _LONGEST_TITLE]))
    if len(block) == 1:
        return bool(DANGLING.search(text)) and lower_share(text) > 0.8
    return block[1].stripped[:1].islower() and (ends_sentence(block[-1].text) or len(block) == _LONGEST_TITLE)
