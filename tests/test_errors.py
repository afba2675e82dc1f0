"""One root for every error that argmine raises on purpose, and one place where they stand."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

from argmine import errors
from argmine.errors import ArgmineError, MissingExtraError

CLASSES = [value for value in vars(errors).values() if inspect.isclass(value)]


@pytest.mark.parametrize("error", CLASSES)
def test_every_error_has_the_one_root_and_stands_in_the_tree(error: type[Exception]) -> None:
    assert issubclass(error, ArgmineError)
    assert error.__doc__
    assert error.__name__ in (errors.__doc__ or "").split()


def test_the_tree_names_no_error_that_is_gone() -> None:
    named = {word for word in (errors.__doc__ or "").split() if word.endswith("Error")}
    assert named == {error.__name__ for error in CLASSES}


def test_no_other_module_defines_an_error() -> None:
    package = Path(errors.__file__).parent
    elsewhere = [
        f"{path.relative_to(package)}: {node.name}"
        for path in package.rglob("*.py")
        if path != Path(errors.__file__)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and any(ast.unparse(b).endswith(("Error", "Exception")) for b in node.bases)
    ]
    assert elsewhere == []


def test_a_missing_extra_gives_the_command() -> None:
    with pytest.raises(ArgmineError) as caught:
        raise MissingExtraError("torch", "train")
    assert str(caught.value) == "torch is not installed; run: pip install 'argmine[train]'"
