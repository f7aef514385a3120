"""The question on one step of the plain RNN."""

import numpy as np

from grader.exercise import Mistake, Output, Question
from grader.exercises.cases import drawing
from grader.exercises.recipe import Recipe
from grader.exercises.rnn_limits.draws import STEP_SIZES, one_step
from unrolled.activations import relu, sigmoid
from unrolled.rnn import rnn_step

_STEP = "rnn-step"

step_in_lines = Recipe(
    "x_t h_prev kernel recurrent_kernel bias",
    {
        "from_input": lambda v: v.x_t @ v.kernel,
        "from_state": lambda v: v.h_prev @ v.recurrent_kernel,
        "a_t": lambda v: v.from_input + v.from_state + v.bias,
        "h_t": lambda v: np.tanh(v.a_t),
    },
    "h_t",
)

RNN_STEP = Question(
    name="rnn_step",
    reference=rnn_step,
    outputs=(Output("h_t", ("batch", "units")),),
    draw=drawing(one_step, STEP_SIZES),
    lesson=_STEP,
    hint=(
        "Compute the sum a_t first and look at it alone: it has three terms, x_t W_x, h_prev W_h "
        "and b, and the shape (batch, units). The tanh of that sum is h_t."
    ),
    mistakes=(
        Mistake(
            "activation-forgotten",
            step_in_lines.but(h_t=lambda v: v.a_t),
            "This is the sum a_t, before tanh. Without tanh the state can grow beyond all bounds, "
            "and the network can compute nothing but linear functions of its input.",
            _STEP,
        ),
        Mistake(
            "sigmoid-for-tanh",
            step_in_lines.but(h_t=lambda v: sigmoid(v.a_t)),
            "This is what you get with the sigmoid in place of tanh. The hidden state lies between "
            "-1 and 1, and values of the sigmoid are never negative.",
            _STEP,
        ),
        Mistake(
            "relu-for-tanh",
            step_in_lines.but(h_t=lambda v: relu(v.a_t)),
            "This is what you get with relu in place of tanh: negative sums become 0, and positive "
            "ones stay as they are. The plain RNN of this course uses tanh.",
            _STEP,
        ),
        Mistake(
            "bias-forgotten",
            step_in_lines.but(a_t=lambda v: v.from_input + v.from_state),
            "This is what you get without the bias. It is added to every row of the sum of the two "
            "products, before tanh.",
            _STEP,
        ),
        Mistake(
            "bias-after-tanh",
            step_in_lines.but(h_t=lambda v: np.tanh(v.from_input + v.from_state) + v.bias),
            "Here the bias is added after tanh, so the state can leave the interval from -1 to 1. "
            "The bias belongs in the sum, before tanh.",
            _STEP,
        ),
        Mistake(
            "tanh-of-each-product",
            step_in_lines.but(
                h_t=lambda v: np.tanh(v.from_input) + np.tanh(v.from_state + v.bias),
            ),
            "Here tanh is applied to the part of the input and to the part of the state, each by "
            "itself. Add all three terms first, and apply tanh once, to their sum.",
            _STEP,
        ),
        Mistake(
            "recurrent-term-forgotten",
            step_in_lines.but(a_t=lambda v: v.from_input + v.bias),
            "This is what you get without the term h_prev W_h. It is the only way from the past "
            "into the new state: without it the network has no memory.",
            _STEP,
        ),
        Mistake(
            "recurrent-weights-left-out",
            step_in_lines.but(from_state=lambda v: v.h_prev),
            "Here h_prev is added as it is, without its weights. Every unit of the new state reads "
            "all units of the old one, each with a weight of its own: h_prev @ recurrent_kernel.",
            _STEP,
        ),
        Mistake(
            "input-term-forgotten",
            step_in_lines.but(a_t=lambda v: v.from_state + v.bias),
            "This is what you get without the term x_t W_x. The new state is made from the old "
            "state and from the input.",
            _STEP,
        ),
        Mistake(
            "recurrent-weights-transposed",
            step_in_lines.but(from_state=lambda v: v.h_prev @ v.recurrent_kernel.T),
            "Here recurrent_kernel is transposed. It is square, so the shapes fit both ways; with "
            "states as rows the product is h_prev @ recurrent_kernel.",
            "rnn-by-hand",
        ),
        Mistake(
            "state-added-to-state",
            step_in_lines.but(h_t=lambda v: v.h_prev + np.tanh(v.a_t)),
            "Here the old state is added to the new one. A plain RNN replaces its state at every "
            "step: h_prev enters only through the product with recurrent_kernel.",
            _STEP,
        ),
        Mistake(
            "concatenation-order",
            step_in_lines.but(
                a_t=lambda v: (
                    np.hstack([v.x_t, v.h_prev]) @ np.vstack([v.recurrent_kernel, v.kernel])
                    + v.bias
                )
            ),
            "This is what you get when x_t and h_prev are joined in one order and their weights in "
            "the other, so that recurrent_kernel meets entries of x_t. No shape error shows it: "
            "use the same order for both.",
            _STEP,
        ),
        Mistake(
            "weights-swapped",
            step_in_lines.but(
                from_input=lambda v: v.x_t @ v.recurrent_kernel,
                from_state=lambda v: v.h_prev @ v.kernel,
            ),
            "Here x_t is multiplied by recurrent_kernel, and h_prev by kernel. kernel has one row "
            "for each feature of x_t, and recurrent_kernel one row for each unit of h_prev.",
            "rnn-shapes",
        ),
        Mistake(
            "samples-as-columns",
            step_in_lines.but(
                from_input=lambda v: v.kernel @ v.x_t,
                from_state=lambda v: v.recurrent_kernel @ v.h_prev,
            ),
            "Here the weights stand on the left, as in texts that write each sample as a column. "
            "In this course samples are rows, so the weights stand on the right: x_t @ kernel.",
            "rnn-letters",
        ),
        Mistake(
            "product-entry-by-entry",
            step_in_lines.but(from_state=lambda v: v.h_prev * v.recurrent_kernel),
            "Here h_prev and recurrent_kernel are multiplied entry by entry, with *. Every unit "
            "reads all units of the old state, and that is the matrix product @.",
            _STEP,
        ),
    ),
)
