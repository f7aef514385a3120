"""Dropout in recurrent layers: what is dropped, how often, and what draws it."""

from functools import partial

import numpy as np
import pytest

from unrolled.layers import GRU, LSTM, Bidirectional, SimpleRNN
from unrolled.layers.dropout import draw_factor, narrow, widen

BATCH, TIME, FEATURES, UNITS = 2, 5, 3, 4
every_layer = pytest.mark.parametrize("make", [SimpleRNN, LSTM, GRU])


def draw(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


X = draw(BATCH, TIME, FEATURES)


def test_a_factor_is_zero_at_the_rate_and_keeps_the_mean():
    factor = draw_factor(np.random.default_rng(0), 0.3, (200, 200), np.dtype(np.float64))
    np.testing.assert_array_equal(np.unique(factor), [0, 1 / (1 - 0.3)])
    np.testing.assert_allclose(np.mean(factor == 0), 0.3, atol=0.01)
    np.testing.assert_allclose(factor.mean(), 1, atol=0.02)


def test_the_rate_zero_draws_nothing():
    rng = np.random.default_rng(0)
    assert draw_factor(rng, 0.0, (2, 3), np.dtype(np.float64)) is None
    assert rng.random() == np.random.default_rng(0).random()


def test_a_factor_has_the_data_type_of_x():
    factor = draw_factor(np.random.default_rng(0), 0.3, (2, 3), np.dtype(np.float32))
    assert factor.dtype == np.float32


@pytest.mark.parametrize("gates", [1, 4])
def test_one_wide_product_is_a_product_for_each_gate(gates):
    kernel, factor = draw(FEATURES, 4 * UNITS, seed=1), draw(gates, BATCH, FEATURES, seed=2)
    wide_x, wide_kernel = widen(X, kernel, factor)
    blocks = np.split(kernel, gates, axis=1)
    expected = [(X * f[:, None]) @ block for f, block in zip(factor, blocks, strict=True)]
    np.testing.assert_allclose(wide_x @ wide_kernel, np.concatenate(expected, -1), rtol=1e-12)

    d = draw(BATCH, TIME, 4 * UNITS, seed=3)
    dwide_kernel = np.einsum("btf,btu->fu", wide_x, d)
    dx, dkernel = narrow(d @ wide_kernel.T, dwide_kernel, factor)
    parts = zip(np.split(d, gates, axis=-1), blocks, factor, strict=True)
    np.testing.assert_allclose(
        dx, sum((part @ block.T) * f[:, None] for part, block, f in parts), rtol=1e-12
    )
    parts = zip(np.split(d, gates, axis=-1), factor, strict=True)
    dblocks = [np.einsum("btf,btu->fu", X * f[:, None], part) for part, f in parts]
    np.testing.assert_allclose(dkernel, np.concatenate(dblocks, -1), rtol=1e-12)


@every_layer
@pytest.mark.parametrize("rates", [{"dropout": 0.5}, {"recurrent_dropout": 0.5}])
def test_dropout_acts_in_training_alone_and_anew_in_each_call(make, rates):
    dropped, plain = make(UNITS, rng=0, **rates), make(UNITS)
    dropped.build(X.shape)
    plain.set_weights(dropped.get_weights())
    np.testing.assert_array_equal(dropped(X), plain(X))
    first, second = dropped(X, training=True), dropped(X, training=True)
    assert np.abs(first - second).max() > 1e-3
    assert np.abs(first - plain(X)).max() > 1e-3


@every_layer
def test_the_mean_over_many_calls_is_the_call_without_dropout(make):
    """One step from a state of zeros, with weights so small that the cell is almost linear."""
    layer = make(UNITS, dropout=0.4, rng=0)
    layer.build(X.shape)
    layer.set_weights([weight / 100 for weight in layer.get_weights()])
    many = np.repeat(X[:1, :1], 20_000, axis=0)
    mean = layer(many, training=True).mean(axis=0)
    np.testing.assert_allclose(mean, layer(many)[0], rtol=0.02, atol=1e-5)


@every_layer
def test_a_seed_makes_dropout_repeatable(make):
    first, second, other = (
        make(UNITS, dropout=0.5, recurrent_dropout=0.5, rng=seed) for seed in (1, 1, 2)
    )
    for layer in (first, second, other):
        layer.build(X.shape)
        layer.set_weights([np.ones_like(weight) for weight in layer.weights])
    np.testing.assert_array_equal(first(X, training=True), second(X, training=True))
    assert np.abs(first(X, training=True) - other(X, training=True)).max() > 1e-3


@every_layer
def test_the_same_entries_of_x_are_dropped_at_every_step_and_others_in_each_sequence(make):
    layer = make(UNITS, dropout=0.5, return_sequences=True, rng=3)
    x = draw(20, TIME, FEATURES)
    y = layer(x, training=True)
    dropped = layer.backward(np.ones_like(y)) == 0
    np.testing.assert_array_equal(dropped, np.repeat(dropped[:, :1], TIME, axis=1))
    assert len(np.unique(dropped[:, 0], axis=0)) > 1


@pytest.mark.parametrize("make, gates", [(SimpleRNN, 1), (LSTM, 4), (GRU, 3)])
def test_as_in_keras_each_gate_has_its_own_factor_as_soon_as_the_state_has_some(make, gates):
    shapes = []
    for rates in ({"dropout": 0.5}, {"dropout": 0.5, "recurrent_dropout": 0.5}):
        factors = make(UNITS, **rates)._draw_factors(X)
        shapes.append([None if factor is None else factor.shape for factor in factors])
    assert shapes[0] == [(1, BATCH, FEATURES), None]
    assert shapes[1] == [(gates, BATCH, FEATURES), (gates, BATCH, UNITS)]


def test_the_gru_carries_on_its_state_undropped():
    """With a closed update gate the state stays what it is, whatever is dropped."""
    for reset_after in (True, False):
        layer = GRU(UNITS, reset_after=reset_after, recurrent_dropout=0.5, rng=0)
        layer.build(X.shape)
        weights = layer.get_weights()
        weights[2][..., :UNITS] = 1000  # z = 1 keeps the old state
        layer.set_weights(weights)
        h = draw(BATCH, UNITS)
        np.testing.assert_array_equal(layer(X, h, training=True), h)


def test_both_directions_draw_factors_of_their_own():
    both = Bidirectional(SimpleRNN(UNITS, dropout=0.5, rng=0), merge_mode=None)
    x = np.ones((20, TIME, FEATURES))
    both.build(x.shape)
    both.set_weights(both.forward_layer.get_weights() * 2)
    forward, backward = both(x, training=True)
    assert np.abs(forward - backward).max() > 1e-3


def test_a_generator_is_shared_and_not_copied():
    rng = np.random.default_rng(0)
    layer = partial(SimpleRNN, UNITS, dropout=0.5)(rng=rng)
    layer.build(X.shape)
    before = rng.bit_generator.state
    layer(X)
    assert rng.bit_generator.state == before
    layer(X, training=True)
    assert rng.bit_generator.state != before
