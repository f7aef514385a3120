"""The question on the whole sequence."""

import numpy as np

from grader.exercise import Mistake, Output, Question
from grader.exercises.cases import Sizes, drawing, fused_weights, order_one
from grader.exercises.gru.step import step_that_keeps
from unrolled.gru import gru_step
from unrolled.unroll import unroll

_SEQUENCE = "gru-sequence"
_SIZES = (
    Sizes(batch=2, time=5, features=3, units=4),
    Sizes(batch=4, time=3, features=1, units=2, initial_states=False),
    Sizes(batch=1, time=4, features=2, units=3),
    Sizes(batch=3, time=1, features=2, units=4),
    Sizes(batch=2, time=4, features=3, units=1),
    Sizes(batch=3, time=4, features=2, units=3),
)


def _arguments(rng, sizes):
    state = {"h_0": order_one(rng, sizes.batch, sizes.units)}
    return {
        "x": order_one(rng, sizes.batch, sizes.time, sizes.features),
        **fused_weights(rng, sizes, blocks=3),
        **(state if sizes.initial_states else {}),
    }


def _stack(states):
    return np.stack(states, axis=1)


def _outputs(h):
    return _stack(h[1:]), h[-1]


def _given_or_zeros(zeros, h_0):
    return zeros if h_0 is None else h_0


def _zeros_like(x, recurrent_kernel):
    return np.zeros((x.shape[0], recurrent_kernel.shape[0]))


def _reference(x, kernel, recurrent_kernel, bias, h_0=None):
    states = (_given_or_zeros(_zeros_like(x, recurrent_kernel), h_0),)
    hidden_states, (h_T,) = unroll(gru_step, x, states, (kernel, recurrent_kernel, bias))
    return hidden_states, h_T


def sequence_in_parts(
    give=_outputs,
    carry=lambda h: h[-1],
    start=_given_or_zeros,
    read=lambda x: x,
    step=gru_step,
):
    """Return a function for the question, made of five parts that a mistake can replace.

    ``read`` arranges the input, ``start`` chooses the initial state, ``carry`` picks from
    the list of the states so far, the initial one first, that which the next ``step``
    starts from, and ``give`` makes the outputs of this list.
    """

    def answer(x, kernel, recurrent_kernel, bias, h_0=None):
        x = read(x)
        h = [start(_zeros_like(x, recurrent_kernel), h_0)]
        for t in range(x.shape[1]):
            h.append(step(x[:, t], carry(h), kernel, recurrent_kernel, bias))
        return give(h)

    return answer


def _last_step_missing(h):
    return _stack([*h[1:-1], np.zeros_like(h[-1])]), h[-2]


GRU_SEQUENCE = Question(
    name="gru_sequence",
    reference=_reference,
    outputs=(
        Output("hidden_states", ("batch", "time", "units")),
        Output("h_T", ("batch", "units")),
    ),
    draw=drawing(_arguments, _SIZES),
    lesson=_SEQUENCE,
    hint=(
        "If gru_step is not right yet, mend it first: wrong steps make a wrong sequence. Then "
        "check what the first step starts from, what each next step receives, and on which axis "
        "the hidden states are put together."
    ),
    mistakes=(
        Mistake(
            "state-not-carried",
            sequence_in_parts(carry=lambda h: h[0]),
            "Every step starts from the initial state. Each step must receive the h_t of the step "
            "before it: that is the memory of the GRU.",
            _SEQUENCE,
        ),
        Mistake(
            "initial-state-ignored",
            sequence_in_parts(start=lambda zeros, h_0: zeros),
            "This sequence starts from zeros although h_0 is given. Zeros are right only where "
            "h_0 is None.",
            _SEQUENCE,
        ),
        Mistake(
            "two-steps-back",
            sequence_in_parts(carry=lambda h: h[max(len(h) - 2, 0)]),
            "Each step receives the state from two steps before. The step at time step t starts "
            "from the state after time step t - 1.",
            _SEQUENCE,
        ),
        Mistake(
            "update-gate-keeps",
            sequence_in_parts(step=step_that_keeps),
            "In these steps z_t keeps the old state, as in Keras. gru_step is asked for, whose "
            "z_t takes the new one.",
            "gru-z-convention",
        ),
        Mistake(
            "time-reversed",
            sequence_in_parts(read=lambda x: x[:, ::-1]),
            "This is what you get when the sequence is read from its end to its start. The first "
            "step reads x[:, 0].",
            _SEQUENCE,
        ),
        Mistake(
            "samples-read-as-time-steps",
            sequence_in_parts(
                read=lambda x: x.swapaxes(0, 1), give=lambda h: (np.stack(h[1:]), h[-1])
            ),
            "Here x[t] is taken for time step t, but the first axis of x is the batch, so x[t] is "
            "sample t. All samples at time step t are x[:, t].",
            _SEQUENCE,
        ),
        Mistake(
            "time-axis-first",
            sequence_in_parts(give=lambda h: (np.stack(h[1:]), h[-1])),
            "The hidden states are put together with time as the first axis, as a plain list of "
            "them is. The batch comes first here: use np.stack(..., axis=1).",
            _SEQUENCE,
        ),
        Mistake(
            "one-state-repeated",
            sequence_in_parts(give=lambda h: (_stack([h[-1]] * (len(h) - 1)), h[-1])),
            "Every time step of hidden_states shows the last state. One and the same array was "
            "stored at each step and then overwritten: store a new array for each step.",
            _SEQUENCE,
        ),
        Mistake(
            "last-step-missing",
            sequence_in_parts(give=_last_step_missing),
            "The last time step is missing: the loop ends one step early, and the last row of "
            "hidden_states stays zero. There are x.shape[1] steps, so use range(x.shape[1]).",
            _SEQUENCE,
        ),
        Mistake(
            "state-stored-before-step",
            sequence_in_parts(give=lambda h: (_stack(h[:-1]), h[-1])),
            "Your hidden_states are one step late: they start with the initial state, and the last "
            "state is missing. Store the state after the step, not before it.",
            _SEQUENCE,
        ),
        Mistake(
            "initial-state-included",
            sequence_in_parts(give=lambda h: (_stack(h), h[-1])),
            "Your hidden_states have one time step too many, because the initial state is stored "
            "with the others. The first entry must be the state after step 0.",
            _SEQUENCE,
        ),
        Mistake(
            "last-sample-for-last-step",
            sequence_in_parts(give=lambda h: (_stack(h[1:]), _stack(h[1:])[-1])),
            "This h_T is hidden_states[-1], which is the last sample, with all its time steps. "
            "The last time step of every sample is hidden_states[:, -1].",
            _SEQUENCE,
        ),
        Mistake(
            "outputs-swapped",
            sequence_in_parts(give=lambda h: _outputs(h)[::-1]),
            "Both values are right, but they come back in the wrong order. Return hidden_states "
            "first, then h_T.",
            _SEQUENCE,
        ),
        Mistake(
            "array-as-truth-value",
            sequence_in_parts(start=lambda zeros, h_0: h_0 or zeros),
            "Python cannot say whether a whole array counts as true, so `if h_0:` and `h_0 or ...` "
            "fail. Write `if h_0 is None:` to find out whether it is missing.",
            _SEQUENCE,
        ),
    ),
)
