"""The question on the two gates and the candidate, with the weights of each block apart."""

import numpy as np

from grader.exercise import Mistake, Output, Question
from grader.exercises.cases import drawing, gate_weights, order_one
from grader.exercises.gru.steps import STEP_SIZES
from grader.exercises.recipe import Recipe
from unrolled.activations import sigmoid
from unrolled.gru import gru_gates

_RESET = "gru-reset-gate"
_UPDATE = "gru-update-gate"
_STATE = ("batch", "units")


def _arguments(rng, sizes):
    return {
        "x_t": order_one(rng, sizes.batch, sizes.features),
        "h_prev": order_one(rng, sizes.batch, sizes.units),
        **gate_weights(rng, sizes, "zrh"),
    }


def _reference(x_t, h_prev, *weights):
    kernel, recurrent_kernel, bias = (
        np.concatenate(weights[kind::3], axis=-1) for kind in range(3)
    )
    return gru_gates(x_t, h_prev, kernel, recurrent_kernel, bias)


gates_in_lines = Recipe(
    "x_t h_prev W_xz W_hz b_z W_xr W_hr b_r W_xh W_hh b_h",
    {
        "a_z": lambda v: v.x_t @ v.W_xz + v.h_prev @ v.W_hz + v.b_z,
        "a_r": lambda v: v.x_t @ v.W_xr + v.h_prev @ v.W_hr + v.b_r,
        "z_t": lambda v: sigmoid(v.a_z),
        "r_t": lambda v: sigmoid(v.a_r),
        "seen": lambda v: v.r_t * v.h_prev,
        "a_h": lambda v: v.x_t @ v.W_xh + v.seen @ v.W_hh + v.b_h,
        "h_tilde": lambda v: np.tanh(v.a_h),
    },
    "z_t r_t h_tilde",
)

GRU_GATES_AND_CANDIDATE = Question(
    name="gru_gates_and_candidate",
    reference=_reference,
    outputs=(Output("z_t", _STATE), Output("r_t", _STATE), Output("h_tilde", _STATE)),
    draw=drawing(_arguments, STEP_SIZES),
    lesson=_RESET,
    hint=(
        "Check z_t and r_t first: each is the sigmoid of two products and a bias. If both are "
        "right and h_tilde is wrong, look at what is multiplied by W_hh."
    ),
    mistakes=(
        Mistake(
            "reset-after-product",
            gates_in_lines.but(a_h=lambda v: v.x_t @ v.W_xh + v.r_t * (v.h_prev @ v.W_hh) + v.b_h),
            "Here the reset gate multiplies the product h_prev @ W_hh, as in Keras. In this form "
            "it acts before the product, on h_prev itself; with more than one unit that makes a "
            "difference.",
            "gru-reset-place",
        ),
        Mistake(
            "reset-forgotten",
            gates_in_lines.but(seen=lambda v: v.h_prev),
            "This candidate sees all of h_prev, as a plain RNN does. The reset gate says which "
            "part of h_prev the candidate may see: multiply h_prev by r_t before the product.",
            _RESET,
        ),
        Mistake(
            "update-gate-in-candidate",
            gates_in_lines.but(seen=lambda v: v.z_t * v.h_prev),
            "In this candidate h_prev is multiplied by the update gate z_t. It is the reset gate "
            "r_t that acts there; z_t is used later, for the new state.",
            _RESET,
        ),
        Mistake(
            "reset-gate-read-as-loss",
            gates_in_lines.but(seen=lambda v: (1 - v.r_t) * v.h_prev),
            "Here r_t is read as the part that is removed. In spite of its name, the reset gate "
            "says which part of h_prev is seen: with r_t = 1 the candidate sees all of it.",
            _RESET,
        ),
        Mistake(
            "reset-on-the-input",
            gates_in_lines.but(a_h=lambda v: v.r_t * (v.x_t @ v.W_xh) + v.h_prev @ v.W_hh + v.b_h),
            "Here the reset gate acts on the input's part of the candidate. It decides how much "
            "of the old state is seen, so it belongs to h_prev.",
            _RESET,
        ),
        Mistake(
            "reset-on-everything",
            gates_in_lines.but(a_h=lambda v: v.r_t * (v.x_t @ v.W_xh + v.h_prev @ v.W_hh + v.b_h)),
            "Here the reset gate multiplies the whole sum inside tanh. It acts on h_prev alone, "
            "so that with r_t = 0 the input and the bias still make a candidate.",
            _RESET,
        ),
        Mistake(
            "gates-returned-in-wrong-order",
            gates_in_lines.returning("r_t z_t h_tilde"),
            "All values are right, but the two gates come back in the wrong order. Return z_t "
            "first, then r_t, then h_tilde.",
            "gru-three-blocks",
        ),
        Mistake(
            "gate-weights-swapped",
            gates_in_lines.but(
                z_t=lambda v: sigmoid(v.a_r),
                r_t=lambda v: sigmoid(v.a_z),
            ),
            "The update gate is computed with the weights of the reset gate, and the reset gate "
            "with those of the update gate. The last letter of each name says where it belongs.",
            _UPDATE,
        ),
        Mistake(
            "update-gate-as-in-keras",
            gates_in_lines.but(z_t=lambda v: 1 - sigmoid(v.a_z)),
            "This z_t is 1 minus the right one. You may have the form of Keras in mind, where "
            "z_t keeps the old state, but in that form too the gate is the sigmoid of its sum; "
            "what differs is how z_t is used.",
            "gru-z-convention",
        ),
        Mistake(
            "sigmoid-on-candidate",
            gates_in_lines.but(h_tilde=lambda v: sigmoid(v.a_h)),
            "Here the candidate went through the sigmoid, as the gates do. The candidate is new "
            "content, not a gate: it takes tanh, so that it can be negative.",
            _RESET,
        ),
        Mistake(
            "tanh-on-gates",
            gates_in_lines.but(
                z_t=lambda v: np.tanh(v.a_z),
                r_t=lambda v: np.tanh(v.a_r),
            ),
            "Here the two gates went through tanh. A gate says which part is taken or seen, so "
            "its values must lie between 0 and 1, and that takes the sigmoid.",
            _UPDATE,
        ),
        Mistake(
            "candidate-without-tanh",
            gates_in_lines.but(h_tilde=lambda v: v.a_h),
            "This is the candidate's pre-activation, before tanh. Without tanh the candidate has "
            "no bounds, and neither has the state that is made from it.",
            _RESET,
        ),
        Mistake(
            "candidate-already-weighed",
            gates_in_lines.but(h_tilde=lambda v: v.z_t * np.tanh(v.a_h)),
            "This candidate is already multiplied by the update gate. That product belongs to the "
            "new state, which is the next question; here both factors are returned as they are.",
            _UPDATE,
        ),
        Mistake(
            "biases-forgotten",
            gates_in_lines.but(
                a_z=lambda v: v.x_t @ v.W_xz + v.h_prev @ v.W_hz,
                a_r=lambda v: v.x_t @ v.W_xr + v.h_prev @ v.W_hr,
                a_h=lambda v: v.x_t @ v.W_xh + v.seen @ v.W_hh,
            ),
            "This is what you get without the biases. Some texts leave them out of the equations, "
            "but here b_z, b_r and b_h are added before the activations.",
            _UPDATE,
        ),
        Mistake(
            "recurrent-weights-transposed",
            gates_in_lines.but(
                a_z=lambda v: v.x_t @ v.W_xz + v.h_prev @ v.W_hz.T + v.b_z,
                a_r=lambda v: v.x_t @ v.W_xr + v.h_prev @ v.W_hr.T + v.b_r,
                a_h=lambda v: v.x_t @ v.W_xh + v.seen @ v.W_hh.T + v.b_h,
            ),
            "Here the recurrent weights are transposed. They are square, so the shapes fit both "
            "ways; with states as rows the products are h_prev @ W_hz, h_prev @ W_hr and "
            "(r_t * h_prev) @ W_hh.",
            "gru-three-blocks",
        ),
    ),
)
