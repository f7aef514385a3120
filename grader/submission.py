"""Judge one submission: run its text in the sandbox, and weigh every answer."""

import hashlib
import hmac
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

import numpy as np

from grader.conduct import conduct
from grader.example import example_for
from grader.exercise import Exercise, Question
from grader.flag import Flag
from grader.judge import WHAT_IS_THERE, judge
from grader.sandbox.nursery import Nursery
from grader.sandbox.reply import Raised, Status
from grader.sandbox.session import Session
from grader.transplant import Transplanted
from grader.verdict import Outcome, Verdict


@dataclass(frozen=True)
class CellTrace:
    """What a cell of the submission did when it ran: what it printed, and how it failed."""

    printed: str = ""
    raised: Raised | None = None

    @classmethod
    def from_dict(cls, data: dict) -> "CellTrace":
        """Rebuild a trace from its JSON form; raise KeyError or TypeError if it is not one."""
        return cls(data["printed"], Raised(**data["raised"]) if data["raised"] else None)


@dataclass(frozen=True)
class SubmissionResult:
    """All that grading says of one submission, as plain data.

    ``seed`` reproduces every case that the answers were called with; ``protection`` is how
    the machine was guarded while they ran, and ``seconds`` how long that took.
    """

    student: str
    exercise: str
    seed: str
    protection: str
    verdicts: tuple[Verdict, ...]
    flags: tuple[Flag, ...]
    cells: Mapping[str, CellTrace]
    seconds: float = field(default=0.0, compare=False)

    def verdict(self, question: str) -> Verdict:
        """Return the verdict on ``question``; raise KeyError if there is none."""
        return {verdict.question: verdict for verdict in self.verdicts}[question]

    def to_dict(self) -> dict:
        """Return the result as JSON-ready data; :meth:`from_dict` reads it back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict) -> "SubmissionResult":
        """Rebuild a result; raise KeyError, TypeError or ValueError if ``data`` is not one."""
        return cls(
            **{
                **data,
                "verdicts": tuple(Verdict.from_dict(item) for item in data["verdicts"]),
                "flags": tuple(Flag.from_dict(item) for item in data["flags"]),
                "cells": {name: CellTrace.from_dict(cell) for name, cell in data["cells"].items()},
            }
        )


def judge_submission(
    exercise: Exercise,
    transplanted: Transplanted,
    student: str,
    seed: str,
    nursery: Nursery | None = None,
    require_sandbox: bool = False,
) -> SubmissionResult:
    """Judge every question of ``exercise`` in the text of what ``student`` handed in.

    The same text gives the same verdicts with the same ``seed``. The answers run in a worker of
    the ``nursery``, or in a new sandbox. Raises only what the sandbox raises when this machine
    cannot run it: with ``require_sandbox`` wherever bubblewrap does not work.
    """
    began = time.monotonic()
    with Session(transplanted.cells, nursery=nursery, require_sandbox=require_sandbox) as session:
        verdicts = [judge_question(session, question, seed) for question in exercise.questions]
        cells = {
            name: CellTrace(report.printed, report.raised)
            for name, report in session.cells.items()
            if report.printed or report.raised
        }
        # Last, so that no example has a part in a verdict.
        verdicts = tuple(
            replace(
                verdict,
                example=example_for(verdict, exercise.name, question, _calling(session, question)),
            )
            for question, verdict in zip(exercise.questions, verdicts, strict=True)
        )
        protection = session.protection
    flags, seconds = (*transplanted.flags, *conduct(session)), round(time.monotonic() - began, 3)
    return SubmissionResult(
        student, exercise.name, seed, protection, verdicts, flags, cells, seconds
    )


def secret_seed(key: bytes, exercise: str, student: str, submitted: bytes) -> str:
    """Return the seed of all cases of one attempt: nobody without ``key`` can know it."""
    attempt = "\0".join([exercise, student, hashlib.sha256(submitted).hexdigest()])
    return hmac.new(key, attempt.encode(), hashlib.sha256).hexdigest()


def case_rng(seed: str, question: str) -> np.random.Generator:
    """Return the generator of one question's cases; the other questions have no part in it."""
    digest = hashlib.sha256(f"{seed}\0{question}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest))


def judge_question(session: Session, question: Question, seed: str) -> Verdict:
    """Return the verdict on one question, by calls through ``session``."""
    missing = []

    def call(arguments):
        reply = _calling(session, question)(arguments)
        missing.append(reply.status is Status.MISSING)
        return reply

    verdict = judge(question, call, case_rng(seed, question.name))
    report = session.cells.get(question.name)
    if not any(missing) or report is None or report.status not in _STOPPED:
        return verdict
    outcome, sentence = _STOPPED[report.status]
    explanation = _where(report.raised) if report.raised else sentence
    return replace(verdict, outcome=outcome, explanation=explanation)


def _calling(session, question):
    return lambda arguments: session.call(question.name, arguments, len(question.outputs))


# How a cell can stop before it defines its function.
_STOPPED = {
    Status.RAISED: (Outcome.RAISED, "Its cell stopped with an error."),
    Status.TIMED_OUT: (Outcome.TIMED_OUT, "Its cell did not finish in time."),
    Status.OUT_OF_MEMORY: (Outcome.OUT_OF_MEMORY, "Its cell used more memory than it may."),
    Status.FORBIDDEN: (
        Outcome.FORBIDDEN,
        "Its cell asked the system for something that an answer may not do.",
    ),
    Status.DIED: (Outcome.RAISED, "Its cell ended the process."),
    Status.TAMPERED: (Outcome.TAMPERED, "Its cell interfered with the grading process."),
}


def _where(raised: Raised) -> str:
    place = f" in line {raised.line} ({raised.code.strip()})" if raised.line else ""
    hint = f" {WHAT_IS_THERE}" if raised.type == "ModuleNotFoundError" else ""
    return f"Its cell stopped with {raised.type}{place}: {raised.message.rstrip('.')}.{hint}"
