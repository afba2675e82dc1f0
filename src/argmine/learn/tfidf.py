"""TF-IDF of n-grams over numpy and scipy.sparse: scikit-learn's numbers, without the time its import takes.

Weights are (1 + log tf) * (1 + log((1 + n) / (1 + df))), each row at unit length (Salton and Buckley 1988). They are,
entry for entry and in the same order within a row, those of scikit-learn's `TfidfVectorizer`; only the columns are
numbered differently: by first appearance, from the last to the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

_TOKEN = re.compile(r"(?u)\b\w[\w-]+\b")

Numbers = dict[str, int]


def character_tfidf(texts: Sequence[str], *, sizes: tuple[int, int], rarest: int) -> sparse.csr_matrix:
    """(n, terms): n-grams of characters within words, of `sizes` from and to, that `rarest` or more texts hold.

    Words are what white space parts, with a space on either side. Without any such n-gram there is one empty column.
    """
    words: Numbers = {}
    by_text = _counts((_numbered(text.lower().split(), words) for text in texts), words)
    grams: Numbers = {}
    by_word = _counts((_numbered(_characters(word, sizes), grams) for word in words), grams)
    return _weighted(by_text[:, : len(words)] @ by_word, rarest=rarest)


def word_tfidf(texts: Sequence[str], *, pairs: bool = True) -> sparse.csr_matrix:
    """(n, terms): words that are no stop words, and each with the next if `pairs` is set; one empty column if none."""
    stop_words = english_stop_words()
    terms: Numbers = {}

    def found(text: str) -> list[str]:
        words = [word for word in _TOKEN.findall(text.lower()) if word not in stop_words]
        return words + [f"{a} {b}" for a, b in pairwise(words)] if pairs else words

    return _weighted(_counts((_numbered(found(text), terms) for text in texts), terms), rarest=1)


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


def _counts(rows: Iterable[list[int]], numbers: Numbers) -> sparse.csr_matrix:
    """(rows, terms) how often each row holds each term; `rows` may add to `numbers`."""
    given = list(rows)
    ends = np.cumsum([0, *map(len, given)])
    columns = np.fromiter((number for row in given for number in row), dtype=np.int32, count=int(ends[-1]))
    counts = sparse.csr_matrix(
        (np.ones(len(columns), np.float32), columns, ends), shape=(len(given), max(len(numbers), 1))
    )
    counts.sum_duplicates()
    return counts


def _weighted(counts: sparse.csr_matrix, *, rarest: int) -> sparse.csr_matrix:
    """The weights of counts; the order of every sum is that of scikit-learn."""
    counts.sort_indices()
    texts, terms = counts.shape
    held = np.bincount(counts.indices, minlength=terms)
    kept = held >= max(rarest, 1)
    if not kept.any():
        return sparse.csr_matrix((texts, 1), dtype=np.float32)
    entries = kept[counts.indices]
    rows = np.repeat(np.arange(texts), np.diff(counts.indptr))[entries]
    column = np.cumsum(kept[::-1])[::-1] - 1  # from the last to the first
    data = np.log(counts.data[entries])
    data += 1.0
    data *= _rarity(held.astype(np.float32), texts)[counts.indices[entries]]
    lengths = np.sqrt(np.bincount(rows, weights=data * data, minlength=texts))  # in double precision, in order
    data = (data / lengths[rows]).astype(np.float32)
    ends = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=texts))])
    return sparse.csr_matrix((data, column[counts.indices[entries]], ends), shape=(texts, int(kept.sum())))


def _rarity(held: npt.NDArray[np.float32], texts: int) -> npt.NDArray[np.float32]:
    """The inverse document frequency of each term, as if one more text held them all."""
    rarity = np.full_like(held, texts + 1)
    rarity /= held + np.float32(1)
    np.log(rarity, out=rarity)
    rarity += np.float32(1)
    return rarity
