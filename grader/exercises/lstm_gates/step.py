"""The question on the whole step with fused weights."""

import numpy as np

from grader.exercise import Mistake, Output, Question
from grader.exercises.cases import cell_state, drawing, fused_weights, order_one
from grader.exercises.recipe import Recipe
from unrolled.activations import sigmoid
from unrolled.lstm import lstm_step

_BLOCKS = "lstm-four-blocks"
_STEP = "lstm-step"
_STATE = ("batch", "units")


def _arguments(rng, sizes):
    return {
        "x_t": order_one(rng, sizes.batch, sizes.features),
        "h_prev": order_one(rng, sizes.batch, sizes.units),
        "c_prev": cell_state(rng, sizes),
        **fused_weights(rng, sizes),
    }


step_in_lines = Recipe(
    "x_t h_prev c_prev kernel recurrent_kernel bias",
    {
        "a": lambda v: v.x_t @ v.kernel + v.h_prev @ v.recurrent_kernel + v.bias,
        "blocks": lambda v: np.split(v.a, 4, axis=-1),
        "i_t": lambda v: sigmoid(v.blocks[0]),
        "f_t": lambda v: sigmoid(v.blocks[1]),
        "c_tilde": lambda v: np.tanh(v.blocks[2]),
        "o_t": lambda v: sigmoid(v.blocks[3]),
        "c_t": lambda v: v.f_t * v.c_prev + v.i_t * v.c_tilde,
        "h_t": lambda v: v.o_t * np.tanh(v.c_t),
    },
    "h_t c_t",
)


def _blocks_read_as(order):
    """Return the step that takes the blocks i, f, c, o for those named in ``order``."""
    positions = [order.index(letter) for letter in "ifco"]
    return step_in_lines.but(
        blocks=lambda v: [np.split(v.a, 4, axis=-1)[position] for position in positions]
    )


def _states_swapped(x_t, h_prev, c_prev, *weights):
    return step_in_lines(x_t, c_prev, h_prev, *weights)


def _transpose_blocks(recurrent_kernel):
    return np.hstack([block.T for block in np.split(recurrent_kernel, 4, axis=-1)])


def _bias_plus_one(bias):
    units = bias.size // 4
    return bias + np.repeat([0, 1, 0, 0], units)


LSTM_STEP = Question(
    name="lstm_step",
    reference=lstm_step,
    outputs=(Output("h_t", _STATE), Output("c_t", _STATE)),
    draw=drawing(_arguments),
    lesson=_STEP,
    hint=(
        "Take the step apart: the pre-activation of shape (batch, 4 units), its four blocks in "
        "the order i, f, c, o, then c_t, then h_t. Check c_t first, because h_t is computed "
        "from it."
    ),
    mistakes=(
        Mistake(
            "blocks-i-f-o-c",
            _blocks_read_as("ifoc"),
            "This is what you get when the four blocks are read in the order i, f, o, c, as some "
            "courses pack them. These weights are in the order of Keras: the candidate is the "
            "third block, the output gate the fourth.",
            _BLOCKS,
        ),
        Mistake(
            "blocks-f-i-c-o",
            _blocks_read_as("fico"),
            "The input and forget gates are swapped. Many texts name the forget gate first, but in "
            "the order of Keras the input gate is the first block and the forget gate the second; "
            "it is the forget gate that multiplies c_prev.",
            _BLOCKS,
        ),
        Mistake(
            "blocks-f-c-i-o",
            _blocks_read_as("fcio"),
            "This is what you get when the four blocks are read in the order f, c, i, o, as some "
            "books pack them. These weights are in the order of Keras: i, f, c, o.",
            _BLOCKS,
        ),
        Mistake(
            "blocks-o-f-c-i",
            _blocks_read_as("ofci"),
            "The input and output gates are swapped. In the order of Keras the input gate is the "
            "first block and the output gate the fourth.",
            _BLOCKS,
        ),
        Mistake(
            "blocks-interleaved",
            step_in_lines.but(blocks=lambda v: [v.a[:, first::4] for first in range(4)]),
            "This is what you get when each gate takes every fourth column. The blocks lie side "
            "by side: the first quarter of the columns belongs to i, the next one to f, then come "
            "c and o.",
            _BLOCKS,
        ),
        Mistake(
            "split-along-batch",
            step_in_lines.but(blocks=lambda v: np.split(v.a, 4)),
            "Without an axis np.split cuts along axis 0, the batch. The four blocks lie along the "
            "last axis: pass axis=-1.",
            _BLOCKS,
        ),
        Mistake(
            "outputs-swapped",
            step_in_lines.returning("c_t h_t"),
            "Both states are right, but they come back in the wrong order. Return h_t first, then "
            "c_t.",
            _STEP,
        ),
        Mistake(
            "states-swapped",
            _states_swapped,
            "The two states have changed places: h_prev is multiplied by the forget gate, and "
            "c_prev by the recurrent weights. The recurrent weights belong to h_prev, the forget "
            "gate to c_prev.",
            _STEP,
        ),
        Mistake(
            "tanh-of-cell-state-forgotten",
            step_in_lines.but(h_t=lambda v: v.o_t * v.c_t),
            "This h_t is o_t * c_t: the tanh is missing. The cell state can grow beyond 1, and "
            "tanh keeps the hidden state between -1 and 1.",
            "lstm-output-gate",
        ),
        Mistake(
            "hidden-state-from-old-cell-state",
            step_in_lines.but(h_t=lambda v: v.o_t * np.tanh(v.c_prev)),
            "This h_t is computed from c_prev. Compute the new cell state c_t first: the hidden "
            "state is o_t * tanh(c_t).",
            "lstm-output-gate",
        ),
        Mistake(
            "concatenation-order",
            step_in_lines.but(
                a=lambda v: (
                    np.hstack([v.x_t, v.h_prev]) @ np.vstack([v.recurrent_kernel, v.kernel])
                    + v.bias
                )
            ),
            "This is what you get when x_t and h_prev are joined in one order and their weights "
            "in the other, so that the recurrent weights meet entries of x_t. No shape error "
            "shows it: use the same order for both.",
            _BLOCKS,
        ),
        Mistake(
            "recurrent-blocks-transposed",
            step_in_lines.but(
                a=lambda v: (
                    v.x_t @ v.kernel + v.h_prev @ _transpose_blocks(v.recurrent_kernel) + v.bias
                )
            ),
            "Here the four blocks of recurrent_kernel are transposed. Each is square, so the "
            "shapes fit both ways; with states as rows the product is h_prev @ recurrent_kernel.",
            _BLOCKS,
        ),
        Mistake(
            "bias-forgotten",
            step_in_lines.but(a=lambda v: v.x_t @ v.kernel + v.h_prev @ v.recurrent_kernel),
            "This is what you get without the bias. It is added to every row of the sum of the two "
            "products.",
            _STEP,
        ),
        Mistake(
            "forget-bias-added-again",
            step_in_lines.but(
                a=lambda v: (
                    v.x_t @ v.kernel + v.h_prev @ v.recurrent_kernel + _bias_plus_one(v.bias)
                )
            ),
            "Here 1 is added to the forget gate's pre-activation in addition to its bias. Keras "
            "puts the 1 into bias when the layer is made; the step adds bias and nothing else.",
            "lstm-forget-bias",
        ),
        Mistake(
            "tanh-on-gates",
            step_in_lines.but(
                i_t=lambda v: np.tanh(v.blocks[0]),
                f_t=lambda v: np.tanh(v.blocks[1]),
                o_t=lambda v: np.tanh(v.blocks[3]),
            ),
            "Here the three gates went through tanh. A gate says which part is let through, so "
            "its values must lie between 0 and 1, and that takes the sigmoid.",
            _STEP,
        ),
        Mistake(
            "sigmoid-on-candidate",
            step_in_lines.but(c_tilde=lambda v: sigmoid(v.blocks[2])),
            "Here the candidate went through the sigmoid, as the gates do. The candidate is new "
            "content, not a gate: it takes tanh.",
            "lstm-input-gate",
        ),
    ),
)
