"""The question on the whole sequence."""

import numpy as np

from grader.exercise import Mistake, Output, Question
from grader.exercises.cases import drawing, order_one
from grader.exercises.rnn_limits.draws import SEQUENCE_SIZES, OneState, weights
from unrolled.rnn import rnn_step
from unrolled.unroll import unroll

_LOOP = "rnn-step"
_SHAPES = "rnn-shapes"

# The second case starts without a state, and the last one, where batch and units are small.
_SIZES = (
    SEQUENCE_SIZES[0],
    OneState(batch=3, time=4, features=1, units=2, initial_states=False),
    *SEQUENCE_SIZES[1:-1],
    OneState(batch=1, time=3, features=2, units=4, initial_states=False),
)


def _arguments(rng, sizes):
    state = {"h_0": order_one(rng, sizes.batch, sizes.units)} if sizes.initial_states else {}
    return {
        "x": order_one(rng, sizes.batch, sizes.time, sizes.features),
        **weights(rng, sizes),
        **state,
    }


def _given_or_zeros(zeros, h_0):
    return zeros if h_0 is None else h_0


def _reference(x, kernel, recurrent_kernel, bias, h_0=None):
    start = _given_or_zeros(np.zeros((x.shape[0], recurrent_kernel.shape[0])), h_0)
    hidden_states, (h_T,) = unroll(rnn_step, x, (start,), (kernel, recurrent_kernel, bias))
    return hidden_states, h_T


def _stack(states):
    return np.stack(states, axis=1)


def sequence_in_parts(
    start=_given_or_zeros,
    carry=lambda h: h[-1],
    read=lambda x: x,
    take=lambda x, t: x[:, t],
    give=lambda h: (_stack(h[1:]), h[-1]),
):
    """Return a function for the question, made of five parts that a mistake can replace.

    ``start`` chooses the initial state, ``read`` arranges the input and ``take`` picks one
    step of it, ``carry`` picks the state that the next step starts from out of a list of
    the states so far, from the initial one on, and ``give`` makes the outputs of that list.
    """

    def answer(x, kernel, recurrent_kernel, bias, h_0=None):
        x = read(x)
        h = [start(np.zeros((x.shape[0], recurrent_kernel.shape[0])), h_0)]
        for t in range(x.shape[1]):
            h.append(rnn_step(take(x, t), carry(h), kernel, recurrent_kernel, bias))
        return give(h)

    return answer


def _state_runs_through_the_batch(x, kernel, recurrent_kernel, bias, h_0=None):
    h_t = np.zeros(len(recurrent_kernel)) if h_0 is None else h_0[0]
    hidden_states = []
    for sample in x:
        rows = []
        for x_t in sample:
            h_t = rnn_step(x_t, h_t, kernel, recurrent_kernel, bias)
            rows.append(h_t)
        hidden_states.append(rows)
    return np.array(hidden_states), np.array(hidden_states)[:, -1]


def _last_step_missing(h):
    return _stack([*h[1:-1], np.zeros_like(h[-1])]), h[-2]


RNN_SEQUENCE = Question(
    name="rnn_sequence",
    reference=_reference,
    outputs=(
        Output("hidden_states", ("batch", "time", "units")),
        Output("h_T", ("batch", "units")),
    ),
    draw=drawing(_arguments, _SIZES),
    lesson=_SHAPES,
    hint=(
        "If rnn_step is not right yet, mend it first: wrong steps make a wrong sequence. Then "
        "check what the first step starts from, what each next step receives, and on which axis "
        "the hidden states are put together."
    ),
    mistakes=(
        Mistake(
            "state-not-carried",
            sequence_in_parts(carry=lambda h: h[0]),
            "Every step starts from the initial state, so the network remembers nothing. Each step "
            "must receive the h_t of the step before it.",
            _LOOP,
        ),
        Mistake(
            "initial-state-ignored",
            sequence_in_parts(start=lambda zeros, h_0: zeros),
            "This sequence starts from zeros although h_0 is given. Zeros are right only where "
            "h_0 is None. Reading hidden_states[:, t - 1] at t = 0 does the same: the index -1 is "
            "the last time step, which is not filled yet.",
            _SHAPES,
        ),
        Mistake(
            "starts-from-ones",
            sequence_in_parts(start=lambda zeros, h_0: zeros + 1 if h_0 is None else h_0),
            "Where no initial state is given, this sequence starts from ones. The usual start, and "
            "the one that is asked for, is zeros: nothing was read yet.",
            _SHAPES,
        ),
        Mistake(
            "state-runs-through-the-batch",
            _state_runs_through_the_batch,
            "Here the last state of one sample becomes the first state of the next sample. The "
            "samples have nothing to do with each other: each of them starts from its own row of "
            "h_0.",
            _SHAPES,
        ),
        Mistake(
            "time-reversed",
            sequence_in_parts(read=lambda x: x[:, ::-1]),
            "This is what you get when the sequence is read from its end to its start. The first "
            "step reads x[:, 0].",
            _LOOP,
        ),
        Mistake(
            "first-input-at-every-step",
            sequence_in_parts(take=lambda x, t: x[:, 0]),
            "Every step reads the same input, x[:, 0]. The step number t must choose it: x[:, t].",
            _LOOP,
        ),
        Mistake(
            "samples-read-as-time-steps",
            sequence_in_parts(
                read=lambda x: x.swapaxes(0, 1), give=lambda h: (np.stack(h[1:]), h[-1])
            ),
            "Here x[t] is taken for time step t, but the first axis of x is the batch, so x[t] is "
            "sample t. All samples at time step t are x[:, t].",
            _SHAPES,
        ),
        Mistake(
            "time-axis-first",
            sequence_in_parts(give=lambda h: (np.stack(h[1:]), h[-1])),
            "The hidden states are put together with time as the first axis, as a plain list of "
            "them is. The batch comes first here: use np.stack(..., axis=1).",
            _SHAPES,
        ),
        Mistake(
            "one-state-repeated",
            sequence_in_parts(give=lambda h: (_stack([h[-1]] * (len(h) - 1)), h[-1])),
            "Every time step of hidden_states shows the last hidden state. One and the same array "
            "was stored at each step and then overwritten: store a new array for each step.",
            _SHAPES,
        ),
        Mistake(
            "last-step-missing",
            sequence_in_parts(give=_last_step_missing),
            "The last time step is missing: the loop ends one step early, and the last row of "
            "hidden_states stays zero. There are x.shape[1] steps, so use range(x.shape[1]).",
            _LOOP,
        ),
        Mistake(
            "state-stored-before-step",
            sequence_in_parts(give=lambda h: (_stack(h[:-1]), h[-1])),
            "Your hidden_states are one step late: they start with the initial state, and the last "
            "state is missing. Store the hidden state after the step, not before it.",
            _LOOP,
        ),
        Mistake(
            "initial-state-included",
            sequence_in_parts(give=lambda h: (_stack(h), h[-1])),
            "Your hidden_states have one time step too many, because the initial state is stored "
            "with the others. The first entry must be the state after the first step.",
            _SHAPES,
        ),
        Mistake(
            "last-sample-for-last-step",
            sequence_in_parts(give=lambda h: (_stack(h[1:]), _stack(h[1:])[-1])),
            "This h_T is hidden_states[-1], which is the last sample, with all its time steps. "
            "The last time step of every sample is hidden_states[:, -1].",
            _SHAPES,
        ),
        Mistake(
            "array-as-truth-value",
            sequence_in_parts(start=lambda zeros, h_0: h_0 or zeros),
            "Python cannot say whether a whole array counts as true, so `if h_0:` and `h_0 or ...` "
            "fail. Write `if h_0 is None:` to find out whether it is missing.",
            _SHAPES,
        ),
    ),
)
