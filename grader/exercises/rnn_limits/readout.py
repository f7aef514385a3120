"""The question on the softmax read-out of a state."""

from dataclasses import dataclass

import numpy as np

from grader.exercise import Case, Mistake, Output, Question
from grader.exercises.cases import order_one
from grader.exercises.recipe import Recipe
from unrolled.activations import sigmoid, softmax

_OUTPUT = "rnn-what-comes-out"
_SOFTMAX = "rnn-softmax"

# Multiples of 1/8: their products and sums are exact, in single precision as well, so that a
# score near 1000 carries no rounding error into the probabilities.
_EIGHTHS = np.arange(2, 17) / 8


@dataclass(frozen=True)
class _Sizes:
    batch: int
    units: int
    classes: int
    special: str = ""

    def describe(self):
        units = "1 unit" if self.units == 1 else f"{self.units} units"
        text = f"batch {self.batch}, {units}, {self.classes} classes"
        return f"{text}, {self.special}" if self.special else text


_SIZES = (
    _Sizes(batch=2, units=4, classes=5),
    _Sizes(batch=1, units=3, classes=4),
    _Sizes(batch=3, units=1, classes=2),
    _Sizes(batch=3, units=3, classes=4),
    _Sizes(batch=2, units=3, classes=4, special="all scores near 1000"),
    _Sizes(batch=4, units=3, classes=2, special="all scores near -1000"),
    _Sizes(batch=3, units=2, classes=4, special="scores of some samples large, of others small"),
    _Sizes(batch=2, units=3, classes=5, special="scores of one sample far apart"),
)


def _of_order_one(rng, sizes):
    return {
        "h_t": order_one(rng, sizes.batch, sizes.units),
        "W_y": order_one(rng, sizes.units, sizes.classes),
        "b_y": order_one(rng, sizes.classes),
    }


def _in_eighths(rng, sizes):
    def eighths(*shape):
        signs = rng.choice([-1, 1], size=shape)
        return signs * rng.choice(_EIGHTHS, size=shape, replace=False)

    return {
        "h_t": eighths(sizes.batch, sizes.units),
        "W_y": eighths(sizes.units, sizes.classes),
        "b_y": eighths(sizes.classes),
    }


def _with_signs_by_sample(rng, sizes):
    """Draw states whose rows have one sign each, and weights that are all large."""
    drawn = _in_eighths(rng, sizes)
    signs = np.where(np.arange(sizes.batch) % 2, -1, 1)[:, np.newaxis]
    return {**drawn, "h_t": signs * np.abs(drawn["h_t"]), "W_y": drawn["W_y"] + 2000}


def _far_apart(rng, sizes):
    """Draw scores of which the largest is 1000 or more above the smallest, in every row."""
    drawn = _in_eighths(rng, sizes)
    W_y = drawn["W_y"].copy()
    W_y[:, 0] += 4000 * np.sign(drawn["h_t"][0])  # a large score for the first sample
    W_y[:, 1] -= 4000 * np.sign(drawn["h_t"][0])
    return {**drawn, "W_y": W_y}


def _shifted_by(amount):
    def arguments(rng, sizes):
        drawn = _in_eighths(rng, sizes)
        return {**drawn, "b_y": drawn["b_y"] + amount}

    return arguments


_ARGUMENTS = {
    "": _of_order_one,
    "all scores near 1000": _shifted_by(1000),
    "all scores near -1000": _shifted_by(-1000),
    "scores of some samples large, of others small": _with_signs_by_sample,
    "scores of one sample far apart": _far_apart,
}


def _draw(rng):
    return [Case(sizes.describe(), _ARGUMENTS[sizes.special](rng, sizes)) for sizes in _SIZES]


def _reference(h_t, W_y, b_y):
    return softmax(h_t @ W_y + b_y)


def _shares(exponentials):
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def _log_softmax(scores):
    shifted = scores - scores.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


readout_in_lines = Recipe(
    "h_t W_y b_y",
    {
        "scores": lambda v: v.h_t @ v.W_y + v.b_y,
        "shifted": lambda v: v.scores - v.scores.max(axis=1, keepdims=True),
        "exponentials": lambda v: np.exp(v.shifted),
        "probabilities": lambda v: _shares(v.exponentials),
    },
    "probabilities",
)

SOFTMAX_READOUT = Question(
    name="softmax_readout",
    reference=_reference,
    outputs=(Output("probabilities", ("batch", "classes")),),
    draw=_draw,
    lesson=_SOFTMAX,
    hint=(
        "Look at the scores alone first, h_t W_y + b_y: one row for each sample, one column for "
        "each class. Then every row is treated by itself: subtract its largest score, take the "
        "exponential of each entry, and divide by their sum."
    ),
    mistakes=(
        Mistake(
            "nothing-subtracted",
            readout_in_lines.but(shifted=lambda v: v.scores),
            "This is the softmax as it stands in the equation. On a computer the exponential of a "
            "score of 1000 is infinite, and that of -1000 is 0: subtract the largest score of each "
            "row first, which changes no probability.",
            _SOFTMAX,
        ),
        Mistake(
            "largest-of-all-samples-subtracted",
            readout_in_lines.but(shifted=lambda v: v.scores - v.scores.max()),
            "Here the largest score of the whole array is subtracted from every row. In a row "
            "whose own scores are far below it, every exponential becomes 0, and 0 / 0 is no "
            "number: subtract the largest score of each row.",
            _SOFTMAX,
        ),
        Mistake(
            "largest-of-each-class-subtracted",
            readout_in_lines.but(shifted=lambda v: v.scores - v.scores.max(axis=0)),
            "Here the largest score of each column is subtracted, one number for each class. Then "
            "the scores of a row lose different amounts, and that changes the probabilities: "
            "subtract one number from each row, its own largest score.",
            _SOFTMAX,
        ),
        Mistake(
            "smallest-subtracted",
            readout_in_lines.but(
                shifted=lambda v: v.scores - v.scores.min(axis=1, keepdims=True),
            ),
            "Here the smallest score of each row is subtracted. The largest one can still be so "
            "far above it that its exponential is infinite: subtract the largest one.",
            _SOFTMAX,
        ),
        Mistake(
            "scores-cut-off",
            readout_in_lines.but(shifted=lambda v: np.clip(v.scores, -500, 500)),
            "Here the scores are cut off at a limit, so that no exponential overflows. Scores "
            "beyond the limit become equal, and so do their probabilities: subtract the largest "
            "score of each row instead, which changes nothing.",
            _SOFTMAX,
        ),
        Mistake(
            "softmax-over-the-batch",
            readout_in_lines.but(
                shifted=lambda v: v.scores - v.scores.max(axis=0),
                probabilities=lambda v: v.exponentials / v.exponentials.sum(axis=0),
            ),
            "This softmax runs over the batch, axis 0, so that the columns add up to 1. The "
            "classes of one sample compete with each other, not the samples: every row adds up to "
            "1.",
            _OUTPUT,
        ),
        Mistake(
            "divided-by-the-sums-of-the-columns",
            readout_in_lines.but(probabilities=lambda v: v.exponentials / v.exponentials.sum(0)),
            "Here the exponentials are divided by the sums of the columns, one for each class. A "
            "row must add up to 1: divide it by its own sum, with axis=1 and keepdims=True.",
            _OUTPUT,
        ),
        Mistake(
            "divided-by-the-sum-of-all",
            readout_in_lines.but(probabilities=lambda v: v.exponentials / v.exponentials.sum()),
            "Here the exponentials are divided by the sum of the whole array. Each sample has "
            "probabilities of its own: divide each row by its own sum, with axis=1 and "
            "keepdims=True.",
            _OUTPUT,
        ),
        Mistake(
            "division-forgotten",
            readout_in_lines.but(probabilities=lambda v: v.exponentials),
            "These are the exponentials. Divided by their sum they become probabilities, which "
            "add up to 1 in every row.",
            _OUTPUT,
        ),
        Mistake(
            "softmax-forgotten",
            readout_in_lines.returning("scores"),
            "These are the scores, before the softmax. They can be negative or larger than 1; the "
            "softmax makes probabilities of them.",
            _OUTPUT,
        ),
        Mistake(
            "sigmoid-for-softmax",
            readout_in_lines.but(probabilities=lambda v: sigmoid(v.scores)),
            "This is the sigmoid of every score. It answers each class with yes or no by itself, "
            "so a row need not add up to 1; for one class out of several take the softmax.",
            _OUTPUT,
        ),
        Mistake(
            "logarithms-returned",
            readout_in_lines.but(probabilities=lambda v: _log_softmax(v.scores)),
            "These are the logarithms of the probabilities, which are 0 or negative. The loss "
            "needs them; here the probabilities are asked for.",
            _SOFTMAX,
        ),
        Mistake(
            "most-likely-class-only",
            readout_in_lines.but(
                probabilities=lambda v: np.eye(v.scores.shape[1])[v.scores.argmax(axis=1)]
            ),
            "Here the class with the largest score gets 1, and all others get 0. A softmax gives "
            "every class its share, so that it also says how sure the network is.",
            _OUTPUT,
        ),
        Mistake(
            "softmax-twice",
            readout_in_lines.but(probabilities=lambda v: softmax(softmax(v.scores))),
            "Here the softmax is applied to its own result once more. That moves all probabilities "
            "close to each other: apply it once, to the scores.",
            _OUTPUT,
        ),
        Mistake(
            "bias-forgotten",
            readout_in_lines.but(scores=lambda v: v.h_t @ v.W_y),
            "This is what you get without the bias b_y. It is added to every row of the product, "
            "before the softmax.",
            _OUTPUT,
        ),
    ),
)
