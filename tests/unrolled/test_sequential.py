import re

import numpy as np
import pytest

from unrolled.layers import GRU, LSTM, Conv1D, Dense, Embedding, Masking, Sequential, SimpleRNN
from unrolled.layers.sequential import call_with_mask

X = np.random.default_rng(0).standard_normal((2, 5, 3))
MASK = np.array([[True] * 5, [True, False, True, False, False]])
TOKENS = np.array([[1, 0, 3, 2, 2], [2, 1, 0, 0, 0]])


def test_the_layers_read_each_other_and_go_back_in_the_opposite_order():
    first, second = GRU(4, return_sequences=True, rng=0), Dense(2, "tanh", rng=0)
    model = Sequential([first, second])
    y, dy = model(X, training=True), np.random.default_rng(1).standard_normal((2, 5, 2))
    dx, gradients = model.backward(dy), model.gradients
    np.testing.assert_array_equal(y, second(first(X, training=True), training=True))
    np.testing.assert_array_equal(dx, first.backward(second.backward(dy)))
    for gradient, right in zip(gradients, first.gradients + second.gradients, strict=True):
        np.testing.assert_array_equal(gradient, right)
    weights = first.weights + second.weights
    assert all(a is b for a, b in zip(model.weights, weights, strict=True))


def test_the_mask_of_the_call_reaches_every_layer():
    first, second = LSTM(4, return_sequences=True, rng=0), LSTM(2, rng=0)
    model = Sequential([first, Dense(3, rng=0), second])
    y, mask = call_with_mask(model, X, MASK)
    hidden = model.layers[1](first(X, mask=MASK))
    np.testing.assert_array_equal(y, second(hidden, mask=MASK))
    assert np.abs(y - model(X)).max() > 1e-3
    assert mask is None  # the last layer returns no steps
    np.testing.assert_array_equal(model(X, mask=MASK), y)


def test_the_mask_of_the_tokens_reaches_every_layer_and_the_end():
    layers = [Embedding(4, 3, mask_zero=True, rng=0), SimpleRNN(4, return_sequences=True, rng=0)]
    model = Sequential([*layers, Dense(2, rng=0)])
    y, mask = call_with_mask(model, TOKENS)
    np.testing.assert_array_equal(mask, TOKENS != 0)
    np.testing.assert_array_equal(model.compute_mask(TOKENS), TOKENS != 0)
    hidden = layers[1](layers[0](TOKENS), mask=TOKENS != 0)
    np.testing.assert_array_equal(y, model.layers[2](hidden))


def test_the_mask_of_a_model_in_a_model_comes_out_of_it():
    inner = Sequential([Masking(), Dense(3, rng=0)])
    x = np.where(MASK[..., None], X, 0)
    y, mask = call_with_mask(Sequential([inner, GRU(4, return_sequences=True, rng=0)]), x)
    np.testing.assert_array_equal(mask, MASK)
    np.testing.assert_array_equal(y[1, 1], y[1, 0])
    assert call_with_mask(Sequential([inner, Conv1D(2, 2, rng=0)]), x)[1] is None


def test_one_layer_alone_has_an_output_and_a_mask_too():
    layer = Dense(4, rng=0)
    y, mask = call_with_mask(layer, X, MASK, training=True)
    assert y.shape == (2, 5, 4)
    assert mask is MASK
    layer.backward(y)
    call_with_mask(layer, X)  # without training, unless it is asked for
    with pytest.raises(ValueError, match="Call the layer with training=True first"):
        layer.backward(y)


def test_the_last_layer_may_return_several_values():
    lstm = LSTM(4, return_state=True, rng=0)
    model = Sequential([Dense(3, rng=0), lstm])
    y, h, c = model(X, training=True)
    np.testing.assert_array_equal(y, h)
    dc = np.ones_like(c)
    dx = model.backward(None, None, dc)
    np.testing.assert_array_equal(dx, model.layers[0].backward(lstm.backward(None, None, dc)))


def test_build_takes_1_for_an_unknown_size_and_forgets_what_it_read():
    for layers in ([LSTM(4, stateful=True, rng=0), Dense(2, rng=0)], [Embedding(4, 3, rng=0)]):
        model = Sequential(layers)
        model.build((None, None) if len(layers) == 1 else (None, None, 3))
        before = model.get_weights()
        model.build((2, 7) if len(layers) == 1 else (2, 7, 3))
        for weight, right in zip(model.get_weights(), before, strict=True):
            np.testing.assert_array_equal(weight, right)
    assert Sequential([LSTM(4, stateful=True)]).stateful
    assert not Sequential([LSTM(4)]).stateful


def test_a_stateful_layer_carries_on_until_it_is_reset():
    model = Sequential([LSTM(4, stateful=True, rng=0), Dense(2, rng=0)])
    first, second = model(X), model(X)
    assert np.abs(second - first).max() > 1e-3
    model.reset_state()
    np.testing.assert_array_equal(model(X), first)


def test_a_failed_call_leaves_nothing_to_go_back_through():
    model = Sequential([Dense(3, rng=0), LSTM(4, rng=0)])
    y = model(X, training=True)
    with pytest.raises(ValueError):
        model(X[:, 0], training=True)
    with pytest.raises(ValueError, match="Call the layer with training=True first"):
        model.backward(y)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_layer_that_hands_on_nan_or_infinity_is_named(bad):
    model = Sequential([Dense(3, "relu", rng=0), Dense(2, "relu", rng=0), LSTM(4, rng=0)])
    model(X)
    model.weights[3][...] = bad
    message = (
        "layers[1], of the type Dense, returned NaN or infinity. Its weights have become too "
        "large, or hold NaN."
    )
    with pytest.raises(FloatingPointError, match=re.escape(message)):
        model(X)
    last = Sequential([Dense(2, rng=0)])
    last(X)
    last.weights[1][...] = bad
    assert not np.isfinite(last(X)).any()  # the loss will show it


def test_a_layer_that_hands_back_an_infinite_gradient_is_named():
    model = Sequential([Dense(3, rng=0), Dense(2, rng=0), Dense(2, rng=0)])
    model(X)
    model.weights[2][...] = 1e200
    y = model(X, training=True)
    message = (
        "layers[1], of the type Dense, handed back a gradient with NaN or infinity. Its weights "
        "have become too large"
    )
    with np.errstate(over="ignore"), pytest.raises(FloatingPointError, match=re.escape(message)):
        model.backward(np.full_like(y, 1e200))
    first = Sequential([Dense(2, rng=0)])
    first(X)
    first.weights[0][...] = 1e200
    y = first(X, training=True)
    with np.errstate(over="ignore"):
        assert not np.isfinite(first.backward(np.full_like(y, 1e200))).any()


shared = Dense(3)
ERRORS = {
    "no layers": (
        lambda: Sequential([]),
        "Sequential needs a list of layers such as [LSTM(4), Dense(1)], but it holds nothing.",
    ),
    "a class": (lambda: Sequential([LSTM(4), Dense]), "but it holds LSTM, type."),
    "one layer twice": (
        lambda: Sequential([shared, shared]),
        "A layer stands twice in the list, but it remembers one call only. Make two layers.",
    ),
    "states for a layer": (
        lambda: Sequential([LSTM(4, return_state=True), Dense(2)])(X),
        "layers[0], of the type LSTM, returned 3 values, but only the last layer may return more "
        "than one. Give it no return_state=True and no merge_mode=None.",
    ),
    "no sequences for a recurrent layer": (
        lambda: Sequential([LSTM(4), GRU(2)])(X),
        "give that layer return_sequences=True.",
    ),
    "a weight too many": (
        lambda: Sequential([Dense(4), LSTM(2)]).set_weights([np.ones((3, 4))] * 6),
        "layers[0] kernel, layers[0] bias, layers[1] kernel, layers[1] recurrent_kernel, "
        "layers[1] bias. It holds 6 instead of 5.",
    ),
    "weights before there are any": (
        lambda: Sequential([Dense(4)]).get_weights(),
        "Call the layer once, or call build((None, None, features)).",
    ),
}


@pytest.mark.parametrize("call, message", ERRORS.values(), ids=ERRORS)
def test_the_message_says_what_came_what_was_expected_and_how_to_mend_it(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()
