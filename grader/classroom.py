"""Grade a class: judge in parallel, and write marks into nbgrader's gradebook as they come.

A step whose result is there is not done again. So a run that is stopped, in whatever way, goes
on where it was, and loses nothing.
"""

import fcntl
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from grader import intake, records
from grader.autograded import page
from grader.crew import Crew, processes
from grader.desk import ClassRun, Desk, Progress
from grader.exercises import load_exercise
from grader.folders import Classroom
from grader.gradebook import ensure_assignment, open_marker
from grader.judging import carry_out, get_ready
from grader.nbgrader_run import run
from grader.nbgrader_settings import settings

EXPLAINED = "explained"


class NoSubmissions(LookupError):
    """Nobody has handed in the assignment."""


class AlreadyGrading(RuntimeError):
    """Another run is grading the same class."""


def grade(
    classroom: Classroom,
    assignment: str,
    jobs: int = 1,
    progress: Progress = lambda step, done, total: None,
    crew: AbstractContextManager[Crew] | None = None,
    feedback: bool = True,
) -> ClassRun:
    """Judge and mark every submission of ``assignment``; write ``feedback`` pages if wanted.

    The ``crew`` judges: ``jobs`` processes of this machine if there is no other. The marks are
    the same for any crew. A submission that cannot be graded is named in the result, with the
    reason, and keeps the marks that it had. Raises UnknownExercise, NotReleased, NoSubmissions,
    KeyDamaged, GradebookConflict, AlreadyGrading and what the crew raises, all before anything
    is graded; and CannotWrite and GradebookUnusable, after which the same call goes on.
    """
    load_exercise(assignment)
    students = intake.students(classroom, assignment)
    if not students:
        example = classroom.notebook(assignment, "STUDENT")
        raise NoSubmissions(f"Nobody has handed in {assignment}: there is no file {example}.")
    records.course_key(classroom)
    graded = ClassRun(students)
    with _alone(classroom):
        with crew or processes(jobs, ("grader.judging",)) as judges:
            judges.prepare(get_ready, assignment)
            _grade(graded, classroom, assignment, judges, progress)
        if feedback:
            _explain(graded, classroom, assignment, jobs, progress)
    return graded


def _grade(graded: ClassRun, classroom, assignment, judges: Crew, progress):
    """Judge all attempts that are due, and mark them as they come back."""
    ensure_assignment(classroom, assignment)
    with open_marker(classroom, assignment) as marker:
        desk = Desk(graded, classroom, assignment, marker, progress)
        for (attempt, _), judged, error in judges.results(carry_out, desk.due()):
            desk.take(attempt, judged, error)
        desk.mark()


def _explain(graded: ClassRun, classroom, assignment, jobs, progress):
    """Write the feedback pages that are missing."""
    config = settings(classroom)
    config.GenerateFeedback.force = True
    calls = [
        ("GenerateFeedback", config, assignment, student)
        for student in graded.students
        if student not in graded.failures and not page(classroom, assignment, student).exists()
    ]
    if not calls:
        return
    with processes(min(jobs, len(calls)), ("nbgrader.converters",)) as writers:
        for done, (call, _, error) in enumerate(writers.results(run, calls), start=1):
            if error is not None:
                graded.failures[call[3]] = f"The feedback page is missing: {error}"
            progress(EXPLAINED, done, len(calls))


@contextmanager
def _alone(classroom: Classroom) -> Iterator[None]:
    """Keep other runs out; the system lets them in again however this process ends."""
    with (classroom.folder / "grading.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyGrading(
                f"Another run is grading the class in {classroom.folder}. Wait for its end, or "
                "stop it, and run the same command again."
            ) from error
        yield
