"""Judge one attempt, on this machine or on another: plain data comes in, plain data goes out.

Whoever judges needs the course, a sandbox and the attempt, but neither the classroom's files
nor the course key.
"""

import json
import threading
from dataclasses import dataclass, replace

from grader.flag import Flag
from grader.graded_notebook import graded
from grader.released import assigned, release, version
from grader.sandbox.nursery import Nursery
from grader.submission import SubmissionResult, judge_submission
from grader.transplant import Transplanted, transplant


class OtherVersion(RuntimeError):
    """Here is another version of the course than where the marks are kept."""


@dataclass(frozen=True)
class Attempt:
    """One submission, and all that decides its verdicts.

    ``flags`` say what is unusual about its files. ``version`` is that of the course, ``seed``
    that of the cases, and ``digest`` is the name of the whole: it changes with every part.
    With ``require_sandbox`` it is not judged where bubblewrap does not work.
    """

    exercise: str
    student: str
    submitted: bytes
    flags: tuple[Flag, ...]
    version: str
    seed: str
    digest: str
    require_sandbox: bool = False


def judge(attempt: Attempt, nursery: Nursery | None = None) -> SubmissionResult:
    """Return the verdicts on ``attempt``."""
    return _judge(attempt, _transplanted(attempt), nursery)


def carry_out(attempt: Attempt, known: dict | None = None) -> tuple[bytes, bytes]:
    """Return the result of ``attempt`` as JSON, and its graded notebook.

    With a ``known`` result in the form of its to_dict() nothing is judged again. Raises
    OtherVersion, and what the sandbox raises where it cannot run.
    """
    if version(attempt.exercise) != attempt.version:
        raise OtherVersion(
            "A machine that judges has another version of the course than the one that collects "
            "the marks. Install the same version on all of them, and run the same command again."
        )
    transplanted = _transplanted(attempt)
    if known:
        result = SubmissionResult.from_dict(known)
    else:
        result = _judge(attempt, transplanted, _own_nursery())
    notebook = graded(transplanted.notebook, result, attempt.digest)
    return json.dumps(result.to_dict()).encode(), notebook


def get_ready(exercise: str) -> None:
    """Do once what every attempt needs: the first one then takes no longer than the others."""
    assigned(exercise)
    _own_nursery().start()


def _transplanted(attempt: Attempt) -> Transplanted:
    return transplant(release(attempt.exercise), attempt.submitted)


def _judge(attempt, transplanted, nursery) -> SubmissionResult:
    exercise = assigned(attempt.exercise)
    result = judge_submission(
        exercise, transplanted, attempt.student, attempt.seed, nursery, attempt.require_sandbox
    )
    return replace(result, flags=attempt.flags + result.flags)


_of_this_thread = threading.local()


def _own_nursery() -> Nursery:
    """Return the nursery of this thread. It ends with the thread."""
    if not hasattr(_of_this_thread, "nursery"):
        _of_this_thread.nursery = Nursery()
    return _of_this_thread.nursery
