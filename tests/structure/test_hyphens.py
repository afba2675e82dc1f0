"""Which hyphens at a line's end belong to the word."""

from __future__ import annotations

import pytest

from argmine.structure.hyphens import Hyphenation


@pytest.mark.parametrize(
    ("first", "second", "elsewhere", "joined"),
    [
        ("regis-", "tration", "", "registration"),
        ("regis\u2010", "tration", "", "registration"),
        ("well-", "known", "a well-known fact", "well-known"),
        ("self-", "regulation", "the self and its regulation", "self-regulation"),
        ("pre-", "and post-war", "", "pre- and post-war"),
        ("operat\u2010", "or", "an operator", "operator"),
        ("31-", "day", "", "31-day"),
        ("REDAC\u2010", "TED", "", "REDACTED"),
        ("the NHS-", "England", "", "the NHS- England"),
        ("pages 159-", "164 of it", "", "pages 159-164 of it"),
        (
            "see https://example.org/media/",
            "a_file.pdf (accessed)",
            "",
            "see https://example.org/media/a_file.pdf (accessed)",
        ),
        ("doi: 10.1007/s40264-020-", "01006-2. Epub", "", "doi: 10.1007/s40264-020-01006-2. Epub"),
        ("at www.example.org.", "The well-known", "", "at www.example.org. The well-known"),
        ("https://example.org/a/", "accessed in May", "", "https://example.org/a/ accessed in May"),
        ("[a file]", "(https://example.org)", "", "[a file](https://example.org)"),
        ("as said [3]", "(see above)", "", "as said [3] (see above)"),
        ("a word", "another", "", "a word another"),
    ],
)
def test_halves(first: str, second: str, elsewhere: str, joined: str) -> None:
    text = f"{first}\n{second}\n{elsewhere}"
    assert Hyphenation(text).join(text, [(0, len(first)), (len(first) + 1, len(first) + 1 + len(second))]) == joined


def test_a_text_without_broken_words_is_left_alone() -> None:
    text = "pre- registration"
    assert Hyphenation(text).join(text, [(0, 4), (5, 17)]) == "pre- registration"
