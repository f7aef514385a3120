"""What the commands share: how they tell errors, progress and places."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from grader.folders import ROOT

console = Console()
complaints = Console(stderr=True)


@contextmanager
def told(*known: type[Exception]) -> Iterator[None]:
    """Turn errors that a person can mend into their message and exit status 1."""
    try:
        yield
    except known as error:
        fail(str(error))


def fail(message: str) -> None:
    """Print what is wrong and end with exit status 1."""
    complaints.print(f"[bold red]Error:[/] {escape(message)}", highlight=False)
    raise typer.Exit(1)


def progress_bar() -> Progress:
    """Return a progress bar that leaves its last state on the screen."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )


def stepping(bar: Progress):
    """Return a callback that shows steps by name: (step, how many are done, of how many)."""
    tasks = {}

    def step(name, done, total):
        if name not in tasks:
            tasks[name] = bar.add_task(name.capitalize(), total=total)
        bar.update(tasks[name], completed=done)

    return step


def short(path: Path) -> str:
    """Return ``path`` as seen from the project, if it lies there."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
