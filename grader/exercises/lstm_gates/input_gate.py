"""The question on the input gate and the candidate."""

import numpy as np

from grader.exercise import Mistake, Output, Question
from grader.exercises.cases import drawing, gate_weights, order_one
from grader.exercises.recipe import Recipe
from grader.exercises.wrong_parts import hard_sigmoid
from unrolled.activations import sigmoid

_INPUT = "lstm-input-gate"
_STATE = ("batch", "units")


def _arguments(rng, sizes):
    return {
        "x_t": order_one(rng, sizes.batch, sizes.features),
        "h_prev": order_one(rng, sizes.batch, sizes.units),
        **gate_weights(rng, sizes, "ic"),
    }


_input_gate = Recipe(
    "x_t h_prev W_xi W_hi b_i W_xc W_hc b_c",
    {
        "a_i": lambda v: v.x_t @ v.W_xi + v.h_prev @ v.W_hi + v.b_i,
        "a_c": lambda v: v.x_t @ v.W_xc + v.h_prev @ v.W_hc + v.b_c,
        "i_t": lambda v: sigmoid(v.a_i),
        "c_tilde": lambda v: np.tanh(v.a_c),
    },
    "i_t c_tilde",
)

INPUT_GATE_AND_CANDIDATE = Question(
    name="input_gate_and_candidate",
    reference=_input_gate,
    outputs=(Output("i_t", _STATE), Output("c_tilde", _STATE)),
    draw=drawing(_arguments),
    lesson=_INPUT,
    hint=(
        "Both values have the form of the forget gate: two matrix products and a bias, then an "
        "activation. Check letter by letter that the gate uses W_xi, W_hi, b_i and the sigmoid, "
        "and the candidate W_xc, W_hc, b_c and tanh."
    ),
    mistakes=(
        Mistake(
            "sigmoid-on-candidate",
            _input_gate.but(c_tilde=lambda v: sigmoid(v.a_c)),
            "Here the candidate went through the sigmoid. The candidate is new content, not a "
            "gate: tanh lets it be negative, so that it can also lower the cell state.",
            _INPUT,
        ),
        Mistake(
            "tanh-on-gate",
            _input_gate.but(i_t=lambda v: np.tanh(v.a_i)),
            "Here the input gate went through tanh. A gate says which part is let in, so its "
            "values must lie between 0 and 1, and that takes the sigmoid.",
            _INPUT,
        ),
        Mistake(
            "activations-swapped",
            _input_gate.but(i_t=lambda v: np.tanh(v.a_i), c_tilde=lambda v: sigmoid(v.a_c)),
            "The two activations are swapped. The input gate takes the sigmoid, the candidate "
            "takes tanh.",
            _INPUT,
        ),
        Mistake(
            "candidate-without-tanh",
            _input_gate.but(c_tilde=lambda v: v.a_c),
            "This is the candidate's pre-activation a_c, before tanh. Without tanh the new "
            "content has no bounds.",
            _INPUT,
        ),
        Mistake(
            "outputs-swapped",
            _input_gate.returning("c_tilde i_t"),
            "Both values are right, but they come back in the wrong order. Return i_t first, "
            "then c_tilde.",
            _INPUT,
        ),
        Mistake(
            "weights-swapped",
            _input_gate.but(i_t=lambda v: sigmoid(v.a_c), c_tilde=lambda v: np.tanh(v.a_i)),
            "The input gate uses the candidate's weights, and the candidate uses those of the "
            "input gate. The last letter of each name says where it belongs: i for the input "
            "gate, c for the candidate.",
            _INPUT,
        ),
        Mistake(
            "candidate-from-gate-weights",
            _input_gate.but(c_tilde=lambda v: np.tanh(v.a_i)),
            "The candidate is computed with W_xi, W_hi and b_i, the weights of the input gate. "
            "It has weights of its own: W_xc, W_hc and b_c.",
            _INPUT,
        ),
        Mistake(
            "gate-from-candidate-weights",
            _input_gate.but(i_t=lambda v: sigmoid(v.a_c)),
            "The input gate is computed with W_xc, W_hc and b_c, the weights of the candidate. "
            "It has weights of its own: W_xi, W_hi and b_i.",
            _INPUT,
        ),
        Mistake(
            "candidate-with-gate-bias",
            _input_gate.but(c_tilde=lambda v: np.tanh(v.a_c - v.b_c + v.b_i)),
            "The candidate has the right weight matrices, but the bias b_i of the input gate. "
            "Its own bias is b_c.",
            _INPUT,
        ),
        Mistake(
            "candidate-with-gate-recurrent-weights",
            _input_gate.but(c_tilde=lambda v: np.tanh(v.x_t @ v.W_xc + v.h_prev @ v.W_hi + v.b_c)),
            "In the candidate h_prev is multiplied by W_hi, the recurrent weights of the input "
            "gate. The candidate's own recurrent weights are W_hc.",
            _INPUT,
        ),
        Mistake(
            "candidate-already-gated",
            _input_gate.but(c_tilde=lambda v: v.i_t * np.tanh(v.a_c)),
            "This candidate is already multiplied by the input gate. That product belongs to the "
            "cell update, which is the next question; here both factors are returned as they are.",
            "lstm-cell-update",
        ),
        Mistake(
            "gate-on-the-state",
            _input_gate.but(
                c_tilde=lambda v: np.tanh(v.x_t @ v.W_xc + (v.i_t * v.h_prev) @ v.W_hc + v.b_c)
            ),
            "Here a gate is applied to h_prev inside the candidate, as the reset gate of the GRU "
            "does. In the LSTM the candidate sees all of h_prev.",
            _INPUT,
        ),
        Mistake(
            "biases-forgotten",
            _input_gate.but(
                a_i=lambda v: v.x_t @ v.W_xi + v.h_prev @ v.W_hi,
                a_c=lambda v: v.x_t @ v.W_xc + v.h_prev @ v.W_hc,
            ),
            "This is what you get without the biases b_i and b_c. Each is added to its two "
            "products before the activation.",
            _INPUT,
        ),
        Mistake(
            "recurrent-weights-transposed",
            _input_gate.but(
                a_i=lambda v: v.x_t @ v.W_xi + v.h_prev @ v.W_hi.T + v.b_i,
                a_c=lambda v: v.x_t @ v.W_xc + v.h_prev @ v.W_hc.T + v.b_c,
            ),
            "Here W_hi and W_hc are transposed. They are square, so the shapes fit both ways; "
            "with states as rows the products are h_prev @ W_hi and h_prev @ W_hc.",
            "lstm-four-blocks",
        ),
        Mistake(
            "hard-sigmoid",
            _input_gate.but(i_t=lambda v: hard_sigmoid(v.a_i, 1 / 5)),
            "Here the input gate takes the hard sigmoid, 0.2 a + 0.5 cut off at 0 and 1. The "
            "equation of the gate has the smooth sigmoid.",
            _INPUT,
        ),
    ),
)
