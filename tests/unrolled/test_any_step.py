"""The layer over any step."""

import numpy as np
import pytest

from unrolled.gradcheck import check_gradients
from unrolled.layers import LSTM, RNN, Bidirectional
from unrolled.lstm import lstm_step, lstm_step_backward

BATCH, TIME, FEATURES, UNITS = 2, 5, 3, 4
X = np.random.default_rng(0).standard_normal((BATCH, TIME, FEATURES))


def step(x_t, h_prev, kernel, recurrent_kernel, bias, slopes):
    """A step with two gates and a weight more: h_t = tanh(a_1 + slope a_2)."""
    a_1, a_2 = np.split(x_t @ kernel + h_prev @ recurrent_kernel + bias, 2, axis=-1)
    return np.tanh(a_1 + slopes * a_2)


def step_backward(dh_t, x_t, h_prev, kernel, recurrent_kernel, bias, slopes):
    a_1, a_2 = np.split(x_t @ kernel + h_prev @ recurrent_kernel + bias, 2, axis=-1)
    da_1 = dh_t * (1 - np.tanh(a_1 + slopes * a_2) ** 2)
    da = np.concatenate([da_1, da_1 * slopes], axis=-1)
    dweights = x_t.T @ da, h_prev.T @ da, da.sum(axis=0), (da_1 * a_2).sum(axis=0)
    return da @ kernel.T, da @ recurrent_kernel.T, *dweights


def make(**options):
    return RNN(step, step_backward, UNITS, gates=2, more_weights={"slopes": (UNITS,)}, **options)


def test_over_the_lstms_step_it_is_the_lstm():
    options = {"return_sequences": True, "return_state": True, "go_backwards": True}
    ours, right = (
        RNN(lstm_step, lstm_step_backward, UNITS, gates=4, states=iter("hc"), **options),
        LSTM(UNITS, rng=0, **options),
    )
    right.build(X.shape)
    ours.set_weights(right.get_weights())
    returned, expected = ours(X, training=True), right(X, training=True)
    values = [*returned, ours.backward(*returned), *ours.gradients]
    rights = [*expected, right.backward(*expected), *right.gradients]
    for value, other in zip(values, rights, strict=True):
        np.testing.assert_allclose(value, other, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("start", [None, np.ones((BATCH, UNITS))], ids=["zeros", "given"])
def test_float32_stays_float32_whatever_the_states_are(start):
    layer = make(rng=0, stateful=True, return_state=True)
    layer(X)  # leaves states of float64
    if start is None:
        layer.reset_state()
    for given in (start, None):
        returned = layer(X.astype(np.float32), given, training=True)
        for doutputs in ([value.astype(np.float64) for value in returned], [None, None]):
            gradients = layer.backward(*doutputs)
            gradients = gradients if given is not None else (gradients,)
            values = [*returned, *gradients, *layer.gradients]
            assert {value.dtype for value in values} == {np.dtype(np.float32)}
        layer(X)


def test_weights_of_its_own_come_last_and_start_at_zero():
    layer = make(rng=0)
    layer.build(X.shape)
    assert layer.weight_names == ("kernel", "recurrent_kernel", "bias", "slopes")
    kernel, recurrent_kernel, bias, slopes = layer.get_weights()
    assert kernel.shape == (FEATURES, 2 * UNITS)
    np.testing.assert_allclose(recurrent_kernel @ recurrent_kernel.T, np.eye(UNITS), atol=1e-12)
    np.testing.assert_array_equal(bias, np.zeros(2 * UNITS))
    np.testing.assert_array_equal(slopes, np.zeros(UNITS))


@pytest.mark.parametrize("wrap", [False, True])
def test_its_gradient(wrap):
    def forward(x, *weights):
        layers[:] = [make(rng=0, dropout=0.3, recurrent_dropout=0.3, return_sequences=True)]
        layers[:] = [Bidirectional(layers[0])] if wrap else layers
        layers[0].set_weights(list(weights))
        return layers[0](x, training=True)

    def backward(dy, *arguments):
        forward(*arguments)
        return layers[0].backward(dy), *layers[0].gradients

    layers = [Bidirectional(make()) if wrap else make()]
    layers[0].build(X.shape)
    rng = np.random.default_rng(1)
    arguments = {
        f"weight {n}": rng.standard_normal(w.shape) for n, w in enumerate(layers[0].weights)
    }
    check_gradients(forward, backward, {"x": X, **arguments})


def test_weights_of_another_shape_are_refused():
    with pytest.raises(ValueError, match=r"The weight slopes must have shape \(4,\)"):
        make().set_weights([np.ones(s) for s in [(3, 8), (4, 8), (8,), (5,)]])
