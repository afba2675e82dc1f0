"""The weights are scikit-learn's, to the last bit and in the same order within each row."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

from argmine.learn import tfidf
from argmine.learn.tfidf import character_tfidf, english_stop_words, word_tfidf

EXAMPLE = Path(__file__).parents[2] / "examples" / "vascular-scientists-submission.md"
WORDS = st.sampled_from(
    "the a of risk risks Risk RISK staff-led x I İ ß Σ ΑΣ patients’ 12% safety, no-one _ - über".split()
)
TEXTS = st.lists(
    st.one_of(st.lists(WORDS, max_size=12).map(" ".join), st.text(max_size=30), st.just("risk\u2003of\x1crisk \t ")),
    max_size=8,
)


def by_sklearn(texts: Sequence[str], **options: object) -> sparse.csr_matrix:
    try:
        return sparse.csr_matrix(TfidfVectorizer(sublinear_tf=True, dtype=np.float32, **options).fit_transform(texts))
    except ValueError:  # no term is frequent enough
        return sparse.csr_matrix((len(texts), 1), dtype=np.float32)


def characters_by_sklearn(texts: Sequence[str], rarest: int) -> sparse.csr_matrix:
    return by_sklearn(texts, analyzer="char_wb", ngram_range=(3, 5), min_df=rarest)


def words_by_sklearn(texts: Sequence[str], pairs: bool) -> sparse.csr_matrix:
    pattern = r"(?u)\b\w[\w-]+\b"
    return by_sklearn(texts, ngram_range=(1, 2 if pairs else 1), stop_words="english", token_pattern=pattern)


def assert_same_entries(ours: sparse.csr_matrix, theirs: sparse.csr_matrix) -> None:
    """The same floats in the same order, and columns that are the same but for their numbers."""
    assert ours.dtype == np.float32
    assert ours.shape == theirs.shape
    assert ours.indptr.tolist() == theirs.indptr.tolist()
    assert ours.data.tobytes() == theirs.data.tobytes()
    numbers = dict(zip(ours.indices.tolist(), theirs.indices.tolist(), strict=True))
    assert [numbers[column] for column in ours.indices.tolist()] == theirs.indices.tolist()
    assert len(set(numbers.values())) == len(numbers)


@given(texts=TEXTS, rarest=st.integers(1, 3))
def test_characters_are_those_of_sklearn(texts: list[str], rarest: int) -> None:
    assert_same_entries(character_tfidf(texts, sizes=(3, 5), rarest=rarest), characters_by_sklearn(texts, rarest))


@given(texts=TEXTS, pairs=st.booleans())
def test_words_are_those_of_sklearn(texts: list[str], pairs: bool) -> None:
    assert_same_entries(word_tfidf(texts, pairs=pairs), words_by_sklearn(texts, pairs))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (lambda texts: character_tfidf(texts, sizes=(3, 5), rarest=2), lambda texts: characters_by_sklearn(texts, 2)),
        (word_tfidf, lambda texts: words_by_sklearn(texts, True)),
    ],
    ids=["characters", "words"],
)
def test_dot_products_of_a_document_are_the_same_floats(
    ours: Callable[[list[str]], sparse.csr_matrix], theirs: Callable[[list[str]], sparse.csr_matrix]
) -> None:
    texts = [line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if line.strip()] * 2
    one, other = ours(texts), theirs(texts)
    assert_same_entries(one, other)
    assert (one @ one.T).toarray().tobytes() == (other @ other.T).toarray().tobytes()
    rows = np.arange(len(texts))[::-1]
    assert one.multiply(one[rows]).sum(axis=1).tobytes() == other.multiply(other[rows]).sum(axis=1).tobytes()
    ordered = one.copy()
    ordered.sort_indices()  # as similarity.py multiplies pairs
    assert ordered.multiply(ordered[rows]).sum(axis=1).tobytes() == other.multiply(other[rows]).sum(axis=1).tobytes()


def test_stop_words_are_those_of_sklearn() -> None:
    assert english_stop_words() == ENGLISH_STOP_WORDS


def test_stop_words_when_sklearn_keeps_them_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tfidf, "find_spec", lambda name: type("Spec", (), {"submodule_search_locations": [tmp_path]}))
    assert english_stop_words.__wrapped__() == ENGLISH_STOP_WORDS


@pytest.mark.parametrize("module", ["argmine.learn.similarity", "argmine.learn.matching", "argmine.components.trained"])
def test_comparing_does_not_import_sklearn(module: str) -> None:
    call = f"import sys, {module}; from argmine.learn.tfidf import word_tfidf; word_tfidf(['some risk'])"
    call += "; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", call], capture_output=True, text=True, check=True).stdout.split()
    assert "scipy.sparse" in modules
    assert not {"sklearn", "scipy.stats", "scipy.optimize"} & set(modules)
