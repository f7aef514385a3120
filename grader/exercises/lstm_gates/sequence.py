"""The question on the whole sequence."""

import numpy as np

from grader.exercise import Mistake, Output, Question
from grader.exercises.cases import Sizes, drawing, lstm_sequence
from unrolled.lstm import lstm_step
from unrolled.unroll import unroll

_SEQUENCE = "lstm-sequence"
_STATE = ("batch", "units")
_SIZES = (
    Sizes(batch=2, time=5, features=3, units=4),
    Sizes(batch=4, time=3, features=1, units=2, initial_states=False),
    Sizes(batch=1, time=4, features=2, units=3),
    Sizes(batch=3, time=1, features=2, units=4),
    Sizes(batch=2, time=4, features=3, units=1, large_cell=True),
    Sizes(batch=3, time=4, features=2, units=3),
)


def _stack(states):
    return np.stack(states, axis=1)


def _outputs(h, c):
    return _stack(h[1:]), h[-1], c[-1]


def _last_two(h, c):
    return h[-1], c[-1]


def _given_or_zeros(zeros, h_0, c_0):
    return (zeros, zeros) if h_0 is None else (h_0, c_0)


def _reference(x, kernel, recurrent_kernel, bias, h_0=None, c_0=None):
    states = _given_or_zeros(np.zeros((x.shape[0], recurrent_kernel.shape[0])), h_0, c_0)
    hidden_states, last = unroll(lstm_step, x, states, (kernel, recurrent_kernel, bias))
    return hidden_states, *last


def sequence_in_parts(give=_outputs, carry=_last_two, start=_given_or_zeros, read=lambda x: x):
    """Return a function for the question, made of four parts that a mistake can replace.

    ``read`` arranges the input, ``start`` chooses the initial states, ``carry`` picks from
    the states so far, each in a list from the initial one on, those that the next step
    starts from, and ``give`` makes the outputs of the two lists.
    """

    def answer(x, kernel, recurrent_kernel, bias, h_0=None, c_0=None):
        x = read(x)
        h_0, c_0 = start(np.zeros((x.shape[0], recurrent_kernel.shape[0])), h_0, c_0)
        h, c = [h_0], [c_0]
        for t in range(x.shape[1]):
            h_t, c_t = lstm_step(x[:, t], *carry(h, c), kernel, recurrent_kernel, bias)
            h.append(h_t)
            c.append(c_t)
        return give(h, c)

    return answer


def _started_with_or(zeros, h_0, c_0):
    return h_0 or zeros, c_0 or zeros


def _last_step_missing(h, c):
    return _stack([*h[1:-1], np.zeros_like(h[-1])]), h[-2], c[-2]


LSTM_SEQUENCE = Question(
    name="lstm_sequence",
    reference=_reference,
    outputs=(
        Output("hidden_states", ("batch", "time", "units")),
        Output("h_T", _STATE),
        Output("c_T", _STATE),
    ),
    draw=drawing(lstm_sequence, _SIZES),
    lesson=_SEQUENCE,
    hint=(
        "If lstm_step is not right yet, mend it first: wrong steps make a wrong sequence. Then "
        "check what the first step starts from, what each next step receives, and on which axis "
        "the hidden states are put together."
    ),
    mistakes=(
        Mistake(
            "hidden-state-not-carried",
            sequence_in_parts(carry=lambda h, c: (h[0], c[-1])),
            "Every step starts from the initial hidden state. Each step must receive the h_t of "
            "the step before it.",
            _SEQUENCE,
        ),
        Mistake(
            "cell-state-not-carried",
            sequence_in_parts(carry=lambda h, c: (h[-1], c[0])),
            "Every step starts from the initial cell state. Each step must receive the c_t of the "
            "step before it: that is the memory of the LSTM.",
            _SEQUENCE,
        ),
        Mistake(
            "initial-states-ignored",
            sequence_in_parts(start=lambda zeros, h_0, c_0: (zeros, zeros)),
            "This sequence starts from zeros although h_0 and c_0 are given. Zeros are right only "
            "where they are None.",
            _SEQUENCE,
        ),
        Mistake(
            "initial-states-swapped",
            sequence_in_parts(start=lambda zeros, h_0, c_0: _given_or_zeros(zeros, h_0, c_0)[::-1]),
            "The sequence starts with h_0 as the cell state and c_0 as the hidden state. The two "
            "have the same shape, so nothing but the values shows it.",
            _SEQUENCE,
        ),
        Mistake(
            "final-states-swapped",
            sequence_in_parts(give=lambda h, c: (_stack(h[1:]), c[-1], h[-1])),
            "The two final states are right, but they come back in the wrong order. Return "
            "hidden_states, then h_T, then c_T.",
            _SEQUENCE,
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
                read=lambda x: x.swapaxes(0, 1),
                give=lambda h, c: (np.stack(h[1:]), h[-1], c[-1]),
            ),
            "Here x[t] is taken for time step t, but the first axis of x is the batch, so x[t] is "
            "sample t. All samples at time step t are x[:, t].",
            _SEQUENCE,
        ),
        Mistake(
            "time-axis-first",
            sequence_in_parts(give=lambda h, c: (np.stack(h[1:]), h[-1], c[-1])),
            "The hidden states are put together with time as the first axis, as a plain list of "
            "them is. The batch comes first here: use np.stack(..., axis=1).",
            _SEQUENCE,
        ),
        Mistake(
            "one-state-repeated",
            sequence_in_parts(give=lambda h, c: (_stack([h[-1]] * (len(h) - 1)), h[-1], c[-1])),
            "Every time step of hidden_states shows the last hidden state. One and the same array "
            "was stored at each step and then overwritten: store a new array for each step.",
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
            sequence_in_parts(give=lambda h, c: (_stack(h[:-1]), h[-1], c[-1])),
            "Your hidden_states are one step late: they start with the initial state, and the last "
            "state is missing. Store the hidden state after the step, not before it.",
            _SEQUENCE,
        ),
        Mistake(
            "initial-state-included",
            sequence_in_parts(give=lambda h, c: (_stack(h), h[-1], c[-1])),
            "Your hidden_states have one time step too many, because the initial state is stored "
            "with the others. The first entry must be the state after step 0.",
            _SEQUENCE,
        ),
        Mistake(
            "cell-states-returned",
            sequence_in_parts(give=lambda h, c: (_stack(c[1:]), h[-1], c[-1])),
            "These are the cell states of all steps. The hidden states are asked for: h_t is what "
            "an LSTM shows to the next layer.",
            _SEQUENCE,
        ),
        Mistake(
            "last-sample-for-last-step",
            sequence_in_parts(give=lambda h, c: (_stack(h[1:]), _stack(h[1:])[-1], c[-1])),
            "This h_T is hidden_states[-1], which is the last sample, with all its time steps. "
            "The last time step of every sample is hidden_states[:, -1].",
            _SEQUENCE,
        ),
        Mistake(
            "array-as-truth-value",
            sequence_in_parts(start=_started_with_or),
            "Python cannot say whether a whole array counts as true, so `if h_0:` and `h_0 or ...` "
            "fail. Write `if h_0 is None:` to find out whether it is missing.",
            _SEQUENCE,
        ),
    ),
)
