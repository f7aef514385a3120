"""Find the known mistake that gives exactly the values a learner got."""

import copy
import warnings

import numpy as np

from grader.exercise import Case, Mistake, Question
from grader.sandbox.reply import Reply, Status


def mistake_behind(question: Question, cases: list[Case], replies: list[Reply]) -> Mistake | None:
    """Return the mistake that explains every output of every reply, if there is one."""
    everything = range(len(question.outputs))
    for mistake in question.mistakes:
        if _explains(mistake, question, cases, replies, everything):
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
        for index in wrong:
            if index not in found and _explains(mistake, question, cases, replies, (index,)):
                found[index] = mistake
    return found


def _explains(mistake, question, cases, replies, outputs):
    """Whether the mistake gives every reply, in the outputs with these numbers.

    The first call that differs decides, so most mistakes cost one call.
    """
    count = len(question.outputs)
    return all(
        _same(_run(mistake.function, case, count), reply, outputs, question)
        for case, reply in zip(cases, replies, strict=True)
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
