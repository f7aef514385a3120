"""The references of the exercise keras-shapes agree with Keras itself."""

from itertools import product

import jax
import keras
import numpy as np
import pytest

from grader.exercises import load_exercise
from unrolled.side_by_side import as_list

# Keras 3.15 reads its own variables in a way that NumPy 2 calls old.
pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning:keras"
)
EXERCISE = load_exercise("keras-shapes")
BOTH = {"return_sequences": True, "return_state": True}
SHORT = {"kernel_initializer": "zeros", "recurrent_initializer": "zeros"}


def first_case(name, **conditions):
    """Return the arguments of the first case in which the arguments have these values."""
    for case in EXERCISE.question(name).draw(np.random.default_rng(0)):
        if all(case.arguments.get(key) == value for key, value in conditions.items()):
            return case.arguments
    raise LookupError(name)


def agree(name, given, values):
    expected = as_list(EXERCISE.question(name).reference(*given.values()))
    assert len(values) == len(expected)
    for value, right in zip(values, expected, strict=True):
        np.testing.assert_allclose(value, right, rtol=1e-5, atol=1e-6)


def call(layer, weights, x, **options):
    """Return what Keras' layer gives with these weights, as a list."""
    x = np.float32(x)
    with jax.disable_jit():  # to compile Keras' loops would take longer than they run
        layer.build(x.shape)
        layer.set_weights(weights)
        return as_list(layer(x, **options))


@pytest.mark.parametrize("kind", ["SimpleRNN", "GRU", "LSTM"])
def test_shapes(kind):
    for return_sequences, return_state, bidirectional in product((False, True), repeat=3):
        layer = getattr(keras.layers, kind)(
            4, return_sequences=return_sequences, return_state=return_state, **SHORT
        )
        layer = keras.layers.Bidirectional(layer) if bidirectional else layer
        with jax.disable_jit():
            shapes = [list(value.shape) for value in as_list(layer(np.zeros((2, 5, 3), "f4")))]
        said = EXERCISE.question("output_shapes").reference(
            kind, 2, 5, 3, 4, return_sequences, return_state, bidirectional
        )
        assert said == (len(shapes), shapes[0], shapes[-1])


@pytest.mark.parametrize("go_backwards", [False, True])
def test_simple_rnn_layer(go_backwards):
    given = first_case("simple_rnn_layer", go_backwards=go_backwards)
    x, *weights, _, h_0 = given.values()
    layer = keras.layers.SimpleRNN(len(weights[2]), go_backwards=go_backwards, **BOTH, **SHORT)
    agree("simple_rnn_layer", given, call(layer, weights, x, initial_state=[np.float32(h_0)]))


def test_lstm_layer():
    given = first_case("lstm_layer")
    x, *weights, h_0, c_0 = given.values()
    layer = keras.layers.LSTM(len(weights[1]), **BOTH, **SHORT)
    states = [np.float32(h_0), np.float32(c_0)]
    agree("lstm_layer", given, call(layer, weights, x, initial_state=states))


def test_bidirectional_lstm():
    given = first_case("bidirectional_lstm")
    x, *weights = given.values()
    values = []
    for return_sequences in True, False:
        layer = keras.layers.LSTM(len(weights[1]), return_sequences=return_sequences, **SHORT)
        values += call(keras.layers.Bidirectional(layer), weights, x)
    agree("bidirectional_lstm", given, values)


def test_masked_rnn():
    for case in EXERCISE.question("masked_rnn").draw(np.random.default_rng(0))[:2]:
        x, mask, *weights, h_0 = case.arguments.values()
        layer = keras.layers.SimpleRNN(len(weights[2]), **BOTH, **SHORT)
        values = call(layer, weights, x, mask=mask, initial_state=[np.float32(h_0)])
        agree("masked_rnn", case.arguments, values)


def test_time_distributed():
    given = first_case("time_distributed")
    x, *weights = given.values()
    dense = keras.layers.Dense(len(weights[1]), activation="softmax")
    agree("time_distributed", given, call(keras.layers.TimeDistributed(dense), weights, x))


def test_parameter_counts_of_keras():
    kinds = [
        keras.layers.SimpleRNN(3, **SHORT),
        keras.layers.LSTM(3, **SHORT),
        keras.layers.GRU(3, **SHORT),
        keras.layers.GRU(3, reset_after=False, **SHORT),
    ]
    for layer in kinds:
        layer.build((None, None, 5))
    said = EXERCISE.question("keras_parameter_counts").reference(5, 3)
    assert said[:4] == tuple(layer.count_params() for layer in kinds)
