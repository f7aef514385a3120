"""The question on the LSTM layer and the three values that it returns."""

import numpy as np

from grader.exercise import Mistake, Output, Question
from grader.exercises.cases import Sizes, drawing, lstm_sequence
from unrolled import layers
from unrolled.lstm import lstm_gates, lstm_step

_VALUES = "keras-states-calls"
_CELL = "keras-states-cell"
_START = "keras-initial-state"
_COLUMNS = "keras-weights-columns"
_STATE = ("batch", "units")
_SIZES = (
    Sizes(batch=2, time=4, features=3, units=5),
    Sizes(batch=3, time=3, features=1, units=2, initial_states=False),
    Sizes(batch=1, time=5, features=3, units=4),
    Sizes(batch=4, time=1, features=2, units=3),
    Sizes(batch=2, time=3, features=3, units=1, large_cell=True),
    Sizes(batch=3, time=4, features=2, units=3),
)


def _reference(x, kernel, recurrent_kernel, bias, h_0=None, c_0=None):
    layer = layers.LSTM(len(recurrent_kernel), return_sequences=True, return_state=True)
    layer.set_weights([kernel, recurrent_kernel, bias])
    return layer(x, None if h_0 is None else [h_0, c_0])


def _stack(states):
    return np.stack(states, axis=1)


def _given_or_zeros(zeros, h_0, c_0):
    return (zeros, zeros) if h_0 is None else (h_0, c_0)


def layer_in_parts(
    start=_given_or_zeros,
    carry=lambda h, c: (h[-1], c[-1]),
    step=lstm_step,
    give=lambda h, c: (_stack(h[1:]), h[-1], c[-1]),
):
    """Return a function for the question, made of four parts that a mistake can replace.

    ``start`` chooses the initial states, ``carry`` picks from the states so far those that
    the ``step`` starts from, and ``give`` makes the outputs of all hidden states and all cell
    states, each in a list from the initial one on.
    """

    def answer(x, kernel, recurrent_kernel, bias, h_0=None, c_0=None):
        h_0, c_0 = start(np.zeros((len(x), len(recurrent_kernel))), h_0, c_0)
        h, c = [h_0], [c_0]
        for t in range(x.shape[1]):
            h_t, c_t = step(x[:, t], *carry(h, c), kernel, recurrent_kernel, bias)
            h.append(h_t)
            c.append(c_t)
        return give(h, c)

    return answer


def _blocks_read_as(order):
    """Return the step that takes the blocks i, f, c, o for those named in ``order``."""

    def step(x_t, h_prev, c_prev, *weights):
        in_order = []
        for array in weights:
            blocks = dict(zip(order, np.split(array, 4, axis=-1), strict=True))
            in_order.append(np.concatenate([blocks[letter] for letter in "ifco"], axis=-1))
        return lstm_step(x_t, h_prev, c_prev, *in_order)

    return step


def _columns_interleaved(x_t, h_prev, c_prev, *weights):
    moved = [
        np.concatenate([array[..., first::4] for first in range(4)], axis=-1) for array in weights
    ]
    return lstm_step(x_t, h_prev, c_prev, *moved)


def _blocks_transposed(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    transposed = np.hstack([block.T for block in np.split(recurrent_kernel, 4, axis=1)])
    return lstm_step(x_t, h_prev, c_prev, kernel, transposed, bias)


def _one_more_forget_bias(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    more = bias + np.repeat([0, 1, 0, 0], bias.size // 4)
    return lstm_step(x_t, h_prev, c_prev, kernel, recurrent_kernel, more)


def _without_tanh(x_t, h_prev, c_prev, *weights):
    _, c_t = lstm_step(x_t, h_prev, c_prev, *weights)
    *_, o_t = lstm_gates(x_t, h_prev, *weights)
    return o_t * c_t, c_t


LSTM_LAYER = Question(
    name="lstm_layer",
    reference=_reference,
    outputs=(
        Output("hidden_states", ("batch", "time", "units")),
        Output("h_T", _STATE),
        Output("c_T", _STATE),
    ),
    draw=drawing(lstm_sequence, _SIZES),
    lesson=_VALUES,
    hint=(
        "Compare a sequence of one time step with the equations first, gate by gate. Then check "
        "what the first step starts from and what each next step receives."
    ),
    mistakes=(
        Mistake(
            "cell-states-in-the-sequence",
            layer_in_parts(give=lambda h, c: (_stack(c[1:]), h[-1], c[-1])),
            "The sequence holds the cell states. A layer shows h_t at each step; the cell state "
            "stays inside, and only the last one comes out, as the third value.",
            _CELL,
        ),
        Mistake(
            "hidden-state-for-the-cell-state",
            layer_in_parts(give=lambda h, c: (_stack(h[1:]), h[-1], h[-1])),
            "The third value is the last hidden state once more. It must be the last cell state, "
            "which stands in no row of the sequence.",
            _CELL,
        ),
        Mistake(
            "final-states-swapped",
            layer_in_parts(give=lambda h, c: (_stack(h[1:]), c[-1], h[-1])),
            "The two last states come back in the wrong order. Keras returns the sequence, then h, "
            "then c.",
            _VALUES,
        ),
        Mistake(
            "initial-states-swapped",
            layer_in_parts(start=lambda zeros, h_0, c_0: _given_or_zeros(zeros, h_0, c_0)[::-1]),
            "The layer starts with h_0 as the cell state and c_0 as the hidden state. The two have "
            "the same shape, so nothing but the values shows it.",
            "keras-states-docstring",
        ),
        Mistake(
            "initial-states-ignored",
            layer_in_parts(start=lambda zeros, h_0, c_0: (zeros, zeros)),
            "This layer starts from zeros although h_0 and c_0 are given. Zeros are right only "
            "where they are None.",
            _START,
        ),
        Mistake(
            "initial-cell-state-ignored",
            layer_in_parts(
                start=lambda zeros, h_0, c_0: (_given_or_zeros(zeros, h_0, c_0)[0], zeros)
            ),
            "The hidden state starts from h_0, but the cell state starts from zeros although c_0 "
            "is given. An LSTM has two states, and both are carried over.",
            _START,
        ),
        Mistake(
            "hidden-state-not-carried",
            layer_in_parts(carry=lambda h, c: (h[0], c[-1])),
            "Every step starts from the initial hidden state. Each step must receive the h_t of "
            "the step before it.",
            "lstm-sequence",
        ),
        Mistake(
            "cell-state-not-carried",
            layer_in_parts(carry=lambda h, c: (h[-1], c[0])),
            "Every step starts from the initial cell state. Each step must receive the c_t of the "
            "step before it: that is the memory of the LSTM.",
            "lstm-sequence",
        ),
        Mistake(
            "blocks-i-f-o-c",
            layer_in_parts(step=_blocks_read_as("ifoc")),
            "This is what you get when the four blocks are read in the order i, f, o, c. In the "
            "weights of Keras the candidate is the third block and the output gate the fourth.",
            _COLUMNS,
        ),
        Mistake(
            "blocks-f-i-c-o",
            layer_in_parts(step=_blocks_read_as("fico")),
            "The input and forget gates are swapped. In the weights of Keras the input gate is the "
            "first block and the forget gate the second.",
            _COLUMNS,
        ),
        Mistake(
            "columns-interleaved",
            layer_in_parts(step=_columns_interleaved),
            "This is what you get when each gate takes every fourth column. The blocks lie side by "
            "side: the first quarter of the columns belongs to i, the next one to f, then come c "
            "and o.",
            _COLUMNS,
        ),
        Mistake(
            "recurrent-blocks-transposed",
            layer_in_parts(step=_blocks_transposed),
            "Here the four blocks of recurrent_kernel are transposed. Each is square, so the "
            "shapes fit both ways; with states as rows the product is h @ recurrent_kernel.",
            "lstm-four-blocks",
        ),
        Mistake(
            "forget-bias-added-again",
            layer_in_parts(step=_one_more_forget_bias),
            "Here 1 is added to the bias of the forget gate. Keras does that once, when it makes "
            "the layer, so the 1 is in the list of weights already.",
            "lstm-forget-bias",
        ),
        Mistake(
            "tanh-of-cell-state-forgotten",
            layer_in_parts(step=_without_tanh),
            "This hidden state is o_t * c_t: the tanh is missing. The cell state can grow beyond "
            "1, and tanh keeps what the layer shows between -1 and 1.",
            "lstm-output-gate",
        ),
        Mistake(
            "time-axis-first",
            layer_in_parts(give=lambda h, c: (np.stack(h[1:]), h[-1], c[-1])),
            "The hidden states are put together with time as the first axis, as a plain list of "
            "them is. The batch comes first in Keras: use np.stack(..., axis=1).",
            "keras-simple-rnn-axes",
        ),
    ),
)
