"""Every error argmine raises on purpose.

ArgmineError
├── InputError          a file cannot be read as a submission
├── AnnotationError     gold annotations are inconsistent with their text or the guidelines
│   └── MissingSplitError   the files of a corpus's split are not there
├── DocumentError       JSON is not a valid ArgumentDocument
├── ConfigError         a setting is unknown, missing or out of range
├── ModelError          a model folder is missing, damaged or of another version
└── MissingExtraError   an optional dependency is not installed
"""

from __future__ import annotations


class ArgmineError(Exception):
    """Root of the tree: the message says what, where and what to do next."""


class InputError(ArgmineError):
    """A file cannot be read as a submission."""


class AnnotationError(ArgmineError):
    """Gold annotations are inconsistent with their text or the label set."""


class MissingSplitError(AnnotationError):
    """The files of a corpus's split are not there."""


class DocumentError(ArgmineError):
    """JSON is not a valid ArgumentDocument; the message names the field."""


class ConfigError(ArgmineError):
    """A setting is unknown, missing or out of range."""


class ModelError(ArgmineError):
    """A model folder is missing, damaged or of another version."""


class MissingExtraError(ArgmineError):
    """An optional dependency is not installed; the message gives the pip command."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f"{package} is not installed; run: pip install 'argmine[{extra}]'")
