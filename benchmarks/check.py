"""How long a learner waits for `check(...)`: median and longest, for each question.

Run: .venv/bin/python benchmarks/check.py. Measured for the reference, for every known mistake,
and for an answer that is wrong in no known way, which makes the judge try all of them.
"""

import time

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from grader.check import verdict_on
from grader.exercises import NAMES, load_exercise

ROUNDS = 5


def main():
    table = Table(
        "question", "right, ms", "known mistake, ms", "unknown mistake, ms", "longest, ms"
    )
    questions = [(load_exercise(name), q) for name in NAMES for q in load_exercise(name).questions]
    medians = []
    for exercise, question in track(questions, description="Checking"):
        right = times(exercise, question, question.reference)
        known = [
            seconds
            for mistake in question.mistakes
            for seconds in times(exercise, question, mistake.function)
        ]
        unknown = times(exercise, question, off_by_a_tenth(question))
        medians.append(np.median(right + known + unknown))
        figures = [*map(np.median, (right, known, unknown)), max(right + known + unknown)]
        table.add_row(question.name, *(f"{1000 * seconds:.1f}" for seconds in figures))
    Console().print(table)
    Console().print(f"Median over the questions: {1000 * np.median(medians):.1f} ms")


def times(exercise, question, function):
    """Return the seconds that each of some checks of ``function`` took."""
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        verdict_on(exercise, question.name, function)
        seconds.append(time.perf_counter() - start)
    return seconds


def off_by_a_tenth(question):
    """Return an answer of the right shapes whose values no known mistake gives."""

    def wrong(*arguments):
        values = question.reference(*arguments)
        if len(question.outputs) == 1:
            return values + 0.1
        return tuple(value + 0.1 for value in values)

    return wrong


if __name__ == "__main__":
    main()
