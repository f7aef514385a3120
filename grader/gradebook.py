"""Read nbgrader's gradebook, and see to it that it knows the exercise."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from grader.folders import ROOT, Classroom
from grader.nbgrader_run import NbgraderFailed, make_alembic_findable, run
from grader.nbgrader_settings import database_url, settings
from grader.records import release
from grader.transplant import grade_id


class GradebookConflict(RuntimeError):
    """The gradebook holds marks for another version of the exercise."""


@dataclass(frozen=True)
class Mark:
    """One mark of one student: what the judge gave, what a person gave, what is possible."""

    automatic: float | None
    manual: float | None
    score: float
    possible: float
    needs_manual: bool


@dataclass(frozen=True)
class Marks:
    """All marks of one student, by the grade_id of the cell that carries them."""

    student: str
    marks: dict[str, Mark]
    late_penalty: float

    @property
    def score(self) -> float:
        """The sum of all marks, less the penalty for a late submission."""
        return sum(mark.score for mark in self.marks.values()) - self.late_penalty

    @property
    def possible(self) -> float:
        """The sum of all points that can be earned."""
        return sum(mark.possible for mark in self.marks.values())


def ensure_assignment(classroom: Classroom, assignment: str) -> None:
    """Let the gradebook know the cells of the released exercise, as they are now.

    Raises GradebookConflict when marks in it belong to other cells, NotReleased when there is
    no student notebook.
    """
    wanted = {
        grade_id(cell): cell.metadata.nbgrader.checksum
        for cell in release(assignment).cells
        if grade_id(cell)
    }
    classroom.gradebook.parent.mkdir(parents=True, exist_ok=True)
    if _known_cells(classroom, assignment) == wanted:
        return
    with tempfile.TemporaryDirectory() as folder:
        config = settings(classroom)
        # The released notebook is in the book already; here only the gradebook is of use.
        config.CourseDirectory.release_directory = os.path.relpath(folder, ROOT)
        try:
            run("GenerateAssignment", config, assignment)
        except NbgraderFailed as error:
            raise GradebookConflict(
                f"The gradebook {classroom.gradebook} cannot take over the exercise {assignment} "
                f"as it is now: {error}\nMarks of an older version stay valid if you restore "
                "that version. To grade anew, move the gradebook to another place first."
            ) from error


def all_marks(classroom: Classroom, assignment: str) -> list[Marks]:
    """Return the marks of every student with a submission, in the order of their names."""
    if not classroom.gradebook.exists():
        return []
    with _open(classroom) as gradebook:
        submissions = gradebook.assignment_submissions(assignment)
        return sorted(
            (_marks(submission) for submission in submissions), key=lambda marks: marks.student
        )


def _marks(submission) -> Marks:
    marks, penalty = {}, 0.0
    for notebook in submission.notebooks:
        penalty += notebook.late_submission_penalty or 0.0
        for grade in notebook.grades:
            marks[grade.name] = Mark(
                grade.auto_score,
                grade.manual_score,
                grade.score,
                grade.max_score,
                grade.needs_manual_grade,
            )
    return Marks(submission.student.id, marks, penalty)


def _known_cells(classroom, assignment):
    if not classroom.gradebook.exists():
        return {}
    from nbgrader.api import MissingEntry

    with _open(classroom) as gradebook:
        try:
            notebook = gradebook.find_notebook(assignment, assignment)
        except MissingEntry:
            return {}
        return {cell.name: cell.checksum for cell in notebook.source_cells}


@contextmanager
def _open(classroom: Classroom) -> Iterator:
    from nbgrader.api import Gradebook  # slow to import

    make_alembic_findable()
    with Gradebook(database_url(classroom)) as gradebook:
        yield gradebook
