"""The way back through a layer: what it takes, what it returns, and what it leaves alone."""

from functools import partial
from itertools import product

import numpy as np
import pytest

from unrolled.gradcheck import check_gradients
from unrolled.layers import GRU, LSTM, Bidirectional, SimpleRNN

BATCH, TIME, FEATURES, UNITS = 3, 5, 3, 4
MASK = np.array([[0, 1, 0, 1, 1], [1, 1, 1, 0, 0], [0, 0, 0, 0, 0]], dtype=bool)
KINDS = {
    "SimpleRNN": SimpleRNN,
    "LSTM": LSTM,
    "GRU": GRU,
    "GRU reset before": partial(GRU, reset_after=False),
    "GRU z takes": partial(GRU, update_gate="takes"),
    "GRU reset before, z takes": partial(GRU, reset_after=False, update_gate="takes"),
}
every_kind = pytest.mark.parametrize("kind", KINDS)
SETTINGS = [
    {"return_sequences": every, "go_backwards": backwards, **more}
    for every, backwards, more in product(
        [False, True],
        [False, True],
        [{}, {"return_state": True, "dropout": 0.4}, {"zero_output_for_mask": True}],
    )
]


def draw(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def as_list(value):
    return list(value) if isinstance(value, tuple) else [value]


def check_all_gradients(make, states=0, mask=None):
    """Check the gradients of x, of so many given states and of all weights."""
    arguments = {"x": draw(BATCH, TIME, FEATURES)}
    arguments |= {f"state {n}": draw(BATCH, UNITS, seed=n + 1) for n in range(states)}
    layer = make()
    layer.build(arguments["x"].shape)
    shapes = [weight.shape for weight in layer.get_weights()]
    arguments |= {f"weight {n}": draw(*shape, seed=n + 9) for n, shape in enumerate(shapes)}
    latest = []

    def forward(x, *rest):
        latest[:] = [make()]  # anew, so that dropout draws the same again
        latest[0].set_weights(list(rest[states:]))
        return latest[0](x, list(rest[:states]) or None, mask=mask, training=True)

    def backward(*given):
        forward(*given[-len(arguments) :])
        doutputs = given[: -len(arguments)]
        return *as_list(latest[0].backward(*doutputs)), *latest[0].gradients

    check_gradients(forward, backward, arguments)


@every_kind
@pytest.mark.parametrize("mask", [None, MASK], ids=["no mask", "mask"])
@pytest.mark.parametrize("settings", SETTINGS, ids=lambda s: " ".join(n for n in s if s[n]))
def test_backward_is_the_gradient_with_every_setting(kind, settings, mask):
    states = 0 if mask is None else 2 if kind == "LSTM" else 1
    check_all_gradients(partial(KINDS[kind], UNITS, rng=0, **settings), states, mask)


@every_kind
@pytest.mark.parametrize("merge_mode", ["concat", "sum", "mul", "ave", None])
@pytest.mark.parametrize("every", [False, True])
def test_backward_is_the_gradient_with_every_merge_mode(kind, merge_mode, every):
    def make():
        pattern = KINDS[kind](UNITS, return_sequences=every, return_state=not every, rng=0)
        return Bidirectional(pattern, merge_mode=merge_mode)

    check_all_gradients(make, states=4 if kind == "LSTM" else 2, mask=MASK)


@every_kind
def test_backward_of_a_stateful_layer_is_the_gradient_of_its_last_call(kind):
    def make():
        layer = KINDS[kind](UNITS, stateful=True, return_sequences=True, rng=0)
        layer._carried = tuple(draw(len(layer.states), BATCH, UNITS, seed=5))
        return layer

    check_all_gradients(make)


def trained(**options):
    """Return an LSTM layer after a call with training=True, and what the call returned."""
    layer = LSTM(UNITS, rng=0, **options)
    start = options.get("return_state") and list(draw(2, BATCH, UNITS, seed=3))
    return layer, layer(draw(BATCH, TIME, FEATURES), start or None, training=True)


def test_dx_stands_alone_unless_states_were_given():
    layer, y = trained()
    assert layer.backward(y).shape == (BATCH, TIME, FEATURES)
    layer, returned = trained(return_state=True)
    dx, *dstates = layer.backward(*returned)
    assert dx.shape == (BATCH, TIME, FEATURES)
    assert [dstate.shape for dstate in dstates] == [(BATCH, UNITS)] * 2


def test_none_stands_for_a_gradient_of_zeros():
    layer, (y, h, c) = trained(return_state=True)
    with_none = layer.backward(None, None, c)
    with_zeros = layer.backward(0 * y, 0 * h, c)
    for value, right in zip(with_none, with_zeros, strict=True):
        np.testing.assert_array_equal(value, right)
        assert np.abs(value).max() > 1e-3


def test_backward_uses_the_weights_of_the_call():
    layer, y = trained()
    dx, gradients = layer.backward(y), layer.gradients
    for weight in layer.weights:
        weight -= 1
    np.testing.assert_array_equal(layer.backward(y), dx)
    for value, right in zip(layer.gradients, gradients, strict=True):
        np.testing.assert_array_equal(value, right)


def test_backward_uses_the_x_and_the_mask_of_the_call():
    layer, x, mask = LSTM(UNITS, rng=0), draw(BATCH, TIME, FEATURES), MASK.copy()
    y = layer(x, mask=mask, training=True)
    dx, (dkernel, *_) = layer.backward(y), layer.gradients
    x[...], mask[...] = 7, True
    np.testing.assert_array_equal(layer.backward(y), dx)
    np.testing.assert_array_equal(layer.gradients[0], dkernel)


def test_gradients_are_replaced_and_not_added_up():
    layer, y = trained()
    layer.backward(y)
    first = layer.gradients
    layer.backward(2 * y)
    for value, once in zip(layer.gradients, first, strict=True):
        np.testing.assert_allclose(value, 2 * once, rtol=1e-12)


@pytest.mark.parametrize("wrap", [False, True])
def test_a_call_that_fails_cannot_be_gone_back(wrap):
    layer = Bidirectional(LSTM(UNITS)) if wrap else LSTM(UNITS)
    y = layer(draw(BATCH, TIME, FEATURES), training=True)
    with pytest.raises(ValueError, match="shape"):
        layer(draw(BATCH, TIME), training=True)
    with pytest.raises(ValueError, match="training=True"):
        layer.backward(y)


def test_without_training_the_sweep_keeps_nothing():
    kept = []

    class Spy:
        def forward(self, *arguments, keep):
            kept.append(keep)
            return LSTM.sweep.forward(*arguments, keep=keep)

    layer = LSTM(UNITS)
    layer.sweep = Spy()
    for training in (False, True):
        layer(draw(BATCH, TIME, FEATURES), training=training)
    assert kept == [False, True]


def test_what_is_done_to_the_lists_does_not_reach_the_layer():
    layer, y = trained()
    layer.backward(y)
    for values in (layer.weights, layer.gradients):
        values.clear()
    assert len(layer.weights) == len(layer.gradients) == 3


def test_the_gradient_reaches_the_first_of_stacked_layers():
    x = draw(BATCH, TIME, FEATURES)
    layers = [
        LSTM(UNITS, return_sequences=True, rng=0),
        Bidirectional(GRU(2, return_sequences=True, rng=1)),
        SimpleRNN(UNITS, rng=2),
    ]

    def forward(x):
        for layer in layers:
            x = layer(x, training=True)
        return x

    def backward(dy, x):
        forward(x)
        for layer in reversed(layers):
            dy = layer.backward(dy)
        return dy

    check_gradients(forward, backward, {"x": x})
