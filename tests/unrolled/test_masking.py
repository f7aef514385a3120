import re

import numpy as np
import pytest

from unrolled.layers import LSTM, Masking, Sequential


@pytest.fixture
def x():
    x = np.random.default_rng(0).standard_normal((2, 4, 3))
    x[0, 1], x[1, 2], x[1, 3] = 0.1, 0.1, [0.1, 0.1, 5]
    return x


MASK = np.array([[True, False, True, True], [True, True, False, True]])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_step_that_holds_the_value_only_is_masked_and_becomes_zeros(x, dtype):
    x, layer = x.astype(dtype), Masking(mask_value=0.1)
    mask = layer.compute_mask(x, ~MASK)  # made from x alone
    assert mask.dtype == bool
    np.testing.assert_array_equal(mask, MASK)
    y = layer(x, mask=~MASK, training=True)
    np.testing.assert_array_equal(y[MASK], x[MASK])
    np.testing.assert_array_equal(y[~MASK], 0)
    dx = layer.backward(np.ones_like(x))
    np.testing.assert_array_equal(dx, np.repeat(MASK[..., None], 3, axis=-1))


def test_the_value_is_zero_if_nothing_else_is_said(x):
    x[0, 2] = 0
    mask = Masking().compute_mask(x)
    assert np.argwhere(~mask).tolist() == [[0, 2]]
    np.testing.assert_array_equal(Masking().compute_mask(x.tolist()), mask)


def test_with_four_axes_each_row_of_features_has_its_place_in_the_mask(x):
    assert Masking().compute_mask(x[None]).shape == (1, 2, 4)
    np.testing.assert_array_equal(Masking(0.1).compute_mask(x[None])[0], MASK)


def test_the_next_layer_skips_the_masked_steps(x):
    lstm = LSTM(4, rng=0)
    model = Sequential([Masking(0.1), lstm])
    np.testing.assert_allclose(model(x)[:1], lstm(x[:1, [0, 2, 3]]), rtol=1e-12)


def test_there_are_no_weights(x):
    layer = Masking()
    layer.set_weights([])
    assert layer.weights == layer.get_weights() == layer.gradients == []
    with pytest.raises(ValueError, match="It holds 1 instead of 0"):
        layer.set_weights([x])


ERRORS = {
    "two axes": (
        lambda: Masking()(np.ones((2, 3))),
        "Masking expects x of shape (batch, time, features), but x has shape (2, 3).",
    ),
    "whole numbers": (
        lambda: Masking()(np.ones((2, 3, 3), int)),
        "x must hold floating numbers, but its data type is int64.",
    ),
    "a value that equals nothing": (
        lambda: Masking(np.nan),
        "mask_value must be a finite number, but it is nan.",
    ),
    "a word": (lambda: Masking("0"), "mask_value must be a finite number, but it is '0'."),
}


@pytest.mark.parametrize("call, message", ERRORS.values(), ids=ERRORS)
def test_the_message_says_what_came_what_was_expected_and_how_to_mend_it(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()
