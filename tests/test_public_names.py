from __future__ import annotations

import argmine


def test_every_public_name_exists_and_the_list_is_sorted() -> None:
    assert argmine.__all__ == sorted(argmine.__all__)
    for name in argmine.__all__:
        assert callable(getattr(argmine, name))
