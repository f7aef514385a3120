"""Judge one question of one submission again, from its stored seed, and show every call.

For the instructor: it shows the inputs that marks come from. For the learner there is feedback.
"""

import difflib
from dataclasses import dataclass, replace

from grader import intake, records
from grader.exercise import Case, Question
from grader.folders import Classroom
from grader.judge import cases_of, findings_of, reference_values
from grader.released import assigned, release
from grader.sandbox.reply import Reply, Status
from grader.sandbox.session import Session
from grader.submission import case_rng, judge_question
from grader.transplant import transplant
from grader.verdict import Verdict


class UnknownStudent(LookupError):
    """Nobody of that name has handed in the assignment."""


class SubmissionChanged(RuntimeError):
    """What lies in the student's folder is not what the verdict was on."""


@dataclass(frozen=True)
class Call:
    """One call of the answer: the inputs, what is right, and what came back."""

    case: Case
    expected: tuple
    reply: Reply
    wrong: str  # what is wrong with the reply, in a sentence, or nothing

    @property
    def right(self) -> bool:
        """Whether every value that came back is right."""
        return not self.wrong


@dataclass(frozen=True)
class Replay:
    """A verdict that was made again: it, the one on record, and the calls in between."""

    question: Question
    verdict: Verdict
    on_record: Verdict
    calls: list[Call]
    seed: str
    protection: str
    grader_changed: bool

    @property
    def same(self) -> bool:
        """Whether the verdict is the one on record."""
        return self.verdict == replace(self.on_record, example=None)


def replay(classroom: Classroom, assignment: str, student: str, name: str) -> Replay:
    """Judge the question called ``name`` once more in what ``student`` handed in.

    Raises UnknownExercise, UnknownQuestion, UnknownStudent, NotJudged, SubmissionChanged,
    KeyDamaged, NotReleased, and SandboxUnavailable where no answer can be run as asked.
    """
    question = assigned(assignment).question(name)
    record = _record(classroom, assignment, student)
    attempt = records.attempt(classroom, assignment, student)
    if attempt.seed != record.result.seed:
        raise SubmissionChanged(
            f"The verdict on record is not on the file {classroom.notebook(assignment, student)} "
            "as it is now: the file or the course key has changed since. Restore the old one, or "
            f"judge the new one with: python -m grader grade {assignment}"
        )
    cells = transplant(release(assignment), attempt.submitted).cells
    with Session(cells, require_sandbox=attempt.require_sandbox) as session:
        recorder = _Recorder(session)
        verdict = judge_question(recorder, question, attempt.seed)
        protection = session.protection
    return Replay(
        question,
        verdict,
        record.result.verdict(name),
        _calls(question, attempt.seed, recorder.replies),
        attempt.seed,
        protection,
        attempt.digest != record.digest,
    )


def _record(classroom, assignment, student):
    known = intake.students(classroom, assignment)
    if student not in known:
        close = difflib.get_close_matches(student, known, n=3)
        hint = f" Did you mean {' or '.join(close)}?" if close else ""
        raise UnknownStudent(
            f"There is no submission of {assignment} by {student!r} in {classroom.submitted}.{hint}"
        )
    record = records.kept(classroom, assignment, student)
    if record is None:
        raise records.NotJudged(
            f"{assignment} of {student} has not been judged by this version of the course. "
            f"Run: python -m grader grade {assignment}"
        )
    return record


class _Recorder:
    """A session that keeps every reply."""

    def __init__(self, session: Session):
        self._session = session
        self.replies: list[Reply] = []

    @property
    def cells(self):
        return self._session.cells

    def call(self, function, arguments, outputs):
        self.replies.append(self._session.call(function, arguments, outputs))
        return self.replies[-1]


def _calls(question, seed, replies):
    cases = cases_of(question, case_rng(seed, question.name))
    # Where an answer stops, the later cases are not called.
    return [
        Call(case, reference_values(question, case), reply, _wrong(question, case, reply))
        for case, reply in zip(cases, replies, strict=False)
    ]


def _wrong(question, case, reply):
    if reply.status is Status.RAISED:
        return f"It raised {reply.raised.type}: {reply.raised.message}"
    if reply.status is not Status.RETURNED:
        return f"The call ended: {reply.status}."
    found = next(filter(None, findings_of(question, case, reply)), None)
    return found.sentence if found else ""
