"""The one place that writes what grading makes: records, marks, graded notebooks.

Each comes in one move, and in this order: the record of the verdicts, then the marks in the
gradebook, many in one transaction, then the graded notebook. Who has a graded notebook of the
present attempt is marked; whatever is missing is done again by the next run.
"""

import contextlib
import errno
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from grader import intake, records
from grader.autograded import is_marked, page, put_graded
from grader.folders import Classroom
from grader.gradebook import GradebookUnusable, usable
from grader.judging import Attempt
from grader.nbgrader_run import refuse_patterns
from grader.nbgrader_settings import settings

if TYPE_CHECKING:  # slow to import: processes that judge are started before
    from grader.marking import Marker

# Called after each step for one student: what was done, how many are done, of how many.
Progress = Callable[[str, int, int], None]

JUDGED, MARKED = "judged", "marked"
MARKS_AT_ONCE = 100

# What fails for one submission with these fails for all of them.
_NO_PLACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}


class CannotWrite(RuntimeError):
    """There is no place for what grading makes, so that nothing more can be graded."""


@dataclass
class ClassRun:
    """What one run did: whose submissions it found, marked anew, and could not grade."""

    students: list[str]
    marked: list[str] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)


class Desk:
    """Where attempts are given out to be judged, and their results are taken in."""

    def __init__(
        self,
        graded: ClassRun,
        classroom: Classroom,
        assignment: str,
        marker: "Marker",
        progress: Progress,
    ):
        """Work for one run, whose result ``graded`` is filled."""
        self._graded, self._marker, self._progress = graded, marker, progress
        self._classroom, self._assignment = classroom, assignment
        self._config = settings(classroom)
        self._students: dict[str, set[str]] = {JUDGED: set(), MARKED: set()}
        self._filed: list[tuple[Attempt, bytes]] = []

    def due(self) -> Iterator[tuple[Attempt, dict | None]]:
        """Yield each attempt whose marks are not known, with the verdicts where these are."""
        in_gradebook = self._marker.students()
        for student in self._graded.students:
            with self._failing(student):
                refuse_patterns(student)
                intake.tidy(self._classroom, self._assignment, student)
                attempt = records.attempt(self._classroom, self._assignment, student)
                if student in in_gradebook and is_marked(self._classroom, attempt):
                    self._count(student, JUDGED, MARKED)
                    continue
                known = records.kept(self._classroom, self._assignment, student)
                same = known is not None and known.digest == attempt.digest
                yield attempt, known.result.to_dict() if same else None

    def take(self, attempt: Attempt, judged: tuple[bytes, bytes] | None, error: Exception | None):
        """Take in what came back: a result and a graded notebook, or an error."""
        with self._failing(attempt.student):
            if error:
                raise error
            result, notebook = judged
            # Without its page a submission counts as not explained, however this run ends.
            page(self._classroom, self._assignment, attempt.student).unlink(missing_ok=True)
            records.keep(self._classroom, attempt, result)
            self._count(attempt.student, JUDGED)
            self._filed.append((attempt, notebook))
        if len(self._filed) >= MARKS_AT_ONCE:
            self.mark()

    def mark(self) -> None:
        """Write the marks of all that was taken in, and then their graded notebooks."""
        filed, self._filed = self._filed, []
        for attempt, notebook in self._write_marks(filed):
            student = attempt.student
            with self._failing(student):
                put_graded(self._classroom, self._assignment, student, notebook, self._config)
                self._graded.marked.append(student)
                self._count(student, MARKED)

    def _write_marks(self, filed) -> Iterable[tuple[Attempt, bytes]]:
        """Return those whose marks are written: after an error each is tried by itself."""
        try:
            self._write(filed)
            return filed
        except GradebookUnusable:
            raise
        except Exception:
            return [each for each in filed if self._is_written(each)]

    def _is_written(self, one) -> bool:
        with self._failing(one[0].student):
            self._write([one])
            return True
        return False

    def _write(self, filed):
        handed_in = partial(intake.timestamp, self._classroom, self._assignment)
        marks = [
            (attempt.student, handed_in(attempt.student), notebook) for attempt, notebook in filed
        ]
        with usable(self._classroom):
            self._marker.write(marks)

    @contextlib.contextmanager
    def _failing(self, student: str):
        """Let an error cost this student's marks only; but where nothing can be written, stop."""
        try:
            yield
        except GradebookUnusable:
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno in _NO_PLACE:
                raise CannotWrite(
                    f"Grading has stopped: {error.strerror} ({error.filename or student}). Make "
                    "room there and run the same command again: it goes on, and nothing is lost."
                ) from error
            self._graded.failures[student] = f"{type(error).__name__}: {error}"
            self._count(student, JUDGED, MARKED)

    def _count(self, student: str, *steps: str) -> None:
        for step in steps:
            done = self._students[step]
            if student not in done:
                done.add(student)
                self._progress(step, len(done), len(self._graded.students))
