"""The card of a dataset: what the Hub and `datasets` read of it, and what people do."""

from __future__ import annotations

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
  - split: train
    path: data/train-*
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
  - name: train
    num_bytes: {size}
    num_examples: {documents}
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

documents = load_dataset("path/to/this/folder", split="train")
```
"""


def card(*, documents: int, size: int, download: int) -> str:
    """The text of README.md; `size` and `download` are bytes in memory and on disk."""
    category = next((name for limit, name in _SIZES if documents < limit), "n>1M")
    noun = "document" if documents == 1 else "documents"
    return _CARD.format(documents=documents, noun=noun, size=size, download=download, category=category)
