"""What a line of a reference list or footnote looks like."""

from __future__ import annotations

import re

_HEADING = re.compile(
    r"[#*\s]*(?:\d+(?:\.\d+)*\.?\s+)?"
    r"(?:(?:list of )?references|reference list|bibliography|sources(?: cited)?|works cited|endnotes|footnotes"
    r"|notes(?: and references)?|citations|literature|reference(?=[*:\s]*$))"
    r"(?:\s+(?:cited|for|to|and)\b.{1,60}(?<!\.)|\s*\([^)]{1,60}\)|\s*[–—-]\s*.{1,60})?[*:\s]*",
    re.IGNORECASE,
)
_NAMED_HEADING = re.compile(
    r"[#*\s]*(?:annex|appendix|section|part|chapter)\s+\w{1,5}\s*[:–—-]?\s*references[*:\s]*", re.IGNORECASE
)
_ENTRY = re.compile(
    r"\s*(?:[-*•]\s+)?\\?\[?\^?\{?\(?(\d{1,3})(?:\\?\]:?|[.)}]|\](?=\())?(?:\\?\.)?(?:\s+|(?=[A-Z\[<]))(?=\S)"
)
_NUMBERED_ENTRY = re.compile(
    r"\s*(?:[-*•]\s+)?(?:\\?\[\^?(\d{1,3})\\?\]:?|(\d{1,3})[.)]|\[(\d{1,3})\.|\^\{?(\d{1,3})\}?|(\d{1,3})(?=\s+[A-Z\[<‘“\"]))\s*(?=\S)"
)
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
FOOTNOTE = re.compile(
    r"\s*(?:([¹²³⁴-⁹⁰]{1,3})\s*|\[\^(\d{1,3})\]:\s+|\^\{?(\d{1,3})\}?\s+|<sup>(\d{1,3})</sup>\s*)(?=[A-Z<\[“‘\"'(h])"
)
PLAIN_NOTE = re.compile(r"\s*(\d{1,2})\s+(?=[A-Z“‘\"(]|\d)")
# A footnote number glued to the end of a sentence or clause: "(HCPC).2", "to 2021.4", "within a year,7".
GLUED_MARK = re.compile(r"(?:(?<=[a-z)”\"’]{2}[.,;:])|(?<=\b(?:19|20)\d\d\.))(\d{1,2})(?=\s|$)")
LINK = re.compile(r"\[[^\[\]]*+\]\((?:[^()]++|\([^()]*+\))*+\)|<?https?://\S+|www\.\S+|doi\S*", re.IGNORECASE)
TRACE = re.compile(
    r"https?://|www\.|\bdoi\b|accessed|\bvol(?:ume)?\b|\bpp?\.|\(\d{4}\)|\b(?:19|20)\d\d[;.:,)]|\bet al|\bISBN|\bISSN|"
    r"\d+\(\d+\)|\b(?:19|20)\d\d$|\bpress\b|\bedition\b|available (?:at|from)|"
    r"\bSI (?:19|20)\d\d|\bHMSO\b|\bibid\b|\bReport\b|\bop\.? cit",
    re.IGNORECASE,
)
BARE_FIRST = re.compile(r"\s*(?:[-*•]\s+)?\\?\[\^?1\\?\]:?\s+\S")
BARE_SECOND = re.compile(r"\s*(?:[-*•]\s+)?\\?\[\^?2\\?\]:?\s")
ISOTOPE = re.compile(
    r"[¹²³⁴-⁹⁰]{2,3}[mᵐ]?(?:A[cgu]|Bi|C[drsu]|Er|Fe|G[ade]|H[go]|Ir|Kr|Lu|Mo|Na|P[bu]|R[abe]|S[emr]|T[cl]|Xe|Zr)\b"
)
MARKED_NUMBER = re.compile(r"\s*(?:[-*•]\s+)?(?:[\\\[^({⁰¹²³⁴-⁹]|\d{1,3}[.)])")
DOI = re.compile(r"\s*10\.\d{4}")


def is_reference_heading(text: str) -> bool:
    """Whether a line is the heading of a reference list ("References", "3.4 References:")."""
    return len(text) < 200 and bool(_HEADING.fullmatch(text) or _NAMED_HEADING.fullmatch(text))


def raised_numbers(text: str) -> set[int]:
    """Numbers in raised citation marks: `^{1,2}`, `^[3]`, superscript digits."""
    raised = re.findall(r"\^[\[{]?([\d,;\s–-]+)", text) + [
        found.translate(_SUPERSCRIPT) for found in re.findall(r"[¹²³⁴-⁹][⁰¹²³⁴-⁹]?", text)
    ]
    return {int(number) for found in raised for number in re.findall(r"\d{1,3}", found)}


def note_number(match: re.Match[str]) -> str:
    """The number that a match has in one of its groups, superscripts as digits."""
    return next(group for group in match.groups() if group).translate(_SUPERSCRIPT)


def entry_number(text: str) -> int | None:
    """The number that opens an entry or footnote, or None."""
    match = _NUMBERED_ENTRY.match(text) or FOOTNOTE.match(text)
    return int(note_number(match)) if match else None


def looks_like_reference(text: str) -> bool:
    """Whether half of a line are links, or a short one has a trace of a reference: a year, pages, an access date."""
    links = sum(len(match.group()) for match in LINK.finditer(text))
    return links >= 0.5 * len(text) or (bool(TRACE.search(text)) and len(text) < 500)


def is_prose(text: str) -> bool:
    """Long text with ordinary sentences and few traces of a reference."""
    words = text.split()
    return len(words) > 25 and len(TRACE.findall(text)) <= len(words) / 40


def heads_new_text(text: str) -> bool:
    """Whether a line opens a part of the document: it cannot go on with an entry."""
    return bool(
        re.match(
            r"[#*\s]*(?:Annex|Appendix|Section|Part|Chapter)\s+(?:\d+|[A-Z]\b|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten)",
            text,
        )
    ) or text.startswith("#")
