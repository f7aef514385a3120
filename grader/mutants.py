"""Judge every known mistake as if a learner had made it: is it caught, and rightly named?"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from multiprocessing import get_context

import numpy as np

from grader.check import calling
from grader.exercise import Exercise, Mistake, Question
from grader.exercises import load_exercise
from grader.judge import judge


@dataclass(frozen=True)
class Tally:
    """One question's mistakes: how many there are, and which escape or are misnamed."""

    question: str
    mistakes: int
    escaped: tuple[str, ...]  # judged right in at least one draw
    misnamed: tuple[str, ...]  # judged wrong, with another mistake's name or none
    reference_passes: bool

    @property
    def sound(self) -> bool:
        """Whether every mistake is caught and named, and the reference is right."""
        return self.reference_passes and not self.escaped and not self.misnamed


def tallies(exercises: Iterable[Exercise], draws: int) -> Iterator[Tally]:
    """Yield the tally of every question, in order; a process for each processor shares the work."""
    names = [(exercise.name, each.name) for exercise in exercises for each in exercise.questions]
    # Processes that start afresh: a mistake is a function, and only its name can be sent.
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        yield from pool.map(_tally_named, *zip(*names, strict=True), repeat(draws))


def _tally_named(exercise, question, draws):
    return tally(load_exercise(exercise).question(question), draws)


def tally(question: Question, draws: int) -> Tally:
    """Judge the reference and every mistake of ``question`` on ``draws`` different draws."""
    escaped, misnamed = set(), set()
    for mistake in question.mistakes:
        for seed in range(draws):
            verdict = _verdict(question, mistake.function, seed)
            if verdict.passed:
                escaped.add(mistake.name)
            elif verdict.misconception != mistake.name:
                misnamed.add(mistake.name)
    return Tally(
        question.name,
        len(question.mistakes),
        _in_order(question.mistakes, escaped),
        _in_order(question.mistakes, misnamed),
        all(_verdict(question, question.reference, seed).passed for seed in range(draws)),
    )


def accepted(question: Question, answers: Iterable[Callable], draws: int) -> int:
    """Return how many of ``answers``, right ones, are judged right on each of ``draws`` draws."""
    return sum(
        all(_verdict(question, answer, seed).passed for seed in range(draws)) for answer in answers
    )


def _verdict(question, function, seed):
    call = calling(function, len(question.outputs))
    return judge(question, call, np.random.default_rng(seed))


def _in_order(mistakes: tuple[Mistake, ...], names: set[str]) -> tuple[str, ...]:
    return tuple(mistake.name for mistake in mistakes if mistake.name in names)
