"""An answer that is wrong in two ways gets no wrong name, and hears that something is left."""

import zlib
from itertools import combinations

import numpy as np
import pytest

from grader.diagnose import TWO, UNKNOWN
from grader.exercises.recipe import Recipe
from grader.judge import cases_of
from grader.verdict import Outcome
from tests.exercises.drawn import outcome
from tests.exercises.every import every_question
from tests.exercises.judging import judged

PAIRS = 4
MORE = UNKNOWN, "Something else is wrong too"
SEED = 3


def by_outputs(question, one, other, rng):
    """Return the answer that has the one mistake in some outputs and the other in the rest."""
    of_one = rng.permutation(np.arange(len(question.outputs)) % 2 == 0)

    def answer(*arguments):
        pairs = zip(of_one, one.function(*arguments), other.function(*arguments), strict=True)
        return tuple(first if chosen else second for chosen, first, second in pairs)

    return answer


def by_calls(question, one, other, rng):
    """Return the answer that makes the one mistake in some calls and the other in the rest."""
    salt = rng.bytes(4)

    def answer(*arguments):
        digest = zlib.crc32(repr(arguments).encode(), int.from_bytes(salt))
        return (one if digest % 3 else other).function(*arguments)

    return answer


def by_lines(question, one, other, rng):
    """Return the answer with the wrong lines of both, or None where they do not go together."""
    return one.function.joined(other.function) if isinstance(one.function, Recipe) else None


def named(question, verdict):
    """Return the mistakes that the verdict speaks of."""
    return [
        mistake
        for mistake in question.mistakes
        if mistake.name == verdict.misconception or mistake.message in verdict.explanation
    ]


def tables(question, answer, function):
    """Return, for each call and output, whether two functions give the same value."""
    found = []
    for case in cases_of(question, np.random.default_rng(SEED)):
        one, other = outcome(answer, case, question), outcome(function, case, question)
        if isinstance(other, Exception) or len(one) != len(other):
            other = [np.full(1, np.nan)] * len(one)
        found.append([equal(*pair, question) for pair in zip(one, other, strict=True)])
    return np.array(found)


def equal(one, other, question):
    return one.shape == other.shape and np.allclose(
        one, other, rtol=question.rtol, atol=question.atol, equal_nan=True
    )


def is_there(question, answer, mistake):
    """Whether all that the mistake spoils is in the answer."""
    spoilt = ~tables(question, question.reference, mistake.function).all(axis=0)
    return tables(question, answer, mistake.function)[:, spoilt].all()


def is_in_most_calls(question, answer, mistake):
    return tables(question, answer, mistake.function).all(axis=1).mean() > 1 / 2


def is_all(question, answer, mistakes):
    """Whether each output of the answer is right, or as one of the mistakes has it."""
    functions = [question.reference, *(mistake.function for mistake in mistakes)]
    return np.any(
        [tables(question, answer, function).all(axis=0) for function in functions], axis=0
    ).all()


@every_question
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("compose", [by_outputs, by_calls, by_lines])
def test_no_other_mistake_is_named(exercise, question, compose):
    if compose is by_outputs and len(question.outputs) == 1:
        pytest.skip("There is one output.")
    rng = np.random.default_rng(zlib.crc32(question.name.encode()))
    pairs = list(combinations(question.mistakes, 2))
    judged_pairs = 0
    for number in rng.permutation(len(pairs)):
        if judged_pairs == PAIRS:
            break
        one, other = pairs[number]
        answer = compose(question, one, other, rng)
        if answer is None:
            continue
        verdict = judged(question, answer, SEED)
        if verdict.outcome is not Outcome.WRONG:
            continue  # it stops, or what is wrong with one mends the other
        found = named(question, verdict)
        for mistake in found:
            assert (
                mistake in (one, other)
                or is_there(question, answer, mistake)
                or (compose is by_lines and is_in_most_calls(question, answer, mistake))
            ), f"{one.name} and {other.name} were taken for {mistake.name}"
        if verdict.explanation.startswith(TWO):
            first, second = found
            both = first.function.joined(second.function)
            assert tables(question, answer, both).all()
            judged_pairs += 1
            continue
        says_that_more_is_wrong = any(words in verdict.explanation for words in MORE)
        assert says_that_more_is_wrong != is_all(question, answer, found), verdict.explanation
        judged_pairs += 1
    assert judged_pairs or compose is by_lines


@every_question
def test_two_mistakes_of_which_each_is_a_line_are_both_told(exercise, question):
    pairs = [
        (one, other)
        for one, other in combinations(question.mistakes, 2)
        if by_lines(question, one, other, None)
    ]
    rng = np.random.default_rng(1)
    told = []
    for number in rng.permutation(len(pairs))[:PAIRS]:
        one, other = pairs[number]
        verdict = judged(question, by_lines(question, one, other, None), SEED)
        if verdict.outcome is Outcome.WRONG and not verdict.misconception:
            told.append(all(each.message in verdict.explanation for each in (one, other)))
    # Few pairs come to the same as another pair.
    assert not told or np.mean(told) >= 1 / 2
