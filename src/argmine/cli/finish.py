"""How a command ends: its exit code, or one line of error."""

from __future__ import annotations

import sys
from collections.abc import Callable

import typer


def finish(run: Callable[[], int]) -> None:
    """Run a command; an argmine error becomes one line on standard error and exit code 2."""
    from argmine.errors import ArgmineError

    try:
        code = run()
    except ArgmineError as error:
        typer.secho(f"error: {error}", fg="red", err=True)
        code = 2
    except KeyboardInterrupt:
        typer.secho("stopped; files written so far are whole", err=True)
        code = 130
    sys.exit(code)
