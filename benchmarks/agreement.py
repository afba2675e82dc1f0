"""Agreement of second readers with the authors: kappa and F1 per label, and kappa over judged pairs of the test split.

python benchmarks/agreement.py > benchmarks/agreement.json
"""

from __future__ import annotations

import json
from pathlib import Path

from sklearn.metrics import cohen_kappa_score

ROOT = Path(__file__).resolve().parents[1] / "annotations"


def rows(path: Path) -> dict[str, dict]:
    return {row["id"]: row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}


def pairs() -> dict[str, dict]:
    """Agreement on "the same argument", over pairs drawn by likeness and over those that the author planted."""
    verdicts: dict[str, list[tuple[bool, bool]]] = {}
    for path in sorted((ROOT / "second-reader" / "pairs").glob("*.jsonl")):
        lines = [(ROOT / "pairs" / path.name), path]
        first, second = (map(json.loads, each.read_text(encoding="utf-8").splitlines()) for each in lines)
        for one, other in zip(first, second, strict=True):
            assert (one["left"], one["right"]) == (other["left"], other["right"])
            verdicts.setdefault(one["drawn"], []).append((one["same"], other["same"]))
    return {
        drawn: {
            "pairs": len(given),
            "same_first": sum(a for a, _ in given),
            "same_second": sum(b for _, b in given),
            "kappa": cohen_kappa_score(*zip(*given, strict=True)),
        }
        for drawn, given in sorted(verdicts.items())
    }


def main() -> None:
    first, second = [], []
    for path in sorted((ROOT / "second-reader").glob("*.jsonl")):
        author = rows(ROOT / "documents" / path.name)
        for unit, row in rows(path).items():
            first.append(author[unit])
            second.append(row)
    a, b = [row["component"] for row in first], [row["component"] for row in second]
    figures: dict = {"units": len(a), "component": {"kappa": cohen_kappa_score(a, b)}}
    for label in ("claim", "evidence", "conclusion", "other"):
        figures["component"][label] = {"kappa": cohen_kappa_score([x == label for x in a], [x == label for x in b])}
    for field in ("risk_types", "specialties"):
        labels = sorted({label for row in [*first, *second] for label in row[field]})
        both = sum(len(set(x[field]) & set(y[field])) for x, y in zip(first, second, strict=True))
        given = sum(len(x[field]) + len(y[field]) for x, y in zip(first, second, strict=True))
        each = {}
        for label in labels:
            x, y = [label in row[field] for row in first], [label in row[field] for row in second]
            each[label] = {"kappa": cohen_kappa_score(x, y), "author": sum(x), "reader": sum(y)}
        figures[field] = {"micro_f1": 2 * both / given, "labels": each}
    print(json.dumps(figures | {"pairs": pairs()}, indent=1))


if __name__ == "__main__":
    main()
