"""The question on the whole step with fused weights."""

import numpy as np

from grader.exercise import Mistake, Output, Question
from grader.exercises.cases import drawing
from grader.exercises.gru.steps import (
    STEP_SIZES,
    blocks_of,
    blocks_read_as,
    every_third_column,
    step_arguments,
    transpose_blocks,
)
from grader.exercises.recipe import Recipe
from unrolled.activations import sigmoid
from unrolled.gru import gru_step

_BLOCKS = "gru-three-blocks"
_MEAN = "gru-mean"
_STEP = "gru-step"

step_in_lines = Recipe(
    "x_t h_prev kernel recurrent_kernel bias",
    {
        "from_input": lambda v: v.x_t @ v.kernel + v.bias,
        "recurrent_blocks": lambda v: blocks_of(v.recurrent_kernel),
        "a": lambda v: blocks_of(v.from_input),
        "z_t": lambda v: sigmoid(v.a[0] + v.h_prev @ v.recurrent_blocks[0]),
        "r_t": lambda v: sigmoid(v.a[1] + v.h_prev @ v.recurrent_blocks[1]),
        "from_state": lambda v: (v.r_t * v.h_prev) @ v.recurrent_blocks[2],
        "h_tilde": lambda v: np.tanh(v.a[2] + v.from_state),
        "h_t": lambda v: (1 - v.z_t) * v.h_prev + v.z_t * v.h_tilde,
    },
    "h_t",
)

step_that_keeps = step_in_lines.but(h_t=lambda v: v.z_t * v.h_prev + (1 - v.z_t) * v.h_tilde)


def _reading(blocks):
    """Return the step that reads the blocks of all weights with the function ``blocks``."""
    return step_in_lines.but(
        recurrent_blocks=lambda v: blocks(v.recurrent_kernel), a=lambda v: blocks(v.from_input)
    )


def _weights_joined_in_another_order(x_t, h_prev, kernel, recurrent_kernel, bias):
    joined = np.vstack([recurrent_kernel, kernel])
    features = x_t.shape[1]
    return step_in_lines(x_t, h_prev, joined[:features], joined[features:], bias)


GRU_STEP = Question(
    name="gru_step",
    reference=gru_step,
    outputs=(Output("h_t", ("batch", "units")),),
    draw=drawing(step_arguments, STEP_SIZES),
    lesson=_STEP,
    hint=(
        "If question 1 is not right yet, mend it first. Then take the step apart: the three blocks "
        "of each array in the order z, r, h, the two gates, the candidate, and the weighted mean."
    ),
    mistakes=(
        Mistake(
            "update-gate-keeps",
            step_that_keeps,
            "Here z_t keeps the old state, as in Keras and PyTorch. In this form z_t takes the "
            "new one: it multiplies the candidate, and 1 - z_t multiplies h_prev.",
            "gru-z-convention",
        ),
        Mistake(
            "blocks-r-z-h",
            _reading(blocks_read_as("rzh")),
            "This is what you get when the first block is taken for the reset gate, as PyTorch "
            "and some papers order them. These weights are in the order of Keras: z, r, h.",
            _BLOCKS,
        ),
        Mistake(
            "blocks-z-h-r",
            _reading(blocks_read_as("zhr")),
            "The reset gate and the candidate are swapped. In the order of Keras the reset gate "
            "is the second block, and the candidate is the third.",
            _BLOCKS,
        ),
        Mistake(
            "blocks-interleaved",
            _reading(every_third_column),
            "This is what you get when each block takes every third column. The blocks lie side "
            "by side: the first third of the columns belongs to z, the next to r, the last to h.",
            _BLOCKS,
        ),
        Mistake(
            "split-along-batch",
            step_in_lines.but(a=lambda v: np.split(v.from_input, 3)),
            "Without an axis np.split cuts along axis 0, which is the batch. The three blocks lie "
            "along the last axis: pass axis=-1.",
            _BLOCKS,
        ),
        Mistake(
            "reset-after-product",
            step_in_lines.but(from_state=lambda v: v.r_t * (v.h_prev @ v.recurrent_blocks[2])),
            "Here the reset gate multiplies the product of h_prev and W_hh, as in Keras. In this "
            "form it acts before the product, on h_prev itself.",
            "gru-reset-place",
        ),
        Mistake(
            "reset-forgotten",
            step_in_lines.but(from_state=lambda v: v.h_prev @ v.recurrent_blocks[2]),
            "This is a GRU without a reset gate: the candidate sees all of h_prev. That can "
            "happen when h_prev @ recurrent_kernel is formed for all three blocks at once; for the "
            "last one the state has to be r_t * h_prev.",
            "gru-reset-gate",
        ),
        Mistake(
            "reset-state-kept",
            step_in_lines.but(h_t=lambda v: (1 - v.z_t) * v.r_t * v.h_prev + v.z_t * v.h_tilde),
            "Here the old state in the mean is multiplied by r_t. The reset gate acts on the "
            "candidate alone: what is kept is (1 - z_t) * h_prev, with all of h_prev.",
            "gru-reset-gate",
        ),
        Mistake(
            "old-state-kept-whole",
            step_in_lines.but(h_t=lambda v: v.h_prev + v.z_t * v.h_tilde),
            "Here the whole of h_prev is kept and the new part is added, so the state can grow "
            "without bounds. The two weights must add up to 1: h_prev is multiplied by 1 - z_t.",
            _MEAN,
        ),
        Mistake(
            "old-state-missing",
            step_in_lines.but(h_t=lambda v: v.z_t * v.h_tilde),
            "This is only the new part z_t * h_tilde. The part of the old state that is kept, "
            "(1 - z_t) * h_prev, must be added: it is the memory of the GRU.",
            _MEAN,
        ),
        Mistake(
            "candidate-returned",
            step_in_lines.returning("h_tilde"),
            "This is the candidate. The new state is a weighted mean of the old state and the "
            "candidate, with the weights 1 - z_t and z_t.",
            _MEAN,
        ),
        Mistake(
            "tanh-of-new-state",
            step_in_lines.but(h_t=lambda v: np.tanh((1 - v.z_t) * v.h_prev + v.z_t * v.h_tilde)),
            "Here the new state goes through tanh once more, as the cell state of an LSTM does. A "
            "weighted mean of values between -1 and 1 stays between them, so no tanh is needed, "
            "and one at every step would make the memory fade.",
            _MEAN,
        ),
        Mistake(
            "weights-joined-in-another-order",
            _weights_joined_in_another_order,
            "This is what you get when x_t and h_prev are joined in one order and their weights "
            "in the other, so that the recurrent weights meet entries of x_t. No shape error "
            "shows it: use the same order for both.",
            _BLOCKS,
        ),
        Mistake(
            "recurrent-blocks-transposed",
            step_in_lines.but(
                recurrent_blocks=lambda v: blocks_of(transpose_blocks(v.recurrent_kernel))
            ),
            "Here the three blocks of recurrent_kernel are transposed. Each is square, so the "
            "shapes fit both ways; with states as rows the product is h_prev @ W_hz, and so on.",
            _BLOCKS,
        ),
        Mistake(
            "bias-forgotten",
            step_in_lines.but(from_input=lambda v: v.x_t @ v.kernel),
            "This is what you get without the bias. Its three blocks are added to the sums of "
            "the two gates and of the candidate.",
            _STEP,
        ),
    ),
)
