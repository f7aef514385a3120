"""Read nbgrader's gradebook, and see to it that it knows the exercise."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.folders import ROOT, Classroom
from grader.nbgrader_run import NbgraderFailed, make_alembic_findable, run
from grader.nbgrader_settings import DATABASE_TIMEOUT, database_url, settings
from grader.released import release
from grader.transplant import grade_id

if TYPE_CHECKING:
    from grader.marking import Marker


class GradebookConflict(RuntimeError):
    """The gradebook holds marks for another version of the exercise."""


class GradebookUnusable(RuntimeError):
    """The gradebook cannot be read or written now."""


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
    if not exists(classroom):
        return []
    with opened(classroom) as gradebook:
        submissions = gradebook.assignment_submissions(assignment)
        return sorted(
            (_marks(submission) for submission in submissions), key=lambda marks: marks.student
        )


def marks_and_comments(
    classroom: Classroom, assignment: str, student: str
) -> tuple[Marks, dict[str, str]]:
    """Return one student's marks, and what people wrote beside answers, by their grade_id.

    Raises nbgrader's MissingEntry where the gradebook does not know the submission.
    """
    with opened(classroom) as gradebook:
        submission = gradebook.find_submission(assignment, student)
        comments = {
            comment.name: comment.comment
            for notebook in submission.notebooks
            for comment in notebook.comments
            if comment.comment
        }
        return _marks(submission), comments


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
    if not exists(classroom):
        return {}
    from nbgrader.api import MissingEntry

    with opened(classroom) as gradebook:
        try:
            notebook = gradebook.find_notebook(assignment, assignment)
        except MissingEntry:
            return {}
        return {cell.name: cell.checksum for cell in notebook.source_cells}


def exists(classroom: Classroom) -> bool:
    """Whether there is a gradebook, or the address of one elsewhere."""
    return classroom.gradebook.exists() or classroom.gradebook_url.exists()


@contextmanager
def open_marker(classroom: Classroom, assignment: str) -> Iterator["Marker"]:
    """Give what writes marks of ``assignment``, which the gradebook must know."""
    with opened(classroom) as gradebook:
        from grader.marking import Marker  # slow to import

        yield Marker(gradebook, assignment, settings(classroom))


@contextmanager
def opened(classroom: Classroom) -> Iterator:
    """Open the class's gradebook for the block, which receives nbgrader's Gradebook."""
    from nbgrader.api import Gradebook  # slow to import

    make_alembic_findable()
    with usable(classroom), Gradebook(database_url(classroom)) as gradebook:
        yield gradebook


@contextmanager
def usable(classroom: Classroom) -> Iterator[None]:
    """Raise GradebookUnusable, which says how to mend it, where the database gives up."""
    from sqlalchemy.exc import OperationalError

    try:
        yield
    except OperationalError as error:
        raise GradebookUnusable(_advice(classroom, str(error.orig))) from error


def _advice(classroom, complaint):
    if "locked" in complaint:
        cure = f"Another program has held it for {DATABASE_TIMEOUT} seconds: close that program."
    elif "full" in complaint:
        cure = "Make room on its disk."
    else:
        cure = "See that it can be reached, read and written."
    return (
        f"The gradebook of {classroom.folder} cannot be used: {complaint}. {cure} Then run the "
        "same command again: it goes on, and nothing is lost."
    )
