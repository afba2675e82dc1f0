"""`argmine train`: a line a step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from argmine.errors import ConfigError
from argmine.learn.settings import TrainSettings, read_config, validate
from argmine.tasks.settings import task_settings
from argmine.tasks.training import train_task
from argmine.training import train


def run_train(config: Path, output: Path | None, overrides: Sequence[str], work: Path, data: Path | None) -> int:
    """Exit code 0 when the model folder has been written.

    Raises:
        ConfigError: a task's configuration needs a corpus and none was given.
    """
    console = Console(stderr=True)
    values = read_config(config, overrides)

    def report(line: str) -> None:
        console.print(line, markup=False, highlight=False, soft_wrap=True)

    if "task" in values:
        task = task_settings(values, config)
        if data is None:
            raise ConfigError(f"{config}: trains on {task.task.corpus}; say where it is with --data DIR")
        train_task(task, data, output or Path("models") / task.model.name, report)
        return 0
    if data is not None:
        values.setdefault("data", {})["annotations"] = str(data)
    settings = validate(TrainSettings, values, config)
    train(settings, output or Path("models") / f"en_{settings.model.name}", work=work, report=report)
    return 0
