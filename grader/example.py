"""Call an answer on a public case, and keep what came back in a form that is small enough to show.

Feedback must explain a wrong answer, and must not tell the cases that marks come from.
"""

import zlib
from collections.abc import Callable

import numpy as np

from grader.exercise import Case, Question
from grader.judge import findings_of, reference_values
from grader.pattern import first_pattern
from grader.sandbox.reply import Reply, Status
from grader.verdict import Example, Outcome, Value, Verdict

# With so many entries an array is shown whole; a larger one by its corners.
MOST_ENTRIES = 96
MOST_AXES = 3
DIGITS = {
    "precision": 5,
    "edgeitems": 2,
    "max_line_width": 76,
    "suppress_small": True,
}

# After these an answer can be called again, and says something.
_SHOWN = {Outcome.WRONG, Outcome.RAISED}


def public_rng(exercise: str, question: str) -> np.random.Generator:
    """Return the generator of the public cases: the same ones at every check."""
    return np.random.default_rng(zlib.crc32(f"{exercise}/{question}".encode()))


def example_for(
    verdict: Verdict, exercise: str, question: Question, call: Callable[[list], Reply]
) -> Example | None:
    """Return the answer's first public case that goes wrong; else its first one.

    ``call`` is what :func:`grader.judge.judge` takes. None where the verdict needs no example,
    or where the answer gives none.
    """
    if verdict.outcome not in _SHOWN:
        return None
    right = None
    for case in question.draw(public_rng(exercise, question.name)):
        reply = call(list(case.arguments.values()))
        if reply.status not in (Status.RETURNED, Status.RAISED):
            return right
        example = _example(question, case, reply)
        if example.finding:
            return example
        right = right or example
    return right


def _example(question, case: Case, reply: Reply) -> Example:
    names = [output.name for output in question.outputs]
    findings = findings_of(question, case, reply)
    found = next(filter(None, findings), None)
    return Example(
        case.description,
        tuple(as_value(name, value) for name, value in case.arguments.items()),
        tuple(map(as_value, names, reference_values(question, case))),
        tuple(map(as_value, names, reply.values)),
        found.sentence if found else _raised(question, reply),
        found.difference if found else None,
        first_pattern(question.outputs, findings),
    )


def _raised(question, reply):
    if reply.status is not Status.RAISED:
        return ""
    raised = reply.raised
    return f"{question.name} raised {raised.type}" + (
        f": {raised.message}" if raised.message else "."
    )


def as_value(name: str, value: object, whole: int = MOST_ENTRIES) -> Value:
    """Return ``value``, an array or number or words about something else, for people.

    An array with more than ``whole`` entries is shown by its corners.
    """
    if isinstance(value, str):
        return Value(name, value, "")
    array = np.asarray(value)
    kind = f"{array.dtype}, shape {array.shape}" if array.ndim else f"{array.dtype}, one number"
    if array.ndim > MOST_AXES:
        return Value(name, kind, "")
    return Value(name, kind, np.array2string(array, threshold=whole, **DIGITS))
