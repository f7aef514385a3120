"""The command line: python -m grader COMMAND."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from grader.exercise import Exercise, UnknownExercise
from grader.exercises import NAMES, load_exercise
from grader.terminal import complaints, console, fail, progress_bar, short, stepping, told

app = typer.Typer(
    help="Make, judge and report the exercises of the course.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
CORES = os.cpu_count() or 1

Assignment = Annotated[str, typer.Argument(help=f"The exercise: {', '.join(NAMES)}.")]
Chosen = Annotated[
    list[str] | None, typer.Argument(metavar="NAME", help="Exercises; without one, all of them.")
]
Jobs = Annotated[int, typer.Option(min=1, help="How many submissions are judged at a time.")]
RequireSandbox = Annotated[
    bool,
    typer.Option(
        "--require-sandbox",
        envvar="UNROLLED_REQUIRE_SANDBOX",
        help="Run no answer where the sandbox (bubblewrap) does not work.",
    ),
]


class Format(StrEnum):
    """What a table of marks is for."""

    CANVAS = "canvas"
    MOODLE = "moodle"
    CSV = "csv"


@app.command()
def notebooks(names: Chosen = None) -> None:
    """Make the instructor and student notebooks from solutions/NAME.md."""
    from grader.notebooks import NotebookError, generate

    with told(NotebookError, UnknownExercise), progress_bar() as bar:
        chosen = [exercise.name for exercise in chosen_exercises(names)]
        for name in bar.track(chosen, description="Making notebooks"):
            for path in generate(name):
                bar.console.print(f"Made {short(path)}")


@app.command()
def grade(
    assignment: Assignment,
    jobs: Jobs = CORES,
    feedback: Annotated[
        bool, typer.Option(help="Write the pages that go back to the students, too.")
    ] = True,
    scheduler: Annotated[
        str, typer.Option(help="Judge on the Dask cluster with this scheduler: tcp://HOST:8786.")
    ] = "",
    require_sandbox: RequireSandbox = False,
) -> None:
    """Grade the class in classroom/submitted, and write feedback. Goes on where it stopped."""
    import grader.quick_start  # noqa: F401  before what it makes quick
    from grader.classroom import AlreadyGrading, NoSubmissions
    from grader.classroom import grade as grade_class
    from grader.crew import NoCluster, cluster
    from grader.desk import CannotWrite
    from grader.folders import Classroom
    from grader.gradebook import GradebookConflict, GradebookUnusable
    from grader.records import KeyDamaged
    from grader.released import NotReleased
    from grader.sandbox.launch import SandboxUnavailable

    classroom = Classroom()
    known = (UnknownExercise, NoSubmissions, GradebookConflict, KeyDamaged, NotReleased)
    stopped = (AlreadyGrading, NoCluster, CannotWrite, GradebookUnusable, SandboxUnavailable)
    with told(*known, *stopped), progress_bar() as bar:
        protect(require_sandbox)
        crew = cluster(scheduler) if scheduler else None
        graded = grade_class(classroom, assignment, jobs, stepping(bar), crew, feedback)
    console.print(
        f"{len(graded.students)} submissions, {len(graded.marked)} of them marked anew, "
        f"{len(graded.failures)} that could not be graded."
    )
    for student, reason in graded.failures.items():
        complaints.print(f"[bold red]{escape(student)}[/]: {escape(reason)}", highlight=False)
    if feedback:
        typer.echo(f"Feedback lies in {short(classroom.feedback)}")
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
        typer.echo(f"{name}: open {short(page)}; the marks as a table are in {short(table)}")
    if not written:
        fail("Nobody's submission has been graded yet. Run: python -m grader grade ASSIGNMENT")


@app.command()
def export(
    form: Annotated[Format, typer.Option("--format", help="For which platform.")] = Format.CSV,
    to: Annotated[
        Path | None, typer.Option(help="The file to write; without it, one beside the report.")
    ] = None,
    identifier: Annotated[
        str, typer.Option(help="The platform's name of the field that the students' folders name.")
    ] = "",
) -> None:
    """Write the marks as a table for Canvas, Moodle or a spreadsheet."""
    from traitlets import TraitError

    from grader.exporters import FORMATS, remarks
    from grader.folders import Classroom
    from grader.gradebook import exists, opened

    classroom = Classroom()
    if not exists(classroom):
        fail("Nobody's submission has been graded yet. Run: python -m grader grade ASSIGNMENT")
    exporter = FORMATS[form]()
    try:
        if identifier:
            exporter.identifier = identifier
    except TraitError as error:
        fail(str(error))
    path = to or classroom.reports / exporter.file_name
    exporter.to = str(path)
    with opened(classroom) as gradebook:
        exporter.export(gradebook)
        for sentence in remarks(exporter.entries(gradebook)):
            typer.echo(sentence)
    typer.echo(f"The marks are in {short(path)}")


@app.command()
def replay(
    student: Annotated[str, typer.Argument(help="The name of the student's folder.")],
    question: Annotated[str, typer.Argument(help="The question, as its function is called.")],
    assignment: Assignment = NAMES[0],
    every_call: Annotated[bool, typer.Option("--all", help="Show every call.")] = False,
    require_sandbox: RequireSandbox = False,
) -> None:
    """Judge one question of one student again, with the same inputs, and show them."""
    from grader.exercise import UnknownQuestion
    from grader.folders import Classroom
    from grader.records import KeyDamaged, NotJudged
    from grader.released import NotReleased
    from grader.replay import SubmissionChanged, UnknownStudent
    from grader.replay import replay as replay_verdict
    from grader.replay_text import lines
    from grader.sandbox.launch import SandboxUnavailable

    unknown = (UnknownExercise, UnknownQuestion, UnknownStudent, NotJudged, NotReleased)
    with told(*unknown, SubmissionChanged, KeyDamaged, SandboxUnavailable):
        protect(require_sandbox)
        again = replay_verdict(Classroom(), assignment, student, question)
    for line in lines(again, every_call):
        typer.echo(line)
    if not again.same:
        raise typer.Exit(1)


@app.command()
def rehearse(jobs: Jobs = CORES) -> None:
    """Grade a class of invented learners, and compare every mark with the expected one."""
    from grader.gradebook import GradebookConflict
    from grader.rehearsal import NotARehearsal
    from grader.rehearsal import rehearse as rehearse_class
    from grader.released import NotReleased

    with told(NotARehearsal, NotReleased, GradebookConflict), progress_bar() as bar:
        result = rehearse_class(jobs, stepping(bar))
    console.print(result.table())
    if not result.as_expected:
        fail("Some marks differ from the expected ones: the rows marked ✗ say which.")
    console.print("Every mark is the expected one.")


@app.command()
def mutants(
    names: Chosen = None,
    draws: Annotated[int, typer.Option(min=1, help="How many different draws of cases.")] = 20,
) -> None:
    """Judge every known mistake: is it caught, and does it get its own message?"""
    from grader.mutants import tallies

    with told(UnknownExercise), progress_bar() as bar:
        exercises = chosen_exercises(names)
        questions = sum(len(exercise.questions) for exercise in exercises)
        judged = tallies(exercises, draws)
        rows = list(bar.track(judged, total=questions, description="Judging mistakes"))
    table = Table("question", "mistakes", "caught", "rightly named", "reference")
    for row in rows:
        caught = row.mistakes - len(row.escaped)
        table.add_row(
            row.question,
            str(row.mistakes),
            str(caught),
            str(caught - len(row.misnamed)),
            "passes" if row.reference_passes else "FAILS",
        )
    console.print(table)
    for row in rows:
        for name in row.escaped:
            complaints.print(f"{row.question}: the mistake {name} is judged right.")
        for name in row.misnamed:
            complaints.print(f"{row.question}: the mistake {name} gets another message.")
    if not all(row.sound for row in rows):
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
        seen = short(path) if path.exists() else "not made yet: run make course"
        typer.echo(f"{what + ':':<46} {seen}")
    typer.echo(f"\nOpen first, in any browser: {short(places[0][1])}")
    typer.echo("To do the exercises in JupyterLab: make lab")


def chosen_exercises(names: list[str] | None) -> list[Exercise]:
    """Return the exercises of these names, or all; raise UnknownExercise."""
    return [load_exercise(name) for name in names or NAMES]


def protect(require_sandbox: bool) -> None:
    """Raise SandboxUnavailable where the sandbox must work and does not."""
    from grader.protection import refuse_without_sandbox, require

    if require_sandbox:
        require()
    refuse_without_sandbox()


if __name__ == "__main__":
    app(prog_name="python -m grader")
