"""The question on the output gate and the hidden state."""

import numpy as np

from grader.exercise import Mistake, Output, Question
from grader.exercises.cases import cell_state, drawing, gate_weights, order_one
from grader.exercises.recipe import Recipe
from grader.exercises.wrong_parts import hard_sigmoid
from unrolled.activations import sigmoid

_OUTPUT = "lstm-output-gate"
_STATE = ("batch", "units")


def _arguments(rng, sizes):
    return {
        "x_t": order_one(rng, sizes.batch, sizes.features),
        "h_prev": order_one(rng, sizes.batch, sizes.units),
        "c_t": cell_state(rng, sizes),
        **gate_weights(rng, sizes, "o"),
    }


_output_gate = Recipe(
    "x_t h_prev c_t W_xo W_ho b_o",
    {
        "a_o": lambda v: v.x_t @ v.W_xo + v.h_prev @ v.W_ho + v.b_o,
        "o_t": lambda v: sigmoid(v.a_o),
        "h_t": lambda v: v.o_t * np.tanh(v.c_t),
    },
    "o_t h_t",
)

OUTPUT_GATE_AND_HIDDEN_STATE = Question(
    name="output_gate_and_hidden_state",
    reference=_output_gate,
    outputs=(Output("o_t", _STATE), Output("h_t", _STATE)),
    draw=drawing(_arguments),
    lesson=_OUTPUT,
    hint=(
        "The output gate has the form of the forget gate, with x_t, h_prev, W_xo, W_ho and b_o. "
        "The hidden state is the gate times tanh(c_t), entry by entry."
    ),
    mistakes=(
        Mistake(
            "tanh-forgotten",
            _output_gate.but(h_t=lambda v: v.o_t * v.c_t),
            "This is o_t * c_t: the tanh is missing. The cell state can grow beyond 1, and tanh "
            "keeps the hidden state between -1 and 1.",
            _OUTPUT,
        ),
        Mistake(
            "output-gate-forgotten",
            _output_gate.but(h_t=lambda v: np.tanh(v.c_t)),
            "This h_t is tanh(c_t) without the output gate. Multiply it by o_t, which says how "
            "much of each unit is shown.",
            _OUTPUT,
        ),
        Mistake(
            "cell-state-returned",
            _output_gate.but(h_t=lambda v: v.c_t),
            "This h_t is the cell state c_t itself. The hidden state is what the output gate "
            "lets through of tanh(c_t).",
            _OUTPUT,
        ),
        Mistake(
            "tanh-of-product",
            _output_gate.but(h_t=lambda v: np.tanh(v.o_t * v.c_t)),
            "Here tanh is taken of the product o_t * c_t. Take tanh of c_t first, and multiply "
            "by the gate afterwards.",
            _OUTPUT,
        ),
        Mistake(
            "sigmoid-of-cell-state",
            _output_gate.but(h_t=lambda v: v.o_t * sigmoid(v.c_t)),
            "Here the cell state goes through the sigmoid. The equation has tanh(c_t), so that "
            "the hidden state can be negative.",
            _OUTPUT,
        ),
        Mistake(
            "hidden-state-from-previous-one",
            _output_gate.but(h_t=lambda v: v.o_t * np.tanh(v.h_prev)),
            "Here h_t is computed from h_prev. The output gate reads the new cell state: "
            "tanh is taken of c_t.",
            _OUTPUT,
        ),
        Mistake(
            "tanh-on-gate",
            _output_gate.but(o_t=lambda v: np.tanh(v.a_o)),
            "Here the output gate went through tanh. A gate says which part is let out, so its "
            "values must lie between 0 and 1, and that takes the sigmoid.",
            _OUTPUT,
        ),
        Mistake(
            "activation-forgotten",
            _output_gate.but(o_t=lambda v: v.a_o),
            "This o_t is the pre-activation a_o, before the sigmoid. A gate lies between 0 and 1, "
            "and it is the sigmoid that brings a_o there.",
            _OUTPUT,
        ),
        Mistake(
            "gate-sees-cell-state",
            _output_gate.but(a_o=lambda v: v.x_t @ v.W_xo + v.c_t @ v.W_ho + v.b_o),
            "Here the output gate is computed from c_t. Like the other gates it sees x_t and "
            "h_prev; the cell state enters only through tanh(c_t).",
            _OUTPUT,
        ),
        Mistake(
            "outputs-swapped",
            _output_gate.returning("h_t o_t"),
            "Both values are right, but they come back in the wrong order. Return o_t first, "
            "then h_t.",
            _OUTPUT,
        ),
        Mistake(
            "sum-in-place-of-product",
            _output_gate.but(h_t=lambda v: v.o_t + np.tanh(v.c_t)),
            "Here the gate is added to tanh(c_t). A gate multiplies: with o_t = 0 nothing is "
            "shown, with o_t = 1 all of it.",
            _OUTPUT,
        ),
        Mistake(
            "matrix-product",
            _output_gate.but(h_t=lambda v: v.o_t @ np.tanh(v.c_t)),
            "Here @ forms a matrix product of the gate and tanh(c_t). A gate acts on each unit of "
            "each sample by itself: multiply entry by entry with *.",
            _OUTPUT,
        ),
        Mistake(
            "bias-forgotten",
            _output_gate.but(a_o=lambda v: v.x_t @ v.W_xo + v.h_prev @ v.W_ho),
            "This is what you get without the bias b_o. It is added to the two products before "
            "the sigmoid.",
            _OUTPUT,
        ),
        Mistake(
            "recurrent-weights-transposed",
            _output_gate.but(a_o=lambda v: v.x_t @ v.W_xo + v.h_prev @ v.W_ho.T + v.b_o),
            "Here W_ho is transposed. It is square, so the shapes fit both ways; with states as "
            "rows the product is h_prev @ W_ho.",
            "lstm-four-blocks",
        ),
        Mistake(
            "hard-sigmoid",
            _output_gate.but(o_t=lambda v: hard_sigmoid(v.a_o, 1 / 5)),
            "Here the output gate takes the hard sigmoid, 0.2 a + 0.5 cut off at 0 and 1. The "
            "equation of the gate has the smooth sigmoid.",
            _OUTPUT,
        ),
    ),
)
