"""A step along whole sequences, forward and back, with masks and factors on the state."""

import numpy as np
import pytest

from unrolled.activations import sigmoid
from unrolled.gradcheck import check_gradients
from unrolled.gru import (
    gru_step,
    gru_step_backward,
    gru_step_reset_after,
    gru_step_reset_after_backward,
)
from unrolled.lstm import lstm_step, lstm_step_backward
from unrolled.step_sweep import StepSweep
from unrolled.unroll import unroll

BATCH, TIME, FEATURES, UNITS = 2, 5, 3, 4
MASK = np.array([[False, True, False, True, True], [True, True, True, False, False]])
# step and gradient, number of states, number of gates, shape of the bias
KINDS = {
    "LSTM": (lstm_step, lstm_step_backward, 2, 4, (16,)),
    "GRU": (gru_step, gru_step_backward, 1, 3, (12,)),
    "GRU reset after": (gru_step_reset_after, gru_step_reset_after_backward, 1, 3, (2, 12)),
}
every_kind = pytest.mark.parametrize("kind", KINDS)


def draw(kind, seed=0):
    """Return the sweep, x, the states, the weights, and a factor on the state for each gate."""
    step, step_backward, count, gates, bias = KINDS[kind]
    rng = np.random.default_rng(seed)
    columns = gates * UNITS
    x = rng.standard_normal((BATCH, TIME, FEATURES))
    states = tuple(rng.standard_normal((count, BATCH, UNITS)))
    weights = [rng.standard_normal(s) for s in [(FEATURES, columns), (UNITS, columns), bias]]
    factor = (rng.random((gates, BATCH, UNITS)) > 0.4) / 0.6
    return StepSweep(step, step_backward), x, states, weights, factor


@every_kind
def test_without_a_mask_it_is_the_loop(kind):
    sweep, x, states, weights, _ = draw(kind)
    hidden_states, last_states, tape = sweep.forward(x, states, weights)
    expected, last = unroll(sweep.step, x, states, weights)
    np.testing.assert_array_equal(hidden_states, expected)
    np.testing.assert_array_equal(last_states, last)
    assert tape is None


@every_kind
def test_a_masked_step_keeps_every_state(kind):
    sweep, x, states, weights, _ = draw(kind)
    hidden_states, last_states, _ = sweep.forward(x, states, weights, MASK)
    np.testing.assert_array_equal(hidden_states[0, 0], states[0][0])
    np.testing.assert_array_equal(hidden_states[0, 2], hidden_states[0, 1])
    for b, real in enumerate(MASK):
        one = slice(b, b + 1)
        own, last = unroll(sweep.step, x[one, real], [state[one] for state in states], weights)
        np.testing.assert_allclose(hidden_states[b, real], own[0], rtol=1e-12)
        for value, right in zip(last_states, last, strict=True):
            np.testing.assert_allclose(value[one], right, rtol=1e-12)


def lstm_with_factor(x_t, h_prev, c_prev, weights, factor):
    blocks = [np.split(array, 4, axis=-1) for array in weights]
    a = [x_t @ W_x + (h_prev * f) @ W_h + b for W_x, W_h, b, f in zip(*blocks, factor, strict=True)]
    c_t = sigmoid(a[1]) * c_prev + sigmoid(a[0]) * np.tanh(a[2])
    return sigmoid(a[3]) * np.tanh(c_t), c_t


def gru_with_factor(x_t, h_prev, weights, factor):
    (W_xz, W_xr, W_xh), (W_hz, W_hr, W_hh), (b_z, b_r, b_h) = (
        np.split(array, 3, axis=-1) for array in weights
    )
    z_t = sigmoid(x_t @ W_xz + (h_prev * factor[0]) @ W_hz + b_z)
    r_t = sigmoid(x_t @ W_xr + (h_prev * factor[1]) @ W_hr + b_r)
    h_tilde = np.tanh(x_t @ W_xh + (r_t * h_prev * factor[2]) @ W_hh + b_h)
    return ((1 - z_t) * h_prev + z_t * h_tilde,)  # what z carries over is not dropped


def gru_reset_after_with_factor(x_t, h_prev, weights, factor):
    (W_xz, W_xr, W_xh), (W_hz, W_hr, W_hh), (b_z, b_r, b_h) = (
        np.split(array, 3, axis=-1) for array in weights
    )
    z_t = sigmoid(x_t @ W_xz + b_z[0] + (h_prev * factor[0]) @ W_hz + b_z[1])
    r_t = sigmoid(x_t @ W_xr + b_r[0] + (h_prev * factor[1]) @ W_hr + b_r[1])
    m_t = (h_prev * factor[2]) @ W_hh + b_h[1]
    h_tilde = np.tanh(x_t @ W_xh + b_h[0] + r_t * m_t)
    return (z_t * h_prev + (1 - z_t) * h_tilde,)


WITH_FACTOR = {
    "LSTM": lstm_with_factor,
    "GRU": gru_with_factor,
    "GRU reset after": gru_reset_after_with_factor,
}


@every_kind
def test_each_gate_reads_the_state_times_its_own_factor(kind):
    sweep, x, states, weights, factor = draw(kind)
    hidden_states, last_states, _ = sweep.forward(x, states, weights, MASK, factor)
    for t in range(TIME):
        after = WITH_FACTOR[kind](x[:, t], *states, weights, factor)
        real = MASK[:, t, np.newaxis]
        states = [np.where(real, *pair) for pair in zip(after, states, strict=True)]
        np.testing.assert_allclose(hidden_states[:, t], states[0], rtol=1e-12)
    np.testing.assert_allclose(last_states, states, rtol=1e-12)


@every_kind
@pytest.mark.parametrize("mask", [None, MASK], ids=["no mask", "mask"])
@pytest.mark.parametrize("dropped", [False, True], ids=["no factor", "factor"])
def test_the_way_back_is_the_gradient(kind, mask, dropped):
    sweep, x, states, weights, factor = draw(kind)
    factor, count = factor if dropped else None, len(states)

    def forward(x, *rest, keep=False):
        sweep_of = sweep.forward(x, rest[:count], list(rest[count:]), mask, factor, keep)
        return sweep_of if keep else (sweep_of[0], *sweep_of[1])

    def backward(dhidden_states, *rest):
        tape = forward(*rest[count:], keep=True)[2]
        dx, dstates, dweights = sweep.backward(dhidden_states, rest[:count], tape)
        return dx, *dstates, *dweights

    names = ["x", "h", "c"][: count + 1] + ["kernel", "recurrent_kernel", "bias"]
    check_gradients(forward, backward, dict(zip(names, [x, *states, *weights], strict=True)))


@every_kind
@pytest.mark.parametrize("dropped", [False, True])
def test_no_array_that_is_given_changes(kind, dropped):
    sweep, x, states, weights, factor = draw(kind)
    dhidden_states, *dlast_states = np.ones((1 + len(states), BATCH, TIME, UNITS))
    dlast_states = [dstate[:, 0].copy() for dstate in dlast_states]
    for array in (x, *states, *weights, factor, dhidden_states, *dlast_states):
        array.flags.writeable = False  # a write raises ValueError
    factor = factor if dropped else None
    _, _, tape = sweep.forward(x, states, weights, MASK, factor, keep=True)
    first = sweep.backward(dhidden_states, dlast_states, tape)
    second = sweep.backward(dhidden_states, dlast_states, tape)
    np.testing.assert_array_equal(first[0], second[0])
    for value, again in zip([*first[1], *first[2]], [*second[1], *second[2]], strict=True):
        np.testing.assert_array_equal(value, again)
        value[...] = 7
        assert not np.any(again == 7)


@every_kind
def test_the_tape_is_not_the_callers_array(kind):
    sweep, x, states, weights, _ = draw(kind)
    ones = np.ones((BATCH, TIME, UNITS))
    dlast_states = [np.zeros((BATCH, UNITS)) for _ in states]
    _, _, tape = sweep.forward(x, states, weights, keep=True)
    first = sweep.backward(ones, dlast_states, tape)
    x[...] = 7
    np.testing.assert_array_equal(sweep.backward(ones, dlast_states, tape)[2][0], first[2][0])


@pytest.mark.parametrize("dropped", [False, True])
@pytest.mark.parametrize("batch", [0, BATCH])
def test_float32_stays_float32_even_of_no_sequence(dropped, batch):
    sweep, x, states, weights, factor = draw("LSTM")
    x, *states = (array[:batch].astype(np.float32) for array in (x, *states))
    weights = [weight.astype(np.float32) for weight in weights]
    factor = factor[:, :batch].astype(np.float32) if dropped else None
    hidden_states, last_states, tape = sweep.forward(
        x, states, weights, MASK[:batch], factor, keep=True
    )
    dx, dstates, dweights = sweep.backward(hidden_states, last_states, tape)
    values = [hidden_states, *last_states, dx, *dstates, *dweights]
    assert {value.dtype for value in values} == {np.dtype(np.float32)}
    assert [v.shape for v in (dx, *dstates)] == [v.shape for v in (x, *states)]
