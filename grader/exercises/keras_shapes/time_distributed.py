"""The question on a dense layer with softmax that is applied at every time step."""

import numpy as np

from grader.exercise import Mistake, Output, Question
from grader.exercises.cases import Sizes, drawing, order_one
from grader.exercises.recipe import Recipe
from unrolled import layers
from unrolled.activations import sigmoid

_STEPS = "keras-time-distributed"
_SOFTMAX = "rnn-softmax"
_SIZES = (
    Sizes(batch=2, time=5, features=3, units=4),
    Sizes(batch=1, time=3, features=2, units=4),
    Sizes(batch=3, time=1, features=4, units=2),
    Sizes(batch=4, time=3, features=1, units=5),
    Sizes(batch=3, time=4, features=2, units=3),
    Sizes(batch=2, time=3, features=3, units=3),
)


def _arguments(rng, sizes):
    return {
        "x": order_one(rng, sizes.batch, sizes.time, sizes.features),
        "kernel": order_one(rng, sizes.features, sizes.units),
        "bias": order_one(rng, sizes.units),
    }


def _reference(x, kernel, bias):
    layer = layers.TimeDistributed(layers.Dense(len(bias), "softmax"))
    layer.set_weights([kernel, bias])
    return layer(x)


def _softmax(a, axis=-1):
    powers = np.exp(a - a.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


scores_in_lines = Recipe(
    "x kernel bias",
    {
        "rows": lambda v: v.x,
        "a": lambda v: v.rows @ v.kernel + v.bias,
        "scores": lambda v: _softmax(v.a),
        "y": lambda v: v.scores,
    },
    "y",
)


def _steps_and_samples_mixed(x):
    batch, time, features = x.shape
    return x.swapaxes(0, 1).reshape(batch, time, features)


TIME_DISTRIBUTED = Question(
    name="time_distributed",
    reference=_reference,
    outputs=(Output("y", ("batch", "time", "units")),),
    draw=drawing(_arguments, _SIZES),
    lesson=_STEPS,
    hint=(
        "Write the layer for one time step first, x[:, t] of shape (batch, features), and see that "
        "each row of its result adds up to 1. Then do the same at every step."
    ),
    mistakes=(
        Mistake(
            "softmax-over-time",
            scores_in_lines.but(scores=lambda v: _softmax(v.a, axis=1)),
            "The softmax runs over the time steps here, so that the values of one unit add up to 1 "
            "along time. It runs over the units: at every step the row of y adds up to 1.",
            _SOFTMAX,
        ),
        Mistake(
            "softmax-over-batch",
            scores_in_lines.but(scores=lambda v: _softmax(v.a, axis=0)),
            "The softmax runs over the batch here, so that the samples change each other's "
            "results. It runs over the units, the last axis.",
            _SOFTMAX,
        ),
        Mistake(
            "softmax-over-everything",
            scores_in_lines.but(scores=lambda v: _softmax(v.a, axis=None)),
            "Here all entries of y together add up to 1: the sum was taken over the whole array. "
            "Each row of units must add up to 1 by itself, so use axis=-1 and keepdims=True.",
            _SOFTMAX,
        ),
        Mistake(
            "softmax-over-one-sample",
            scores_in_lines.but(scores=lambda v: _softmax(v.a, axis=(1, 2))),
            "Here all entries of one sample together add up to 1. Every time step is on its own: "
            "its row of units adds up to 1.",
            _SOFTMAX,
        ),
        Mistake(
            "softmax-forgotten",
            scores_in_lines.but(scores=lambda v: v.a),
            "These are the values before the softmax. The layer was made with "
            "activation='softmax', so that every row is positive and adds up to 1.",
            _SOFTMAX,
        ),
        Mistake(
            "not-divided-by-the-sum",
            scores_in_lines.but(scores=lambda v: np.exp(v.a)),
            "These are the exponentials alone. Divide each by the sum of its row, so that the row "
            "adds up to 1.",
            _SOFTMAX,
        ),
        Mistake(
            "sigmoid-for-softmax",
            scores_in_lines.but(scores=lambda v: sigmoid(v.a)),
            "Here each value went through the sigmoid by itself. The softmax compares the units of "
            "a row with each other, so that they add up to 1.",
            _SOFTMAX,
        ),
        Mistake(
            "bias-forgotten",
            scores_in_lines.but(a=lambda v: v.rows @ v.kernel),
            "This is what you get without the bias. It is added to every row before the softmax.",
            _STEPS,
        ),
        Mistake(
            "last-step-only",
            scores_in_lines.but(y=lambda v: v.scores[:, -1]),
            "Only the last time step is returned. TimeDistributed applies the layer to every step "
            "and keeps the time axis.",
            _STEPS,
        ),
        Mistake(
            "time-axis-first",
            scores_in_lines.but(y=lambda v: v.scores.swapaxes(0, 1)),
            "The steps are put together with time as the first axis, as a plain list of them is. "
            "The batch comes first in Keras: use np.stack(..., axis=1).",
            "keras-simple-rnn-axes",
        ),
        Mistake(
            "steps-and-samples-mixed",
            scores_in_lines.but(rows=lambda v: _steps_and_samples_mixed(v.x)),
            "The rows are right, but they belong to other steps and samples: reshape was used "
            "where two axes had to be exchanged. reshape keeps the order of the numbers in memory; "
            "to exchange axes use swapaxes or transpose.",
            _STEPS,
        ),
        Mistake(
            "steps-averaged",
            scores_in_lines.but(
                y=lambda v: np.broadcast_to(v.scores.mean(axis=1, keepdims=True), v.scores.shape)
            ),
            "Every time step has the same result, the mean over time. The steps do not know of "
            "each other: y[:, t] depends on x[:, t] alone.",
            _STEPS,
        ),
        Mistake(
            "first-step-everywhere",
            scores_in_lines.but(y=lambda v: np.broadcast_to(v.scores[:, :1], v.scores.shape)),
            "Every time step shows the result of the first one. The weights are the same at every "
            "step, but the input is not: y[:, t] comes from x[:, t].",
            _STEPS,
        ),
    ),
)
