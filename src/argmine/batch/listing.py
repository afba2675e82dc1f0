"""The files of a store, listed by fsspec or, where its walk leaves out what it cannot list, folder by folder."""

from __future__ import annotations

import re
from typing import Any


def matching(system: Any, path: str, *, web: bool) -> dict[str, Any]:
    """One file, or those that a glob names; on the web there are no globs, and every URL is a file."""
    from fsspec.utils import glob_translate

    first = re.search(r"[*?\[]", path)
    try:
        return {path: system.info(path)}
    except Exception as error:
        if web or not (first or isinstance(error, FileNotFoundError)):
            raise
    if first is None:
        return {}
    root = path[: path.rfind("/", 0, first.start()) + 1]
    depth = None if "**" in path else path.count("/", len(root)) + 1
    try:
        entries = files_under(system, root.rstrip("/"), depth)
    except FileNotFoundError:
        return {}
    matches = re.compile(glob_translate(path)).match
    return {p: entry for p, entry in entries.items() if matches(p)}


def files_under(system: Any, path: str, depth: int | None = None) -> dict[str, Any]:
    """The files within a folder, to a depth if one is given, by their paths.

    fsspec's own walk leaves out folders that cannot be listed, so their documents would go missing unsaid.
    """
    from fsspec.asyn import AsyncFileSystem
    from fsspec.spec import AbstractFileSystem

    walks = (
        getattr(type(system), "_find", None) is AsyncFileSystem._find or type(system).find is AbstractFileSystem.find
    )
    if not walks:
        found: dict[str, Any] = system.find(path, maxdepth=depth, detail=True)
        return found
    files, level = dict[str, Any](), [path]
    while level and depth != 0:
        entries = [(folder, entry) for folder in level for entry in system.ls(folder, detail=True)]
        named = [(folder, entry["name"].rstrip("/"), entry) for folder, entry in entries]
        files |= {name: entry for _, name, entry in named if entry["type"] != "directory"}
        level = [name for folder, name, entry in named if entry["type"] == "directory" and name != folder]
        depth = None if depth is None else depth - 1
    return files
