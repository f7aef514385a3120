"""Bidirectional against the two layers that it is made of."""

from itertools import product

import numpy as np
import pytest

from unrolled.layers import GRU, LSTM, Bidirectional, SimpleRNN

BATCH, TIME, FEATURES, UNITS = 2, 5, 3, 4
MERGED = {
    "concat": lambda forward, backward: [np.concatenate([forward, backward], axis=-1)],
    "sum": lambda forward, backward: [forward + backward],
    "mul": lambda forward, backward: [forward * backward],
    "ave": lambda forward, backward: [0.5 * forward + 0.5 * backward],
    None: lambda forward, backward: [forward, backward],
}
every_kind = pytest.mark.parametrize("kind", [SimpleRNN, LSTM, GRU])


@pytest.fixture
def x():
    return np.random.default_rng(0).standard_normal((BATCH, TIME, FEATURES))


@every_kind
@pytest.mark.parametrize(
    "merge_mode, return_sequences, return_state, start",
    list(product(MERGED, [False, True], [False, True], [False, True])),
)
def test_it_returns_what_its_two_halves_return(
    x, kind, merge_mode, return_sequences, return_state, start
):
    pattern = kind(UNITS, return_sequences=return_sequences, return_state=return_state, rng=0)
    both = Bidirectional(pattern, merge_mode=merge_mode)
    both.build(x.shape)
    forward = kind(UNITS, return_sequences=True, return_state=True)
    forward.set_weights(both.get_weights()[:3])
    backward = kind(UNITS, return_sequences=True, return_state=True)
    backward.set_weights(both.get_weights()[3:])

    count = len(pattern.states)
    states = list(np.random.default_rng(1).standard_normal((2 * count, BATCH, UNITS)))
    returned = both(x, initial_state=states) if start else both(x)
    y, *forward_last = forward(x, states[:count] if start else None)
    # The backward half is a forward layer that reads the reversed sequence.
    y_read, *backward_last = backward(x[:, ::-1], states[count:] if start else None)
    expected = (
        MERGED[merge_mode](y, y_read[:, ::-1])
        if return_sequences
        else MERGED[merge_mode](y[:, -1], y_read[:, -1])
    )
    expected += [*forward_last, *backward_last] if return_state else []
    if len(expected) == 1:
        assert isinstance(returned, np.ndarray)
        returned = (returned,)
    assert isinstance(returned, tuple)
    for value, right in zip(returned, expected, strict=True):
        np.testing.assert_allclose(value, right, rtol=1e-12)


def test_the_last_output_is_not_the_last_row_of_all_outputs(x):
    """The backward half finishes at the first step, not at the last."""
    every, last = (
        Bidirectional(LSTM(UNITS, return_sequences=True)),
        Bidirectional(LSTM(UNITS)),
    )
    every.build(x.shape)
    last.set_weights(every.get_weights())
    np.testing.assert_array_equal(last(x)[:, :UNITS], every(x)[:, -1, :UNITS])
    np.testing.assert_array_equal(last(x)[:, UNITS:], every(x)[:, 0, UNITS:])
    assert np.abs(last(x) - every(x)[:, -1]).max() > 1e-2


@every_kind
def test_both_halves_draw_weights_of_their_own(x, kind):
    both = Bidirectional(kind(UNITS, rng=0))
    both.build(x.shape)
    weights = both.get_weights()
    assert np.abs(weights[0] - weights[3]).max() > 0.1
    assert np.abs(weights[1] - weights[4]).max() > 0.1


@every_kind
def test_a_seed_makes_it_repeatable_and_building_first_changes_nothing(x, kind):
    first, second = Bidirectional(kind(UNITS, rng=3)), Bidirectional(kind(UNITS, rng=3))
    second.build(x.shape)
    np.testing.assert_array_equal(first(x), second(x))


def test_the_pattern_is_not_touched(x):
    pattern = LSTM(UNITS, rng=0)
    pattern.build(x.shape)
    before = pattern.get_weights()
    both = Bidirectional(pattern)
    both(x)
    for weight, right in zip(pattern.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, right)
    assert not pattern.go_backwards
    assert np.abs(both.get_weights()[0] - before[0]).max() > 0.1


@pytest.mark.parametrize("every", [False, True])
def test_masked_steps_are_zero_in_both_halves_if_every_step_is_returned(x, every):
    both = Bidirectional(LSTM(UNITS, return_sequences=every, rng=0))
    mask = np.array([[False, True, True, False, False], [True, False, True, True, False]])
    y = both(x, mask=mask)
    if every:
        assert not y[~mask].any()
        assert y[mask].all()
    else:
        assert y.all()


def test_the_pattern_lends_no_gradients_and_no_way_back(x):
    pattern = LSTM(UNITS, rng=0)
    pattern.backward(pattern(x, training=True))
    both = Bidirectional(pattern)
    both.build(x.shape)
    for layer in (both.forward_layer, both.backward_layer):
        with pytest.raises(ValueError, match="no gradients yet"):
            _ = layer.gradients
        with pytest.raises(ValueError, match="training=True"):
            layer.backward(None)


def test_weights_go_in_and_out_in_keras_order(x):
    both = Bidirectional(LSTM(UNITS))
    shapes = [(FEATURES, 16), (UNITS, 16), (16,)] * 2
    rng = np.random.default_rng(0)
    weights = [rng.standard_normal(shape) for shape in shapes]
    both.set_weights(weights)
    for weight, right in zip(both.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(weight, right)
    np.testing.assert_array_equal(both.forward_layer.get_weights()[0], weights[0])
    np.testing.assert_array_equal(both.backward_layer.get_weights()[0], weights[3])


def test_float32_stays_float32(x):
    for merge_mode in ("concat", "sum", "mul", "ave"):
        y = Bidirectional(GRU(UNITS), merge_mode=merge_mode)(x.astype(np.float32))
        assert y.dtype == np.float32


def test_refused_weights_change_neither_half():
    layer = Bidirectional(SimpleRNN(2, rng=0))
    layer.build((None, None, 3))
    before = layer.get_weights()
    wrong = [*(weight + 1 for weight in before[:5]), np.zeros(7)]
    with pytest.raises(ValueError, match="shape"):
        layer.set_weights(wrong)
    assert all(map(np.array_equal, layer.get_weights(), before))
