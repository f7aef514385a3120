"""A question small enough to see through: y = x * w + 1 and the row sums of y."""

import numpy as np

from grader.exercise import Case, Mistake, Output, Question


def right(x, w):
    y = x * w + 1
    return y, y.sum(axis=1)


def without_shift(x, w):
    y = x * w
    return y, y.sum(axis=1)


def sums_over_the_batch(x, w):
    y = x * w + 1
    return y, y.sum(axis=0)


def swapped(x, w):
    y, s = right(x, w)
    return s, y


def raising(x, w):
    raise ValueError("the weights do not fit")


def draw(rng):
    return [
        Case(
            f"batch {batch}, {features} features",
            {"x": rng.normal(size=(batch, features)), "w": rng.normal(size=features)},
        )
        for batch, features in ((2, 3), (4, 2), (1, 1))
    ]


MISTAKES = (
    Mistake("no-shift", without_shift, "The shift by 1 is missing.", "lstm-cell-update"),
    Mistake("batch-sum", sums_over_the_batch, "The sum runs over the batch.", "lstm-step"),
    Mistake("swapped", swapped, "The two outputs are swapped.", "lstm-step"),
    Mistake("raising", raising, "The weights were meant to fit.", "lstm-step"),
)

QUESTION = Question(
    name="scale",
    reference=right,
    outputs=(Output("y", ("batch", "features")), Output("s", ("batch",))),
    draw=draw,
    mistakes=MISTAKES,
    lesson="lstm-step",
    hint="Look at the scale first.",
)


def rng():
    return np.random.default_rng(7)
