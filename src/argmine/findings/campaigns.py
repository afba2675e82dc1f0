"""Template responses: documents whose sentences are mostly the same, word for word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from argmine.document import ArgumentDocument
from argmine.findings.shared_points import Campaign
from argmine.findings.wording import normalise

_SHARE = 0.5  # of the arguments of the shorter of two documents
_FEWEST = 3  # shared wordings: one sentence in common is a quotation
_NEAREST = 50  # documents with a sentence that each is held against: enough to join all of a large campaign


def find_campaigns(documents: Sequence[ArgumentDocument]) -> tuple[Campaign, ...]:
    """Groups of documents that share at least half of their arguments word for word, and three of them; largest first.

    Case, punctuation and white space do not count. Of the documents that hold a sentence, each is compared with the
    next fifty, so that a campaign of thousands is found in linear time.
    """
    wordings = [_wordings(document) for document in documents]
    holders: dict[str, list[int]] = {}
    for index, own in enumerate(wordings):
        for key in own:
            holders.setdefault(key, []).append(index)
    common: Counter[tuple[int, int]] = Counter()
    for indices in holders.values():
        common.update((a, b) for i, a in enumerate(indices) for b in indices[i + 1 : i + 1 + _NEAREST])
    shares = {
        (a, b): count / min(len(wordings[a]), len(wordings[b]))
        for (a, b), count in common.items()
        if count >= _FEWEST and count >= _SHARE * min(len(wordings[a]), len(wordings[b]))
    }
    best: dict[int, float] = {}
    for pair, share in shares.items():
        best |= {index: max(share, best.get(index, 0.0)) for index in pair}
    groups = _joined(shares, len(documents))
    found = [_campaign(group, wordings, min(best[index] for index in group)) for group in groups]
    return tuple(sorted(found, key=lambda campaign: (-len(campaign.documents), campaign.documents)))


def _wordings(document: ArgumentDocument) -> dict[str, str]:
    """The arguments of a document by their words in small letters."""
    own: dict[str, str] = {}
    for unit in document.units:
        key = normalise(unit.clean_text)
        if unit.component != "other" and key:
            own.setdefault(key, unit.clean_text)
    return own


def _joined(shares: dict[tuple[int, int], float], count: int) -> list[list[int]]:
    """Sets of documents that pairs tie together."""
    root = list(range(count))

    def find(index: int) -> int:
        while root[index] != index:
            root[index] = root[root[index]]
            index = root[index]
        return index

    for a, b in shares:
        root[max(find(a), find(b))] = min(find(a), find(b))
    groups: dict[int, list[int]] = {}
    for index in range(count):
        groups.setdefault(find(index), []).append(index)
    return [group for group in groups.values() if len(group) > 1]


def _campaign(group: list[int], wordings: list[dict[str, str]], share: float) -> Campaign:
    uses = Counter(key for index in group for key in wordings[index])
    texts = {key: text for index in reversed(group) for key, text in wordings[index].items()}
    sentences = tuple(texts[key] for key in wordings[group[0]] if 2 * uses[key] >= len(group) and uses[key] > 1)
    return Campaign(tuple(group), share, sentences)
