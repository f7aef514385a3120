"""The question on the gradient of one step."""

import numpy as np

from grader.exercise import Mistake, Output, Question
from grader.exercises.cases import drawing, order_one
from grader.exercises.recipe import Recipe
from grader.exercises.rnn_limits.draws import STEP_SIZES, below_one, weights_with_small_bias
from unrolled.rnn import rnn_step, rnn_step_backward

_GRADIENT = "rnn-backward"
_STATE = ("batch", "units")


def _arguments(rng, sizes):
    x_t = below_one(rng, sizes.batch, sizes.features)
    h_prev = below_one(rng, sizes.batch, sizes.units)
    drawn = weights_with_small_bias(rng, sizes)
    return {
        "dh_t": order_one(rng, sizes.batch, sizes.units),
        "x_t": x_t,
        "h_prev": h_prev,
        "h_t": rnn_step(x_t, h_prev, **drawn),
        "kernel": drawn["kernel"],
        "recurrent_kernel": drawn["recurrent_kernel"],
    }


backward_in_lines = Recipe(
    "dh_t x_t h_prev h_t kernel recurrent_kernel",
    {
        "da_t": lambda v: v.dh_t * (1 - v.h_t**2),
        "dx_t": lambda v: v.da_t @ v.kernel.T,
        "dh_prev": lambda v: v.da_t @ v.recurrent_kernel.T,
        "dkernel": lambda v: v.x_t.T @ v.da_t,
        "drecurrent_kernel": lambda v: v.h_prev.T @ v.da_t,
        "dbias": lambda v: v.da_t.sum(axis=0),
    },
    "dx_t dh_prev dkernel drecurrent_kernel dbias",
)

RNN_STEP_BACKWARD = Question(
    name="rnn_step_backward",
    reference=rnn_step_backward,
    outputs=(
        Output("dx_t", ("batch", "features")),
        Output("dh_prev", _STATE),
        Output("dkernel", ("features", "units")),
        Output("drecurrent_kernel", ("units", "units")),
        Output("dbias", ("units",)),
    ),
    draw=drawing(_arguments, STEP_SIZES),
    lesson=_GRADIENT,
    hint=(
        "The outputs show where to look. If all five are wrong, check da_t, which all of them are "
        "made from. If only one is wrong, check its own line: which array it contains, and what "
        "is transposed."
    ),
    mistakes=(
        Mistake(
            "slope-of-tanh-forgotten",
            backward_in_lines.but(da_t=lambda v: v.dh_t),
            "Here dh_t is used as if it were da_t: the slope of tanh is missing. Multiply dh_t by "
            "1 - h_t^2, entry by entry.",
            _GRADIENT,
        ),
        Mistake(
            "slope-at-the-old-state",
            backward_in_lines.but(da_t=lambda v: v.dh_t * (1 - v.h_prev**2)),
            "Here the slope of tanh is taken at h_prev. The tanh of this step made h_t, so its "
            "slope is 1 - h_t^2.",
            _GRADIENT,
        ),
        Mistake(
            "slope-of-sigmoid",
            backward_in_lines.but(da_t=lambda v: v.dh_t * v.h_t * (1 - v.h_t)),
            "This is the slope of the sigmoid, h_t * (1 - h_t). The step uses tanh, whose slope is "
            "1 - h_t^2.",
            _GRADIENT,
        ),
        Mistake(
            "square-forgotten",
            backward_in_lines.but(da_t=lambda v: v.dh_t * (1 - v.h_t)),
            "Here the slope of tanh is 1 - h_t: the square is missing. It is 1 - h_t^2, which is "
            "never larger than 1, and the same for h_t and for -h_t.",
            _GRADIENT,
        ),
        Mistake(
            "tanh-once-more",
            backward_in_lines.but(da_t=lambda v: v.dh_t * (1 - np.tanh(v.h_t) ** 2)),
            "Here the slope is 1 - tanh(h_t)^2. But h_t is already the value of tanh, so the slope "
            "is 1 - h_t^2, without a further tanh.",
            _GRADIENT,
        ),
        Mistake(
            "recurrent-weights-not-transposed",
            backward_in_lines.but(dh_prev=lambda v: v.da_t @ v.recurrent_kernel),
            "Here da_t is multiplied by recurrent_kernel as it is. The way back goes from the "
            "columns to the rows of the matrix, so it must be transposed; it is square, and no "
            "shape error shows it.",
            _GRADIENT,
        ),
        Mistake(
            "recurrent-gradient-from-new-state",
            backward_in_lines.but(drecurrent_kernel=lambda v: v.h_t.T @ v.da_t),
            "This drecurrent_kernel is built from h_t. In the step the recurrent weights multiply "
            "h_prev, so their gradient is h_prev transposed times da_t.",
            "rnn-mistakes",
        ),
        Mistake(
            "recurrent-gradient-transposed",
            backward_in_lines.but(drecurrent_kernel=lambda v: v.da_t.T @ v.h_prev),
            "This drecurrent_kernel is transposed. Its rows belong to h_prev and its columns to "
            "a_t, as in recurrent_kernel: h_prev transposed times da_t.",
            _GRADIENT,
        ),
        Mistake(
            "slope-missing-in-the-weights",
            backward_in_lines.but(
                dkernel=lambda v: v.x_t.T @ v.dh_t,
                drecurrent_kernel=lambda v: v.h_prev.T @ v.dh_t,
                dbias=lambda v: v.dh_t.sum(axis=0),
            ),
            "The gradients of the weights are made from dh_t. The weights act on the loss through "
            "a_t, so they are made from da_t, as the gradients of x_t and h_prev are.",
            _GRADIENT,
        ),
        Mistake(
            "upstream-gradient-passed-on",
            backward_in_lines.but(dh_prev=lambda v: v.da_t @ v.recurrent_kernel.T + v.dh_t),
            "Here dh_t is added to dh_prev. h_prev acts on the loss only through a_t, so dh_prev "
            "is da_t times the transposed recurrent weights, and nothing else.",
            _GRADIENT,
        ),
        Mistake(
            "bias-gradient-averaged",
            backward_in_lines.but(dbias=lambda v: v.da_t.mean(axis=0)),
            "This dbias is the mean over the batch. Every sample adds its share to the gradient of "
            "the bias, as in the two weight matrices: take the sum.",
            "rnn-mistakes",
        ),
        Mistake(
            "bias-gradient-summed-over-units",
            backward_in_lines.but(dbias=lambda v: v.da_t.sum(axis=1)),
            "Here da_t is summed over the units, which gives one number for each sample. The bias "
            "has one entry for each unit: sum over the batch, axis 0.",
            _GRADIENT,
        ),
        Mistake(
            "weight-gradients-averaged",
            backward_in_lines.but(
                dkernel=lambda v: v.x_t.T @ v.da_t / len(v.x_t),
                drecurrent_kernel=lambda v: v.h_prev.T @ v.da_t / len(v.x_t),
                dbias=lambda v: v.da_t.mean(axis=0),
            ),
            "The gradients of the weights are divided by the number of samples. If the loss is a "
            "mean, its gradient dh_t already contains that division: here the samples are added "
            "up.",
            _GRADIENT,
        ),
        Mistake(
            "first-two-swapped",
            backward_in_lines.returning("dh_prev dx_t dkernel drecurrent_kernel dbias"),
            "The first two gradients come back in the wrong order. Return dx_t first, then "
            "dh_prev.",
            _GRADIENT,
        ),
    ),
)
