"""The card of a dataset: what the Hub and `datasets` read of it, and what people do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_CARD = """\
---
# license: the licence of the texts and annotations; fill it in before you share the dataset
pretty_name: Arguments
tags:
- argument-mining
task_categories:
- token-classification
size_categories:
- {category}
configs:
- config_name: default
  data_files:
{files}
dataset_info:
  features:
  - name: name
    dtype: string
  - name: text
    dtype: string
  - name: pages
    list: int64
  - name: spans
    list:
    - name: id
      dtype: string
    - name: fragments
      list:
      - name: start
        dtype: int64
      - name: end
        dtype: int64
    - name: text
      dtype: string
    - name: component
      dtype: string
    - name: score
      dtype: float64
    - name: risk_types
      list:
      - name: id
        dtype: string
      - name: score
        dtype: float64
    - name: specialties
      list:
      - name: id
        dtype: string
      - name: score
        dtype: float64
    - name: repeated
      dtype: string
    - name: review
      dtype: bool
  - name: supports
    list:
    - name: source
      dtype: string
    - name: target
      dtype: string
    - name: score
      dtype: float64
  splits:
{splits}
  download_size: {download}
  dataset_size: {size}
---

# Arguments

{documents:,} {noun} with the argument components that argmine found or people marked, one row a document.

| column | what it holds |
| --- | --- |
| `name` | the file that was read |
| `text` | its text; all offsets count code points in it |
| `pages` | the offsets at which pages begin; empty where the file has none |
| `spans` | the argument components in reading order |
| `supports` | support links: the span `source` is offered as a reason for the span `target` |

A span runs over one or more `fragments` (`start`, `end`, half-open); `text` repeats its words. `component` is claim,
evidence, conclusion or other, `score` how sure the label is (1 where a person gave it). `risk_types` and
`specialties` have a score each. Spans of one `repeated` argument have the same id there; `review` marks those that a
person should look at.

```python
from datasets import load_dataset

documents = load_dataset("path/to/this/folder")
```
"""


@dataclass(frozen=True, slots=True)
class SplitSize:
    """How large a split is: its documents, and its bytes in memory and on disk."""

    documents: int
    size: int
    download: int


def card(splits: Mapping[str, SplitSize]) -> str:
    """The text of README.md for the splits of a dataset."""
    documents = sum(split.documents for split in splits.values())
    rows = (
        f"  - name: {name}\n    num_bytes: {split.size}\n    num_examples: {split.documents}"
        for name, split in splits.items()
    )
    return _CARD.format(
        documents=documents,
        noun="document" if documents == 1 else "documents",
        size=sum(split.size for split in splits.values()),
        download=sum(split.download for split in splits.values()),
        category=next((name for limit, name in _SIZES if documents < limit), "n>1M"),
        files="\n".join(f"  - split: {name}\n    path: data/{name}-*" for name in splits),
        splits="\n".join(rows),
    )
