"""Which arguments of two results are the same? Precision and recall of the matches of `argmine compare`.

Two measures on gold documents; units that argue nothing are left out, as in the product, and matches of the same
wording are not counted, since they cannot fail.

`other_words` is the case of two bodies on one question. The units of a document of train or dev are dealt out to two
sides, five times over (once for difflib, which is slow), and the sides are matched. Precision is over matches that
readers have judged; most judged pairs were drawn because they look alike, so this is a hard set. Recall is over the
pairs judged the same that one-to-one matches can reach.

`edits` is the case of two versions. A third of a dev document's units is edited (words left out or swapped for a
synonym, words put in, sentences joined or split: 1, 3 or 6 changes each), a sixth left out, and as many units of other
documents put in. Precision and recall are over the edited units.

Each method is measured at every threshold; `chosen` is the one the product uses. The encoder of the shipped model has
been trained on these documents, which flatters it. With `--work`, the folder where `argmine train` keeps its folds,
`other_words` also has the figures of encoders that had not seen the document.

`read` is the case that counts: results of `argmine mine` on documents of different authors, and on two editions of one
submission. All matches down to 0.42 were read once, in an order drawn by lot, and those that make the same point marked
(`comparing_read.jsonl`; by one reader, a language model, that had seen the scores of two of the four comparisons;
figures brought up to date count as the same point). A document seldom makes a point twice and two documents often share
one, so precision is higher here than on judged pairs. The threshold is the least of 0.42, 0.44, ... at which four of
five matches between different authors are right.

    python benchmarks/comparing.py --work .work/<key> > benchmarks/comparing.json
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching

from argmine.analysis import analyse, load_pipeline, model_folder
from argmine.comparing import THRESHOLD
from argmine.corpora.annotations import read_gold, read_lines, read_splits
from argmine.corpora.judged_pairs import read_judged
from argmine.document import ArgumentDocument
from argmine.findings.wording import normalise
from argmine.learn.crossfit import assign_folds
from argmine.learn.encoder import load_window_encoder
from argmine.learn.matching import match, same_wording

FOLDER = Path("annotations")
READ = Path(__file__).with_name("comparing_read.jsonl")
EDITIONS = ("nuclear-technologists-consultation", "nuclear-technologists-second-edition")
DEALS = 5
LEAST = 0.2  # nothing below this score is looked at
SYNONYMS = {
    "must": "has to", "should": "ought to", "shows": "demonstrates", "show": "demonstrate", "staff": "employees",
    "many": "a large number of", "because": "since", "therefore": "for this reason", "however": "nevertheless",
    "use": "employ", "used": "employed", "need": "require", "needs": "requires", "harm": "injury", "risk": "danger",
    "risks": "dangers", "large": "considerable", "small": "slight", "begin": "start", "about": "approximately",
    "although": "while", "also": "in addition", "only": "solely", "most": "the majority of", "often": "frequently",
    "may": "might", "cannot": "is unable to", "who": "that", "which": "that", "patients": "service users",
    "work": "practice", "every": "each", "before": "prior to", "after": "following", "found": "identified",
    "carried": "performed", "between": "among", "without": "in the absence of", "wrong": "incorrect",
    "ask": "request", "know": "are aware of", "told": "informed", "year": "twelve months", "training": "education",
}  # fmt: skip
ADDED = ["in practice", "as we have said", "at present", "in our view", "in most cases", "across the country"]


@dataclass(frozen=True, slots=True)
class Gold:
    """The arguments of a document and the judged pairs of them; vectors of either encoder, a row an argument."""

    texts: list[str]
    same: dict[tuple[int, int], bool]
    shipped: np.ndarray
    unseen: np.ndarray | None


@dataclass(frozen=True, slots=True)
class Found:
    """Scores of matches and whether each is right, and how many there were to be found."""

    scores: list[float]
    right: list[bool]
    possible: int


Matches = list[tuple[int, int, float]]
Scorer = Callable[[Sequence[str], Sequence[str], Sequence[np.ndarray]], Matches]


def by_words(before: Sequence[str], after: Sequence[str], _: Sequence[np.ndarray]) -> Matches:
    return [(m.before, m.after, m.score) for m in match(before, after, threshold=LEAST) if not m.same_wording]


def by_meaning(before: Sequence[str], after: Sequence[str], meaning: Sequence[np.ndarray]) -> Matches:
    found = match(before, after, threshold=LEAST, meaning=(meaning[0], meaning[1]))
    return [(m.before, m.after, m.score) for m in found if not m.same_wording]


def by_difflib(before: Sequence[str], after: Sequence[str], _: Sequence[np.ndarray]) -> Matches:
    """The same greedy choice over the ratio of difflib."""
    twins = same_wording(before, after)
    folded = [normalise(text) for text in before]
    scored = []
    for right, text in enumerate(after):
        compared = SequenceMatcher(None, "", normalise(text), autojunk=False)
        for left, other in enumerate(folded):
            compared.set_seq1(other)
            if compared.real_quick_ratio() >= 0.4 and compared.quick_ratio() >= 0.4:
                scored.append((-compared.ratio(), left + right, left, right))
    taken = {("before", left) for left, _ in twins} | {("after", right) for _, right in twins}
    found = []
    for score, _, left, right in sorted(scored):
        if ("before", left) not in taken and ("after", right) not in taken:
            taken |= {("before", left), ("after", right)}
            found.append((left, right, -score))
    return found


def deal(gold: Gold, name: str, number: int) -> tuple[list[int], list[int]]:
    """The arguments on two sides."""
    order = list(range(len(gold.texts)))
    random.Random(f"{name} {number}").shuffle(order)
    return sorted(order[::2]), sorted(order[1::2])


def other_words(golds: dict[str, Gold], score: Scorer, vectors: str, deals: int) -> Found:
    scores, right, possible = [], [], 0
    for name, gold in golds.items():
        for number in range(deals if gold.same else 0):
            one, two = deal(gold, name, number)
            meaning = getattr(gold, vectors)
            found = score([gold.texts[i] for i in one], [gold.texts[i] for i in two], [meaning[one], meaning[two]])
            for left, after, value in found:
                pair = (min(one[left], two[after]), max(one[left], two[after]))
                if pair in gold.same:
                    scores.append(value)
                    right.append(gold.same[pair])
            possible += reachable(gold, set(one))
    return Found(scores, right, possible)


def reachable(gold: Gold, one: set[int]) -> int:
    """How many pairs that are the same and stand on two sides a one-to-one matching can hold at most."""
    graph = np.zeros((len(gold.texts), len(gold.texts)), dtype=bool)
    for (left, right), same in gold.same.items():
        if same and (left in one) != (right in one):
            graph[(left, right) if left in one else (right, left)] = True
    return int((maximum_bipartite_matching(csr_matrix(graph)) >= 0).sum())


def edit(text: str, changes: int, lot: random.Random) -> str:
    words = text.split()
    for _ in range(changes):
        known = [i for i, word in enumerate(words) if word.lower() in SYNONYMS]
        kind = lot.choice(["drop", "synonym", "synonym", "add"])
        if kind == "synonym" and known:
            place = lot.choice(known)
            words[place] = SYNONYMS[words[place].lower()]
        elif kind == "add":
            words.insert(lot.randrange(len(words)), lot.choice(ADDED))
        elif len(words) > 4:
            words.pop(lot.randrange(len(words)))
    return " ".join(words)


@dataclass(frozen=True, slots=True)
class Edited:
    """Texts of a document and what became of them: one to one, two that were joined, or one that was split."""

    before: tuple[int, ...]
    after: tuple[int, ...]


def version(gold: Gold, others: list[str], changes: int, lot: random.Random) -> tuple[list[str], list[Edited]]:
    """An edited copy, and which of its texts is which of the document's, where it was edited."""
    after: list[str] = []
    edited: list[Edited] = []
    joined = False
    for place, text in enumerate(gold.texts):
        if joined:
            joined = False
            continue
        fate = lot.choice(["kept", "kept", "kept", "left out", "edited", "edited"])
        kind = lot.choice(["words", "words", "words", "join", "split"])
        following = gold.texts[place + 1] if place + 1 < len(gold.texts) else ""
        comma = text.find(", ", len(text) // 3, len(text) * 3 // 4)
        number = len(after)
        if fate == "kept":
            after.append(text)
        elif fate == "left out":
            after.append(lot.choice(others))
        elif kind == "join" and following:
            joined = True
            edited.append(Edited((place, place + 1), (number,)))
            after.append(edit(f"{text.rstrip('.')}, and {following[:1].lower()}{following[1:]}", changes, lot))
        elif kind == "split" and comma > 0:
            edited.append(Edited((place,), (number, number + 1)))
            halves = (f"{text[:comma]}.", text[comma + 2 :].capitalize())
            after += [edit(half, max(1, changes // 2), lot) for half in halves]
        else:
            edited.append(Edited((place,), (number,)))
            after.append(edit(text, changes, lot))
    return after, edited


def edits(golds: dict[str, Gold], score: Scorer, changes: int, embed: Callable | None) -> Found:
    """A match is right if it holds any of two texts that were joined, or either half of one that was split."""
    scores, right, possible = [], [], 0
    names = list(golds)
    for number, (name, gold) in enumerate(golds.items()):
        after, edited = version(gold, golds[names[number - 1]].texts, changes, random.Random(f"{name} {changes}"))
        meaning = [gold.shipped, embed(after)] if embed else []
        wanted = {(left, place) for each in edited for left in each.before for place in each.after}
        for left, place, value in score(gold.texts, after, meaning):
            scores.append(value)
            right.append((left, place) in wanted)
        twins = set(same_wording(gold.texts, after))
        possible += sum((each.before[0], each.after[0]) not in twins for each in edited)
    return Found(scores, right, possible)


def figures(found: Found, thresholds: Sequence[float]) -> Iterator[dict[str, float | int]]:
    scores, right = np.array(found.scores), np.array(found.right)
    for threshold in thresholds:
        kept = scores >= threshold
        hits = int(right[kept].sum())
        yield {
            "threshold": round(float(threshold), 3),
            "matches": int(kept.sum()),
            "precision": round(hits / max(int(kept.sum()), 1), 4),
            "recall": round(hits / max(found.possible, 1), 4),
        }


def report(found: Found, chosen: float | None) -> dict:
    curve = list(figures(found, np.arange(0.3, 0.951, 0.05)))
    return {
        "possible": found.possible,
        **({"chosen": next(figures(found, [chosen]))} if chosen is not None else {}),
        "curve": curve,
    }


def read_matches(embed: Callable) -> dict[str, dict]:
    """Figures over matches that were read; recall is not known."""
    rows = [json.loads(line) for line in READ.read_text(encoding="utf-8").splitlines()]
    pipeline = load_pipeline()
    scores: dict[str, list[tuple[float, bool | None]]] = {"two editions": [], "different authors": []}
    for names in sorted({tuple(row["documents"]) for row in rows}):
        same = {(row["before"], row["after"]): row["same"] for row in rows if tuple(row["documents"]) == names}
        texts = []
        for name in names:
            units = analyse(FOLDER / "documents" / f"{name}.md", pipeline).units
            texts.append([unit.clean_text for unit in units if unit.component != "other"])
        for left, right, score in by_meaning(texts[0], texts[1], [embed(texts[0]), embed(texts[1])]):
            answer = same.get((texts[0][left], texts[1][right]))
            scores["two editions" if names == EDITIONS else "different authors"].append((score, answer))
    return {name: {"curve": list(_read_curve(found))} for name, found in scores.items()}


def _read_curve(found: Sequence[tuple[float, bool | None]]) -> Iterator[dict[str, float | int]]:
    for threshold in np.arange(0.42, 0.7, 0.02):
        answers = [answer for score, answer in found if score >= threshold]
        known = [answer for answer in answers if answer is not None]
        yield {
            "threshold": round(float(threshold), 2),
            "matches": len(answers),
            "read": len(known),
            "precision": round(sum(known) / max(len(known), 1), 4),
        }


def read_golds(work: Path | None, embed: Callable) -> dict[str, Gold]:
    splits = read_splits(FOLDER)
    names = splits["train"] + splits["dev"]
    documents = [read_gold(FOLDER / "documents" / f"{name}.md") for name in names]
    unseen = unseen_vectors(work, documents) if work else [None] * len(names)
    golds = {}
    for name, document, vectors in zip(names, documents, unseen, strict=True):
        path = FOLDER / "documents" / f"{name}.md"
        ids = [unit.id for unit in read_lines(path.with_suffix(".jsonl"), path.read_bytes().decode())]
        rows = [row for row, unit in enumerate(document.units) if unit.component != "other"]
        place = {row: number for number, row in enumerate(rows)}
        texts = [document.units[row].clean_text for row in rows]
        judged = read_judged(FOLDER / "pairs" / f"{name}.jsonl", ids)
        same = {(place[p.left], place[p.right]): p.same for p in judged if p.left in place and p.right in place}
        golds[name] = Gold(texts, same, embed(texts), None if vectors is None else vectors[rows])
    return golds


def unseen_vectors(work: Path, documents: Sequence[ArgumentDocument]) -> list[np.ndarray]:
    """The meaning of each document's units as the encoder of the other fold reads them."""
    folds = [load_file(str(path)) for path in sorted(work.glob("fold-*.safetensors"))]
    assigned = assign_folds([len(document.units) for document in documents], len(folds), 7)
    vectors = [folds[f][f"{assigned[:i].count(f)}.encoded.meaning"] for i, f in enumerate(assigned)]
    if [len(each) for each in vectors] != [len(document.units) for document in documents]:
        raise SystemExit(f"{work}: the folds are those of other documents")
    return vectors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=None)
    work = parser.parse_args().work
    embed = load_window_encoder(model_folder() / "argmine_encoder").embed
    golds = read_golds(work, embed)
    words: dict[str, dict] = {
        "difflib ratio": report(other_words(golds, by_difflib, "shipped", 1), None),
        "character n-grams": report(other_words(golds, by_words, "shipped", DEALS), THRESHOLD),
        "with meaning, shipped encoder (trained on these)": report(
            other_words(golds, by_meaning, "shipped", DEALS), THRESHOLD
        ),
    }
    if work:
        words["with meaning, encoder that has not seen the document"] = report(
            other_words(golds, by_meaning, "unseen", DEALS), THRESHOLD
        )
    dev = {name: golds[name] for name in read_splits(FOLDER)["dev"]}
    changed = {
        f"{changes} changes": {
            "difflib ratio": report(edits(dev, by_difflib, changes, None), None),
            "character n-grams": report(edits(dev, by_words, changes, None), THRESHOLD),
            "with meaning, shipped encoder": report(edits(dev, by_meaning, changes, embed), THRESHOLD),
        }
        for changes in (1, 3, 6)
    }
    print(json.dumps({
        "documents": len(golds),
        "arguments": sum(len(gold.texts) for gold in golds.values()),
        "judged_pairs": sum(len(gold.same) for gold in golds.values()),
        "judged_the_same": sum(sum(gold.same.values()) for gold in golds.values()),
        "read": read_matches(embed),
        "other_words": words,
        "edits": changed,
    }, indent=1))  # fmt: skip


if __name__ == "__main__":
    main()
