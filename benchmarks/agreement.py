"""Agreement of the second reader with the author on the test documents: kappa and F1 per label.

python benchmarks/agreement.py > benchmarks/agreement.json
"""

from __future__ import annotations

import json
from pathlib import Path

from sklearn.metrics import cohen_kappa_score

ROOT = Path(__file__).resolve().parents[1] / "annotations"


def rows(path: Path) -> dict[str, dict]:
    return {row["id"]: row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}


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
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
