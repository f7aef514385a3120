"""Weights of PyTorch's modules, carried over, give PyTorch's values and gradients in Keras.

So a layer of Keras, of PyTorch and of ours are three forms of one function. What PyTorch
computed is stored in module_outputs.json.
"""

import jax
import keras
import numpy as np
import pytest
from test_conventions_torch import (
    BATCH,
    FEATURES,
    TIME,
    UNITS,
    by_direction,
    every_case,
    our_layer,
    stored,
)
from test_keras_gradients import run_keras

from unrolled.conventions import change_gru, from_torch, to_gates
from unrolled.gru import gru_step
from unrolled.layers import GRU

KINDS = {"rnn": "SimpleRNN", "lstm": "LSTM", "gru": "GRU"}


def keras_layer(name, weights, **options):
    kind, *both = name.split()
    options = {"return_sequences": True, "return_state": True, "dtype": "float64", **options}
    layer = getattr(keras.layers, KINDS[kind])(UNITS, **options)
    layer = keras.layers.Bidirectional(layer, dtype="float64") if both else layer
    for one in [layer.forward_layer, layer.backward_layer] if both else [layer]:
        # The functions of the same names in Keras return float32.
        one.cell.activation, one.cell.recurrent_activation = jax.numpy.tanh, jax.nn.sigmoid
    layer.build((BATCH, TIME, FEATURES))
    for variable, weight in zip(layer.trainable_variables, weights, strict=True):
        variable.assign(weight)
    return layer


def assert_same(values, expected):
    for value, right in zip(values, expected, strict=True):
        np.testing.assert_allclose(value, right, rtol=1e-9, atol=1e-11)


@every_case
def test_keras_with_torchs_weights_gives_torchs_values_and_gradients(name):
    weights = from_torch(name.split()[0], stored(name, "state"))
    x, *start = stored(name, "inputs").values()
    dhidden_states, *dlast = stored(name, "upstream").values()
    doutputs = [dhidden_states, *by_direction(dlast)]
    start = by_direction(start)
    values, gradients = run_keras(keras_layer(name, weights), x, start, None, doutputs)
    hidden_states, *last = stored(name, "outputs").values()
    assert_same(values, [hidden_states, *by_direction(last)])
    expected = stored(name, "gradients")
    dstart = [expected[key] for key in expected if key in ("h_0", "c_0")]
    assert_same(gradients[: 1 + len(start)], [expected["x"], *by_direction(dstart)])

    ours = our_layer(name)
    ours.set_weights(weights)
    ours(x, start, training=True)
    ours.backward(*doutputs)
    assert_same(gradients[1 + len(start) :], ours.gradients)


def value_of(layer, x):
    with jax.disable_jit():  # to compile Keras' loops would take longer than they run
        return np.asarray(layer(x))


@pytest.mark.parametrize("reset", ["before", "after"])
def test_weights_of_a_gru_whose_z_takes_are_carried_into_keras(reset):
    rng = np.random.default_rng(0)
    columns = 3 * UNITS
    bias = (columns,) if reset == "before" else (2, columns)
    weights = [
        rng.standard_normal(shape) for shape in [(FEATURES, columns), (UNITS, columns), bias]
    ]
    x = rng.standard_normal((BATCH, TIME, FEATURES))
    ours = GRU(UNITS, reset_after=reset == "after", update_gate="takes")
    ours.set_weights(weights)
    changed = change_gru(weights, (reset, "takes"), (reset, "keeps"))
    options = {"reset_after": reset == "after", "return_state": False, "return_sequences": False}
    theirs = keras_layer("gru", changed, **options)
    assert_same([value_of(theirs, x)], [ours(x)])
    if reset == "before":
        h_t = np.zeros((BATCH, UNITS))
        for t in range(TIME):
            h_t = gru_step(x[:, t], h_t, *weights)
        assert_same([ours(x)], [h_t])


def test_each_gates_arrays_are_where_kerass_own_cell_reads_them():
    """Keras cuts its kernel into blocks i, f, c, o itself; a wrong order would show here."""
    rng = np.random.default_rng(1)
    weights = [
        rng.standard_normal(shape)
        for shape in [(FEATURES, 4 * UNITS), (UNITS, 4 * UNITS), (4 * UNITS,)]
    ]
    layer = keras_layer("lstm", weights, return_sequences=False, return_state=False)
    g = to_gates("lstm", weights)
    x = rng.standard_normal((BATCH, 1, FEATURES))

    def a(k):
        return x[:, 0] @ g[f"W_x{k}"] + g[f"b_{k}"]

    def sigma(a):
        return 1 / (1 + np.exp(-a))

    expected = sigma(a("o")) * np.tanh(sigma(a("i")) * np.tanh(a("c")))
    assert_same([value_of(layer, x)], [expected])
