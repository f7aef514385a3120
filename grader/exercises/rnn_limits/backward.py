"""The question on backpropagation through time."""

import numpy as np

from grader.exercise import Mistake, Output, Question
from grader.exercises.cases import drawing, order_one
from grader.exercises.recipe import Recipe
from grader.exercises.rnn_limits.draws import (
    SEQUENCE_SIZES,
    all_states,
    before,
    below_one,
    weights_with_small_bias,
)
from unrolled.rnn import rnn_step_backward

_LOOP = "rnn-loop-back"
_PATTERN = "rnn-mistakes"


def _arguments(rng, sizes):
    x = below_one(rng, sizes.batch, sizes.time, sizes.features)
    h_0 = below_one(rng, sizes.batch, sizes.units)
    drawn = weights_with_small_bias(rng, sizes)
    return {
        "dhidden_states": order_one(rng, sizes.batch, sizes.time, sizes.units),
        "x": x,
        "h_0": h_0,
        "hidden_states": all_states(h_0, x, drawn),
        "kernel": drawn["kernel"],
        "recurrent_kernel": drawn["recurrent_kernel"],
    }


def _reference(dhidden_states, x, h_0, hidden_states, kernel, recurrent_kernel):
    h_prev = before(hidden_states, h_0)
    dx, dh_t, dweights = np.zeros_like(x), np.zeros_like(h_0), (0, 0, 0)
    for t in reversed(range(x.shape[1])):
        dx[:, t], dh_t, *more = rnn_step_backward(
            dhidden_states[:, t] + dh_t,
            x[:, t],
            h_prev[:, t],
            hidden_states[:, t],
            kernel,
            recurrent_kernel,
        )
        dweights = tuple(total + part for total, part in zip(dweights, more, strict=True))
    return dx, dh_t, *dweights


def _from_the_end(upstream, slopes, back):
    """Return dh_t for every step: its own gradient, and what comes back from the next step."""
    dh = np.array(upstream)
    for t in reversed(range(dh.shape[1] - 1)):
        dh[:, t] += (dh[:, t + 1] * slopes[:, t + 1]) @ back
    return dh


def _from_the_beginning(upstream, slopes, back):
    reversed_in_time = (array[:, ::-1] for array in (upstream, slopes))
    return _from_the_end(*reversed_in_time, back)[:, ::-1]


def _over_all_steps(states, da):
    return np.einsum("bti,btj->ij", states, da)


through_time_in_lines = Recipe(
    "dhidden_states x h_0 hidden_states kernel recurrent_kernel",
    {
        "upstream": lambda v: v.dhidden_states,
        "h_prev": lambda v: before(v.hidden_states, v.h_0),
        "slopes": lambda v: 1 - v.hidden_states**2,
        "back": lambda v: v.recurrent_kernel.T,
        "dh": lambda v: _from_the_end(v.upstream, v.slopes, v.back),
        "da": lambda v: v.dh * v.slopes,
        "dx": lambda v: v.da @ v.kernel.T,
        "dh_0": lambda v: v.da[:, 0] @ v.back,
        "counted": lambda v: v.da,  # what the weights collect
        "dkernel": lambda v: _over_all_steps(v.x, v.counted),
        "drecurrent_kernel": lambda v: _over_all_steps(v.h_prev, v.counted),
        "dbias": lambda v: v.counted.sum(axis=(0, 1)),
    },
    "dx dh_0 dkernel drecurrent_kernel dbias",
)


def _only(array, step):
    """Return ``array`` (batch, time, units) with zeros at all time steps but one."""
    kept = np.zeros_like(array)
    kept[:, step] = array[:, step]
    return kept


def _but_the_first(array):
    return array - _only(array, 0)


def _from_step_one(v):
    """Return what the loop has carried when it stops before the first time step."""
    return v.da[:, 1] @ v.back if v.da.shape[1] > 1 else np.zeros_like(v.h_0)


RNN_BACKWARD = Question(
    name="rnn_backward",
    reference=_reference,
    outputs=(
        Output("dx", ("batch", "time", "features")),
        Output("dh_0", ("batch", "units")),
        Output("dkernel", ("features", "units")),
        Output("drecurrent_kernel", ("units", "units")),
        Output("dbias", ("units",)),
    ),
    draw=drawing(_arguments, SEQUENCE_SIZES),
    lesson=_LOOP,
    hint=(
        "If rnn_step_backward is not right yet, mend it first. If all outputs are wrong, check "
        "what is carried from step to step: dh_t is the sum of two gradients. If only one output "
        "is wrong, check its own line, and what it uses at the first time step."
    ),
    mistakes=(
        Mistake(
            "later-steps-ignored",
            through_time_in_lines.but(dh=lambda v: v.upstream),
            "Here each state gets the gradient of its own output only. It also acts on the loss "
            "through the next state, so what comes back from step t + 1 must be added.",
            _LOOP,
        ),
        Mistake(
            "only-the-last-output-counts",
            through_time_in_lines.but(upstream=lambda v: _only(v.dhidden_states, -1)),
            "Here only the output of the last step sends a gradient back. Every state has an "
            "output of its own: add dhidden_states[:, t] at every step.",
            _PATTERN,
        ),
        Mistake(
            "weights-from-the-first-step-only",
            through_time_in_lines.but(counted=lambda v: _only(v.da, 0)),
            "The gradients of the weights are those of the first time step alone. All steps use "
            "the same weights, so their gradients are added up: = in the loop keeps only the last "
            "one that it meets, += adds.",
            _LOOP,
        ),
        Mistake(
            "weights-from-the-last-step-only",
            through_time_in_lines.but(counted=lambda v: _only(v.da, -1)),
            "The gradients of the weights are those of the last time step alone. All steps use the "
            "same weights, so their gradients are the sums over all steps.",
            _PATTERN,
        ),
        Mistake(
            "averaged-over-time",
            through_time_in_lines.but(counted=lambda v: v.da / v.da.shape[1]),
            "The gradients of the weights are means over the time steps. A change of a weight "
            "changes every step, and small changes add up: take the sum.",
            _LOOP,
        ),
        Mistake(
            "first-time-step-missing",
            through_time_in_lines.but(
                dx=lambda v: _but_the_first(v.da) @ v.kernel.T,
                dh_0=_from_step_one,
                counted=lambda v: _but_the_first(v.da),
            ),
            "The first time step is missing: the loop stops before t = 0. Use reversed(range(T)), "
            "or range(T - 1, -1, -1), where the end -1 is not reached itself.",
            _LOOP,
        ),
        Mistake(
            "loop-forwards",
            through_time_in_lines.but(
                dh=lambda v: _from_the_beginning(v.upstream, v.slopes, v.back),
                dh_0=lambda v: v.da[:, -1] @ v.back,
            ),
            "Here the loop runs from the first step to the last one. A gradient comes from the "
            "steps that follow, so the loop must begin at the last step.",
            _LOOP,
        ),
        Mistake(
            "input-gradients-in-the-order-of-the-loop",
            through_time_in_lines.but(dx=lambda v: (v.da @ v.kernel.T)[:, ::-1]),
            "This dx is reversed in time: the gradients stand in the order in which the loop made "
            "them, and it began at the last step. dx[:, t] belongs to x[:, t].",
            _LOOP,
        ),
        Mistake(
            "gradient-of-the-first-state-for-h-0",
            through_time_in_lines.but(dh_0=lambda v: v.dh[:, 0]),
            "This dh_0 is the gradient of the state after the first step. One step more leads back "
            "to h_0: through the tanh of the first step and the transposed recurrent weights.",
            _LOOP,
        ),
        Mistake(
            "slope-of-tanh-forgotten",
            through_time_in_lines.but(slopes=lambda v: np.ones_like(v.hidden_states)),
            "The slope of tanh is missing. At every step multiply dh_t by 1 - h_t^2, before the "
            "gradient goes to the input, to the weights and to the step before.",
            _LOOP,
        ),
        Mistake(
            "recurrent-weights-not-transposed",
            through_time_in_lines.but(back=lambda v: v.recurrent_kernel),
            "On the way back da_t is multiplied by recurrent_kernel as it is. It must be "
            "transposed; the matrix is square, so no shape error shows it, and every step makes "
            "the error larger.",
            _PATTERN,
        ),
        Mistake(
            "recurrent-gradient-from-new-state",
            through_time_in_lines.but(h_prev=lambda v: v.hidden_states),
            "This drecurrent_kernel is built from h_t. At every step the recurrent weights "
            "multiply the state before it: h_0 at the first step, then hidden_states[:, t - 1].",
            _PATTERN,
        ),
        Mistake(
            "last-state-before-the-first-step",
            through_time_in_lines.but(h_prev=lambda v: np.roll(v.hidden_states, 1, axis=1)),
            "In drecurrent_kernel the first step uses hidden_states[:, -1], because t - 1 is -1 "
            "for t = 0, and that is the last state. The state before the first step is h_0.",
            _PATTERN,
        ),
        Mistake(
            "initial-state-ignored",
            through_time_in_lines.but(h_prev=lambda v: before(v.hidden_states, 0 * v.h_0)),
            "In drecurrent_kernel the first step is left out, or uses zeros in place of h_0. The "
            "recurrent weights multiply h_0 at the first step, so it belongs to the sum.",
            _LOOP,
        ),
        Mistake(
            "bias-gradient-averaged",
            through_time_in_lines.but(dbias=lambda v: v.da.mean(axis=0).sum(axis=0)),
            "This dbias is a mean over the batch. Every sample and every step adds its share to "
            "the gradient of the bias, as in the two weight matrices: take the sum.",
            _PATTERN,
        ),
    ),
)
