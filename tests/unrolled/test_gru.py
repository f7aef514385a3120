import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.gru import (
    flip_update_gate,
    gru_gates,
    gru_gates_reset_after,
    gru_step,
    gru_step_reset_after,
)

OPEN, CLOSED = 1000.0, -1000.0  # as a bias: far enough for a gate to round to 1 or 0


def draw(batch=2, features=3, units=4, seed=0):
    rng = np.random.default_rng(seed)
    shapes = {
        "x_t": (batch, features),
        "h_prev": (batch, units),
        "kernel": (features, 3 * units),
        "recurrent_kernel": (units, 3 * units),
        "bias": (3 * units,),
    }
    return {name: rng.standard_normal(shape) for name, shape in shapes.items()}


def flipped(arguments):
    weights = ("kernel", "recurrent_kernel", "bias")
    return {n: flip_update_gate(v) if n in weights else v for n, v in arguments.items()}


def with_second_bias(arguments, second):
    return {**arguments, "bias": np.stack([arguments["bias"], second])}


def test_each_gate_uses_its_own_block_of_the_weights_in_the_order_z_r_h():
    x_t, h_prev, W_x, W_h, bias = draw().values()
    z, r, h = slice(0, 4), slice(4, 8), slice(8, 12)
    z_t, r_t, h_tilde = gru_gates(x_t, h_prev, W_x, W_h, bias)
    for gate, block in [(z_t, z), (r_t, r)]:
        a = x_t @ W_x[:, block] + h_prev @ W_h[:, block] + bias[block]
        np.testing.assert_allclose(gate, 1 / (1 + np.exp(-a)), rtol=1e-12)
    candidate = np.tanh(x_t @ W_x[:, h] + (r_t * h_prev) @ W_h[:, h] + bias[h])
    np.testing.assert_allclose(h_tilde, candidate, rtol=1e-12)


def test_in_the_first_form_z_takes_the_new_state():
    arguments = draw()
    arguments["bias"][:4] = OPEN
    np.testing.assert_array_equal(gru_step(**arguments), gru_gates(**arguments)[2])
    arguments["bias"][:4] = CLOSED
    np.testing.assert_array_equal(gru_step(**arguments), arguments["h_prev"])


def test_in_keras_form_z_keeps_the_old_state():
    arguments = with_second_bias(draw(), second=np.arange(12.0))
    arguments["bias"][0, :4] = OPEN
    np.testing.assert_array_equal(gru_step_reset_after(**arguments), arguments["h_prev"])
    arguments["bias"][0, :4] = CLOSED
    candidate = gru_gates_reset_after(**arguments)[2]
    np.testing.assert_array_equal(gru_step_reset_after(**arguments), candidate)


@pytest.mark.parametrize("bias_r, kept", [(OPEN, 1), (CLOSED, 0)])
def test_the_reset_gate_lets_the_old_state_into_the_candidate_or_not(bias_r, kept):
    arguments = draw()
    arguments["bias"][4:8] = bias_r
    a_h = arguments["x_t"] @ arguments["kernel"][:, 8:] + arguments["bias"][8:]
    memory = arguments["h_prev"] @ arguments["recurrent_kernel"][:, 8:]
    np.testing.assert_allclose(gru_gates(**arguments)[2], np.tanh(a_h + kept * memory), rtol=1e-12)

    second = np.arange(12.0) / 10
    candidate = gru_gates_reset_after(**with_second_bias(arguments, second))[2]
    expected = np.tanh(a_h + kept * (memory + second[8:]))
    np.testing.assert_allclose(candidate, expected, rtol=1e-12)


def test_flipping_the_update_gate_turns_one_convention_of_z_into_the_other():
    arguments = draw()
    z_t, _, h_tilde = gru_gates(**arguments)
    keeps = z_t * arguments["h_prev"] + (1 - z_t) * h_tilde
    np.testing.assert_allclose(gru_step(**flipped(arguments)), keeps, rtol=1e-12)


def test_flipping_twice_changes_nothing():
    bias = np.arange(12.0).reshape(2, 6)
    np.testing.assert_array_equal(flip_update_gate(flip_update_gate(bias)), bias)
    np.testing.assert_array_equal(flip_update_gate(bias)[0], [-0.0, -1, 2, 3, 4, 5])


@given(batch=st.integers(1, 4), features=st.integers(1, 4), seed=st.integers(0, 10**6))
@settings(deadline=None, max_examples=30, derandomize=True)
def test_with_one_unit_and_no_second_bias_it_is_the_same_where_the_reset_acts(
    batch, features, seed
):
    """One unit cannot tell r * (h W) from (r * h) W."""
    arguments = draw(batch, features, units=1, seed=seed)
    before = gru_step(**flipped(arguments))
    after = gru_step_reset_after(**with_second_bias(arguments, second=np.zeros(3)))
    np.testing.assert_allclose(before, after, rtol=1e-9, atol=1e-12)


def test_with_more_units_it_matters_where_the_reset_acts():
    arguments = draw()
    before = gru_step(**flipped(arguments))
    after = gru_step_reset_after(**with_second_bias(arguments, second=np.zeros(12)))
    assert np.abs(before - after).max() > 1e-2


@pytest.mark.parametrize("seed", range(5))
def test_the_new_state_lies_between_the_old_one_and_the_candidate(seed):
    arguments = draw(seed=seed)
    h_tilde, h_prev = gru_gates(**arguments)[2], arguments["h_prev"]
    h_t = gru_step(**arguments)
    assert np.all(h_t >= np.minimum(h_tilde, h_prev) - 1e-15)
    assert np.all(h_t <= np.maximum(h_tilde, h_prev) + 1e-15)
