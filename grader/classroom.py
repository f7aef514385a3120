"""Grade a class: judge in parallel processes, then let nbgrader carry the marks.

Every step leaves its result on disk in one move, and a step whose result is there is not
done again. So a run that is stopped goes on where it was, and loses nothing.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context

from grader import intake, records
from grader.exercises import load_exercise
from grader.folders import Classroom
from grader.gradebook import all_marks, ensure_assignment
from grader.nbgrader_run import NbgraderFailed, run
from grader.nbgrader_settings import settings

# Called after each step for one student: what was done, how many are done, of how many.
Progress = Callable[[str, int, int], None]

JUDGED, MARKED, EXPLAINED = "judged", "marked", "explained"


class NoSubmissions(LookupError):
    """Nobody has handed in the assignment."""


@dataclass
class ClassRun:
    """What one run did: whose submissions it found, marked anew, and could not grade."""

    students: list[str]
    marked: list[str] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)


def grade(
    classroom: Classroom,
    assignment: str,
    jobs: int = 1,
    progress: Progress = lambda step, done, total: None,
) -> ClassRun:
    """Judge and mark every submission of ``assignment``, and write the feedback pages.

    The marks are the same for any number of ``jobs``. A submission that cannot be graded is
    named in the result, with the reason, and keeps the marks that it had. Raises
    UnknownExercise, NotReleased, NoSubmissions, KeyDamaged and GradebookConflict, all before
    anything is graded.
    """
    load_exercise(assignment)
    students = intake.students(classroom, assignment)
    if not students:
        example = classroom.notebook(assignment, "STUDENT")
        raise NoSubmissions(f"Nobody has handed in {assignment}: there is no file {example}.")
    records.course_key(classroom)
    ensure_assignment(classroom, assignment)
    graded = ClassRun(students)
    _judge(graded, classroom, assignment, jobs, progress)
    _mark(graded, classroom, assignment, progress)
    _explain(graded, classroom, assignment, jobs, progress)
    return graded


def _judge(graded: ClassRun, classroom, assignment, jobs, progress):
    """Bring the records of all students up to date."""
    tasks = [(classroom, assignment, student) for student in graded.students]
    for done, (task, error) in enumerate(_in_processes(_take_in, tasks, jobs), start=1):
        if error is not None:
            graded.failures[task[2]] = f"{type(error).__name__}: {error}"
        progress(JUDGED, done, len(tasks))


def _take_in(classroom, assignment, student):
    intake.tidy(classroom, assignment, student)
    records.judged(classroom, assignment, student)


def _mark(graded: ClassRun, classroom, assignment, progress):
    """Carry the records into the gradebook, one after the other."""
    config = settings(classroom)
    config.Autograde.force = True
    in_gradebook = {marks.student for marks in all_marks(classroom, assignment)}
    for done, student in enumerate(graded.students, start=1):
        known = student in in_gradebook and _is_marked(classroom, assignment, student)
        if not known and student not in graded.failures:
            # Without its page a submission counts as not explained, however this run ends.
            _page(classroom, assignment, student).unlink(missing_ok=True)
            try:
                run("Autograde", config, assignment, student)
                graded.marked.append(student)
            except NbgraderFailed as error:
                graded.failures[student] = str(error)
        progress(MARKED, done, len(graded.students))


def _explain(graded: ClassRun, classroom, assignment, jobs, progress):
    """Write the feedback pages that are missing."""
    config = settings(classroom)
    config.GenerateFeedback.force = True
    tasks = [
        ("GenerateFeedback", config, assignment, student)
        for student in graded.students
        if student not in graded.failures and not _page(classroom, assignment, student).exists()
    ]
    for done, (task, error) in enumerate(_in_processes(run, tasks, jobs), start=1):
        if error is not None:
            graded.failures[task[3]] = f"The feedback page is missing: {error}"
        progress(EXPLAINED, done, len(tasks))


def _is_marked(classroom, assignment, student):
    """Whether the marks in the gradebook are those of the latest record."""
    record = records.kept(classroom, assignment, student)
    notebook = classroom.autograded / student / assignment / f"{assignment}.ipynb"
    try:
        digest = json.loads(notebook.read_bytes())["metadata"]["unrolled"]["digest"]
    except (OSError, ValueError, KeyError):
        return False
    return record is not None and digest == record.digest


def _page(classroom, assignment, student):
    return classroom.feedback / student / assignment / f"{assignment}.html"


def _in_processes(
    function: Callable, tasks: Sequence[tuple], jobs: int
) -> Iterator[tuple[tuple, Exception | None]]:
    """Call ``function`` with each task in parallel; yield the task and its error, or None.

    A task that ends its process takes the others' turn with it: then each of those that are
    left gets a process of its own.
    """
    broken = []
    for task, error in _in_one_pool(function, tasks, jobs):
        if isinstance(error, BrokenProcessPool):
            broken.append(task)
        else:
            yield task, error
    for task in broken:
        yield from _in_one_pool(function, [task], 1)


def _in_one_pool(function, tasks, jobs):
    if not tasks:
        return
    # Copies of a process that has imported everything once, and has no threads.
    context = get_context("forkserver")
    context.set_forkserver_preload(["grader.records", "nbgrader.converters"])
    pool = ProcessPoolExecutor(min(jobs, len(tasks)), mp_context=context)
    try:
        futures = {pool.submit(_call, function, task): task for task in tasks}
        for future in as_completed(futures):
            yield futures[future], future.exception()
    finally:
        pool.shutdown(cancel_futures=True)


def _call(function, task):
    """Call ``function`` and send nothing back: its result is on disk."""
    function(*task)
