"""The question on the gradient of a whole sequence."""

import numpy as np

from grader.exercise import Mistake, Output, Question
from grader.exercises.cases import Sizes, cell_state, drawing, fused_weights, order_one
from grader.exercises.lstm_gates.gradient import backward_in_lines
from unrolled.lstm import lstm_gates, lstm_step, lstm_step_backward
from unrolled.step_sweep import StepSweep

_SEQUENCE = "lstm-gradient-sequence"
_GRADIENT = "lstm-gradient"
_STATE = ("batch", "units")
_SIZES = (
    Sizes(batch=2, time=5, features=3, units=4),
    Sizes(batch=4, time=3, features=1, units=2),
    Sizes(batch=1, time=4, features=2, units=3),
    Sizes(batch=3, time=1, features=2, units=4),
    Sizes(batch=2, time=4, features=3, units=1, large_cell=True),
    Sizes(batch=3, time=4, features=2, units=3),
)


def _arguments(rng, sizes):
    return {
        "dhidden_states": order_one(rng, sizes.batch, sizes.time, sizes.units),
        "dh_T": order_one(rng, sizes.batch, sizes.units),
        "dc_T": order_one(rng, sizes.batch, sizes.units),
        "x": order_one(rng, sizes.batch, sizes.time, sizes.features),
        "h_0": order_one(rng, sizes.batch, sizes.units),
        "c_0": cell_state(rng, sizes),
        **fused_weights(rng, sizes),
    }


def _reference(dhidden_states, dh_T, dc_T, x, h_0, c_0, *weights):
    sweep = StepSweep(lstm_step, lstm_step_backward)
    *_, tape = sweep.forward(x, (h_0, c_0), weights, keep=True)
    dx, dstates, dweights = sweep.backward(dhidden_states, (dh_T, dc_T), tape)
    return dx, *dstates, *dweights


def _all_states(x, h_0, c_0, weights):
    """Return h and c before step 0, after step 0, and so on."""
    states = [(h_0, c_0)]
    for x_t in np.swapaxes(x, 0, 1):
        states.append(lstm_step(x_t, *states[-1], *weights))
    return states


def through_time_in_parts(
    *,
    steps=lambda time: reversed(range(time)),
    from_above=lambda dhidden_states, t: dhidden_states[:, t],
    start=lambda dh_T, dc_T: (dh_T, dc_T),
    state_before=lambda states, t: states[t],
    step_back=lstm_step_backward,
    cell_enters=lambda dc, dc_T: dc,
    carry=lambda dh, dc: (dh, dc),
    collect=lambda parts: sum(parts.values()),
    give=lambda dx, dstates, dweights: (dx, *dstates, *dweights),
):
    """Return a function for the question, made of parts that a mistake can replace.

    ``steps`` orders the loop, ``start``, ``from_above`` and ``cell_enters`` choose the gradients
    that enter it, ``state_before`` picks from all states those that a step read, ``carry``
    decides what one turn hands to the next, ``collect`` makes one gradient of a weight from
    those of the steps, by the number of the step, and ``give`` makes the outputs.
    """

    def answer(dhidden_states, dh_T, dc_T, x, h_0, c_0, *weights):
        states = _all_states(x, h_0, c_0, weights)
        dx, of_weights = np.zeros_like(x), [{}, {}, {}]
        carried = dstates = start(dh_T, dc_T)
        for t in steps(x.shape[1]):
            dh, dc = carried
            dh = dh + from_above(dhidden_states, t)
            dx[:, t], *dstates_and_weights = step_back(
                dh, cell_enters(dc, dc_T), x[:, t], *state_before(states, t), *weights
            )
            dstates = dstates_and_weights[:2]
            carried = carry(*dstates)
            for parts, part in zip(of_weights, dstates_and_weights[2:], strict=True):
                parts[t] = part
        dweights = (
            collect(parts) if parts else np.zeros_like(weight)
            for parts, weight in zip(of_weights, weights, strict=True)
        )
        return give(dx, dstates, dweights)

    return answer


def _with_forget_gate_of_the_step_before(dhidden_states, dh_T, dc_T, x, h_0, c_0, *weights):
    """Return the gradients that the forget gate of step t - 1 gives on the way from t to t - 1."""
    states = _all_states(x, h_0, c_0, weights)
    before = [lstm_gates(x[:, t], states[t][0], *weights)[1] for t in range(x.shape[1])]
    at = iter(reversed(range(x.shape[1])))

    def step_back(*arguments):
        dx_t, dh_prev, dc_prev, *dweights = lstm_step_backward(*arguments)
        t = next(at)
        return dx_t, dh_prev, dc_prev / before[t] * before[t - 1], *dweights

    answer = through_time_in_parts(step_back=step_back)
    return answer(dhidden_states, dh_T, dc_T, x, h_0, c_0, *weights)


LSTM_BACKWARD = Question(
    name="lstm_backward",
    reference=_reference,
    outputs=(
        Output("dx", ("batch", "time", "features")),
        Output("dh_0", _STATE),
        Output("dc_0", _STATE),
        Output("dkernel", ("features", "4 units")),
        Output("drecurrent_kernel", ("units", "4 units")),
        Output("dbias", ("4 units",)),
    ),
    draw=drawing(_arguments, _SIZES),
    lesson=_SEQUENCE,
    hint=(
        "If lstm_step_backward is not right yet, mend it first. If all outputs are wrong, check "
        "the states that each step reads, and what enters each turn of the loop: the gradients "
        "of both states from the next step, and that of this step's own output."
    ),
    mistakes=(
        Mistake(
            "cell-gradient-not-carried",
            through_time_in_parts(carry=lambda dh, dc: (dh, 0 * dc)),
            "Here the gradient of the cell state is not handed to the step before. c_t is read by "
            "step t + 1, so what comes back from there enters step t as dc_t.",
            _SEQUENCE,
        ),
        Mistake(
            "last-cell-gradient-at-every-step",
            through_time_in_parts(cell_enters=lambda dc, dc_T: dc_T),
            "Here dc_T enters every step back. It belongs to the last cell state only: into every "
            "earlier step goes the dc_prev that the step after it has returned.",
            _SEQUENCE,
        ),
        Mistake(
            "cell-gradient-ignored",
            through_time_in_parts(cell_enters=lambda dc, dc_T: 0 * dc),
            "Here zeros enter every step back as the gradient of the cell state. It must begin "
            "with dc_T, and each step hands its dc_prev to the step before.",
            _SEQUENCE,
        ),
        Mistake(
            "hidden-gradient-not-carried",
            through_time_in_parts(carry=lambda dh, dc: (0 * dh, dc)),
            "Here the gradient of the hidden state is not handed to the step before. h_t is also "
            "read by the four blocks of step t + 1, so what comes back from there must be added.",
            _SEQUENCE,
        ),
        Mistake(
            "only-the-last-output-counts",
            through_time_in_parts(
                from_above=lambda g, t: g[:, t] if t == g.shape[1] - 1 else 0 * g[:, t]
            ),
            "Here only the output of the last step sends a gradient back. Every hidden state has "
            "an output of its own: add dhidden_states[:, t] at every step.",
            _SEQUENCE,
        ),
        Mistake(
            "last-hidden-gradient-ignored",
            through_time_in_parts(start=lambda dh_T, dc_T: (0 * dh_T, dc_T)),
            "Here dh_T is left out. The last hidden state is returned twice, in hidden_states and "
            "as h_T, so both gradients arrive at it and are added.",
            _SEQUENCE,
        ),
        Mistake(
            "last-cell-gradient-ignored",
            through_time_in_parts(start=lambda dh_T, dc_T: (dh_T, 0 * dc_T)),
            "Here dc_T is left out: the loop begins with zeros for the cell state. The last cell "
            "state is an output too, and dc_T is the gradient that arrives at it.",
            _SEQUENCE,
        ),
        Mistake(
            "weights-from-the-first-step-only",
            through_time_in_parts(collect=lambda parts: parts[0]),
            "The gradients of the weights are those of the first time step alone. All steps use "
            "the same weights, so their gradients are added up: = in the loop keeps only the last "
            "one that it meets, += adds.",
            _SEQUENCE,
        ),
        Mistake(
            "averaged-over-time",
            through_time_in_parts(collect=lambda parts: sum(parts.values()) / len(parts)),
            "The gradients of the weights are means over the time steps. A change of a weight "
            "changes every step, and small changes add up: take the sum.",
            _SEQUENCE,
        ),
        Mistake(
            "loop-forwards",
            through_time_in_parts(steps=range),
            "Here the loop runs from the first step to the last one. A gradient comes from the "
            "steps that follow, so the loop must begin at the last step.",
            _SEQUENCE,
        ),
        Mistake(
            "first-time-step-missing",
            through_time_in_parts(steps=lambda time: range(time - 1, 0, -1)),
            "The first time step is missing: the loop stops before t = 0. Use reversed(range(T)), "
            "or range(T - 1, -1, -1), where the end -1 is not reached itself.",
            _SEQUENCE,
        ),
        Mistake(
            "input-gradients-in-the-order-of-the-loop",
            through_time_in_parts(give=lambda dx, dstates, rest: (dx[:, ::-1], *dstates, *rest)),
            "This dx is reversed in time: the gradients stand in the order in which the loop made "
            "them, and it began at the last step. dx[:, t] belongs to x[:, t].",
            _SEQUENCE,
        ),
        Mistake(
            "initial-gradients-swapped",
            through_time_in_parts(give=lambda dx, dstates, rest: (dx, *dstates[::-1], *rest)),
            "Both dh_0 and dc_0 are right, but they come back in the wrong order. Return dx, then "
            "dh_0, then dc_0. The two have the same shape, so nothing but the values shows it.",
            _SEQUENCE,
        ),
        Mistake(
            "states-after-the-step",
            through_time_in_parts(state_before=lambda states, t: states[t + 1]),
            "Each step back is given the states that the step has returned. It needs those that "
            "the step has read: h_0 and c_0 at the first step, then those of step t - 1.",
            _SEQUENCE,
        ),
        Mistake(
            "forget-gate-missing",
            through_time_in_parts(step_back=backward_in_lines.but(dc_prev=lambda v: v.dc)),
            "Here the gradient of the cell state goes from step to step as it is. Each step "
            "multiplies the cell state by its forget gate, so the way back does so too.",
            _GRADIENT,
        ),
        Mistake(
            "forget-gate-of-the-step-before",
            _with_forget_gate_of_the_step_before,
            "On its way from step t to step t - 1 the gradient of the cell state is multiplied by "
            "the forget gate of step t - 1. It is step t that multiplies c_(t-1) by its own gate.",
            _GRADIENT,
        ),
    ),
)
