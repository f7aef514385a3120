"""Dense, Embedding, Conv1D, Masking, TimeDistributed and Sequential: all that Keras' ones give.

Both compute in float64. JAX differentiates Keras' layer, as Keras itself does when it trains.
"""

import jax
import keras
import numpy as np
import pytest
from keras.src.backend import get_keras_mask, set_keras_mask
from keras_precision import keras_in_float64  # noqa: F401  a fixture

from unrolled import layers
from unrolled.layers.sequential import call_with_mask

pytestmark = [
    pytest.mark.usefixtures("keras_in_float64"),
    pytest.mark.filterwarnings("ignore:.*this layer does not support masking:UserWarning"),
]

BATCH, TIME, FEATURES, UNITS, TOKENS = 2, 4, 3, 5, 6
ACTIVATIONS = [None, "tanh", "relu", "sigmoid", "softmax"]


def draw(*shape, seed=1):
    return np.random.default_rng(seed).standard_normal(shape)


def some_zero_steps(x, seed=2):
    return np.where(np.random.default_rng(seed).random((*x.shape[:-1], 1)) > 0.3, x, 0)


def call_keras(layer, x, mask, weights=None):
    """Call Keras' layer with the mask attached to x; return the output and its mask."""
    x = jax.numpy.asarray(x) + 0  # a new array, because the mask is attached to it
    set_keras_mask(x, mask)
    given = zip(layer.trainable_variables, weights, strict=True) if weights is not None else ()
    with keras.StatelessScope(state_mapping=given):
        y = layer(x)
    return y, get_keras_mask(y)


def run_keras(layer, x, mask, dy):
    """Return the output, its mask, and the gradients of x (None for tokens) and of the weights."""
    tokens = x.dtype.kind == "i"

    @jax.jit
    def forward_and_back(x, weights, dy):
        def call(*given):
            return call_keras(layer, x if tokens else given[0], mask, given[-1])

        arguments = (weights,) if tokens else (x, weights)
        y, back, mask_of_y = jax.vjp(call, *arguments, has_aux=True)
        return y, mask_of_y, (None, *back(dy))[-2:]

    weights = [variable.value for variable in layer.trainable_variables]
    y, mask_of_y, (dx, dweights) = forward_and_back(x, weights, dy)
    return y, mask_of_y, [dx, *dweights]


def assert_same(make, x, mask=None):
    """Compare both layers for the same random weights and the same gradient of the output.

    ``make``: a function of keras.layers or unrolled.layers, that is of one of both packages.
    """
    theirs, ours = make(keras.layers), make(layers)
    y, mask_of_y = call_with_mask(ours, x, mask)
    theirs.build(x.shape)
    shapes = [variable.shape for variable in theirs.trainable_variables]
    weights = [draw(*shape, seed=10 + n) for n, shape in enumerate(shapes)]
    ours.set_weights(weights)
    for variable, weight in zip(theirs.trainable_variables, weights, strict=True):
        variable.assign(weight)
    dy = draw(*y.shape, seed=3)
    y = ours(x, mask=mask, training=True)
    mine = [ours.backward(dy), *ours.gradients]
    right_y, right_mask, right = run_keras(theirs, x, mask, dy)
    if right_mask is None:
        assert mask_of_y is None
    else:
        np.testing.assert_array_equal(mask_of_y, right_mask)
    for value, other in zip([y, *mine], [right_y, *right], strict=True):
        if other is None:
            assert value is None
        else:
            assert value.shape == other.shape
            np.testing.assert_allclose(value, other, rtol=1e-10, atol=1e-12)


def one(name, *arguments, **options):
    return lambda package: getattr(package, name)(*arguments, **options)


def sequential(*makes):
    def make(package):
        kind = keras.Sequential if package is keras.layers else layers.Sequential
        return kind([make(package) for make in makes])

    return make


def each_step(make):
    return lambda package: package.TimeDistributed(make(package))


MASK = np.array([[1, 0, 1, 0], [0, 1, 1, 1]], dtype=bool)


# Each activation with one rank, so that all ranks and all activations are met.
@pytest.mark.parametrize(
    "activation, use_bias, shape",
    [
        (None, True, (BATCH, TIME)),
        ("tanh", False, (BATCH,)),
        ("relu", True, (BATCH, TIME, 2)),
        ("sigmoid", True, (BATCH,)),
        ("softmax", False, (BATCH, TIME)),
    ],
)
def test_dense(activation, use_bias, shape):
    make = one("Dense", UNITS, activation=activation, use_bias=use_bias)
    assert_same(make, draw(*shape, FEATURES), MASK if len(shape) == 2 else None)


@pytest.mark.parametrize("padding", ["valid", "same", "causal"])
@pytest.mark.parametrize(
    "size, stride, dilation, time",
    [(3, 1, 1, 4), (2, 2, 1, 5), (3, 2, 1, 6), (1, 3, 1, 5), (2, 1, 3, 5)],
)
def test_conv1d(padding, size, stride, dilation, time):
    options = {"strides": stride, "padding": padding, "dilation_rate": dilation}
    assert_same(one("Conv1D", UNITS, size, **options), draw(BATCH, time, FEATURES))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_conv1d_with_an_activation_and_a_mask(activation):
    make = one("Conv1D", UNITS, 2, padding="same", activation=activation)
    assert_same(make, draw(BATCH, TIME, FEATURES), MASK)


@pytest.mark.parametrize("mask_zero", [True, False])
@pytest.mark.parametrize("shape", [(BATCH, TIME), (BATCH, TIME, 3)], ids=len)
def test_embedding(mask_zero, shape):
    tokens = np.random.default_rng(0).integers(0, TOKENS, shape)
    assert_same(one("Embedding", TOKENS, UNITS, mask_zero=mask_zero), tokens)


@pytest.mark.parametrize("mask_value", [0.0, -1.5])
@pytest.mark.parametrize("shape", [(BATCH, TIME), (BATCH, TIME, 2)], ids=len)
def test_masking(mask_value, shape):
    x = some_zero_steps(draw(*shape, FEATURES)) + mask_value
    assert_same(one("Masking", mask_value=mask_value), x)


INNER = {
    "Dense": (one("Dense", UNITS, activation="tanh"), (FEATURES,), True),
    "Dense on four axes": (one("Dense", UNITS), (2, FEATURES), True),
    "Conv1D": (one("Conv1D", UNITS, 2, padding="causal"), (3, FEATURES), False),
    "a recurrent layer": (one("SimpleRNN", UNITS, return_sequences=True), (3, FEATURES), False),
    "a recurrent layer and a mask": (one("GRU", UNITS), (3, FEATURES), True),
}


@pytest.mark.parametrize("make, of_a_step, masked", INNER.values(), ids=INNER)
def test_time_distributed(make, of_a_step, masked):
    x = draw(BATCH, 2, *of_a_step)
    mask = (draw(*x.shape[:-1], seed=5) > -0.4) if masked else None
    assert mask is None or 0 < mask.mean() < 1
    assert_same(each_step(make), x, mask)


MODELS = {
    "layers of every kind": sequential(
        one("Masking"),
        one("GRU", UNITS, return_sequences=True),
        each_step(one("Dense", 3, activation="softmax")),
        one("SimpleRNN", 2),
        one("Dense", 5, activation="relu"),
    ),
    "a convolution on the way": sequential(
        one("Masking"), one("Conv1D", UNITS, 3, padding="same"), one("SimpleRNN", 2)
    ),
    "a model in a model": sequential(
        sequential(one("Masking"), one("Dense", 5)), one("SimpleRNN", UNITS)
    ),
}


@pytest.mark.parametrize("make", MODELS.values(), ids=MODELS)
def test_sequential(make):
    x = some_zero_steps(draw(BATCH, TIME, FEATURES))
    assert 0 < (x == 0).mean() < 1
    assert_same(make, x)


def test_sequential_from_tokens():
    tokens = np.where(MASK, np.random.default_rng(0).integers(1, TOKENS, MASK.shape), 0)
    model = sequential(
        one("Embedding", TOKENS, 3, mask_zero=True),
        one("SimpleRNN", UNITS, return_sequences=True),
        one("Dense", 2),
    )
    assert_same(model, tokens)


@pytest.mark.parametrize(
    "make, shape",
    [
        (lambda package, **seed: package.Dense(40, **seed), (None, 30)),
        (lambda package, **seed: package.Conv1D(40, 3, **seed), (None, None, 30)),
    ],
)
def test_the_first_weights_are_like_those_of_keras(make, shape):
    ours, theirs = make(layers, rng=0), make(keras.layers)
    ours.build(shape)
    theirs.build(shape)
    for weight, right in zip(ours.weights, theirs.trainable_variables, strict=True):
        right = np.asarray(right.value)
        assert weight.shape == right.shape
        np.testing.assert_allclose(weight.std(), right.std(), rtol=0.1)
        np.testing.assert_allclose(np.abs(weight).max(), np.abs(right).max(), rtol=0.05)


def test_the_first_rows_of_an_embedding_are_like_those_of_keras():
    ours, theirs = layers.Embedding(30, 40, rng=0), keras.layers.Embedding(30, 40)
    ours.build((None,))
    theirs.build()
    rows, right = ours.weights[0], np.asarray(theirs.embeddings.value)
    np.testing.assert_allclose(rows.std(), right.std(), rtol=0.1)
    np.testing.assert_allclose(np.abs(rows).max(), np.abs(right).max(), rtol=0.05)
