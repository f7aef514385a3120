"""The question on the norm of the gradient, step by step towards the past."""

import numpy as np

from grader.exercise import Case, Mistake, Output, Question
from grader.exercises.cases import order_one
from grader.exercises.recipe import Recipe
from grader.exercises.rnn_limits.draws import (
    OneState,
    all_states,
    before,
    below_one,
    weights_with_small_bias,
)
from unrolled.rnn import rnn_step_backward

_READINGS = "rnn-jacobian-section"
_LOOP = "rnn-loop-back"

_SIZES = (
    OneState(batch=2, time=5, features=3, units=4),
    OneState(batch=1, time=4, features=2, units=3),
    OneState(batch=3, time=1, features=2, units=4),
    OneState(batch=2, time=4, features=3, units=1),
    OneState(batch=3, time=4, features=2, units=3),
    OneState(batch=4, time=7, features=1, units=2),
)


def _draw(rng):
    return [Case(_in_words(sizes), _arguments(rng, sizes)) for sizes in _SIZES]


def _in_words(sizes):
    """Return the sizes in words without the features, which this question does not see."""
    return ", ".join(part for part in sizes.describe().split(", ") if "feature" not in part)


def _arguments(rng, sizes):
    drawn = weights_with_small_bias(rng, sizes)
    h_0 = below_one(rng, sizes.batch, sizes.units)
    # A weak input: with a strong one little is left of the gradient that could be compared.
    x = 0.3 * below_one(rng, sizes.batch, sizes.time, sizes.features)
    return {
        "dh_T": order_one(rng, sizes.batch, sizes.units),
        "hidden_states": all_states(h_0, x, drawn),
        "recurrent_kernel": drawn["recurrent_kernel"],
    }


def _reference(dh_T, hidden_states, recurrent_kernel):
    no_input = np.zeros((len(dh_T), 1))  # dh_t needs neither the input nor its weights
    no_kernel = np.zeros((1, len(recurrent_kernel)))
    dh = [dh_T]
    for t in reversed(range(1, hidden_states.shape[1])):
        _, dh_prev, *_ = rnn_step_backward(
            dh[-1],
            no_input,
            hidden_states[:, t - 1],
            hidden_states[:, t],
            no_kernel,
            recurrent_kernel,
        )
        dh.append(dh_prev)
    return np.linalg.norm(np.stack(dh[::-1], axis=1), axis=-1)


def _gradients(dh_T, slopes, step):
    """Return dh_t for every step, (batch, time, units)."""
    dh = [dh_T]
    for t in reversed(range(1, slopes.shape[1])):
        dh.append(step(dh[-1], slopes[:, t]))
    return np.stack(dh[::-1], axis=1)


def _length(rows):
    return np.sqrt(np.sum(rows**2, axis=-1))


def _bounds(dh_T, hidden_states, recurrent_kernel):
    steps = np.arange(hidden_states.shape[1])[::-1]
    largest = np.linalg.norm(recurrent_kernel, 2)
    return _length(dh_T)[:, np.newaxis] * largest**steps


norms_in_lines = Recipe(
    "dh_T hidden_states recurrent_kernel",
    {
        "slopes": lambda v: 1 - v.hidden_states**2,
        "step": lambda v: lambda dh, slope: (dh * slope) @ v.recurrent_kernel.T,
        "dh": lambda v: _gradients(v.dh_T, v.slopes, v.step),
        "norms": lambda v: _length(v.dh),
    },
    "norms",
)

GRADIENT_NORMS = Question(
    name="gradient_norms",
    reference=_reference,
    outputs=(Output("norms", ("batch", "time")),),
    draw=_draw,
    lesson=_READINGS,
    hint=(
        "Start at the end: the last column of norms is the length of each row of dh_T. Then look "
        "at the column before it, which is one step back, and compare it with what your "
        "rnn_step_backward gives for dh_prev."
    ),
    mistakes=(
        Mistake(
            "one-step-too-far-back",
            norms_in_lines.but(norms=lambda v: _length(v.step(v.dh, v.slopes))),
            "Every norm is that of one step further back: entry t holds the norm of the gradient "
            "of the state before step t. The last column must be the norm of dh_T itself.",
            _READINGS,
        ),
        Mistake(
            "in-the-order-of-the-loop",
            norms_in_lines.but(norms=lambda v: _length(v.dh)[:, ::-1]),
            "These norms stand in the order in which the loop made them, with the last time step "
            "first. Column t belongs to time step t: reverse their order.",
            _READINGS,
        ),
        Mistake(
            "slope-of-tanh-forgotten",
            norms_in_lines.but(slopes=lambda v: np.ones_like(v.hidden_states)),
            "The slope of tanh is missing. A step back multiplies by 1 - h_t^2 and by the "
            "transposed recurrent weights; the matrix is only half of the product.",
            "rnn-half-product",
        ),
        Mistake(
            "slope-at-the-state-before",
            norms_in_lines.but(slopes=lambda v: 1 - before(v.hidden_states, v.dh_T * 0) ** 2),
            "Here the step from t back to t - 1 uses the slope at h_(t-1). The tanh on this way "
            "made h_t, so the slope is 1 - h_t^2.",
            _READINGS,
        ),
        Mistake(
            "recurrent-weights-not-transposed",
            norms_in_lines.but(step=lambda v: lambda dh, slope: (dh * slope) @ v.recurrent_kernel),
            "Here the gradient is multiplied by recurrent_kernel as it is, which is the way "
            "forward. On the way back the matrix is transposed.",
            _READINGS,
        ),
        Mistake(
            "recurrent-weights-before-the-slope",
            norms_in_lines.but(
                step=lambda v: lambda dh, slope: (dh @ v.recurrent_kernel.T) * slope
            ),
            "Here the gradient is multiplied by the recurrent weights first and by the slope "
            "afterwards. The step ends with tanh, so the way back begins with its slope.",
            _READINGS,
        ),
        Mistake(
            "gradient-at-every-step",
            norms_in_lines.but(
                step=lambda v: lambda dh, slope: (dh * slope) @ v.recurrent_kernel.T + v.dh_T
            ),
            "Here dh_T is added at every step. In this question only the last state has an output, "
            "so nothing is added on the way.",
            _LOOP,
        ),
        Mistake(
            "norm-of-the-gradient-before-tanh",
            norms_in_lines.but(norms=lambda v: _length(v.dh * v.slopes)),
            "These are the norms of da_t, which has gone back through tanh already. The gradient "
            "of the state is dh_t; the slope of tanh belongs to the next step back.",
            _READINGS,
        ),
        Mistake(
            "square-root-forgotten",
            norms_in_lines.but(norms=lambda v: np.sum(v.dh**2, axis=-1)),
            "These are the squares of the norms. The norm is the square root of the sum of the "
            "squares.",
            _READINGS,
        ),
        Mistake(
            "sum-of-magnitudes",
            norms_in_lines.but(norms=lambda v: np.abs(v.dh).sum(axis=-1)),
            "This is the sum of the magnitudes of the entries. The norm of this course is the "
            "length: the square root of the sum of the squares.",
            _READINGS,
        ),
        Mistake(
            "largest-magnitude",
            norms_in_lines.but(norms=lambda v: np.abs(v.dh).max(axis=-1)),
            "This is the largest magnitude among the entries. The norm of this course is the "
            "length: the square root of the sum of the squares.",
            _READINGS,
        ),
        Mistake(
            "one-norm-for-the-batch",
            norms_in_lines.but(norms=lambda v: np.sqrt(np.sum(v.dh**2, axis=(0, 2)))),
            "This is one norm for the whole batch. Each sample has a gradient of its own: take the "
            "norm of each row, over the last axis.",
            _READINGS,
        ),
        Mistake(
            "time-axis-first",
            norms_in_lines.but(norms=lambda v: _length(v.dh).T),
            "The norms are put together with time as the first axis. The batch comes first here: "
            "use np.stack(..., axis=1).",
            _READINGS,
        ),
        Mistake(
            "relative-to-the-last",
            norms_in_lines.but(norms=lambda v: _length(v.dh) / _length(v.dh_T)[:, np.newaxis]),
            "These norms are divided by the norm of dh_T, so that every row ends with 1. That "
            "shows well which part is left, but the norms themselves are asked for.",
            _READINGS,
        ),
        Mistake(
            "bound-for-norm",
            _bounds,
            "This is the bound: the norm of dh_T times a power of the largest singular value. The "
            "gradient can be far smaller, because it also meets the slopes of tanh: carry it back "
            "step by step.",
            "rnn-bound-section",
        ),
    ),
)
