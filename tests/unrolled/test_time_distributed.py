import re

import numpy as np
import pytest

from unrolled.layers import (
    GRU,
    LSTM,
    Bidirectional,
    Conv1D,
    Dense,
    Embedding,
    Masking,
    Sequential,
    SimpleRNN,
    TimeDistributed,
)

INNER = {
    "Dense": lambda: Dense(4, "tanh", rng=0),
    "Conv1D": lambda: Conv1D(4, 2, rng=0),
    "LSTM": lambda: LSTM(4, rng=0),
    "GRU": lambda: GRU(4, return_sequences=True, rng=0),
    "Bidirectional": lambda: Bidirectional(SimpleRNN(4, rng=0)),
    "Sequential": lambda: Sequential([Masking(), LSTM(4, rng=0)]),
}


@pytest.fixture
def x():
    x = np.random.default_rng(0).standard_normal((2, 5, 3, 2))
    x[0, 1, 2] = x[1, 3, 1] = 0
    return x


@pytest.mark.parametrize("make", INNER.values(), ids=INNER)
def test_it_is_the_layer_applied_to_one_step_after_the_other(x, make):
    layer, inner = TimeDistributed(make()), make()
    y = layer(x, training=True)
    inner(x[:, 0])
    inner.set_weights(layer.get_weights())
    dy = np.cos(np.arange(y.size)).reshape(y.shape)
    dx, dweights = layer.backward(dy), [np.zeros_like(weight) for weight in layer.weights]
    for t in range(5):
        np.testing.assert_allclose(y[:, t], inner(x[:, t], training=True), rtol=1e-12)
        np.testing.assert_allclose(dx[:, t], inner.backward(dy[:, t]), rtol=1e-10, atol=1e-14)
        dweights = [a + b for a, b in zip(dweights, inner.gradients, strict=True)]
    for gradient, total in zip(layer.gradients, dweights, strict=True):
        np.testing.assert_allclose(gradient, total, rtol=1e-10, atol=1e-13)


def test_a_mask_of_the_steps_is_passed_on_and_one_with_more_axes_also_goes_inside(x):
    steps = np.random.default_rng(1).random((2, 5)) > 0.4
    inside = np.random.default_rng(1).random((2, 5, 3)) > 0.4
    layer = TimeDistributed(LSTM(4, rng=0))
    y = layer(x)
    np.testing.assert_array_equal(layer(x, mask=steps), y)
    for mask in (steps, inside):
        assert layer.compute_mask(x, mask) is mask
    assert layer.compute_mask(x) is None
    masked = layer(x, mask=inside)
    assert np.abs(masked - y).max() > 1e-3
    for b, t in np.ndindex(2, 5):
        one = layer.layer(x[b, t][None], mask=inside[b, t][None])
        np.testing.assert_allclose(masked[b, t], one[0], rtol=1e-12)


def test_tokens_are_read_and_have_no_gradient():
    tokens = np.array([[[0, 1], [2, 2], [1, 0]]])
    layer = TimeDistributed(Embedding(3, 4, rng=0))
    y = layer(tokens, training=True)
    np.testing.assert_array_equal(y, layer.layer.get_weights()[0][tokens])
    assert layer.backward(np.ones_like(y)) is None
    np.testing.assert_array_equal(layer.gradients[0][:, 0], [2, 2, 2])


def test_the_weights_are_those_of_the_layer_inside(x):
    inner = Dense(4, rng=0)
    layer = TimeDistributed(inner)
    layer(x)
    assert all(a is b for a, b in zip(layer.weights, inner.weights, strict=True))
    layer.set_weights([np.ones((2, 4)), np.zeros(4)])
    np.testing.assert_allclose(inner(x[:, 0]), layer(x)[:, 0])


ERRORS = {
    "two axes": (
        lambda: TimeDistributed(Dense(4))(np.ones((2, 3))),
        "TimeDistributed expects x of shape (batch, time, ...) with at least 3 axes, but x has "
        "shape (2, 3).",
    ),
    "a class": (
        lambda: TimeDistributed(Dense),
        "TimeDistributed needs a layer such as Dense(3), but it was given an object of the type "
        "type.",
    ),
    "a stateful layer": (
        lambda: TimeDistributed(LSTM(4, stateful=True)),
        "so that no state can be carried from one to the next. Give it a layer without "
        "stateful=True.",
    ),
    "a stateful layer in a model": (
        lambda: TimeDistributed(Sequential([Dense(2), LSTM(4, stateful=True)])),
        "Give it a layer without stateful=True.",
    ),
    "several values": (
        lambda: TimeDistributed(LSTM(4, return_state=True))(np.ones((2, 3, 4, 5))),
        "The layer in TimeDistributed returned 3 values, but it must return one. Give it a layer "
        "without return_state=True and without merge_mode=None.",
    ),
    "a mask of another length": (
        lambda: TimeDistributed(Dense(4))(np.ones((2, 3, 4)), mask=np.ones((2, 4), bool)),
        "mask must be a bool array of shape (batch, time) = (2, 3), or with more axes after "
        "these, but it has the data type bool and shape (2, 4).",
    ),
    "a mask of numbers": (
        lambda: TimeDistributed(Dense(4))(np.ones((2, 3, 4)), mask=np.ones((2, 3))),
        "but it has the data type float64 and shape (2, 3).",
    ),
    "a mask that does not fit inside": (
        lambda: TimeDistributed(LSTM(4))(np.ones((2, 3, 4, 5)), mask=np.ones((2, 3, 5), bool)),
        "mask must be a bool array of shape (batch, time) = (6, 4)",
    ),
}


@pytest.mark.parametrize("call, message", ERRORS.values(), ids=ERRORS)
def test_the_message_says_what_came_what_was_expected_and_how_to_mend_it(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()
