"""Explain wrong values by the known mistakes that give exactly these values."""

import copy
import warnings
from collections.abc import Iterator
from itertools import combinations

import numpy as np

from grader.compare import Finding
from grader.exercise import Case, Mistake, Question
from grader.sandbox.reply import Reply, Status

TWO = "Two things are wrong at once."
UNKNOWN = "No single known mistake gives these values, so more than one thing may be wrong."


class Suspects:
    """The known mistakes of a question, beside what came back from an answer.

    A mistake is called only where its values are asked for, and once on the same arguments.
    """

    def __init__(self, question: Question, cases: list[Case], replies: list[Reply]):
        """Look at the ``replies`` to the calls of ``cases``."""
        self._question, self._cases, self._replies = question, cases, replies
        self._outputs = len(question.outputs)
        self._numbers = range(len(question.mistakes))
        self._results = {}

    def behind(self) -> Mistake | None:
        """Return the mistake that explains every output of every reply, if there is one."""
        for number in self._numbers:
            if all(self._explains(number, call) for call in range(len(self._cases))):
                return self._question.mistakes[number]
        return None

    def explanation(self, findings: list[list[Finding | None]]) -> str:
        """Return what is to be said of values that no single mistake explains.

        A mistake is named only for outputs, or for calls, in which it gives exactly the values
        that came back; and only if no other mistake can be behind them as well.
        """
        wrong = np.array([[finding is not None for finding in row] for row in findings])
        told, others = self._by_output(wrong.any(axis=0))
        if told and not others:
            return told
        return (
            self._by_two()
            or (told and f"{told} Something else is wrong too, in {others}. {self._question.hint}")
            or self._by_call(wrong.any(axis=1))
            or f"{UNKNOWN} {self._question.hint}"
        )

    def _by_two(self) -> str:
        """Say which two mistakes, made in one answer, explain everything."""
        found, calls = [], range(len(self._cases))
        for pair in combinations(self._question.mistakes, 2):
            both = _joined(*pair)
            if both and all(self._gives(both, call) for call in calls):
                found.append(pair)
        if len(found) != 1:  # of several pairs that come to the same, none is certain
            return ""
        one, other = found[0]
        return f"{TWO} {one.message} {other.message}"

    def _gives(self, function, call) -> bool:
        """Whether ``function`` returns all that came back from a call."""
        result = _run(function, self._cases[call], self._outputs)
        return all(self._matches(result, call))

    def _by_output(self, wrong) -> tuple[str, str]:
        """Say which mistakes explain wrong outputs in all calls, and which outputs none does."""
        explains = np.array([self._outputs_explained(number) for number in self._numbers])
        shown = explains & wrong
        certain = _certain(shown)
        for number in np.flatnonzero(shown.any(axis=1) & ~certain):
            # All that this mistake spoils is there: it was made, or others that come to the same.
            certain[number] = explains[number][self._spoilt(number)].all()
        explained: dict[int, list[str]] = {}
        others = []
        for index in np.flatnonzero(wrong):
            known = certain & shown[:, index]
            most = int(np.argmax(known * shown.sum(axis=1)))
            names = explained.setdefault(most, []) if known.any() else others
            names.append(self._question.outputs[index].name)
        parts = [
            f"In {' and '.join(names)}: {self._question.mistakes[number].message}"
            for number, names in explained.items()
        ]
        return " ".join(parts), ", ".join(others)

    def _by_call(self, wrong) -> str:
        """Say which mistake explains most of the wrong calls, and that it does not explain all."""
        likely = [number for number in self._numbers if self._explains_most(number, wrong)]
        if not likely:
            return ""
        calls = np.flatnonzero(wrong)
        explains = np.array(
            [[self._explains(number, call) for call in calls] for number in self._numbers]
        )
        certain = _certain(explains)
        likely = [number for number in likely if certain[number]]
        if not likely:
            return ""
        number = max(likely, key=lambda each: explains[each].sum())
        other = self._cases[calls[np.argmin(explains[number])]]
        return (
            "Most calls give exactly the values of one known mistake. "
            f"{self._question.mistakes[number].message} Something else is wrong too, because "
            f"other calls differ from it; one of them is: {other.description}."
        )

    def _explains_most(self, number, wrong) -> bool:
        """Whether a mistake explains more than half of the wrong calls, and is right elsewhere."""
        missed = 0
        for call in np.argsort(wrong, stable=True):
            missed += not self._explains(number, call)
            if (missed and not wrong[call]) or 2 * missed >= wrong.sum():
                return False
        return True

    def _outputs_explained(self, number) -> np.ndarray:
        """Return, for each output, whether a mistake gives its value in every call."""
        explained = np.ones(self._outputs, bool)
        for call in range(len(self._cases)):
            explained &= self._agrees(number, call)
            if not explained.any():
                break
        return explained

    def _spoilt(self, number) -> np.ndarray:
        """Return, for each output, whether a mistake gets it wrong in any call."""
        spoilt = np.zeros(self._outputs, bool)
        for call, case in enumerate(self._cases):
            given = self._result(number, call)
            if isinstance(given, Exception) or len(given) != self._outputs:
                return np.ones(self._outputs, bool)
            right = _run(self._question.reference, case, self._outputs)
            pairs = zip(right, given, strict=True)
            spoilt |= [not _same(*pair, self._question) for pair in pairs]
        return spoilt

    def _explains(self, number, call) -> bool:
        """Whether a mistake gives all that came back from a call, or raises what was raised."""
        result, reply = self._result(number, call), self._replies[call]
        if isinstance(result, Exception):
            return (
                reply.status is Status.RAISED
                and reply.raised.type == type(result).__name__
                and reply.raised.message == str(result)
            )
        return all(self._matches(result, call))

    def _agrees(self, number, call) -> np.ndarray:
        """Return, for each output of a call, whether a mistake gives the value that came back."""
        return np.array(list(self._matches(self._result(number, call), call)))

    def _matches(self, result, call) -> Iterator[bool]:
        """Yield, for each output of a call, whether ``result`` has the value that came back."""
        values = self._replies[call].values
        if isinstance(result, Exception) or not len(result) == len(values) == self._outputs:
            yield from [False] * self._outputs
            return
        for pair in zip(result, values, strict=True):
            yield _same(*pair, self._question)

    def _result(self, number, call):
        key = number, id(self._cases[call].arguments)
        if key not in self._results:
            function = self._question.mistakes[number].function
            self._results[key] = _run(function, self._cases[call], self._outputs)
        return self._results[key]


def _joined(one: Mistake, other: Mistake):
    """Return the answer that makes both mistakes, where their definitions can be joined."""
    join = getattr(one.function, "joined", None)
    return join(other.function) if join else None


def _certain(explains: np.ndarray) -> np.ndarray:
    """Return, for each row, whether something is explained by it and by no other row.

    Many mistakes look alike in one output, or where a size is 1. One that is never seen alone
    may be another one.
    """
    return (explains & (explains.sum(axis=0) == 1)).any(axis=1)


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


def _same(expected, got, question) -> bool:
    if isinstance(got, str) or got.shape != expected.shape or expected.dtype.kind not in "biuf":
        return False
    expected = expected.astype(float)  # truth values cannot be subtracted
    with np.errstate(all="ignore"):
        near = np.abs(got - expected) <= question.atol + question.rtol * np.abs(expected)
    if near.all() or np.isfinite(expected).all():
        return bool(near.all())
    # Slower, but infinity and nan are like themselves.
    return np.allclose(got, expected, rtol=question.rtol, atol=question.atol, equal_nan=True)
