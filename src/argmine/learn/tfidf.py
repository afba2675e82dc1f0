"""TF-IDF of n-grams over numpy and scipy.sparse: scikit-learn's numbers, without the time its import takes.

Weights are (1 + log tf) * (1 + log((1 + n) / (1 + df))), each row at unit length (Salton and Buckley 1988). They are,
entry for entry and in the same order within a row, those of scikit-learn's `TfidfVectorizer`; only the columns are
numbered differently: by first appearance, from the last to the first.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

_TOKEN = re.compile(r"(?u)\b\w[\w-]+\b")

_ROWS = 8192  # weighted at once: the counts of a million texts would take more memory than their weights

Numbers = dict[str, int]
Places = npt.NDArray[np.signedinteger[Any]]


def character_tfidf(texts: Sequence[str], *, sizes: tuple[int, int], rarest: int) -> sparse.csr_matrix:
    """(n, terms): n-grams of characters within words, of `sizes` from and to, that `rarest` or more texts hold.

    Words are what white space parts, with a space on either side. Without any such n-gram there is one empty column.
    """
    words: Numbers = {}
    by_text = _counts(*_columns(_numbered(text.lower().split(), words) for text in texts), len(words))
    grams: Numbers = {}
    by_word = _counts(*_columns(_numbered(_characters(word, sizes), grams) for word in words), len(grams))
    by_text = by_text[:, : len(words)]
    return _weighted(lambda first, last: by_text[first:last] @ by_word, by_text.shape[0], by_word.shape[1], rarest)


def word_tfidf(texts: Sequence[str], *, pairs: bool = True) -> sparse.csr_matrix:
    """(n, terms): words that are no stop words, and each with the next if `pairs` is set; one empty column if none."""
    stop_words = english_stop_words()
    words: Numbers = {}
    numbers, ends = _columns(
        _numbered((word for word in _TOKEN.findall(text.lower()) if word not in stop_words), words) for text in texts
    )
    if pairs:
        numbers, ends = _with_pairs(numbers.astype(np.int64), ends, len(words))
    counts = _counts(numbers, ends, int(numbers.max(initial=-1)) + 1)
    return _weighted(lambda first, last: counts[first:last], counts.shape[0], counts.shape[1], 1)


@cache
def english_stop_words() -> frozenset[str]:
    """The stop words of the installed scikit-learn, read from its file: importing the package takes a second."""
    package = find_spec("sklearn")
    folders = list(package.submodule_search_locations or ()) if package else []
    for folder in folders:
        path = Path(folder) / "feature_extraction" / "_stop_words.py"
        spec = spec_from_file_location("_argmine_stop_words", path) if path.is_file() else None
        if spec is not None and spec.loader is not None:
            module = module_from_spec(spec)
            spec.loader.exec_module(module)
            words = getattr(module, "ENGLISH_STOP_WORDS", None)
            if isinstance(words, frozenset):
                return words
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS  # another version keeps them elsewhere

    return frozenset(ENGLISH_STOP_WORDS)


def _characters(word: str, sizes: tuple[int, int]) -> list[str]:
    """The n-grams of a word in its spaces, shortest first; of a word shorter than a size, the word once."""
    padded = f" {word} "
    grams = []
    for size in range(sizes[0], sizes[1] + 1):
        last = max(len(padded) - size, 0)
        grams += [padded[start : start + size] for start in range(last + 1)]
        if not last:
            break
    return grams


def _numbered(terms: Iterable[str], numbers: Numbers) -> list[int]:
    """The number of each term, in order of first appearance; new ones are added to `numbers`."""
    return [numbers.setdefault(term, len(numbers)) for term in terms]


def _columns(rows: Iterable[list[int]]) -> tuple[Places, Places]:
    """The numbers of all rows one after the other, and (rows + 1,) where each row begins and ends."""
    numbers, ends = array("i"), [0]
    for row in rows:
        numbers.extend(row)
        ends.append(len(numbers))
    return np.array(numbers, dtype=np.int32), np.array(ends, dtype=np.int64)


def _with_pairs(words: Places, ends: Places, count: int) -> tuple[Places, Places]:
    """After the words of each row its pairs of neighbours; numbers of both in order of first appearance."""
    lengths = np.diff(ends)
    followed = np.ones(len(words), dtype=np.bool_)
    followed[ends[1:][lengths > 0] - 1] = False
    before = np.repeat(
        np.cumsum(np.maximum(lengths - 1, 0)) - np.maximum(lengths - 1, 0), lengths
    )  # pairs of other rows
    terms = np.empty(len(words) + int(followed.sum()), dtype=np.int64)
    places = np.arange(len(words)) + before
    terms[places] = words
    left = np.flatnonzero(followed)
    terms[places[left] + np.repeat(lengths, lengths)[left]] = count + words[left] * count + words[left + 1]
    _, first, numbers = np.unique(terms, return_index=True, return_inverse=True)
    order = np.empty(len(first), dtype=np.int32)
    order[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
    return order[numbers], ends + np.concatenate([[0], np.cumsum(np.maximum(lengths - 1, 0))])


def _counts(columns: Places, ends: Places, terms: int) -> sparse.csr_matrix:
    """(rows, terms) how often each row holds each term."""
    ones = np.ones(len(columns), np.float32)
    counts = sparse.csr_matrix((ones, columns, ends), shape=(len(ends) - 1, max(terms, 1)))
    counts.sum_duplicates()
    return counts


def _weighted(
    counts: Callable[[int, int], sparse.csr_matrix], texts: int, terms: int, rarest: int
) -> sparse.csr_matrix:
    """The weights of counts, which are asked for twice, some rows at a time; sums are in the order of scikit-learn."""
    counts = lru_cache(maxsize=1)(counts)  # a document is one part, and counted once
    parts = [(first, min(first + _ROWS, texts)) for first in range(0, texts, _ROWS)]
    held = np.zeros(terms, dtype=np.int64)
    for part in parts:
        held += np.bincount(counts(*part).indices, minlength=terms)
    kept = held >= max(rarest, 1)
    if not kept.any():
        return sparse.csr_matrix((texts, 1), dtype=np.float32)
    rarity = _rarity(held.astype(np.float32), texts)
    column = (np.cumsum(kept[::-1])[::-1] - 1).astype(np.int32)  # from the last to the first
    entries = int(held[kept].sum())
    data, indices, ends = np.empty(entries, np.float32), np.empty(entries, np.int32), [np.zeros(1, np.int64)]
    for part in parts:
        own = counts(*part)
        own.sort_indices()
        weights, columns, lengths = _weights(own, kept, rarity)
        place = slice(int(ends[-1][-1]), int(ends[-1][-1]) + len(weights))
        data[place], indices[place] = weights, column[columns]
        ends.append(place.start + np.cumsum(lengths))
    return sparse.csr_matrix((data, indices, np.concatenate(ends)), shape=(texts, int(kept.sum())))


def _weights(
    counts: sparse.csr_matrix, kept: npt.NDArray[np.bool_], rarity: npt.NDArray[np.float32]
) -> tuple[npt.NDArray[np.float32], Places, Places]:
    """Of the entries whose term is kept the weights and terms, and how many each row has."""
    texts = counts.shape[0]
    entries = kept[counts.indices]
    rows = np.repeat(np.arange(texts), np.diff(counts.indptr))[entries]
    terms = counts.indices[entries]
    data = np.log(counts.data[entries])
    data += 1.0
    data *= rarity[terms]
    lengths = np.sqrt(np.bincount(rows, weights=data * data, minlength=texts))  # in double precision, in order
    return (data / lengths[rows]).astype(np.float32), terms, np.bincount(rows, minlength=texts)


def _rarity(held: npt.NDArray[np.float32], texts: int) -> npt.NDArray[np.float32]:
    """The inverse document frequency of each term, as if one more text held them all."""
    rarity = np.full_like(held, texts + 1)
    rarity /= held + np.float32(1)
    np.log(rarity, out=rarity)
    rarity += np.float32(1)
    return rarity
