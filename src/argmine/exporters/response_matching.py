"""Which row of an older response matrix is which row of a new one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from argmine.exporters.response_matrix import ARGUMENT, KEY, MatrixRow, normalised, wording_hash
from argmine.exporters.response_reading import OldRow

NEAR = 0.9  # of difflib's ratio
_MOST_COMPARED = 2_000  # pairs of wordings, in all
_CANDIDATES = 5  # old rows for each new one
_RAREST = 8  # words of a row that its candidates are found by
_MOST_HOLDERS = 100  # rows that hold the same word or quote
_COMPARED = 1_000  # characters of a wording


@dataclass(slots=True)
class _Matching:
    """Old row by new row, as found so far; rows by their place in their list."""

    new: Sequence[MatrixRow]
    old: Sequence[OldRow]
    found: dict[int, int] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)

    def open_new(self) -> list[int]:
        return [index for index in range(len(self.new)) if index not in self.found]

    def open_old(self) -> list[int]:
        """Rows of the matrix before those that were gone already."""
        free = [index for index in range(len(self.old)) if index not in self.taken]
        return sorted(free, key=lambda index: self.old[index].gone)

    def take(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Keep the pairs of which neither row has been matched, in order."""
        for new, old in pairs:
            if new not in self.found and old not in self.taken:
                self.found[new] = old
                self.taken.add(old)


def match(new: Sequence[MatrixRow], old: Sequence[OldRow]) -> dict[int, int]:
    """The old row of each new row that has one; no old row is used twice.

    By key, then by the most quotes in common, then by the same wording, then by the most quotes of the same wording in
    common, then by wordings that are nearly identical.
    """
    matching = _Matching(new, old)
    matching.take(_same(matching, [row.key for row in new], [row.text(KEY) for row in old]))
    matching.take(_most_shared(matching, [row.units for row in new], [row.units for row in old]))
    matching.take(_same(matching, [row.wording for row in new], [old_wording(row) for row in old]))
    matching.take(_most_shared(matching, [row.wordings for row in new], [row.wordings[1:] for row in old]))
    matching.take(_nearly_same(matching))
    return matching.found


def old_wording(row: OldRow) -> str:
    """The hash of the argument's wording; empty where the row holds none."""
    if row.wordings:
        return row.wordings[0]
    return wording_hash(row.text(ARGUMENT)) if row.text(ARGUMENT) else ""


def _same(matching: _Matching, new: Sequence[str], old: Sequence[str]) -> Iterator[tuple[int, int]]:
    waiting: dict[str, list[int]] = {}
    for index in matching.open_old():
        if old[index]:
            waiting.setdefault(old[index], []).append(index)
    for index in matching.open_new():
        if waiting.get(new[index]):
            yield index, waiting[new[index]].pop(0)


def _most_shared(
    matching: _Matching, new: Sequence[Sequence[str]], old: Sequence[Sequence[str]]
) -> list[tuple[int, int]]:
    holders: dict[str, list[int]] = {}
    for index in matching.open_new():
        for item in dict.fromkeys(new[index]):
            holders.setdefault(item, []).append(index)
    pairs = []
    for rank, index in enumerate(matching.open_old()):
        shared = Counter(
            holder for item in dict.fromkeys(old[index]) for holder in holders.get(item, ())[:_MOST_HOLDERS]
        )
        pairs += [(-count, rank, holder, index) for holder, count in shared.items()]
    return [(holder, index) for _, _, holder, index in sorted(pairs)]


def _nearly_same(matching: _Matching) -> list[tuple[int, int]]:
    """Pairs of nearly identical wordings, the most alike first; at most `_MOST_COMPARED` are compared."""
    old = {index: normalised(matching.old[index].text(ARGUMENT))[:_COMPARED] for index in matching.open_old()}
    with_word: dict[str, list[int]] = {}
    for index, text in old.items():
        for word in dict.fromkeys(text.split()):
            with_word.setdefault(word, []).append(index)
    pairs, left = [], _MOST_COMPARED
    for index in matching.open_new():
        text = normalised(matching.new[index].argument)[:_COMPARED]
        comparer = SequenceMatcher(None, "", text, autojunk=False)
        for candidate in _candidates(text, with_word)[:left]:
            left -= 1
            comparer.set_seq1(old[candidate])
            if comparer.real_quick_ratio() >= NEAR and comparer.quick_ratio() >= NEAR:
                if (ratio := comparer.ratio()) >= NEAR:
                    pairs.append((-ratio, matching.old[candidate].gone, candidate, index))
    return [(index, candidate) for _, _, candidate, index in sorted(pairs)]


def _candidates(text: str, with_word: dict[str, list[int]]) -> list[int]:
    """Old rows that share most of a text's rarest words."""
    words = [word for word in dict.fromkeys(text.split()) if word in with_word]
    rarest = sorted(words, key=lambda word: len(with_word[word]))[:_RAREST]
    counts = Counter(index for word in rarest for index in with_word[word][:_MOST_HOLDERS])
    return [index for index, _ in counts.most_common(_CANDIDATES)]
