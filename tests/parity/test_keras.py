"""Every layer gives what the Keras layer of the same name and weights gives."""

from itertools import product

import keras
import numpy as np
import pytest

from unrolled import layers

# Keras 3.15 reads its own variables in a way that NumPy 2 calls old.
pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning:keras"
)

BATCH, TIME, FEATURES, UNITS = 2, 5, 3, 4
KINDS = {
    "SimpleRNN": ("SimpleRNN", {}, 1),
    "LSTM": ("LSTM", {}, 2),
    "GRU": ("GRU", {}, 1),
    "GRU reset before": ("GRU", {"reset_after": False}, 1),
}
every_kind = pytest.mark.parametrize("name, options, states", KINDS.values(), ids=KINDS)


def test_keras_runs_on_numpy():
    assert keras.backend.backend() == "numpy"


def draw(shapes, seed):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape).astype(np.float32) for shape in shapes]


def both_with_the_same_weights(theirs, ours):
    """Give both layers the same random weights, and go once through both set_weights."""
    theirs.build((BATCH, TIME, FEATURES))
    weights = draw([weight.shape for weight in theirs.get_weights()], seed=0)
    ours.build((BATCH, TIME, FEATURES))
    ours.set_weights(weights)
    theirs.set_weights(ours.get_weights())
    return theirs, ours


def assert_same_values(ours, theirs):
    assert type(ours) is type(theirs)
    if not isinstance(ours, tuple):
        ours, theirs = (ours,), (theirs,)
    for value, right in zip(ours, theirs, strict=True):
        assert value.dtype == right.dtype == np.float32
        assert value.shape == right.shape
        np.testing.assert_allclose(value, right, rtol=1e-5, atol=1e-6)


@every_kind
@pytest.mark.parametrize(
    "return_sequences, return_state, go_backwards, start", list(product([False, True], repeat=4))
)
def test_a_layer_returns_what_keras_returns(
    name, options, states, return_sequences, return_state, go_backwards, start
):
    arguments = {
        **options,
        "return_sequences": return_sequences,
        "return_state": return_state,
        "go_backwards": go_backwards,
    }
    theirs, ours = both_with_the_same_weights(
        getattr(keras.layers, name)(UNITS, **arguments),
        getattr(layers, name)(UNITS, **arguments),
    )
    (x,) = draw([(BATCH, TIME, FEATURES)], seed=1)
    initial = draw([(BATCH, UNITS)] * states, seed=2) if start else None
    assert_same_values(ours(x, initial_state=initial), theirs(x, initial_state=initial))


@every_kind
@pytest.mark.parametrize("merge_mode", ["concat", "sum", "mul", "ave", None])
@pytest.mark.parametrize(
    "return_sequences, return_state, start", list(product([False, True], repeat=3))
)
def test_bidirectional_returns_what_keras_returns(
    name, options, states, merge_mode, return_sequences, return_state, start
):
    arguments = {
        **options,
        "return_sequences": return_sequences,
        "return_state": return_state,
    }
    theirs, ours = both_with_the_same_weights(
        keras.layers.Bidirectional(
            getattr(keras.layers, name)(UNITS, **arguments),
            merge_mode=merge_mode,
        ),
        layers.Bidirectional(getattr(layers, name)(UNITS, **arguments), merge_mode=merge_mode),
    )
    (x,) = draw([(BATCH, TIME, FEATURES)], seed=1)
    initial = draw([(BATCH, UNITS)] * 2 * states, seed=2) if start else None
    assert_same_values(ours(x, initial_state=initial), theirs(x, initial_state=initial))


@every_kind
def test_a_new_layer_has_weights_like_those_of_a_new_keras_layer(name, options, states):
    theirs = getattr(keras.layers, name)(40, seed=0, **options)
    theirs.build((None, None, 30))
    ours = getattr(layers, name)(40, rng=0, **options)
    ours.build((None, None, 30))
    for weight, right in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        assert weight.shape == right.shape
        np.testing.assert_allclose(weight.std(), right.std(), rtol=0.1)
        np.testing.assert_allclose(np.abs(weight).max(), np.abs(right).max(), rtol=0.2)
    np.testing.assert_array_equal(ours.get_weights()[2], theirs.get_weights()[2])
