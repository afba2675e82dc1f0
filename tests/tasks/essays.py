"""Small labelled documents in the format of the essays, and a tokenizer of whole words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from argmine.corpora import read_corpus
from argmine.corpora.labelled import LabelledDocument

ESSAY = """\
Should pools open ?

In{0} short , [MajorClaim|they should open] .

[Claim:For|Swimming helps people {0}] , because [Premise:-1:Support|hearts grow {0}] .
"""


def write_essays(path: Path, numbers: Sequence[int]) -> None:
    path.write_text("\n\n\n".join(_conll(ESSAY.format(number)) for number in numbers), encoding="utf-8")


def _conll(essay: str) -> str:
    paragraphs = []
    for paragraph in essay.split("\n"):
        if not paragraph:
            continue
        rows: list[str] = []
        label = "O"
        for word in paragraph.replace("[", " [").replace("]", " ] ").split():
            if word.startswith("["):
                label, _, word = word[1:].partition("|")
                mark = f"B-{label}"
            elif word == "]":
                label = "O"
                continue
            else:
                mark = f"I-{label}" if label != "O" else "O"
            rows.append(f"{len(rows) + 1}\t{word}\t_\t_\t{mark}")
        paragraphs.append("\n".join(rows))
    return "\n\n".join(paragraphs) + "\n"


def essays(folder: Path, numbers: Sequence[int] = (1,)) -> list[LabelledDocument]:
    write_essays(folder / "paragraph.train.dat", numbers)
    return read_corpus("aae2", folder, "train")


def word_tokenizer(*texts: str) -> Tokenizer:
    """Ids from 1,000 on in the order of first use; unknown words are 999."""
    words = list(dict.fromkeys(word for text in texts for word in text.replace(":", " : ").split()))
    tokenizer = Tokenizer(
        WordLevel({"[UNK]": 999} | {word: 1_000 + i for i, word in enumerate(words)}, unk_token="[UNK]")
    )
    tokenizer.pre_tokenizer = Whitespace()
    return tokenizer
