import re

import numpy as np
import pytest

from unrolled.layers import Dense


@pytest.fixture
def x():
    return np.random.default_rng(0).standard_normal((2, 5, 3))


def test_each_row_is_multiplied_alone(x):
    layer = Dense(4, "tanh", rng=0)
    y = layer(x)
    kernel, bias = layer.get_weights()
    for b, t in np.ndindex(2, 5):
        np.testing.assert_allclose(y[b, t], np.tanh(x[b, t] @ kernel + bias), rtol=1e-12)


def test_a_whole_number_for_units_may_come_from_numpy(x):
    assert Dense(np.int64(4))(x).shape == (2, 5, 4)


def test_the_bias_starts_at_zero_and_may_be_left_out(x):
    layer, without = Dense(4, rng=0), Dense(4, use_bias=False, rng=0)
    np.testing.assert_array_equal(layer(x), without(x))
    kernel, bias = layer.get_weights()
    np.testing.assert_array_equal(bias, np.zeros(4))
    np.testing.assert_array_equal(without.get_weights(), [kernel])


def test_the_first_kernel_is_drawn_as_in_keras_and_the_seed_makes_it_repeatable():
    layer, same, other = Dense(50, rng=1), Dense(50, rng=np.random.default_rng(1)), Dense(50, rng=2)
    for one in (layer, same, other):
        one.build((None, 30))
    kernel = layer.get_weights()[0]
    assert kernel.shape == (30, 50)
    assert 0.99 * np.sqrt(6 / 80) < np.abs(kernel).max() <= np.sqrt(6 / 80)
    np.testing.assert_array_equal(same.get_weights()[0], kernel)
    assert np.abs(other.get_weights()[0] - kernel).max() > 1e-3


def test_the_mask_is_passed_on(x):
    mask = np.array([[True] * 5, [True, True, False, False, False]])
    layer = Dense(4, rng=0)
    assert layer.compute_mask(x, mask) is mask
    assert layer.compute_mask(x) is None
    np.testing.assert_array_equal(layer(x, mask=mask), layer(x))


ERRORS = {
    "one axis": (
        lambda: Dense(4)(np.ones(3)),
        "A Dense layer expects x of shape (batch, features) or (batch, time, features), but x has "
        "shape (3,). If it is one sample, pass x[np.newaxis].",
    ),
    "whole numbers": (
        lambda: Dense(4)(np.ones((2, 3), int)),
        "x must hold floating numbers, but its data type is int64.",
    ),
    "other features than before": (
        lambda: [layer := Dense(4), layer(np.ones((2, 3))), layer(np.ones((2, 5)))],
        "The layer has weights for 3 features, but x has shape (2, 5), that is 5 features.",
    ),
    "no features": (
        lambda: Dense(4)(np.ones((2, 0))),
        "The number of features must be a positive whole number, but it is 0.",
    ),
    "no units": (lambda: Dense(0), "units must be a positive whole number, but it is 0."),
    "an unknown activation": (lambda: Dense(3, "gelu"), "but it is 'gelu'."),
    "a missing value": (
        lambda: Dense(4)([[1.0, np.nan]]),
        "x must hold finite numbers, but its entry [0, 1] is nan.",
    ),
    "built twice": (
        lambda: [layer := Dense(4), layer.build((2, 3)), layer.build((2, 3))],
        "The layer has weights already.",
    ),
}


@pytest.mark.parametrize("call, message", ERRORS.values(), ids=ERRORS)
def test_the_message_says_what_came_what_was_expected_and_how_to_mend_it(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()
