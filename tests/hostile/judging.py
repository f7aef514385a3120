"""Judge a submission of these suites as a class's would be, and say what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from grader import intake, judging, records, submission
from grader.folders import Classroom
from grader.sandbox.limits import Limits
from grader.sandbox.nursery import Nursery
from grader.sandbox.session import Session
from grader.submission import SubmissionResult
from tests.hostile.submissions import NAME, Desk, Submission

# An answer needs milliseconds. So bombs are defused soon, and a busy machine is no bomb.
USUAL = {"call_seconds": 5, "cell_seconds": 5, "notebook_seconds": 60, "memory_bytes": 2**29}


@dataclass(frozen=True)
class Outcome:
    """What came of one submission."""

    result: SubmissionResult
    points: dict[str, float]

    @property
    def mark(self) -> float:
        """The sum of the points that the answers earn."""
        return sum(
            round(verdict.share * self.points[verdict.question], 2)
            for verdict in self.result.verdicts
        )

    @property
    def verdicts(self) -> dict[str, str]:
        """How each question ended that did not pass in full."""
        return {
            verdict.question: str(verdict.outcome)
            for verdict in self.result.verdicts
            if not verdict.passed
        }

    @property
    def flags(self) -> set[str]:
        """The kinds of the flags."""
        return {str(flag.kind) for flag in self.result.flags}


def judged(
    classroom: Classroom,
    tried: Submission,
    desk: Desk,
    set_attribute: Callable,
    nursery: Nursery | None = None,
) -> Outcome:
    """Hand in ``tried`` in ``classroom``, and have it judged within its limits.

    In a sandbox where others were, if there is a ``nursery``; else in one of its own.
    """
    limits = Limits(**USUAL | tried.limits)
    set_attribute(submission, "Session", partial(Session, limits=limits))
    hand_in(classroom, tried.name, tried.build(desk))
    intake.tidy(classroom, NAME, tried.name)
    attempt = records.attempt(classroom, NAME, tried.name)
    return Outcome(judging.judge(attempt, nursery), desk.points)


def hand_in(classroom: Classroom, student: str, files: bytes | dict[str, bytes]) -> None:
    """Put the files of one student where the class's are."""
    notebook = classroom.notebook(NAME, student)
    for name, data in (files if isinstance(files, dict) else {notebook.name: files}).items():
        path = notebook.parent / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def as_expected(tried: Submission, outcome: Outcome) -> list[str]:
    """Return what is not as ``tried`` says, in words: nothing, if all is well."""
    differences = []
    honest = tried.honest_mark(outcome.points)
    if outcome.mark > honest + 0.001:
        differences.append(f"It gains: {outcome.mark:g} for honest {honest:g}.")
    for name in outcome.points:
        expected = tried.verdicts.get(name, tried.verdicts.get("all", {"passed"}))
        found = outcome.verdicts.get(name, "passed")
        if found not in expected:
            differences.append(f"{name}: {found}, not {' or '.join(sorted(expected))}.")
    if outcome.flags - tried.perhaps != tried.flags:
        differences.append(f"flags: {sorted(outcome.flags)}, not {sorted(tried.flags)}.")
    return differences
