"""spaCy's tokens, cut where spans begin and end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from argmine.exchange.spacy_tokens import spacy_tokens, token_ranges
from exchange.markups import TEXT


@given(TEXT, st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=5))
def test_tokens_are_the_text_and_each_place_begins_and_ends_with_one(text: str, drawn: list[tuple[int, int]]) -> None:
    places = [(a, b) for a, b in drawn if a < b <= len(text)]
    tokens = spacy_tokens(text, places)
    assert "".join(token.text + " " * token.space for token in tokens) == text
    for (start, end), (first, last) in zip(places, token_ranges(tokens, places), strict=True):
        assert (tokens[first].start, tokens[last].end) == (start, end)


def test_words_are_those_of_spacy() -> None:
    text = "It doesn't cost £2.50."
    assert [token.text for token in spacy_tokens(text, [])] == ["It", "does", "n't", "cost", "£", "2.50", "."]
    assert [token.text for token in spacy_tokens(text, [(4, 11)])] == [
        "It", "d", "oes", "n't", " ", "cost", "£", "2.50", ".",
    ]  # fmt: skip
