"""The files of a batch: on this machine's disk and at URLs."""

from __future__ import annotations

from collections.abc import Sequence

from argmine.batch.remote import find_at, is_url, local_name
from argmine.mining import Found, distinct, find_named


def find_anywhere(patterns: Sequence[str]) -> list[Found]:
    """The files that the patterns name, each once, with names of which no two are the same.

    Raises:
        InputError: a pattern names nothing, or a store cannot be asked.
        MissingExtraError: what reads this kind of URL is not installed.
    """
    found: dict[str, Found] = {}
    for pattern in patterns:
        if is_url(pattern):
            here = find_at(pattern)
        else:
            here = find_named([local_name(pattern)])
        for one in here:
            key = one.remote.url if one.remote else str(one.path.resolve())
            found.setdefault(key, one)
    return distinct(list(found.values()))
