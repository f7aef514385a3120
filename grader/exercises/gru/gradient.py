"""The question on the gradient of one step."""

import numpy as np

from grader.exercise import Mistake, Output, Question
from grader.exercises.cases import drawing, order_one
from grader.exercises.gru.steps import STEP_SIZES, blocks_of, step_arguments
from grader.exercises.recipe import Recipe
from unrolled.gru import gru_gates, gru_step_backward

_GRADIENT = "gru-gradient-before"


def _arguments(rng, sizes):
    return {
        "dh_t": order_one(rng, sizes.batch, sizes.units),
        **step_arguments(rng, sizes),
    }


backward_in_lines = Recipe(
    "dh_t x_t h_prev kernel recurrent_kernel bias",
    {
        "gates": lambda v: gru_gates(v.x_t, v.h_prev, v.kernel, v.recurrent_kernel, v.bias),
        "z_t": lambda v: v.gates[0],
        "r_t": lambda v: v.gates[1],
        "h_tilde": lambda v: v.gates[2],
        "W_h": lambda v: blocks_of(v.recurrent_kernel),
        "s_t": lambda v: v.r_t * v.h_prev,
        "slope_z": lambda v: v.z_t * (1 - v.z_t),
        "slope_r": lambda v: v.r_t * (1 - v.r_t),
        "dz": lambda v: v.dh_t * (v.h_tilde - v.h_prev),
        "da_z": lambda v: v.dz * v.slope_z,
        "da_h": lambda v: v.dh_t * v.z_t * (1 - v.h_tilde**2),
        "ds": lambda v: v.da_h @ v.W_h[2].T,
        "dr": lambda v: v.ds * v.h_prev,
        "da_r": lambda v: v.dr * v.slope_r,
        "da": lambda v: np.hstack([v.da_z, v.da_r, v.da_h]),
        "by_mean": lambda v: v.dh_t * (1 - v.z_t),
        "by_reset": lambda v: v.ds * v.r_t,
        "by_gates": lambda v: v.da_z @ v.W_h[0].T + v.da_r @ v.W_h[1].T,
        "dx_t": lambda v: v.da @ v.kernel.T,
        "dh_prev": lambda v: v.by_mean + v.by_reset + v.by_gates,
        "dkernel": lambda v: v.x_t.T @ v.da,
        "drecurrent_kernel": lambda v: np.hstack(
            [v.h_prev.T @ v.da_z, v.h_prev.T @ v.da_r, v.s_t.T @ v.da_h]
        ),
        "dbias": lambda v: v.da.sum(axis=0),
    },
    "dx_t dh_prev dkernel drecurrent_kernel dbias",
)


def _blocks_r_z_h(v):
    return np.hstack([v.h_prev.T @ v.da_r, v.h_prev.T @ v.da_z, v.s_t.T @ v.da_h])


GRU_STEP_BACKWARD = Question(
    name="gru_step_backward",
    reference=gru_step_backward,
    outputs=(
        Output("dx_t", ("batch", "features")),
        Output("dh_prev", ("batch", "units")),
        Output("dkernel", ("features", "3 units")),
        Output("drecurrent_kernel", ("units", "3 units")),
        Output("dbias", ("3 units",)),
    ),
    draw=drawing(_arguments, STEP_SIZES),
    lesson=_GRADIENT,
    hint=(
        "The outputs show where to look. dbias shows da_z, da_r and da_h, one after the other: "
        "check its three thirds. If dbias is right and dh_prev is wrong, one of the four ways to "
        "h_prev is missing or has a wrong factor."
    ),
    mistakes=(
        Mistake(
            "sign-of-update-gate",
            backward_in_lines.but(dz=lambda v: v.dh_t * (v.h_prev - v.h_tilde)),
            "The gradient of the update gate has the wrong sign. In this form z_t multiplies the "
            "candidate and 1 - z_t multiplies h_prev, so its factor is h_tilde - h_prev.",
            _GRADIENT,
        ),
        Mistake(
            "update-gate-keeps",
            backward_in_lines.but(
                dz=lambda v: v.dh_t * (v.h_prev - v.h_tilde),
                da_h=lambda v: v.dh_t * (1 - v.z_t) * (1 - v.h_tilde**2),
                by_mean=lambda v: v.dh_t * v.z_t,
            ),
            "This is the gradient of a step whose z_t keeps the old state, as in Keras. In "
            "gru_step z_t multiplies the candidate, and 1 - z_t multiplies h_prev.",
            "gru-z-convention",
        ),
        Mistake(
            "old-state-missing-in-update-gate",
            backward_in_lines.but(dz=lambda v: v.dh_t * v.h_tilde),
            "The gradient of the update gate comes from z_t * h_tilde alone. z_t stands in "
            "(1 - z_t) * h_prev too, with a minus sign, so its factor is h_tilde - h_prev.",
            _GRADIENT,
        ),
        Mistake(
            "update-gate-missing-in-candidate",
            backward_in_lines.but(da_h=lambda v: v.dh_t * (1 - v.h_tilde**2)),
            "In the gradient of the candidate the factor z_t is missing. The new state contains "
            "z_t * h_tilde, so the candidate gets dh_t * z_t.",
            _GRADIENT,
        ),
        Mistake(
            "slope-of-tanh-forgotten",
            backward_in_lines.but(da_h=lambda v: v.dh_t * v.z_t),
            "In the gradient of the candidate the slope of tanh is missing. Multiply dh_t * z_t by "
            "1 - h_tilde^2.",
            _GRADIENT,
        ),
        Mistake(
            "slope-of-sigmoid-forgotten",
            backward_in_lines.but(
                slope_z=lambda v: 1,
                slope_r=lambda v: 1,
            ),
            "These are the gradients at the two gates. To reach the sums inside the sigmoid, "
            "multiply each by the slope of the sigmoid, which is gate * (1 - gate).",
            _GRADIENT,
        ),
        Mistake(
            "reset-gate-as-in-keras",
            backward_in_lines.but(dr=lambda v: v.da_h * (v.h_prev @ v.W_h[2])),
            "The gradient of the reset gate is that of a reset after the product, as in Keras. "
            "Here r_t multiplies h_prev before the product, so the gradient goes through W_hh "
            "first: ds = da_h @ W_hh.T, and r_t gets ds * h_prev.",
            "gru-gradient-after",
        ),
        Mistake(
            "candidate-weights-not-transposed",
            backward_in_lines.but(ds=lambda v: v.da_h @ v.W_h[2]),
            "On the way back through the candidate W_hh is not transposed. It is square, so the "
            "shapes fit both ways; the step multiplies by W_hh, and the way back by W_hh.T.",
            _GRADIENT,
        ),
        Mistake(
            "direct-path-missing",
            backward_in_lines.but(by_mean=lambda v: 0),
            "In dh_prev the direct path is missing: the new state contains (1 - z_t) * h_prev, "
            "which gives dh_t * (1 - z_t). It is the only way without a weight matrix, and the "
            "one that lasts over many steps.",
            "gru-jacobian-section",
        ),
        Mistake(
            "direct-path-with-update-gate",
            backward_in_lines.but(by_mean=lambda v: v.dh_t * v.z_t),
            "In dh_prev the direct path has the factor z_t. The new state contains "
            "(1 - z_t) * h_prev, so the factor is 1 - z_t.",
            "gru-jacobian-section",
        ),
        Mistake(
            "way-through-reset-missing",
            backward_in_lines.but(by_reset=lambda v: 0),
            "In dh_prev the way through the candidate is missing. The candidate reads "
            "r_t * h_prev, so ds * r_t must be added.",
            _GRADIENT,
        ),
        Mistake(
            "ways-through-gates-missing",
            backward_in_lines.but(by_gates=lambda v: 0),
            "In dh_prev the ways through the two gates are missing. Both gates read h_prev, so "
            "da_z @ W_hz.T and da_r @ W_hr.T must be added.",
            _GRADIENT,
        ),
        Mistake(
            "reset-missing-on-the-way-back",
            backward_in_lines.but(by_reset=lambda v: v.ds),
            "This dh_prev contains ds without the reset gate, as if the GRU were an LSTM. ds is "
            "the gradient of r_t * h_prev, so h_prev gets ds * r_t.",
            _GRADIENT,
        ),
        Mistake(
            "candidate-block-from-the-old-state",
            backward_in_lines.but(drecurrent_kernel=lambda v: v.h_prev.T @ v.da),
            "In the last block of drecurrent_kernel stands h_prev, as if the GRU were an LSTM. "
            "W_hh was multiplied by r_t * h_prev, so its gradient is (r_t * h_prev).T @ da_h.",
            _GRADIENT,
        ),
        Mistake(
            "blocks-r-z-h",
            backward_in_lines.but(
                da=lambda v: np.hstack([v.da_r, v.da_z, v.da_h]),
                drecurrent_kernel=_blocks_r_z_h,
            ),
            "The gradients of the two gates are joined in the order r, z. The kernels have the "
            "order z, r, h, and their gradients must have it too.",
            "gru-three-blocks",
        ),
    ),
)
