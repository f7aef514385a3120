"""Find the known mistake that gives exactly the values a learner got."""

import copy
import warnings

import numpy as np

from grader.exercise import Case, Mistake, Question
from grader.sandbox.reply import Reply, Status


class Outcome:
    """What one function makes of every case: arrays, or the exception it raised."""

    def __init__(self, function, cases: list[Case], outputs: int):
        """Call ``function`` once per case, on fresh copies of the arguments."""
        self.results = [_run(function, case, outputs) for case in cases]

    def agrees(self, replies: list[Reply], question: Question) -> bool:
        """Whether every reply is what this function gives, in all of its outputs."""
        return all(
            _same(result, reply, range(len(question.outputs)), question)
            for result, reply in zip(self.results, replies, strict=True)
        )

    def agrees_in(self, index: int, replies: list[Reply], question: Question) -> bool:
        """Whether output number ``index`` of every reply is what this function gives."""
        return all(
            _same(result, reply, (index,), question)
            for result, reply in zip(self.results, replies, strict=True)
        )


def _run(function, case, outputs):
    arguments = [copy.deepcopy(value) for value in case.arguments.values()]
    try:
        # A known-wrong answer may overflow or divide by zero: that is its nature.
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = function(*arguments)
            values = (value,) if outputs == 1 else tuple(value)
            return tuple(np.asarray(item) for item in values)
    except Exception as error:
        return error


def _same(result, reply, indices, question):
    if isinstance(result, Exception):
        return (
            reply.status is Status.RAISED
            and reply.raised.type == type(result).__name__
            and reply.raised.message == str(result)
        )
    if reply.status is not Status.RETURNED or len(reply.values) != len(result):
        return False
    return all(
        _same_array(result[index], reply.values[index], question)
        for index in indices
        if index < len(result)
    )


def _same_array(expected, got, question):
    return (
        not isinstance(got, str)
        and got.shape == expected.shape
        and np.allclose(got, expected, rtol=question.rtol, atol=question.atol, equal_nan=True)
    )


def mistake_behind(question: Question, cases: list[Case], replies: list[Reply]) -> Mistake | None:
    """Return the mistake that explains every output of every reply, if there is one."""
    for mistake in question.mistakes:
        if Outcome(mistake.function, cases, len(question.outputs)).agrees(replies, question):
            return mistake
    return None


def mistakes_by_output(
    question: Question, cases: list[Case], replies: list[Reply], wrong: list[int]
) -> dict[int, Mistake]:
    """Return, for each wrong output that one known mistake explains by itself, that mistake.

    For answers that are wrong in several ways at once: one mistake in one output, another
    mistake in another.
    """
    found = {}
    for mistake in question.mistakes:
        outcome = Outcome(mistake.function, cases, len(question.outputs))
        for index in wrong:
            if index not in found and outcome.agrees_in(index, replies, question):
                found[index] = mistake
    return found
