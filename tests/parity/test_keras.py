"""Every layer has the weights, the types and the float32 values of Keras' layer as it stands.

Values and gradients to many digits, with every option: test_keras_gradients.py.
"""

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
MASK = np.array([[True, False, True, True, False], [False, True, True, False, True]])
KINDS = {
    "SimpleRNN": ("SimpleRNN", {}, 1),
    "LSTM": ("LSTM", {}, 2),
    "GRU": ("GRU", {}, 1),
    "GRU reset before": ("GRU", {"reset_after": False}, 1),
}
every_kind = pytest.mark.parametrize("name, options, states", KINDS.values(), ids=KINDS)


def draw(shapes, seed):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape).astype(np.float32) for shape in shapes]


def both_with_the_same_weights(name, wrap=False, **options):
    """Make both layers with the same random weights, which go once through both set_weights."""
    theirs, ours = (getattr(module, name)(UNITS, **options) for module in (keras.layers, layers))
    if wrap:
        theirs, ours = keras.layers.Bidirectional(theirs), layers.Bidirectional(ours)
    theirs.build((BATCH, TIME, FEATURES))
    weights = draw([weight.shape for weight in theirs.get_weights()], seed=0)
    ours.build((BATCH, TIME, FEATURES))
    ours.set_weights(weights)
    theirs.set_weights(ours.get_weights())
    return theirs, ours


@every_kind
@pytest.mark.parametrize("wrap, everything", [(False, True), (True, False)])
def test_float32_values_and_types(name, options, states, wrap, everything):
    if everything:
        options = {**options, "return_sequences": True, "return_state": True}
    theirs, ours = both_with_the_same_weights(name, wrap, **options)
    (x,) = draw([(BATCH, TIME, FEATURES)], seed=1)
    given = {}
    if everything:
        given["initial_state"] = draw([(BATCH, UNITS)] * (2 if wrap else 1) * states, seed=2)
        given["mask"] = MASK
    values, expected = ours(x, **given), theirs(x, **given)
    assert isinstance(values, tuple) == isinstance(expected, tuple) == everything
    if not everything:
        values, expected = (values,), (expected,)
    for value, right in zip(values, expected, strict=True):
        assert value.dtype == right.dtype == np.float32
        np.testing.assert_allclose(value, right, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("wrap, every", list(product([False, True], repeat=2)))
def test_the_mask_for_the_next_layer(wrap, every):
    theirs, ours = both_with_the_same_weights("LSTM", wrap, return_sequences=every)
    (x,) = draw([(BATCH, TIME, FEATURES)], seed=1)
    mask, right = ours.compute_mask(x, MASK), theirs.compute_mask(x, MASK)
    np.testing.assert_array_equal(mask, right)
    assert (mask is None) == (right is None)


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
