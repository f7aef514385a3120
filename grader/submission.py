"""Judge one submission: transplant its text, run it in the sandbox, weigh every answer."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

import numpy as np
from nbformat import NotebookNode

from grader.exercise import Exercise, Question
from grader.flag import Flag
from grader.judge import judge
from grader.sandbox.reply import Raised, Status
from grader.sandbox.session import Session
from grader.transplant import transplant
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
    the machine was guarded while they ran.
    """

    student: str
    exercise: str
    seed: str
    protection: str
    verdicts: tuple[Verdict, ...]
    flags: tuple[Flag, ...]
    cells: Mapping[str, CellTrace]

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
    exercise: Exercise, release: NotebookNode, student: str, submitted: bytes, key: bytes
) -> SubmissionResult:
    """Judge every question of ``exercise`` in the bytes that ``student`` handed in.

    The same bytes of the same student give the same verdicts under the same course ``key``.
    Raises only what the sandbox raises when this machine cannot run it.
    """
    seed = secret_seed(key, exercise.name, student, submitted)
    transplanted = transplant(release, submitted)
    with Session(transplanted.cells) as session:
        verdicts = tuple(_verdict(session, question, seed) for question in exercise.questions)
        cells = {
            name: CellTrace(report.printed, report.raised)
            for name, report in session.cells.items()
            if report.printed or report.raised
        }
        protection = session.protection
    flags = tuple(transplanted.flags)
    return SubmissionResult(student, exercise.name, seed, protection, verdicts, flags, cells)


def secret_seed(key: bytes, exercise: str, student: str, submitted: bytes) -> str:
    """Return the seed of all cases of one attempt: nobody without ``key`` can know it."""
    attempt = "\0".join([exercise, student, hashlib.sha256(submitted).hexdigest()])
    return hmac.new(key, attempt.encode(), hashlib.sha256).hexdigest()


def case_rng(seed: str, question: str) -> np.random.Generator:
    """Return the generator of one question's cases; the other questions have no part in it."""
    digest = hashlib.sha256(f"{seed}\0{question}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest))


def _verdict(session, question: Question, seed: str) -> Verdict:
    missing = []

    def call(arguments):
        reply = session.call(question.name, arguments, len(question.outputs))
        missing.append(reply.status is Status.MISSING)
        return reply

    verdict = judge(question, call, case_rng(seed, question.name))
    report = session.cells.get(question.name)
    if not any(missing) or report is None or report.status not in _STOPPED:
        return verdict
    outcome, sentence = _STOPPED[report.status]
    explanation = _where(report.raised) if report.raised else sentence
    return replace(verdict, outcome=outcome, explanation=explanation)


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
    return f"Its cell stopped with {raised.type}{place}: {raised.message.rstrip('.')}."
