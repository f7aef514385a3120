import re
from itertools import product

import numpy as np
import pytest

from unrolled.layers import Conv1D, Dense

PADDINGS = ("valid", "same", "causal")


def draw(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def by_hand(layer, x):
    """Compute y number by number, with a rule for where a window begins."""
    kernel, bias = layer.get_weights()
    size, _, filters = kernel.shape
    stride, dilation, time = layer.strides, layer.dilation_rate, x.shape[1]
    span = (size - 1) * dilation + 1
    if layer.padding == "valid":
        starts = range(0, time - span + 1, stride)
    elif layer.padding == "causal":
        starts = range(1 - span, time - span + 1, stride)
    else:
        count = int(np.ceil(time / stride))
        zeros = max((count - 1) * stride + span - time, 0)
        starts = range(-(zeros // 2), -(zeros // 2) + count * stride, stride)
    y = np.zeros((len(x), len(starts), filters)) + bias
    for b, (n, start), j in product(range(len(x)), enumerate(starts), range(size)):
        t = start + j * dilation
        if 0 <= t < time:
            y[b, n] += x[b, t] @ kernel[j]
    return y


@pytest.mark.parametrize(
    "padding, size, stride, dilation",
    [
        (padding, size, stride, dilation)
        for padding, size, stride, dilation in product(
            PADDINGS, range(1, 5), range(1, 5), (1, 2, 3)
        )
        if min(stride, dilation) == 1
    ],
)
def test_every_window_is_the_sum_of_its_products(padding, size, stride, dilation):
    for time in range(1 if padding != "valid" else (size - 1) * dilation + 1, 12):
        layer = Conv1D(4, size, strides=stride, padding=padding, dilation_rate=dilation, rng=time)
        layer.set_weights([draw(size, 3, 4, seed=1), draw(4, seed=2)])
        x = draw(2, time, 3)
        np.testing.assert_allclose(layer(x), by_hand(layer, x), rtol=1e-10, atol=1e-12)


def test_a_window_of_one_step_is_a_dense_layer():
    conv, dense, x = Conv1D(4, 1, activation="tanh", rng=0), Dense(4, "tanh"), draw(2, 5, 3)
    y = conv(x)
    kernel, bias = conv.get_weights()
    dense.set_weights([kernel[0], bias])
    np.testing.assert_allclose(y, dense(x), rtol=1e-12)


def test_a_causal_window_reads_no_later_step():
    layer, x = Conv1D(4, 3, padding="causal", dilation_rate=2, rng=0), draw(1, 9, 3)
    y = layer(x)
    for t in range(9):
        changed = x.copy()
        changed[:, t] += 1
        difference = np.abs(layer(changed) - y).max(axis=(0, 2))
        np.testing.assert_array_equal(difference > 1e-9, [n in (t, t + 2, t + 4) for n in range(9)])


def test_no_mask_is_passed_on():
    x, mask = draw(2, 5, 3), np.ones((2, 5), bool)
    layer = Conv1D(4, 2, rng=0)
    assert layer.compute_mask(x, mask) is None
    np.testing.assert_array_equal(layer(x, mask=mask), layer(x))


def test_the_first_weights_are_drawn_as_in_keras_and_the_seed_makes_them_repeatable():
    layer, same = Conv1D(20, 4, rng=1), Conv1D(20, 4, rng=1)
    layer.build((None, None, 30))
    same(draw(2, 9, 30))
    kernel, bias = layer.get_weights()
    assert kernel.shape == (4, 30, 20)
    limit = np.sqrt(6 / (4 * 30 + 4 * 20))
    assert 0.99 * limit < np.abs(kernel).max() <= limit
    np.testing.assert_array_equal(bias, np.zeros(20))
    np.testing.assert_array_equal(kernel, same.get_weights()[0])


ERRORS = {
    "two axes": (
        lambda: Conv1D(4, 2)(np.ones((2, 3))),
        "Conv1D expects x of shape (batch, time, features), but x has shape (2, 3).",
    ),
    "a sequence shorter than the window": (
        lambda: Conv1D(4, 3, dilation_rate=2)(np.ones((2, 4, 3))),
        "x must have at least 5 time steps, but it has shape (2, 4, 3). With padding='valid' a "
        "window must fit into the sequence; with 'same' or 'causal', one step is enough.",
    ),
    "no step": (
        lambda: Conv1D(4, 3, padding="same")(np.ones((2, 0, 3))),
        "x must have at least 1 time steps, but it has shape (2, 0, 3).",
    ),
    "other features than before": (
        lambda: [layer := Conv1D(4, 1), layer(np.ones((2, 3, 3))), layer(np.ones((2, 3, 5)))],
        "The layer has weights for 3 features, but x has shape (2, 3, 5), that is 5 features.",
    ),
    "strides and dilation": (
        lambda: Conv1D(4, 2, strides=2, dilation_rate=2),
        "Only one of strides and dilation_rate may be above 1, but they are 2 and 2.",
    ),
    "an unknown padding": (
        lambda: Conv1D(4, 2, padding="full"),
        "padding must be one of 'valid', 'same', 'causal', but it is 'full'.",
    ),
    "no filters": (
        lambda: Conv1D(0, 2),
        "filters must be a positive whole number, but it is 0.",
    ),
    "no window": (
        lambda: Conv1D(4, 0),
        "kernel_size must be a positive whole number, but it is 0.",
    ),
    "no stride": (
        lambda: Conv1D(4, 2, strides=0),
        "strides must be a positive whole number, but it is 0.",
    ),
    "half a dilation": (
        lambda: Conv1D(4, 2, dilation_rate=0.5),
        "dilation_rate must be a positive whole number, but it is 0.5.",
    ),
    "an unknown activation": (lambda: Conv1D(4, 2, activation="gelu"), "but it is 'gelu'."),
    "whole numbers": (
        lambda: Conv1D(4, 1)(np.ones((2, 3, 3), int)),
        "x must hold floating numbers, but its data type is int64.",
    ),
    "no features": (
        lambda: Conv1D(4, 1)(np.ones((2, 3, 0))),
        "The number of features must be a positive whole number, but it is 0.",
    ),
    "a kernel in another layout": (
        lambda: Conv1D(4, 2).set_weights([np.ones((4, 3, 2)), np.ones(4)]),
        "The weight kernel must have shape (2, 3, 4), but it has shape (4, 3, 2).",
    ),
    "a kernel of two axes": (
        lambda: Conv1D(4, 2).set_weights([np.ones((3, 4)), np.ones(4)]),
        "The weight kernel must have shape (2, 3, 4), but it has shape (3, 4).",
    ),
    "a kernel without a bias": (
        lambda: Conv1D(4, 2).set_weights([np.ones((2, 3, 4))]),
        "must hold these arrays, in this order: kernel, bias. It holds 1 instead of 2.",
    ),
}


@pytest.mark.parametrize("call, message", ERRORS.values(), ids=ERRORS)
def test_the_message_says_what_came_what_was_expected_and_how_to_mend_it(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()
