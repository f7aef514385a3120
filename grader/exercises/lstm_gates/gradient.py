"""The question on the gradient of one step."""

import numpy as np

from grader.exercise import Mistake, Output, Question
from grader.exercises.cases import cell_state, drawing, fused_weights, order_one
from grader.exercises.recipe import Recipe
from unrolled.activations import sigmoid
from unrolled.lstm import lstm_gates, lstm_step_backward

_GRADIENT = "lstm-gradient"
_STATE = ("batch", "units")


def _arguments(rng, sizes):
    return {
        "dh_t": order_one(rng, sizes.batch, sizes.units),
        "dc_t": order_one(rng, sizes.batch, sizes.units),
        "x_t": order_one(rng, sizes.batch, sizes.features),
        "h_prev": order_one(rng, sizes.batch, sizes.units),
        "c_prev": cell_state(rng, sizes),
        **fused_weights(rng, sizes),
    }


backward_in_lines = Recipe(
    "dh_t dc_t x_t h_prev c_prev kernel recurrent_kernel bias",
    {
        "gates": lambda v: lstm_gates(v.x_t, v.h_prev, v.kernel, v.recurrent_kernel, v.bias),
        "i_t": lambda v: v.gates[0],
        "f_t": lambda v: v.gates[1],
        "c_tilde": lambda v: v.gates[2],
        "o_t": lambda v: v.gates[3],
        "c_t": lambda v: v.f_t * v.c_prev + v.i_t * v.c_tilde,
        "tanh_c": lambda v: np.tanh(v.c_t),
        "dc": lambda v: v.dc_t + v.dh_t * v.o_t * (1 - v.tanh_c**2),
        "da_i": lambda v: v.dc * v.c_tilde * v.i_t * (1 - v.i_t),
        "da_f": lambda v: v.dc * v.c_prev * v.f_t * (1 - v.f_t),
        "da_c": lambda v: v.dc * v.i_t * (1 - v.c_tilde**2),
        "da_o": lambda v: v.dh_t * v.tanh_c * v.o_t * (1 - v.o_t),
        "da": lambda v: np.hstack([v.da_i, v.da_f, v.da_c, v.da_o]),
        "dx_t": lambda v: v.da @ v.kernel.T,
        "dh_prev": lambda v: v.da @ v.recurrent_kernel.T,
        "dc_prev": lambda v: v.dc * v.f_t,
        "dkernel": lambda v: v.x_t.T @ v.da,
        "drecurrent_kernel": lambda v: v.h_prev.T @ v.da,
        "dbias": lambda v: v.da.sum(axis=0),
    },
    "dx_t dh_prev dc_prev dkernel drecurrent_kernel dbias",
)


def _slope_of_sigmoid(a):
    return sigmoid(a) * (1 - sigmoid(a))


LSTM_STEP_BACKWARD = Question(
    name="lstm_step_backward",
    reference=lstm_step_backward,
    outputs=(
        Output("dx_t", ("batch", "features")),
        Output("dh_prev", _STATE),
        Output("dc_prev", _STATE),
        Output("dkernel", ("features", "4 units")),
        Output("drecurrent_kernel", ("units", "4 units")),
        Output("dbias", ("4 units",)),
    ),
    draw=drawing(_arguments),
    lesson=_GRADIENT,
    hint=(
        "The outputs show where to look. If dc_prev is wrong, check dc and the forget gate. If "
        "dc_prev is right and the others are wrong, check the four pre-activation gradients and "
        "their order; if only one output is wrong, check its own last line."
    ),
    mistakes=(
        Mistake(
            "later-cell-gradient-ignored",
            backward_in_lines.but(dc=lambda v: v.dh_t * v.o_t * (1 - v.tanh_c**2)),
            "This is what you get when dc_t is left out. The loss depends on c_t on two paths: "
            "through h_t, and through the later cell states; dc_t is the second one and must be "
            "added.",
            _GRADIENT,
        ),
        Mistake(
            "path-through-hidden-state-missing",
            backward_in_lines.but(dc=lambda v: v.dc_t),
            "Here the gradient at the cell state is dc_t alone. The cell state also acts on the "
            "loss through h_t = o_t * tanh(c_t), so dh_t * o_t * (1 - tanh(c_t)^2) must be added.",
            _GRADIENT,
        ),
        Mistake(
            "slope-of-tanh-forgotten",
            backward_in_lines.but(dc=lambda v: v.dc_t + v.dh_t * v.o_t),
            "On the way from h_t back to c_t the slope of tanh is missing. Multiply dh_t * o_t by "
            "1 - tanh(c_t)^2.",
            _GRADIENT,
        ),
        Mistake(
            "forget-gate-missing-in-dc-prev",
            backward_in_lines.but(dc_prev=lambda v: v.dc),
            "This dc_prev is the gradient at c_t, without the forget gate. c_t contains "
            "f_t * c_prev, so the way back to c_prev multiplies by f_t.",
            _GRADIENT,
        ),
        Mistake(
            "dc-prev-from-dc-t-alone",
            backward_in_lines.but(dc_prev=lambda v: v.dc_t * v.f_t),
            "This dc_prev is dc_t * f_t: the part that reached c_t through h_t is missing in it. "
            "Use the whole gradient at c_t, as for the gates.",
            _GRADIENT,
        ),
        Mistake(
            "forget-gate-gradient-from-new-cell-state",
            backward_in_lines.but(da_f=lambda v: v.dc * v.c_t * v.f_t * (1 - v.f_t)),
            "The gradient of the forget gate is built with the new cell state c_t. The forget gate "
            "multiplies c_prev, so its gradient contains c_prev.",
            _GRADIENT,
        ),
        Mistake(
            "slope-of-sigmoid-forgotten",
            backward_in_lines.but(
                da_i=lambda v: v.dc * v.c_tilde,
                da_f=lambda v: v.dc * v.c_prev,
                da_o=lambda v: v.dh_t * v.tanh_c,
            ),
            "These are the gradients at the gates. To reach the pre-activations a_i, a_f and a_o, "
            "multiply each by the slope of the sigmoid, which is gate * (1 - gate).",
            _GRADIENT,
        ),
        Mistake(
            "slope-of-sigmoid-taken-at-the-gate",
            backward_in_lines.but(
                da_i=lambda v: v.dc * v.c_tilde * _slope_of_sigmoid(v.i_t),
                da_f=lambda v: v.dc * v.c_prev * _slope_of_sigmoid(v.f_t),
                da_o=lambda v: v.dh_t * v.tanh_c * _slope_of_sigmoid(v.o_t),
            ),
            "Here the sigmoid is applied once more, to values that are already gates. The slope "
            "written with the gate is gate * (1 - gate), without a further sigmoid.",
            _GRADIENT,
        ),
        Mistake(
            "slope-of-candidate-forgotten",
            backward_in_lines.but(da_c=lambda v: v.dc * v.i_t),
            "In the gradient of the candidate the slope of tanh is missing. Multiply dc * i_t by "
            "1 - c_tilde^2.",
            _GRADIENT,
        ),
        Mistake(
            "candidate-with-slope-of-sigmoid",
            backward_in_lines.but(da_c=lambda v: v.dc * v.i_t * v.c_tilde * (1 - v.c_tilde)),
            "The candidate is treated like a gate, with the slope of the sigmoid. It went through "
            "tanh, whose slope is 1 - c_tilde^2.",
            _GRADIENT,
        ),
        Mistake(
            "output-gate-gradient-without-tanh",
            backward_in_lines.but(da_o=lambda v: v.dh_t * v.c_t * v.o_t * (1 - v.o_t)),
            "The gradient of the output gate is built with c_t. The gate multiplies tanh(c_t), so "
            "its gradient contains tanh(c_t).",
            _GRADIENT,
        ),
        Mistake(
            "recurrent-gradient-from-new-hidden-state",
            backward_in_lines.but(drecurrent_kernel=lambda v: (v.o_t * v.tanh_c).T @ v.da),
            "This drecurrent_kernel is built from h_t. In the step the recurrent weights multiply "
            "h_prev, so their gradient is h_prev transposed times da.",
            _GRADIENT,
        ),
        Mistake(
            "bias-gradient-averaged",
            backward_in_lines.but(dbias=lambda v: v.da.mean(axis=0)),
            "This dbias is the mean over the batch. Every sample adds its share to the gradient "
            "of the bias, as in the two weight matrices: take the sum.",
            _GRADIENT,
        ),
        Mistake(
            "bias-gradient-summed-over-units",
            backward_in_lines.but(dbias=lambda v: v.da.sum(axis=1)),
            "Here da is summed over its columns, which gives one number for each sample. The bias "
            "has one entry for each column: sum over the batch, axis 0.",
            _GRADIENT,
        ),
        Mistake(
            "blocks-i-f-o-c",
            backward_in_lines.but(da=lambda v: np.hstack([v.da_i, v.da_f, v.da_o, v.da_c])),
            "The four pre-activation gradients are joined in the order i, f, o, c. The kernels "
            "have the order i, f, c, o, so da must have it too.",
            "lstm-four-blocks",
        ),
    ),
)
