"""Layers that start each call from the states after the call before."""

import numpy as np
import pytest

from unrolled.layers import GRU, LSTM, Bidirectional, SimpleRNN

BATCH, TIME, FEATURES, UNITS = 2, 5, 3, 4
X = np.random.default_rng(0).standard_normal((BATCH, TIME, FEATURES))
every_layer = pytest.mark.parametrize("make", [SimpleRNN, LSTM, GRU])


def pair(make, **options):
    """Return a stateful layer, and a plain one with the same weights that returns its states."""
    stateful, plain = make(UNITS, stateful=True, rng=0, **options), make(UNITS, return_state=True)
    stateful.build(X.shape)
    plain.set_weights(stateful.get_weights())
    return stateful, plain


@every_layer
@pytest.mark.parametrize("training", [False, True])
def test_each_call_starts_where_the_last_one_ended(make, training):
    stateful, plain = pair(make)
    states = None
    for x in (X, 2 * X, X):
        y, *states = plain(x, states)
        np.testing.assert_array_equal(stateful(x, training=training), y)


@every_layer
def test_states_that_are_given_count_for_that_call(make):
    stateful, plain = pair(make)
    start = list(np.random.default_rng(1).standard_normal((len(plain.states), BATCH, UNITS)))
    stateful(X)
    y, *states = plain(X, start)
    np.testing.assert_array_equal(stateful(X, start), y)
    np.testing.assert_array_equal(stateful(X), plain(X, states)[0])


@every_layer
def test_after_a_reset_it_starts_from_zeros_with_any_batch_size(make):
    stateful, plain = pair(make)
    stateful(X)
    stateful.reset_state()
    np.testing.assert_array_equal(stateful(X[:1]), plain(X[:1])[0])


@every_layer
def test_another_precision_carries_on(make):
    stateful, plain = pair(make)
    stateful(X.astype(np.float32))
    y = stateful(X)
    assert y.dtype == np.float64
    _, *states = plain(X)
    np.testing.assert_allclose(y, plain(X, states)[0], rtol=1e-4, atol=1e-5)


@every_layer
def test_nobody_outside_can_write_into_the_states(make):
    stateful, plain = pair(make, return_state=True)
    for value in stateful(X):
        value[...] = 7
    _, *states = plain(X)
    np.testing.assert_array_equal(stateful(X)[0], plain(X, states)[0])


def test_both_directions_carry_on_and_start_anew():
    both = Bidirectional(LSTM(UNITS, stateful=True, rng=0))
    first, second = both(X), both(X)
    assert np.abs(first - second).max() > 1e-3
    both.reset_state()
    np.testing.assert_array_equal(both(X), first)


def test_a_copy_for_bidirectional_starts_from_zeros():
    pattern = LSTM(UNITS, stateful=True, rng=0)
    pattern(X)
    both = Bidirectional(pattern)
    both.build(X.shape)
    both.forward_layer.set_weights(pattern.get_weights())
    pattern.reset_state()
    np.testing.assert_array_equal(both(X)[:, :UNITS], pattern(X))
