"""How long a learner waits for `check(...)`, for each coded question of each exercise.

Run: .venv/bin/python benchmarks/check.py. Measured are medians of several checks: of the model
answer, of one known mistake (the one of median time), and of an answer that is wrong in no known
way, which makes the judge try all mistakes on all calls. Showing the verdict is included.

"asserts" is the time of the model answer under plain assertions, as a test cell without hidden
mistakes has them: the same calls, each compared with the reference by numpy.testing. "times
asserts" is how much longer the check of the model answer takes than that, in the same run.
"""

import time
from collections import defaultdict

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from grader.check import Shown, verdict_on
from grader.example import public_rng
from grader.exercises import NAMES, load_exercise
from grader.judge import cases_of, reference_values

ROUNDS = 5
LIMIT = 0.1  # seconds: what is slower is felt as waiting
KINDS = ("model answer", "one mistake", "unknown mistake", "asserts")


def main():
    console, medians = Console(), defaultdict(list)
    table = Table("exercise", "question", *(f"{kind}, ms" for kind in KINDS), "times asserts")
    for exercise, question in track(questions(), description="Checking"):
        row = measured(exercise, question)
        for kind in KINDS:
            medians[kind].append(row[kind])
        times_asserts = row["model answer"] / row["asserts"]
        medians["times asserts"].append(times_asserts)
        figures = [f"{1000 * row[kind]:.1f}" for kind in KINDS]
        table.add_row(exercise.name, question.name, *figures, f"{times_asserts:.1f}")
    console.print(table)
    for line in summary(medians):
        console.print(line, highlight=False)


def questions():
    return [(each, q) for each in map(load_exercise, NAMES) for q in each.questions]


def measured(exercise, question):
    """Return the median seconds of each kind of answer."""
    mistakes = [seconds(exercise, question, mistake.function) for mistake in question.mistakes]
    return {
        "model answer": seconds(exercise, question, question.reference),
        "one mistake": float(np.median(mistakes)),
        "unknown mistake": seconds(exercise, question, off_by_a_tenth(question)),
        "asserts": median_of(lambda: asserts(exercise, question)),
    }


def summary(medians):
    """Yield the sentences that sum up all questions."""
    for kind in KINDS[:3]:
        figures = np.array(medians[kind])
        yield (
            f"{kind}: median {1000 * np.median(figures):.1f} ms, longest "
            f"{1000 * figures.max():.1f} ms, above {1000 * LIMIT:.0f} ms in "
            f"{(figures > LIMIT).sum()} of {len(figures)} questions "
            f"({(figures > LIMIT).mean():.0%})"
        )
    ratio = np.median(medians["times asserts"])
    yield f"model answer: {ratio:.1f} times the time of plain assertions (median)"


def seconds(exercise, question, function):
    """Return the seconds that the check of ``function`` takes, shown as HTML."""
    return median_of(lambda: Shown(verdict_on(exercise, question.name, function))._repr_html_())


def median_of(action):
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        action()
        taken.append(time.perf_counter() - began)
    return float(np.median(taken))


def asserts(exercise, question):
    """Compare the reference with itself on the calls of the check, as a plain test cell does."""
    for case in cases_of(question, public_rng(exercise.name, question.name)):
        expected = reference_values(question, case)
        for value, right in zip(reference_values(question, case), expected, strict=True):
            np.testing.assert_allclose(value, right, rtol=question.rtol, atol=question.atol)


def off_by_a_tenth(question):
    """Return an answer of the right shapes whose values no known mistake gives."""

    def wrong(*arguments):
        values = question.reference(*arguments)
        if len(question.outputs) == 1:
            return np.add(values, 0.1)
        return tuple(np.add(value, 0.1) for value in values)

    return wrong


if __name__ == "__main__":
    main()
