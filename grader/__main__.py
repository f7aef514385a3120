"""The command line: python -m grader COMMAND."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from grader.exercise import UnknownExercise
from grader.exercises import NAMES, load_exercise

app = typer.Typer(
    help="Make, judge and report the exercises of the course.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
console = Console()
complaints = Console(stderr=True)

CORES = os.cpu_count() or 1

Assignment = Annotated[str, typer.Argument(help=f"The exercise: {', '.join(NAMES)}.")]
Jobs = Annotated[int, typer.Option(min=1, help="How many submissions are judged at a time.")]


@app.command()
def notebooks() -> None:
    """Make the instructor and student notebooks from solutions/NAME.md."""
    from grader.notebooks import NotebookError, generate

    with told(NotebookError), progress_bar() as bar:
        for name in bar.track(NAMES, description="Making notebooks"):
            for path in generate(name):
                bar.console.print(f"Made {_short(path)}")


@app.command()
def grade(assignment: Assignment, jobs: Jobs = CORES) -> None:
    """Grade the class in classroom/submitted, and write feedback. Goes on where it stopped."""
    from grader.classroom import NoSubmissions
    from grader.classroom import grade as grade_class
    from grader.folders import Classroom
    from grader.gradebook import GradebookConflict
    from grader.records import KeyDamaged, NotReleased

    classroom = Classroom()
    known = (UnknownExercise, NoSubmissions, GradebookConflict, KeyDamaged, NotReleased)
    with told(*known), progress_bar() as bar:
        graded = grade_class(classroom, assignment, jobs, stepping(bar))
    console.print(
        f"{len(graded.students)} submissions, {len(graded.marked)} of them marked anew, "
        f"{len(graded.failures)} that could not be graded."
    )
    for student, reason in graded.failures.items():
        complaints.print(f"[bold red]{student}[/]: {reason}", highlight=False)
    typer.echo(f"Feedback lies in {_short(classroom.feedback)}")
    typer.echo("Next: make report")
    if graded.failures:
        raise typer.Exit(1)


@app.command()
def report() -> None:
    """Write the class report: marks, and the misconceptions of the class."""
    from grader.folders import Classroom
    from grader.report import NothingToReport, write

    written = 0
    for name in NAMES:
        try:
            page, table = write(Classroom(), name)
        except NothingToReport:
            continue
        written += 1
        typer.echo(f"{name}: open {_short(page)}; the marks as a table are in {_short(table)}")
    if not written:
        fail("Nobody's submission has been graded yet. Run: python -m grader grade ASSIGNMENT")


@app.command()
def rehearse(jobs: Jobs = CORES) -> None:
    """Grade a class of invented learners, and compare every mark with the expected one."""
    from grader.gradebook import GradebookConflict
    from grader.records import NotReleased
    from grader.rehearsal import NotARehearsal
    from grader.rehearsal import rehearse as rehearse_class

    with told(NotARehearsal, NotReleased, GradebookConflict), progress_bar() as bar:
        result = rehearse_class(jobs, stepping(bar))
    console.print(result.table())
    if not result.as_expected:
        fail("Some marks differ from the expected ones: the rows marked ✗ say which.")
    console.print("Every mark is the expected one.")


@app.command()
def mutants(
    draws: Annotated[int, typer.Option(min=1, help="How many different draws of cases.")] = 20,
) -> None:
    """Judge every known mistake: is it caught, and does it get its own message?"""
    from grader.mutants import tally

    questions = [question for name in NAMES for question in load_exercise(name).questions]
    with progress_bar() as bar:
        tallies = [
            tally(question, draws)
            for question in bar.track(questions, description="Judging mistakes")
        ]
    table = Table("question", "mistakes", "caught", "rightly named", "reference")
    for row in tallies:
        caught = row.mistakes - len(row.escaped)
        table.add_row(
            row.question,
            str(row.mistakes),
            str(caught),
            str(caught - len(row.misnamed)),
            "passes" if row.reference_passes else "FAILS",
        )
    console.print(table)
    for row in tallies:
        for name in row.escaped:
            complaints.print(f"{row.question}: the mistake {name} is judged right.")
        for name in row.misnamed:
            complaints.print(f"{row.question}: the mistake {name} gets another message.")
    if not all(row.sound for row in tallies):
        fail(
            "Change the cases so that these mistakes differ from the reference and from each "
            "other, or remove those that no input can tell apart."
        )
    console.print(f"Every mistake is caught and named in each of {draws} draws.")


@app.command()
def doctor() -> None:
    """Say what works on this machine, what does not, and how to mend it."""
    from grader.doctor import examine

    symptoms = list(examine())
    table = Table("", "part", "seen")
    for symptom in symptoms:
        mark = "[green]✓[/]" if symptom.well else "[red]✗[/]" if symptom.needed else "[yellow]![/]"
        table.add_row(mark, symptom.name, symptom.seen)
    console.print(table)
    for symptom in symptoms:
        if not symptom.well:
            console.print(f"{symptom.name}: {symptom.mend}", highlight=False)
    if any(symptom.needed and not symptom.well for symptom in symptoms):
        raise typer.Exit(1)


@app.command()
def where() -> None:
    """Print where the course's results lie, and what to open first."""
    from grader.folders import ROOT, Classroom, instructor_notebook, release_notebook
    from grader.rehearsal import FOLDER

    rehearsal = Classroom(FOLDER)
    places = [("the book", ROOT / "_build" / "html" / "index.html")]
    for name in NAMES:
        places += [
            (f"{name}: student notebook", release_notebook(name)),
            (f"{name}: instructor notebook", instructor_notebook(name)),
            (f"{name}: class report of the rehearsal", rehearsal.reports / f"{name}.html"),
        ]
    places += [
        ("feedback of the rehearsal", rehearsal.feedback),
        ("gradebook of the rehearsal", rehearsal.gradebook),
    ]
    for what, path in places:
        seen = _short(path) if path.exists() else "not made yet: run make course"
        typer.echo(f"{what + ':':<46} {seen}")
    typer.echo(f"\nOpen first, in any browser: {_short(places[0][1])}")
    typer.echo("To do the exercises in JupyterLab: make lab")


@contextmanager
def told(*known: type[Exception]) -> Iterator[None]:
    """Turn errors that a person can mend into their message and exit status 1."""
    try:
        yield
    except known as error:
        fail(str(error))


def fail(message: str) -> None:
    """Print what is wrong and end with exit status 1."""
    complaints.print(f"[bold red]Error:[/] {message}", highlight=False)
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


def _short(path):
    from grader.folders import ROOT

    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


if __name__ == "__main__":
    app(prog_name="python -m grader")
