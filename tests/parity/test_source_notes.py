"""The numbers of the notes' Bidirectional(LSTM(3)) example, and what lies behind them.

The notes set every weight to 0.1 and the bias "to 0". Their text states other values than
their program printed. The text agrees with Keras on a CPU; the printed values are what a
GPU gives that rounds the factors of every matrix product to TF32.
"""

from itertools import permutations

import keras
import numpy as np
import pytest

from unrolled.layers import LSTM, Bidirectional
from unrolled.lstm import lstm_step
from unrolled.step_sweep import StepSweep
from unrolled.tf32 import round_to_tf32

X = np.array(
    [
        [
            [0.1, 4.2, 1.5, 1.1, 2.8],
            [1.0, 3.1, 2.5, 0.7, 1.1],
            [0.3, 2.1, 1.5, 2.1, 0.1],
            [2.2, 1.4, 0.5, 0.9, 1.1],
        ]
    ],
    dtype=np.float32,
)
# Per direction, at each time step; the three units are equal.
ON_A_CPU = [
    [0.35906467, 0.5511132, 0.59115744, 0.6303138],
    [0.7038734, 0.5886358, 0.39516988, 0.21942246],
]
STATED = [0.6303139, 0.70387346]  # the last state of each direction, in the notes' text
PRINTED = [
    [0.35896602, 0.5509713, 0.5910032, 0.6301636],
    [0.7037439, 0.5884772, 0.39501813, 0.21932526],
]


def tf32_step(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    """Advance the LSTM, with both factors of each matrix product rounded to TF32."""
    x_t, h_prev, kernel, recurrent_kernel = map(
        round_to_tf32, (x_t, h_prev, kernel, recurrent_kernel)
    )
    return lstm_step(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias)


class TF32LSTM(LSTM):
    """An LSTM layer of such steps; nobody goes back through it."""

    sweep = StepSweep(tf32_step, step_backward=None)


def notes_layer(kind=LSTM, **options):
    """Make the notes' layer: all kernels 0.1, and the bias that Keras starts with."""
    layer = Bidirectional(kind(3, **options))
    layer.build(X.shape)
    is_bias = [weight.ndim == 1 for weight in layer.get_weights()]
    weights = zip(layer.get_weights(), is_bias, strict=True)
    layer.set_weights([weight if bias else np.full_like(weight, 0.1) for weight, bias in weights])
    return layer


def by_direction(y):
    """Turn (1, 4, 6) into (2, 4): one unit of each direction, at each time step."""
    assert y.shape == (1, 4, 6)
    np.testing.assert_array_equal(y, np.repeat(y[..., ::3], 3, axis=-1))
    return y[0, :, ::3].T


def test_keras_on_a_cpu_gives_the_eight_values():
    constant = keras.initializers.Constant(0.1)
    layer = keras.layers.Bidirectional(
        keras.layers.LSTM(
            3,
            return_sequences=True,
            kernel_initializer=constant,
            recurrent_initializer=constant,
            bias_initializer=keras.initializers.Constant(0),
        )
    )
    np.testing.assert_allclose(by_direction(layer(X)), ON_A_CPU, rtol=0, atol=1.5e-7)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_our_layer_gives_the_eight_values_of_keras_on_a_cpu(dtype):
    y = notes_layer(return_sequences=True)(X.astype(dtype))
    np.testing.assert_allclose(by_direction(y), ON_A_CPU, rtol=0, atol=1.5e-7)


def test_the_notes_text_states_the_last_states_on_a_cpu():
    y, forward_h, _, backward_h, _ = notes_layer(return_state=True)(X.astype(np.float64))
    np.testing.assert_allclose([forward_h[0, 0], backward_h[0, 0]], STATED, rtol=0, atol=1e-7)
    np.testing.assert_allclose(y, [np.repeat(STATED, 3)], rtol=0, atol=1e-7)


def test_rounding_the_factors_to_tf32_gives_the_eight_values_that_the_notes_print():
    y = notes_layer(TF32LSTM, return_sequences=True)(X.astype(np.float64))
    np.testing.assert_allclose(by_direction(y), PRINTED, rtol=0, atol=1e-7)


def test_without_the_rounding_every_printed_value_is_far_off():
    y = notes_layer(return_sequences=True)(X.astype(np.float64))
    assert np.abs(by_direction(y) - PRINTED).min() > 9e-5


def test_the_notes_bias_is_not_zero_because_the_forget_gate_starts_at_one():
    y = notes_layer(unit_forget_bias=False)(X.astype(np.float64))
    np.testing.assert_allclose(y, [np.repeat([0.565055, 0.662632], 3)], rtol=0, atol=5e-7)


def last_state(kernel, recurrent_kernel, bias):
    layer = LSTM(3)
    layer.set_weights([kernel, recurrent_kernel, bias])
    return layer(X.astype(np.float64))


def in_order(weights, order):
    blocks = np.split(weights, 4, axis=-1)
    return np.concatenate([blocks["ifco".index(gate)] for gate in order], axis=-1)


def test_constant_weights_cannot_show_a_wrong_order_of_the_gates():
    """Only a bias that meets the wrong gate shows; the six orders with f second do not."""
    kernel, recurrent_kernel, bias = notes_layer().get_weights()[:3]
    for order in permutations("ifco"):
        moved = [in_order(weights, order) for weights in (kernel, recurrent_kernel, bias)]
        value = last_state(*moved)[0, 0]
        assert (abs(value - 0.630314) < 5e-7) == (order[1] == "f")
        moved = in_order(kernel, order), in_order(recurrent_kernel, order), bias
        np.testing.assert_allclose(last_state(*moved), 0.630314, atol=5e-7)


def test_constant_weights_cannot_show_a_transposed_recurrent_kernel():
    kernel, recurrent_kernel, bias = notes_layer().get_weights()[:3]
    turned = np.concatenate([block.T for block in np.split(recurrent_kernel, 4, axis=1)], axis=1)
    np.testing.assert_allclose(last_state(kernel, turned, bias), 0.630314, atol=5e-7)


def test_random_weights_show_a_wrong_order_and_a_transposed_recurrent_kernel():
    rng = np.random.default_rng(0)
    kernel, recurrent_kernel, bias = (rng.normal(0, 0.5, s) for s in [(5, 12), (3, 12), (12,)])
    right = last_state(kernel, recurrent_kernel, bias)
    for order in set(permutations("ifco")) - {tuple("ifco")}:
        moved = [in_order(weights, order) for weights in (kernel, recurrent_kernel, bias)]
        assert np.abs(last_state(*moved) - right).max() > 1e-2
    turned = np.concatenate([block.T for block in np.split(recurrent_kernel, 4, axis=1)], axis=1)
    assert np.abs(last_state(kernel, turned, bias) - right).max() > 5e-3
