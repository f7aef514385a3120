"""What must hold for every layer without a state of its own, and for layers made of layers."""

import re
from functools import partial

import numpy as np
import pytest
from hypothesis import strategies as st
from layer_cases import for_all, small

from unrolled.gradcheck import check_gradients
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

TOKENS = 6
UNITS = 4


def stack(*layers):
    return lambda: Sequential([make() for make in layers])


def each_step(make):
    return lambda: TimeDistributed(make())


dense, conv = partial(partial, Dense, UNITS), partial(partial, Conv1D, UNITS)
every_state = partial(SimpleRNN, UNITS, return_sequences=True)
# How to make the layer, and the number of axes of its input (batch, time, ..., features).
KINDS = {
    "Dense": (dense(), 3),
    "Dense, two axes": (dense("tanh"), 2),
    "Dense, four axes": (dense("sigmoid"), 4),
    "Dense tanh": (dense("tanh"), 3),
    "Dense relu": (dense("relu"), 3),
    "Dense sigmoid": (dense("sigmoid"), 3),
    "Dense softmax": (dense("softmax"), 3),
    "Dense without bias": (dense("tanh", use_bias=False), 3),
    "Conv1D of one step": (conv(1), 3),
    "Conv1D valid": (conv(2, activation="tanh"), 3),
    "Conv1D valid, strides": (conv(2, strides=3, activation="relu"), 3),
    "Conv1D valid, dilation": (conv(2, dilation_rate=2), 3),
    "Conv1D same": (conv(3, padding="same"), 3),
    "Conv1D same, even": (conv(4, padding="same", activation="sigmoid"), 3),
    "Conv1D same, strides": (conv(2, padding="same", strides=2, activation="softmax"), 3),
    "Conv1D same, wide strides": (conv(2, padding="same", strides=4), 3),
    "Conv1D same, dilation": (conv(2, padding="same", dilation_rate=3), 3),
    "Conv1D causal": (conv(3, padding="causal", activation="tanh"), 3),
    "Conv1D causal, strides": (conv(2, padding="causal", strides=2), 3),
    "Conv1D causal, dilation": (conv(3, padding="causal", dilation_rate=2), 3),
    "Masking": (Masking, 3),
    "TimeDistributed Dense": (each_step(dense("tanh")), 3),
    "TimeDistributed Conv1D": (each_step(conv(2, padding="causal")), 4),
    "TimeDistributed LSTM": (each_step(partial(LSTM, UNITS)), 4),
    "TimeDistributed, every state": (each_step(every_state), 4),
    "TimeDistributed Bidirectional": (each_step(lambda: Bidirectional(GRU(UNITS))), 4),
    "TimeDistributed Sequential": (each_step(stack(Masking, every_state, dense())), 4),
    "Sequential of one": (stack(dense("relu")), 3),
    "Sequential": (stack(Masking, every_state, dense("tanh"), partial(LSTM, 2), dense()), 3),
    "Sequential with Conv1D": (stack(conv(2, padding="same"), partial(GRU, 2)), 3),
    "Sequential in Sequential": (stack(stack(dense(), every_state), conv(1), dense("tanh")), 3),
}
OF_TOKENS = {
    "Embedding": (partial(Embedding, TOKENS, UNITS), 2),
    "Embedding of single tokens": (partial(Embedding, TOKENS, UNITS), 1),
    "TimeDistributed Embedding": (each_step(partial(Embedding, TOKENS, UNITS)), 3),
    "Sequential with Embedding": (
        stack(partial(Embedding, TOKENS, 2, mask_zero=True), every_state, dense("tanh")),
        2,
    ),
}
# Their steps read x in place, once more on the way back.
RECURRENT_INSIDE = {kind for kind in KINDS if re.match("TimeDistributed(, every| LSTM| Bi)", kind)}
every_kind = pytest.mark.parametrize("kind", [*KINDS, *OF_TOKENS])
every_kind_of_numbers = pytest.mark.parametrize("kind", KINDS)
every_kind_with_weights = pytest.mark.parametrize(
    "kind", sorted({**KINDS, **OF_TOKENS}.keys() - {"Masking"})
)
fewer = {"examples": 8}


def draw_input(kind, batch=2, time=5, seed=0):
    """Return x for the layer; some of its steps are all zeros."""
    rng = np.random.default_rng(seed)
    if kind in OF_TOKENS:
        return rng.integers(0, TOKENS, (batch, time, 4)[: OF_TOKENS[kind][1]])
    if KINDS[kind][1] == 2:
        return rng.standard_normal((batch, 3))
    x = rng.standard_normal((batch, time, *[2, 3][4 - KINDS[kind][1] :]))
    return np.where(rng.random((*x.shape[:-1], 1)) > 0.2, x, 0)


def new_layer(kind, x, seed=0):
    """Return a new layer for x with random weights, the same for every call."""
    layer = {**KINDS, **OF_TOKENS}[kind][0]()
    layer(x)
    rng = np.random.default_rng(seed)
    layer.set_weights([rng.standard_normal(weight.shape) for weight in layer.weights])
    return layer


def go(layer, x, dy=None):
    """Return the output, dx and the gradients of the weights of one call and its way back."""
    y = layer(x, training=True)
    dy = np.cos(np.arange(y.size)).reshape(y.shape).astype(y.dtype) if dy is None else dy
    return [y, layer.backward(dy), *layer.gradients]


def assert_equal(values, expected):
    for value, right in zip(values, expected, strict=True):
        np.testing.assert_array_equal(value, right)


@every_kind
@for_all(small, st.integers(3, 6), st.integers(0, 999), **fewer)
def test_backward_is_the_gradient_of_the_call(kind, batch, time, seed):
    x = draw_input(kind, batch, time, seed)
    layer = new_layer(kind, x, seed)
    names = [f"weight {n}" for n in range(len(layer.weights))]
    arguments = dict(zip(names, layer.get_weights(), strict=True))
    if kind in KINDS:
        arguments["x"] = x
    if "Masking" in str(kind) or "Sequential" in kind:
        arguments.pop("x", None)  # a step of zeros is masked, one close to it is not

    def forward(*given):
        layer.set_weights(given[: len(names)])
        return layer(given[-1] if "x" in arguments else x, training=True)

    def backward(dy, *given):
        forward(*given)
        dx = layer.backward(dy)
        return (*layer.gradients, dx) if "x" in arguments else tuple(layer.gradients)

    if arguments:
        check_gradients(forward, backward, arguments, rng=seed)


@every_kind_of_numbers
@for_all(small, st.integers(3, 6), st.integers(0, 999), **fewer)
def test_backward_is_the_gradient_of_an_input_without_masked_steps(kind, batch, time, seed):
    x = draw_input(kind, batch, time, seed)
    x = np.where(x == 0, 0.7, x)
    layer = new_layer(kind, x, seed)
    check_gradients(
        layer, lambda dy, x: [layer(x, training=True), layer.backward(dy)][1], {"x": x}, rng=seed
    )


@every_kind
def test_a_call_does_not_depend_on_training_or_on_earlier_calls(kind):
    x = draw_input(kind)
    layer = new_layer(kind, x)
    first = go(layer, x)
    go(layer, draw_input(kind, batch=3, seed=1))
    assert_equal(go(layer, x), first)
    np.testing.assert_array_equal(layer(x), first[0])


@every_kind
def test_a_tape_shares_nothing_with_the_caller(kind):
    x = draw_input(kind)
    layer = new_layer(kind, x)
    _, *right = go(layer, x)
    given = x.copy()
    y = layer(given, training=True)
    dy = np.cos(np.arange(y.size)).reshape(y.shape)
    y[...] = 7
    if kind not in RECURRENT_INSIDE:
        given[...] = 1
    for weight in layer.weights:
        weight[...] = 9
    for _ in range(2):  # a second way back gives the same
        dx = layer.backward(dy)
        values = [dx, *layer.gradients]
        assert_equal(values, right)
        for value in values:
            if value is not None:
                value[...] = 5  # what was returned belongs to the caller
    np.testing.assert_array_equal(dy, np.cos(np.arange(y.size)).reshape(y.shape))


@every_kind
def test_the_input_is_left_as_it_is(kind):
    x = draw_input(kind)
    before = x.copy()
    go(new_layer(kind, x), x)
    np.testing.assert_array_equal(x, before)


@every_kind_of_numbers
def test_float32_gives_float32_and_float64_gives_float64(kind):
    x = draw_input(kind)
    layer = new_layer(kind, x)
    double, single = go(layer, x), go(layer, x.astype(np.float32))
    assert {value.dtype for value in double} == {np.dtype(np.float64)}
    assert {value.dtype for value in single} == {np.dtype(np.float32)}
    for value, right in zip(single, double, strict=True):
        np.testing.assert_allclose(value, right, rtol=1e-3, atol=1e-5)
    assert {weight.dtype for weight in layer.weights} <= {np.dtype(np.float64)}
    assert layer(x.tolist()).dtype == np.float64


@every_kind
def test_none_stands_for_a_gradient_of_zeros(kind):
    x = draw_input(kind)
    layer = new_layer(kind, x)
    y = layer(x, training=True)
    zeros = [layer.backward(np.zeros_like(y)), *layer.gradients]
    assert_equal([layer.backward(None), *layer.gradients], zeros)


@every_kind
def test_backward_needs_a_call_with_training(kind):
    x = draw_input(kind)
    layer = new_layer(kind, x)
    message = "Call the layer with training=True first."
    with pytest.raises(ValueError, match=message):
        {**KINDS, **OF_TOKENS}[kind][0]().backward(None)
    with pytest.raises(ValueError, match=message):
        layer.backward(layer(x))
    go(layer, x)
    with pytest.raises(ValueError, match=message):
        layer.backward(layer(x))


@every_kind
def test_backward_refuses_gradients_that_do_not_fit(kind):
    x = draw_input(kind)
    layer = new_layer(kind, x)
    y = layer(x, training=True)
    with pytest.raises(ValueError, match="must have the shape of what the call returned"):
        layer.backward(y[..., :1])
    with pytest.raises(ValueError, match="one gradient for each value that the call returned"):
        layer.backward(y, y)
    with pytest.raises(ValueError, match="one gradient for each value that the call returned"):
        layer.backward()


@every_kind_with_weights
def test_weights_come_and_go_as_copies_all_or_none(kind):
    x = draw_input(kind)
    layer, other = new_layer(kind, x, seed=1), {**KINDS, **OF_TOKENS}[kind][0]()
    own = layer.get_weights()
    other.set_weights(own)  # without a call: the shapes are learnt from the weights
    right = layer(x)
    np.testing.assert_array_equal(other(x), right)
    for weight in (*own, *layer.get_weights()):
        weight[...] = 0
    np.testing.assert_array_equal(layer(x), right)
    bad = layer.get_weights()
    bad[0], bad[-1] = bad[0] + 1, np.ones((9, 9))
    with pytest.raises(ValueError, match="must have shape"):
        layer.set_weights(bad)
    with pytest.raises(ValueError, match="must hold these arrays, in this order"):
        layer.set_weights(layer.get_weights()[:-1])
    np.testing.assert_array_equal(layer(x), right)


@every_kind_with_weights
def test_weights_are_the_live_arrays(kind):
    x = draw_input(kind)
    layer = new_layer(kind, x)
    before, views = layer(x), layer.weights
    for weight in layer.weights:
        weight *= 0.5
    assert np.abs(layer(x) - before).max() > 1e-3
    layer.set_weights(layer.get_weights())
    for weight, view in zip(layer.weights, views, strict=True):
        assert weight is view
    go(layer, x)
    assert [g.shape for g in layer.gradients] == [w.shape for w in layer.weights]


@every_kind_with_weights
def test_there_are_no_weights_and_gradients_before_their_time(kind):
    layer = {**KINDS, **OF_TOKENS}[kind][0]()
    with pytest.raises(ValueError, match="The layer has no weights yet"):
        layer.get_weights()
    with pytest.raises(
        ValueError, match=re.escape("Call it with training=True, then call backward")
    ):
        layer.gradients  # noqa: B018


@every_kind
def test_build_draws_the_weights(kind):
    x = draw_input(kind)
    layer = {**KINDS, **OF_TOKENS}[kind][0]()
    layer.build(x.shape)
    shapes = [weight.shape for weight in layer.get_weights()]
    assert shapes == [weight.shape for weight in new_layer(kind, x).get_weights()]
    assert all(weight.std() > 0.01 for weight in layer.get_weights()[:1])


@every_kind
def test_a_batch_of_none_works(kind):
    x = draw_input(kind)
    layer = new_layer(kind, x)
    y, dx, *dweights = go(layer, x[:0])
    assert y.shape == (0, *layer(x).shape[1:])
    assert dx is None or dx.shape == x[:0].shape
    for gradient, weight in zip(dweights, layer.weights, strict=True):
        np.testing.assert_array_equal(gradient, np.zeros_like(weight))


@every_kind
def test_the_examples_of_a_batch_do_not_mix(kind):
    x = draw_input(kind, batch=3)
    layer = new_layer(kind, x)
    whole = go(layer, x)
    dy = np.cos(np.arange(whole[0].size)).reshape(whole[0].shape)
    parts = [go(layer, x[[n]], dy[[n]]) for n in range(3)]
    y, dx, *dweights = zip(*parts, strict=True)
    np.testing.assert_allclose(np.concatenate(y), whole[0], rtol=1e-12, atol=1e-12)
    if kind in KINDS:
        np.testing.assert_allclose(np.concatenate(dx), whole[1], rtol=1e-12, atol=1e-12)
    for pieces, total in zip(dweights, whole[2:], strict=True):
        np.testing.assert_allclose(sum(pieces), total, rtol=1e-10, atol=1e-12)
