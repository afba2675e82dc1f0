"""Splits by document, near the shares that were asked for in units."""

from __future__ import annotations

import random
from collections.abc import Mapping

from argmine.corpora.annotations import Split
from argmine.errors import ConfigError

SPLITS: tuple[Split, ...] = ("train", "dev", "test")


def split_documents(sizes: Mapping[str, int], shares: tuple[float, float, float], seed: int) -> dict[Split, list[str]]:
    """Every document in one of train, dev and test; `sizes` are its units. The same seed gives the same splits.

    Documents are drawn in random order, each into the split that is furthest below its share; a split with a share
    gets at least one document.

    Raises:
        ConfigError: the shares are negative or all 0, or there are fewer documents than splits to fill.
    """
    wanted = sum(share > 0 for share in shares)
    if min(shares) < 0 or not wanted:
        raise ConfigError(f"shares {shares}: none may be negative, and one must be above 0")
    if len(sizes) < wanted:
        raise ConfigError(f"{len(sizes)} documents cannot fill {wanted} splits")
    names = sorted(sizes)
    random.Random(seed).shuffle(names)
    goal = {split: share / sum(shares) * sum(sizes.values()) for split, share in zip(SPLITS, shares, strict=True)}
    splits: dict[Split, list[str]] = {split: [] for split in SPLITS}
    filled = dict.fromkeys(SPLITS, 0)
    for number, name in enumerate(names):
        empty = [split for split in SPLITS if goal[split] and not splits[split]]
        choice = empty if len(empty) >= len(names) - number else [split for split in SPLITS if goal[split]]
        best = max(choice, key=lambda split: (goal[split] - filled[split]) / goal[split])
        splits[best].append(name)
        filled[best] += sizes[name]
    return {split: sorted(splits[split]) for split in SPLITS}
