"""What ties each variant of the LSTM to the LSTM, and what its equations promise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.activations import sigmoid
from unrolled.lstm import lstm_gates, lstm_step, lstm_step_backward
from unrolled.variants.ablated import ablated_blocks, ablated_step, ablated_step_backward
from unrolled.variants.coupled import coupled_step, coupled_step_backward
from unrolled.variants.layer_normalised import EPSILON, layer_normalised_step, normalise
from unrolled.variants.lstm_1997 import lstm_1997_step, lstm_1997_step_backward
from unrolled.variants.peephole import peephole_step, peephole_step_backward

BATCH, FEATURES, UNITS = 2, 3, 4
OPEN = 1000.0  # as a bias: far enough for a gate to round to 1
sizes = st.integers(1, 5)
any_sizes = given(batch=sizes, features=sizes, units=sizes, seed=st.integers(0, 10**6))
fast = settings(deadline=None, max_examples=30, derandomize=True)


def draw(batch=BATCH, features=FEATURES, units=UNITS, blocks="ifco", seed=0):
    """Return x_t, h_prev, c_prev and a list of the three weights."""
    rng = np.random.default_rng(seed)
    inputs = [(batch, features), (batch, units), (batch, units)]
    columns = len(blocks) * units
    weights = [(features, columns), (units, columns), (columns,)]
    x_t, h_prev, c_prev, *weights = (rng.standard_normal(shape) for shape in inputs + weights)
    return x_t, h_prev, c_prev, weights


def dstates(batch=BATCH, units=UNITS):
    return np.random.default_rng(1).standard_normal((2, batch, units))


def without(weights, lost):
    """Return the weights of an LSTM without the blocks of the lost gates."""
    kept = [n for n, block in enumerate("ifco") if block not in lost]
    split = (np.split(weight, 4, axis=-1) for weight in weights)
    return [np.concatenate([blocks[n] for n in kept], axis=-1) for blocks in split]


def with_open(weights, gates):
    """Return the weights of an LSTM whose gates are 1 whatever it reads."""
    kernel, recurrent_kernel, bias = (np.array(weight) for weight in weights)
    for gate in gates:
        block = slice(
            "ifco".index(gate) * (len(bias) // 4), ("ifco".index(gate) + 1) * len(bias) // 4
        )
        kernel[:, block], recurrent_kernel[:, block], bias[block] = 0, 0, OPEN
    return [kernel, recurrent_kernel, bias]


def assert_same(values, expected):
    for value, right in zip(values, expected, strict=True):
        np.testing.assert_allclose(value, right, rtol=1e-11, atol=1e-13)


@any_sizes
@fast
def test_the_lstm_of_1997_is_the_lstm_with_an_open_forget_gate(batch, features, units, seed):
    x_t, h_prev, c_prev, weights = draw(batch, features, units, seed=seed)
    inputs, dh_dc = (x_t, h_prev, c_prev), dstates(batch, units)
    ours, opened = without(weights, "f"), with_open(weights, "f")
    assert_same(lstm_1997_step(*inputs, *ours), lstm_step(*inputs, *opened))
    dx_t, dh_prev, dc_prev, *dweights = lstm_step_backward(*dh_dc, *inputs, *opened)
    expected = (dx_t, dh_prev, dc_prev, *without(dweights, "f"))
    assert_same(lstm_1997_step_backward(*dh_dc, *inputs, *ours), expected)


def test_the_cell_state_of_1997_grows_with_every_step_that_writes():
    """A forget gate below 1 would hold it below 1 / (1 - f)."""
    blocks = np.repeat([OPEN, OPEN, 0.0], 2)  # input gate open, candidate 1
    weights = [np.zeros((1, 6)), np.zeros((2, 6)), blocks]
    h_t, c_t = np.zeros((1, 2)), np.zeros((1, 2))
    for t in range(1, 51):
        h_t, c_t = lstm_1997_step(np.zeros((1, 1)), h_t, c_t, *weights)
        np.testing.assert_array_equal(c_t, t)
    _, _, dc_prev, *_ = lstm_1997_step_backward(
        np.zeros((1, 2)), np.ones((1, 2)), np.zeros((1, 1)), h_t, c_t, *weights
    )
    np.testing.assert_array_equal(dc_prev, 1)  # the constant error carousel


@any_sizes
@fast
def test_the_coupled_lstm_is_the_lstm_whose_forget_gate_has_the_input_gates_weights_negated(
    batch, features, units, seed
):
    """1 - sigma(a) = sigma(-a)."""
    x_t, h_prev, c_prev, weights = draw(batch, features, units, blocks="ico", seed=seed)
    inputs, dh_dc = (x_t, h_prev, c_prev), dstates(batch, units)
    full = []
    for weight in weights:
        i, c, o = np.split(weight, 3, axis=-1)
        full.append(np.concatenate([i, -i, c, o], axis=-1))
    assert_same(coupled_step(*inputs, *weights), lstm_step(*inputs, *full))

    *others, dkernel, drecurrent_kernel, dbias = lstm_step_backward(*dh_dc, *inputs, *full)
    for dweight in (dkernel, drecurrent_kernel, dbias):
        di, df, dc, do = np.split(dweight, 4, axis=-1)
        others.append(np.concatenate([di - df, dc, do], axis=-1))
    assert_same(coupled_step_backward(*dh_dc, *inputs, *weights), others)


@any_sizes
@fast
def test_the_coupled_cell_state_lies_between_the_old_one_and_the_candidate(
    batch, features, units, seed
):
    x_t, h_prev, c_prev, weights = draw(batch, features, units, blocks="ico", seed=seed)
    a_c = np.split(x_t @ weights[0] + h_prev @ weights[1] + weights[2], 3, axis=-1)[1]
    _, c_t = coupled_step(x_t, h_prev, c_prev, *weights)
    assert np.all(c_t >= np.minimum(np.tanh(a_c), c_prev) - 1e-14)
    assert np.all(c_t <= np.maximum(np.tanh(a_c), c_prev) + 1e-14)


@any_sizes
@fast
def test_with_peepholes_of_zero_it_is_the_lstm(batch, features, units, seed):
    x_t, h_prev, c_prev, weights = draw(batch, features, units, seed=seed)
    inputs, dh_dc, closed = (x_t, h_prev, c_prev), dstates(batch, units), np.zeros((3, units))
    assert_same(peephole_step(*inputs, *weights, closed), lstm_step(*inputs, *weights))
    *gradients, _ = peephole_step_backward(*dh_dc, *inputs, *weights, closed)
    assert_same(gradients, lstm_step_backward(*dh_dc, *inputs, *weights))


def test_input_and_forget_gate_see_the_old_cell_state_and_the_output_gate_the_new_one():
    """Without other inputs each gate is sigma(p * c), and c~ is what the bias says."""
    rng = np.random.default_rng(0)
    peepholes, c_prev = rng.standard_normal((3, UNITS)), rng.standard_normal((BATCH, UNITS))
    bias = np.zeros((4, UNITS))
    bias[2] = rng.standard_normal(UNITS)
    nothing = np.zeros((BATCH, FEATURES)), np.zeros((BATCH, UNITS))
    weights = np.zeros((FEATURES, 4 * UNITS)), np.zeros((UNITS, 4 * UNITS)), bias.ravel()
    h_t, c_t = peephole_step(*nothing, c_prev, *weights, peepholes)
    i_t, f_t = sigmoid(peepholes[0] * c_prev), sigmoid(peepholes[1] * c_prev)
    assert_same([c_t], [f_t * c_prev + i_t * np.tanh(bias[2])])
    assert_same([h_t], [sigmoid(peepholes[2] * c_t) * np.tanh(c_t)])


@pytest.mark.parametrize("v", [np.arange(12.0).reshape(3, 4) ** 2, np.full((2, 5), 7.0)])
def test_a_normalised_row_has_mean_zero_and_variance_one_or_is_zero(v):
    n, s = normalise(v)
    assert s.shape == (len(v), 1)
    np.testing.assert_allclose(n.mean(axis=1), 0, atol=1e-14)
    variance = v.var(axis=1)
    np.testing.assert_allclose(n.var(axis=1), variance / (variance + EPSILON), rtol=1e-12)


@any_sizes
@fast
def test_the_layer_normalised_step_does_not_see_the_scale_of_its_products(
    batch, features, units, seed
):
    """Nor a number that is added to all columns of a kernel, as far as epsilon allows."""
    x_t, h_prev, c_prev, (kernel, recurrent_kernel, bias) = draw(batch, features, units, seed=seed)
    kernel, recurrent_kernel = 1e4 * kernel, 1e4 * recurrent_kernel  # epsilon is nothing
    rng = np.random.default_rng(seed)
    more = [bias, *(rng.standard_normal(n * units) for n in (4, 4, 1, 1))]
    values = layer_normalised_step(x_t, h_prev, c_prev, kernel, recurrent_kernel, *more)
    moved = 7 * kernel + rng.standard_normal((features, 1)), 0.5 * recurrent_kernel
    again = layer_normalised_step(x_t, h_prev, c_prev, *moved, *more)
    for value, right in zip(again, values, strict=True):
        np.testing.assert_allclose(value, right, rtol=1e-4, atol=1e-4)


def test_three_quantities_are_normalised_over_all_blocks_and_the_cell_state_goes_on_as_it_is():
    x_t, h_prev, c_prev, (kernel, recurrent_kernel, bias) = draw()
    gain_x, gain_h = np.random.default_rng(1).standard_normal((2, 4 * UNITS))
    gain_c, shift = np.random.default_rng(2).standard_normal((2, UNITS))

    def n(v):
        return (v - v.mean(axis=1)[:, None]) / np.sqrt(v.var(axis=1) + 1e-5)[:, None]

    a = gain_x * n(x_t @ kernel) + gain_h * n(h_prev @ recurrent_kernel)
    # The identity as kernel hands the pre-activations to the gates of the LSTM as they are.
    identity, nothing = np.eye(4 * UNITS), np.zeros_like(recurrent_kernel)
    i_t, f_t, c_tilde, o_t = lstm_gates(a, h_prev, identity, nothing, bias)
    c_right = f_t * c_prev + i_t * c_tilde
    h_t, c_t = layer_normalised_step(
        x_t, h_prev, c_prev, kernel, recurrent_kernel, bias, gain_x, gain_h, gain_c, shift
    )
    assert_same([c_t, h_t], [c_right, o_t * np.tanh(gain_c * n(c_right) + shift)])


@any_sizes
@fast
def test_with_all_its_parts_the_ablated_step_is_the_lstm(batch, features, units, seed):
    x_t, h_prev, c_prev, weights = draw(batch, features, units, seed=seed)
    arguments = (x_t, h_prev, c_prev, *weights)
    assert_same(ablated_step(*arguments), lstm_step(*arguments))
    dh_dc = dstates(batch, units)
    assert_same(ablated_step_backward(*dh_dc, *arguments), lstm_step_backward(*dh_dc, *arguments))


@pytest.mark.parametrize("kept", ["fo", "io", "if", "i", "f", "o", ""])
def test_a_lost_gate_is_an_open_gate(kept):
    x_t, h_prev, c_prev, weights = draw()
    lost = set("ifo") - set(kept)
    assert ablated_blocks(kept) == "".join(block for block in "ifco" if block not in lost)
    ablated = ablated_step(x_t, h_prev, c_prev, *without(weights, lost), gates=kept)
    assert_same(ablated, lstm_step(x_t, h_prev, c_prev, *with_open(weights, lost)))


def test_the_order_of_the_kept_letters_does_not_matter():
    assert ablated_blocks("oif") == "ifco"
    arguments = [*draw()[:3], *draw()[3]]
    np.testing.assert_array_equal(
        ablated_step(*arguments, gates="oif", squashed="hc"), ablated_step(*arguments)
    )


def test_without_its_forget_gate_it_is_the_lstm_of_1997():
    x_t, h_prev, c_prev, weights = draw(blocks="ico")
    arguments = (x_t, h_prev, c_prev, *weights)
    assert_same(ablated_step(*arguments, gates="io"), lstm_1997_step(*arguments))


def test_the_tanh_of_the_candidate_and_of_the_output_can_be_lost():
    x_t, h_prev, c_prev, weights = draw()
    i_t, f_t, c_tilde, o_t = lstm_gates(x_t, h_prev, *weights)
    a_c = np.arctanh(c_tilde)
    c_t = f_t * c_prev + i_t * a_c
    expected = (o_t * np.tanh(c_t), c_t)
    assert_same(ablated_step(x_t, h_prev, c_prev, *weights, squashed="h"), expected)
    c_t = f_t * c_prev + i_t * c_tilde
    ablated = ablated_step(x_t, h_prev, c_prev, *weights, squashed="c")
    assert_same(ablated, (o_t * c_t, c_t))
