"""Words, their labels, and windows of whole paragraphs that say where they stand."""

from __future__ import annotations

from pathlib import Path

from argmine.learn.windows import CLS, SEP
from argmine.tasks.words import document_words, word_windows
from tasks.essays import essays, word_tokenizer


def test_words_have_the_labels_of_the_components_they_start_in(tmp_path: Path) -> None:
    (essay,) = essays(tmp_path)
    words = document_words(essay, {"MajorClaim": "Claim"}, tokenized=True)
    printed = [(essay.text[a:b], label) for (a, b), label in zip(words.offsets, words.labels, strict=True)]
    assert printed[4:12] == [
        ("In1", "O"), ("short", "O"), (",", "O"), ("they", "B-Claim"), ("should", "I-Claim"), ("open", "I-Claim"),
        (".", "O"), ("Swimming", "B-Claim"),
    ]  # fmt: skip
    assert words.paragraphs == ((0, 4), (4, 11), (11, len(words.offsets)))


def test_each_paragraph_of_a_window_says_where_it_stands(tmp_path: Path) -> None:
    (essay,) = essays(tmp_path)
    tokenizer = word_tokenizer("1 of 3 : 2", essay.text)
    words = document_words(essay, {}, tokenized=True)
    (window,) = word_windows(tokenizer, essay.text, words, 100)
    one, of, three, colon, two = range(1_000, 1_005)
    assert window.ids[:5] == (CLS, one, of, three, colon)
    assert window.ids[9:14] == (SEP, two, of, three, colon)
    assert len(window.spans) == len(words.offsets)
    assert [window.ids[a] for a, _ in window.spans[:4]] == tokenizer.encode("Should pools open ?").ids


def test_windows_tile_the_words(tmp_path: Path) -> None:
    (essay,) = essays(tmp_path)
    tokenizer = word_tokenizer("1 of 3 : 2", essay.text)
    words = document_words(essay, {}, tokenized=True)
    windows = word_windows(tokenizer, essay.text, words, 14)
    assert all(len(window.ids) <= 16 for window in windows)
    assert [w.first for w in windows] == [sum(len(v.spans) for v in windows[:i]) for i in range(len(windows))]
    assert sum(len(window.spans) for window in windows) == len(words.offsets)
