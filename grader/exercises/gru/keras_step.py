"""The question on one step of the form that Keras and PyTorch compute."""

import numpy as np

from grader.exercise import Mistake, Output, Question
from grader.exercises.cases import drawing, order_one
from grader.exercises.gru.steps import (
    STEP_SIZES,
    blocks_of,
    blocks_read_as,
    step_arguments,
    transpose_blocks,
)
from grader.exercises.recipe import Recipe
from unrolled.activations import sigmoid
from unrolled.gru import gru_step, gru_step_reset_after

_FORM = "gru-other-form"
_PLACE = "gru-reset-place"
_BIASES = "gru-two-biases"
_MEANING = "gru-z-convention"


def _arguments(rng, sizes):
    arguments = step_arguments(rng, sizes)
    return {**arguments, "bias": order_one(rng, 2, 3 * sizes.units)}


keras_step_in_lines = Recipe(
    "x_t h_prev kernel recurrent_kernel bias",
    {
        "b": lambda v: v.bias[0],
        "b_second": lambda v: v.bias[1],
        "from_input": lambda v: blocks_of(v.x_t @ v.kernel + v.b),
        "from_state": lambda v: blocks_of(v.h_prev @ v.recurrent_kernel + v.b_second),
        "z_t": lambda v: sigmoid(v.from_input[0] + v.from_state[0]),
        "r_t": lambda v: sigmoid(v.from_input[1] + v.from_state[1]),
        "a_h": lambda v: v.from_input[2] + v.r_t * v.from_state[2],
        "h_tilde": lambda v: np.tanh(v.a_h),
        "h_t": lambda v: v.z_t * v.h_prev + (1 - v.z_t) * v.h_tilde,
    },
    "h_t",
)


def _last_block(array):
    return blocks_of(array)[2]


def _blocks_r_z_h(x_t, h_prev, kernel, recurrent_kernel, bias):
    reordered = [
        np.concatenate(blocks_read_as("rzh")(array), axis=-1)
        for array in (kernel, recurrent_kernel, bias)
    ]
    return keras_step_in_lines(x_t, h_prev, *reordered)


def _first_form(x_t, h_prev, kernel, recurrent_kernel, bias):
    return gru_step(x_t, h_prev, kernel, recurrent_kernel, bias.sum(axis=0))


GRU_STEP_KERAS = Question(
    name="gru_step_keras",
    reference=gru_step_reset_after,
    outputs=(Output("h_t", ("batch", "units")),),
    draw=drawing(_arguments, STEP_SIZES),
    lesson=_FORM,
    hint=(
        "Keep the two sums apart: x_t @ kernel + bias[0] and h_prev @ recurrent_kernel + bias[1], "
        "each with the blocks z, r, h. The gates add them; the candidate multiplies the last "
        "block of the second sum by r_t before it adds it."
    ),
    mistakes=(
        Mistake(
            "update-gate-takes",
            keras_step_in_lines.but(h_t=lambda v: (1 - v.z_t) * v.h_prev + v.z_t * v.h_tilde),
            "Here z_t takes the new state, as in the first form. In the form of Keras z_t keeps "
            "the old one: it multiplies h_prev, and 1 - z_t multiplies the candidate.",
            _MEANING,
        ),
        Mistake(
            "reset-before-product",
            keras_step_in_lines.but(
                a_h=lambda v: (
                    v.from_input[2]
                    + (v.r_t * v.h_prev) @ _last_block(v.recurrent_kernel)
                    + _last_block(v.b_second)
                )
            ),
            "Here the reset gate acts on h_prev, before the product, as in the first form. In the "
            "form of Keras it acts after it, on the whole of m_t = h_prev @ W_hh + b'_h.",
            _PLACE,
        ),
        Mistake(
            "first-form",
            _first_form,
            "This is the first form, computed with the sum of the two biases. In the form of Keras "
            "z_t keeps the old state, and the reset gate multiplies m_t, which contains b'_h.",
            _FORM,
        ),
        Mistake(
            "second-bias-outside-the-reset",
            keras_step_in_lines.but(
                a_h=lambda v: (
                    v.from_input[2]
                    + v.r_t * (v.h_prev @ _last_block(v.recurrent_kernel))
                    + _last_block(v.b_second)
                )
            ),
            "In this candidate the second bias is not multiplied by the reset gate, so the two "
            "biases could as well be one. b'_h is part of m_t, and r_t multiplies all of m_t.",
            _BIASES,
        ),
        Mistake(
            "first-bias-inside-the-reset",
            keras_step_in_lines.but(
                a_h=lambda v: (
                    v.x_t @ _last_block(v.kernel) + v.r_t * (v.from_state[2] + _last_block(v.b))
                )
            ),
            "In this candidate the reset gate multiplies both biases. It multiplies b'_h, which "
            "belongs to the state's product; b_h belongs to that of the input and is added as it "
            "is.",
            _BIASES,
        ),
        Mistake(
            "bias-rows-swapped",
            keras_step_in_lines.but(b=lambda v: v.bias[1], b_second=lambda v: v.bias[0]),
            "The two rows of bias have changed places. bias[0] is added to the input's product, "
            "and bias[1] to the state's, where the reset gate multiplies its last block.",
            _BIASES,
        ),
        Mistake(
            "second-bias-forgotten",
            keras_step_in_lines.but(b_second=lambda v: np.zeros_like(v.b)),
            "This is what you get without bias[1]. It is added to the product of h_prev with the "
            "recurrent kernel, in all three blocks.",
            _BIASES,
        ),
        Mistake(
            "first-bias-forgotten",
            keras_step_in_lines.but(b=lambda v: np.zeros_like(v.b_second)),
            "This is what you get without bias[0]. It is added to the product of x_t with the "
            "kernel, in all three blocks.",
            _BIASES,
        ),
        Mistake(
            "bias-added-with-both-rows",
            keras_step_in_lines.but(
                b=lambda v: v.bias, b_second=lambda v: np.zeros(v.bias.shape[1])
            ),
            "Here the whole of bias is added to a product. Its shape is (2, 3 units), and its two "
            "rows are two biases, not two samples: bias[0] goes with the input, bias[1] with the "
            "state.",
            _BIASES,
        ),
        Mistake(
            "blocks-r-z-h",
            _blocks_r_z_h,
            "This is what you get when the first block is taken for the reset gate, as PyTorch "
            "orders them. These weights are in the order of Keras: z, r, h.",
            "gru-parity",
        ),
        Mistake(
            "reset-forgotten",
            keras_step_in_lines.but(a_h=lambda v: v.from_input[2] + v.from_state[2]),
            "Here the reset gate is missing: the candidate adds m_t without r_t. Multiply m_t by "
            "r_t first.",
            _FORM,
        ),
        Mistake(
            "reset-gate-read-as-loss",
            keras_step_in_lines.but(a_h=lambda v: v.from_input[2] + (1 - v.r_t) * v.from_state[2]),
            "Here m_t is multiplied by 1 - r_t. As in the first form, the reset gate says which "
            "part is seen, so r_t itself is the factor.",
            _FORM,
        ),
        Mistake(
            "reset-on-everything",
            keras_step_in_lines.but(a_h=lambda v: v.r_t * (v.from_input[2] + v.from_state[2])),
            "Here the reset gate multiplies the whole sum inside tanh. It multiplies m_t, the part "
            "that comes from the old state, and nothing of the input's part.",
            _FORM,
        ),
        Mistake(
            "old-state-kept-whole",
            keras_step_in_lines.but(h_t=lambda v: v.h_prev + (1 - v.z_t) * v.h_tilde),
            "Here the whole of h_prev is kept. The new state is a weighted mean, so h_prev is "
            "multiplied by z_t.",
            "gru-mean",
        ),
        Mistake(
            "recurrent-blocks-transposed",
            keras_step_in_lines.but(
                from_state=lambda v: blocks_of(
                    v.h_prev @ transpose_blocks(v.recurrent_kernel) + v.b_second
                )
            ),
            "Here the three blocks of recurrent_kernel are transposed, which the layout of PyTorch "
            "would need. In the layout of Keras the product is h_prev @ recurrent_kernel.",
            "gru-parity",
        ),
    ),
)
