"""The question on the forget gate."""

import numpy as np

from grader.exercise import Mistake, Output, Question
from grader.exercises.cases import drawing, gate_weights, order_one
from grader.exercises.recipe import Recipe
from grader.exercises.wrong_parts import hard_sigmoid
from unrolled.activations import sigmoid

_FORGET = "lstm-forget-gate"


def _arguments(rng, sizes):
    return {
        "x_t": order_one(rng, sizes.batch, sizes.features),
        "h_prev": order_one(rng, sizes.batch, sizes.units),
        **gate_weights(rng, sizes, "f"),
    }


_forget_gate = Recipe(
    "x_t h_prev W_xf W_hf b_f",
    {
        "a_f": lambda v: v.x_t @ v.W_xf + v.h_prev @ v.W_hf + v.b_f,
        "f_t": lambda v: sigmoid(v.a_f),
    },
    "f_t",
)

FORGET_GATE = Question(
    name="forget_gate",
    reference=_forget_gate,
    outputs=(Output("f_t", ("batch", "units")),),
    draw=drawing(_arguments),
    lesson=_FORGET,
    hint=(
        "Compute the pre-activation a_f first and look at it alone: it is the sum of three terms, "
        "x_t W_xf, h_prev W_hf and b_f. The sigmoid of that sum is f_t."
    ),
    mistakes=(
        Mistake(
            "tanh-on-gate",
            _forget_gate.but(f_t=lambda v: np.tanh(v.a_f)),
            "This is what you get with tanh in place of the sigmoid. A gate says which part of "
            "the cell state is kept, so its values must lie between 0 and 1; tanh also gives "
            "negative values.",
            _FORGET,
        ),
        Mistake(
            "activation-forgotten",
            _forget_gate.but(f_t=lambda v: v.a_f),
            "This is the pre-activation a_f, before the sigmoid. A gate lies between 0 and 1, "
            "and it is the sigmoid that brings a_f there.",
            _FORGET,
        ),
        Mistake(
            "complement",
            _forget_gate.but(f_t=lambda v: 1 - sigmoid(v.a_f)),
            "This is 1 - f_t. In spite of its name, the forget gate says which part is kept: "
            "f_t = 1 keeps the old cell state, f_t = 0 erases it.",
            _FORGET,
        ),
        Mistake(
            "bias-forgotten",
            _forget_gate.but(a_f=lambda v: v.x_t @ v.W_xf + v.h_prev @ v.W_hf),
            "This is what you get without the bias b_f. It is added to the two products before "
            "the sigmoid.",
            _FORGET,
        ),
        Mistake(
            "bias-after-sigmoid",
            _forget_gate.but(f_t=lambda v: sigmoid(v.a_f - v.b_f) + v.b_f),
            "Here the bias b_f is added after the sigmoid, and the result can leave the interval "
            "from 0 to 1. The bias belongs in the sum, before the sigmoid.",
            _FORGET,
        ),
        Mistake(
            "forget-bias-added-again",
            _forget_gate.but(f_t=lambda v: sigmoid(v.a_f + 1)),
            "Here 1 is added to the pre-activation in addition to b_f. A forget bias that starts "
            "at 1 is already contained in b_f, so the equation adds b_f and nothing else.",
            "lstm-forget-bias",
        ),
        Mistake(
            "recurrent-term-forgotten",
            _forget_gate.but(a_f=lambda v: v.x_t @ v.W_xf + v.b_f),
            "This is what you get without the term h_prev W_hf. The gate looks at the input and "
            "at the previous hidden state.",
            _FORGET,
        ),
        Mistake(
            "input-term-forgotten",
            _forget_gate.but(a_f=lambda v: v.h_prev @ v.W_hf + v.b_f),
            "This is what you get without the term x_t W_xf. The gate looks at the input and at "
            "the previous hidden state.",
            _FORGET,
        ),
        Mistake(
            "recurrent-weights-transposed",
            _forget_gate.but(a_f=lambda v: v.x_t @ v.W_xf + v.h_prev @ v.W_hf.T + v.b_f),
            "Here W_hf is transposed. It is square, so the shapes fit both ways; with states as "
            "rows the product is h_prev @ W_hf.",
            "lstm-four-blocks",
        ),
        Mistake(
            "concatenation-order",
            _forget_gate.but(
                a_f=lambda v: np.hstack([v.x_t, v.h_prev]) @ np.vstack([v.W_hf, v.W_xf]) + v.b_f
            ),
            "This is what you get when x_t and h_prev are joined in one order and their weights "
            "in the other, so that W_hf meets entries of x_t. No shape error shows it: use the "
            "same order for both.",
            "lstm-four-blocks",
        ),
        Mistake(
            "weights-swapped",
            _forget_gate.but(a_f=lambda v: v.x_t @ v.W_hf + v.h_prev @ v.W_xf + v.b_f),
            "Here x_t is multiplied by W_hf, and h_prev by W_xf. W_xf has one row for each "
            "feature of x_t, and W_hf has one row for each unit of h_prev.",
            _FORGET,
        ),
        Mistake(
            "weights-first",
            _forget_gate.but(a_f=lambda v: v.W_xf @ v.x_t + v.W_hf @ v.h_prev + v.b_f),
            "Here the weights stand on the left of the product. In this exercise every sample is "
            "a row, so the product is x_t @ W_xf.",
            "lstm-four-blocks",
        ),
        Mistake(
            "elementwise-product",
            _forget_gate.but(a_f=lambda v: v.x_t * v.W_xf + v.h_prev * v.W_hf + v.b_f),
            "Here * multiplies entry by entry. Inputs and weights are joined by the matrix "
            "product, which NumPy writes as @.",
            _FORGET,
        ),
        Mistake(
            "hard-sigmoid",
            _forget_gate.but(f_t=lambda v: hard_sigmoid(v.a_f, 1 / 5)),
            "This is the hard sigmoid, 0.2 a + 0.5 cut off at 0 and 1, which older versions of "
            "Keras used here. It is up to 0.08 away from the sigmoid of the equation.",
            _FORGET,
        ),
        Mistake(
            "hard-sigmoid-of-slope-one-sixth",
            _forget_gate.but(f_t=lambda v: hard_sigmoid(v.a_f, 1 / 6)),
            "This is the hard sigmoid of Keras 3 and PyTorch, a / 6 + 0.5 cut off at 0 and 1. "
            "The equation of the gate has the smooth sigmoid.",
            _FORGET,
        ),
    ),
)
