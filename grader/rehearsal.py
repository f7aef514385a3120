"""Grade a class whose marks are known beforehand, through nbgrader, and compare every mark."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import nbformat
from rich.table import Table
from rich.text import Text

from grader import records
from grader.classroom import ClassRun, Progress, grade
from grader.exercises import load_exercise
from grader.folders import Classroom, instructor_notebook, write_atomically
from grader.gradebook import Marks, all_marks
from grader.rehearsal_class import Pupil, pupils
from grader.released import assigned
from grader.released import release as released
from grader.report import write

ASSIGNMENT = "lstm-gates"
FOLDER = Classroom().folder / "rehearsal"
# A file of this name says that a folder may be deleted and made anew.
MARKER = "this-is-a-rehearsal.txt"


class NotARehearsal(RuntimeError):
    """A folder holds something that may be a real class, or questions were left out."""


@dataclass(frozen=True)
class Comparison:
    """One pupil's marks: what they must be, what they are, and all that differs."""

    pupil: Pupil
    expected: float
    score: float
    differences: tuple[str, ...]


@dataclass(frozen=True)
class Rehearsal:
    """How a rehearsal went."""

    comparisons: list[Comparison]

    @property
    def as_expected(self) -> bool:
        """Whether every mark, every recognised mistake and every flag is as expected."""
        return not any(row.differences for row in self.comparisons)

    def table(self) -> Table:
        """Return the comparisons as a table for the terminal."""
        table = Table(title=f"Rehearsal of {ASSIGNMENT}")
        table.add_column("pupil", overflow="fold")
        table.add_column("what it tests", overflow="fold")
        for heading in ("expected", "marks"):
            table.add_column(heading, justify="right")
        table.add_column("")
        for row in self.comparisons:
            table.add_row(
                row.pupil.name,
                row.pupil.why,
                f"{row.expected:g}",
                f"{row.score:g}",
                Text("\n".join(row.differences), "red") if row.differences else Text("✓", "green"),
            )
        return table


def rehearse(
    jobs: int = 1,
    progress: Progress = lambda step, done, total: None,
    folder: Path = FOLDER,
) -> Rehearsal:
    """Make a new rehearsal class in ``folder``, grade it through nbgrader, report, compare.

    Raises NotARehearsal when the folder holds anything but an earlier rehearsal, or when the
    exercise is not whole; and what :func:`grader.classroom.grade` raises.
    """
    _refuse_a_part()
    classroom = Classroom(folder.resolve())
    _clear(classroom.folder)
    release = released(ASSIGNMENT)
    solution = nbformat.read(instructor_notebook(ASSIGNMENT), as_version=4)
    members = list(pupils(release, solution))
    for pupil in members:
        write_atomically(classroom.notebook(ASSIGNMENT, pupil.name), pupil.submission)
    graded = grade(classroom, ASSIGNMENT, jobs, progress)
    write(classroom, ASSIGNMENT)
    marks = {marks.student: marks for marks in all_marks(classroom, ASSIGNMENT)}
    return Rehearsal(
        [_compare(classroom, pupil, marks.get(pupil.name), graded) for pupil in members]
    )


def _refuse_a_part():
    if assigned(ASSIGNMENT) != load_exercise(ASSIGNMENT):
        raise NotARehearsal(
            f"The rehearsal class answers every question of {ASSIGNMENT}, and the notebook has "
            f"not all of them. Move solutions/{ASSIGNMENT}.yml to another place, run: "
            "python -m grader notebooks, and rehearse again."
        )


def _clear(folder):
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARKER).is_file():
            raise NotARehearsal(
                f"{folder} is not empty and holds no earlier rehearsal: it may be a real class. "
                "Name another folder."
            )
        shutil.rmtree(folder)
    write_atomically(folder / MARKER, b"This folder is deleted at every rehearsal.\n")


def _compare(classroom, pupil: Pupil, marks: Marks | None, graded: ClassRun) -> Comparison:
    if marks is None or pupil.name in graded.failures:
        reason = graded.failures.get(pupil.name, "not in the gradebook")
        return Comparison(pupil, float("nan"), float("nan"), (reason,))
    differences = [
        f"{question}: {marks.marks[f'{question}-check'].automatic:g} for {points:g}"
        for question, points in _expected_points(pupil, marks).items()
        if marks.marks[f"{question}-check"].automatic != points
    ]
    result = records.kept(classroom, ASSIGNMENT, pupil.name).result
    for question, misconception in pupil.misconceptions.items():
        named = result.verdict(question).misconception
        if named != misconception:
            differences.append(f"{question}: named {named}, not {misconception}")
    kinds = frozenset(flag.kind for flag in result.flags)
    if kinds != pupil.flags:
        differences.append(f"flags: {_listed(kinds)}; expected: {_listed(pupil.flags)}")
    expected = sum(_expected_points(pupil, marks).values())
    score = sum(marks.marks[f"{question}-check"].score for question in pupil.shares)
    return Comparison(pupil, expected, score, tuple(differences))


def _expected_points(pupil, marks):
    return {
        question: round(share * marks.marks[f"{question}-check"].possible, 2)
        for question, share in pupil.shares.items()
    }


def _listed(kinds):
    return ", ".join(sorted(kinds)) or "none"
