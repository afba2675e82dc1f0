"""What the gold corpus is made of: sizes, shares, near-duplicates and variety, a split at a time.

    python benchmarks/corpus.py
    python benchmarks/corpus.py --reference report.md

Reads `annotations/` with the standard library alone, so its figures do not depend on argmine's own code.
Writes `benchmarks/corpus.json`; of a reference text only figures are kept. Exit code 1 if 2 % or more of
the sentences have a near-duplicate that their author did not plant.

A sentence is a gold unit (a sentence, a list item or a clause). A word is a run of letters and digits, with
inner hyphens and apostrophes.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import ceil
from pathlib import Path
from statistics import mean, quantiles
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
COMPONENTS = ("claim", "evidence", "conclusion", "other")
SPLITS = ("train", "dev", "test")

# Assigned by reading: plain or personal voices, a campaign, an essay. All others are committee prose.
OTHER_REGISTERS = frozenset(
    {
        "fracture-charity-response",
        "radiotherapy-union-branch",
        "sonographer-letter-and-minutes",
        "thinktank-deregulation",
        "wheelchair-users-testimony",
    }
)
GRAM = 5  # characters
SIMILAR = Fraction(7, 10)  # Jaccard from which two sentences are near-duplicates
LIMIT = 0.02  # of sentences
VARIETY_WORDS = 29_000
BLOCK_WORDS = 3_000  # fits in every institutional document, so that one author is compared with one author
SHOWN = 160  # characters of a sentence in the list of offenders

_WORD = re.compile(r"\w+(?:[-'’]\w+)*")


@dataclass(frozen=True)
class Sentence:
    """One gold unit and where it stands."""

    split: str
    document: str
    id: str
    text: str
    component: str
    risks: int
    repeats: str | None
    supports: str | None

    @property
    def place(self) -> str:
        return f"{self.document}:{self.id}"


def main() -> int:
    """Exit code 0 if the near-duplicates are under the limit."""
    parser = argparse.ArgumentParser(description="Figures of the gold corpus.")
    parser.add_argument("--annotations", type=Path, default=ROOT / "annotations")
    parser.add_argument("--reference", type=Path, help="a text to compare the variety of wording with")
    parser.add_argument("--reference-name", default="real submission", help="what the figures call it")
    parser.add_argument("--output", type=Path, default=Path(__file__).with_suffix(".json"))
    options = parser.parse_args()
    splits = json.loads((options.annotations / "splits.json").read_text(encoding="utf-8"))
    sentences = [s for split in SPLITS for name in splits[split] for s in read(options.annotations, split, name)]
    figures: dict[str, Any] = {
        "splits": {split: describe(options.annotations, splits[split], sentences) for split in SPLITS},
        "all": describe(options.annotations, [name for split in SPLITS for name in splits[split]], sentences),
        "near_duplicates": near_duplicates(sentences),
        "variety": variety(options.annotations, splits, options.reference, options.reference_name),
    }
    options.output.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    show(figures)
    return 0 if figures["near_duplicates"]["share"] < LIMIT else 1


def read(folder: Path, split: str, name: str) -> list[Sentence]:
    """The gold units of a document, in reading order."""
    lines = (folder / "documents" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return [
        Sentence(
            split=split,
            document=name,
            id=row["id"],
            text=row["quote"],
            component=row["component"],
            risks=len(row.get("risk_types", ())),
            repeats=row.get("repeats"),
            supports=row.get("supports"),
        )
        for row in rows
    ]


def describe(folder: Path, names: Sequence[str], sentences: Iterable[Sentence]) -> dict[str, Any]:
    """Sizes and shares of the named documents."""
    wanted = set(names)
    inside = [sentence for sentence in sentences if sentence.document in wanted]
    institutional = [sentence for sentence in inside if sentence.document not in OTHER_REGISTERS]
    lengths = [len(words(sentence.text)) for sentence in inside]
    twentieths = quantiles(lengths, n=20, method="inclusive")
    total = len(inside)
    return {
        "documents": len(names),
        "units": total,
        "words": sum(len(words(text_of(folder, name))) for name in names),
        "institutional_register": {
            "documents": len(wanted - OTHER_REGISTERS),
            "share_of_documents": share(len(wanted - OTHER_REGISTERS), len(names)),
            "share_of_units": share(len(institutional), total),
        },
        "sentence_words": {
            "5 %": twentieths[0],
            "quartiles": quantiles(lengths, n=4, method="inclusive"),
            "95 %": twentieths[-1],
        },
        "components": {
            label: share(sum(sentence.component == label for sentence in inside), total) for label in COMPONENTS
        },
        "component_counts": {label: sum(sentence.component == label for sentence in inside) for label in COMPONENTS},
        "risk_types": {
            "0": share(sum(sentence.risks == 0 for sentence in inside), total),
            "1": share(sum(sentence.risks == 1 for sentence in inside), total),
            "2+": share(sum(sentence.risks > 1 for sentence in inside), total),
        },
        "supports": sum(sentence.supports is not None for sentence in inside),
        "repeated_arguments": repeats(folder, names, inside),
    }


def repeats(folder: Path, names: Sequence[str], sentences: Sequence[Sentence]) -> dict[str, int]:
    """The author's groups beside what the judges of pairs said."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for sentence in sentences:
        if sentence.repeats is not None:
            groups[sentence.document, sentence.repeats].append(sentence.id)
    groups = {key: members for key, members in groups.items() if len(members) > 1}
    planted = {
        (document, *sorted(pair)) for (document, _), members in groups.items() for pair in combinations(members, 2)
    }
    judged: dict[tuple[str, str, str], bool] = {}
    paths = {name: folder / "pairs" / f"{name}.jsonl" for name in names}
    for name, path in paths.items():
        for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
            row = json.loads(line)
            left, right = sorted((row["left"], row["right"]))
            judged[name, left, right] = bool(row["same"])
    return {
        "planted_groups": len(groups),
        "units_in_planted_groups": sum(map(len, groups.values())),
        "planted_pairs": len(planted),
        "documents_with_judged_pairs": sum(path.is_file() for path in paths.values()),
        "judged_pairs": len(judged),
        "judged_same": sum(judged.values()),
        "planted_pairs_judged": sum(pair in judged for pair in planted),
        "planted_pairs_judged_same": sum(judged.get(pair, False) for pair in planted),
        "other_pairs_judged_same": sum(same for pair, same in judged.items() if pair not in planted),
    }


def near_duplicates(sentences: Sequence[Sentence]) -> dict[str, Any]:
    """Sentences that have a near-duplicate in the corpus, pairs of one repeat group of one document left out."""
    pairs = [(sentences[a], sentences[b], score) for a, b, score in similar_pairs([s.text for s in sentences])]
    planted = [pair for pair in pairs if same_group(pair[0], pair[1])]
    others = [pair for pair in pairs if not same_group(pair[0], pair[1])]
    offenders = {sentence.place for left, right, _ in others for sentence in (left, right)}
    across = {s.place for left, right, _ in others if left.split != right.split for s in (left, right)}
    return {
        "measure": f"Jaccard of character {GRAM}-grams >= {float(SIMILAR)}, case and white space folded",
        "limit": LIMIT,
        "sentences": len(sentences),
        "with_near_duplicate": len(offenders),
        "share": share(len(offenders), len(sentences)),
        "with_near_duplicate_in_another_split": len(across),
        "planted_pairs_left_out": len(planted),
        "pairs": [
            {
                "jaccard": round(float(score), 3),
                "splits": [left.split, right.split],
                "left": left.place,
                "right": right.place,
                "left_text": left.text[:SHOWN],
                "right_text": right.text[:SHOWN],
            }
            for left, right, score in sorted(others, key=lambda pair: (-pair[2], pair[0].place, pair[1].place))
        ],
    }


def same_group(left: Sentence, right: Sentence) -> bool:
    """Whether the author put both into one group of repeated arguments."""
    return left.document == right.document and left.repeats is not None and left.repeats == right.repeats


def similar_pairs(texts: Sequence[str]) -> list[tuple[int, int, Fraction]]:
    """(i, j, Jaccard) of all pairs i < j of near-duplicates.

    Two sets that are alike enough share one of their rarest grams, so only those are looked up (prefix
    filtering, Chaudhuri et al. 2006); nothing is missed.
    """
    sets = [grams(text) for text in texts]
    frequency = Counter(gram for own in sets for gram in own)
    holders: dict[str, list[int]] = defaultdict(list)
    found: list[tuple[int, int, Fraction]] = []
    for index, own in enumerate(sets):
        rarest = sorted(own, key=lambda gram: (frequency[gram], gram))
        prefix = rarest[: len(own) - ceil(SIMILAR * len(own)) + 1]
        for other in sorted({holder for gram in prefix for holder in holders[gram]}):
            common = len(own & sets[other])
            score = Fraction(common, len(own) + len(sets[other]) - common)
            if score >= SIMILAR:
                found.append((other, index, score))
        for gram in prefix:
            holders[gram].append(index)
    return found


def grams(text: str) -> frozenset[str]:
    """The character grams of a text; a shorter text is one gram."""
    folded = " ".join(text.lower().split())
    return frozenset(folded[start : start + GRAM] for start in range(max(len(folded) - GRAM + 1, 1)))


def variety(folder: Path, splits: dict[str, list[str]], reference: Path | None, name: str) -> dict[str, Any]:
    """Distinct word 4-grams over all, in blocks of running text: the institutional documents, then the reference."""
    names = [document for split in SPLITS for document in splits[split] if document not in OTHER_REGISTERS]
    texts = [words(text_of(folder, document)) for document in names]
    figures: dict[str, Any] = {
        "measure": "distinct word 4-grams / all, of running text",
        "institutional documents": variety_of(texts),
    }
    if reference is not None:
        figures[name] = variety_of([words(reference.read_text(encoding="utf-8"))])
    return figures


def variety_of(texts: Sequence[list[str]]) -> dict[str, Any]:
    """The ratio over the first words of all texts in a row, and the mean over short blocks that stay in one text."""
    running = [word for text in texts for word in text]
    whole = [distinct(block) for block in blocks(running, VARIETY_WORDS)]
    within = [distinct(block) for text in texts for block in blocks(text, BLOCK_WORDS)]
    return {
        "words": len(running),
        f"first_{VARIETY_WORDS}_words": whole[0],
        f"blocks_of_{VARIETY_WORDS}_words": {"blocks": len(whole), "lowest": min(whole), "highest": max(whole)},
        f"blocks_of_{BLOCK_WORDS}_words_in_one_document": {
            "blocks": len(within),
            "mean": round(mean(within), 4),
            "lowest": min(within),
            "highest": max(within),
        },
    }


def blocks(running: list[str], size: int) -> list[list[str]]:
    """The whole blocks of a text; all of it if it is shorter than one."""
    return [running[start : start + size] for start in range(0, max(len(running) - size, 0) + 1, size)]


def distinct(running: Sequence[str]) -> float:
    """Distinct word 4-grams over all of them."""
    fours = [tuple(running[start : start + 4]) for start in range(len(running) - 3)]
    return round(len(set(fours)) / max(len(fours), 1), 4)


def words(text: str) -> list[str]:
    """The words of a text, lower case."""
    return _WORD.findall(text.lower())


def text_of(folder: Path, name: str) -> str:
    """The text of a document, as printed."""
    return (folder / "documents" / f"{name}.md").read_text(encoding="utf-8")


def share(part: int, whole: int) -> float:
    """A share, to five places."""
    return round(part / max(whole, 1), 5)


def show(figures: dict[str, Any]) -> None:
    """The figures as lines of text."""
    columns = {**figures["splits"], "all": figures["all"]}
    rows: dict[str, list[str]] = {
        "documents": [f"{c['documents']}" for c in columns.values()],
        "units": [f"{c['units']:,}" for c in columns.values()],
        "words": [f"{c['words']:,}" for c in columns.values()],
        "institutional, units": [f"{c['institutional_register']['share_of_units']:.0%}" for c in columns.values()],
        "sentence words, quartiles": [
            " / ".join(f"{q:g}" for q in c["sentence_words"]["quartiles"]) for c in columns.values()
        ],
        **{f"{label}": [f"{c['components'][label]:.1%}" for c in columns.values()] for label in COMPONENTS},
        **{
            f"{count} risk types": [f"{c['risk_types'][count]:.1%}" for c in columns.values()]
            for count in ("0", "1", "2+")
        },
        "judged pairs (same)": [
            f"{c['repeated_arguments']['judged_pairs']} ({c['repeated_arguments']['judged_same']})"
            for c in columns.values()
        ],
    }
    print(f"{'':26}" + "".join(f"{name:>16}" for name in columns))
    for title, cells in rows.items():
        print(f"{title:26}" + "".join(f"{cell:>16}" for cell in cells))
    near = figures["near_duplicates"]
    print(f"\nnear-duplicates: {near['with_near_duplicate']} of {near['sentences']} sentences, {near['share']:.2%}")
    for pair in near["pairs"]:
        print(f"  {pair['jaccard']:.2f}  {pair['left']}  {pair['right']}")
        print(f"        {pair['left_text']}\n        {pair['right_text']}")
    print("\ndistinct 4-grams")
    for name, value in figures["variety"].items():
        if isinstance(value, dict):
            whole = value[f"blocks_of_{VARIETY_WORDS}_words"]
            within = value[f"blocks_of_{BLOCK_WORDS}_words_in_one_document"]
            print(
                f"  {name}: {value[f'first_{VARIETY_WORDS}_words']:.3f} over the first {VARIETY_WORDS:,} words"
                f" ({whole['lowest']:.3f} to {whole['highest']:.3f} over {whole['blocks']} such blocks);"
                f" {within['mean']:.3f} mean of {within['blocks']} blocks of {BLOCK_WORDS:,} in one document"
            )


if __name__ == "__main__":
    sys.exit(main())
