import re

import numpy as np
import pytest
from hypothesis import strategies as st
from layer_cases import for_all, small

from unrolled.activations import ACTIVATIONS, find_activation, relu, sigmoid, softmax
from unrolled.gradcheck import check_gradients

every_activation = pytest.mark.parametrize("name", ACTIVATIONS, ids=str)


def test_sigmoid_is_its_definition_where_no_exponential_overflows():
    a = np.linspace(-30, 30, 121)
    np.testing.assert_allclose(sigmoid(a), 1 / (1 + np.exp(-a)), rtol=0, atol=1e-15)


def test_sigmoid_of_huge_numbers_is_zero_or_one_without_a_warning():
    np.testing.assert_array_equal(sigmoid(np.array([-1e308, -800, 800, 1e308])), [0, 0, 1, 1])


def test_sigmoid_of_minus_a_is_one_minus_sigmoid_of_a():
    a = np.linspace(-5, 5, 11)
    np.testing.assert_allclose(sigmoid(-a), 1 - sigmoid(a), rtol=0, atol=1e-15)


def test_relu_keeps_what_is_positive():
    np.testing.assert_array_equal(relu(np.array([-2.0, 0.0, 0.5, np.nan])), [0, 0, 0.5, np.nan])


def test_softmax_is_its_definition_along_the_last_axis():
    a = np.random.default_rng(0).standard_normal((2, 3, 4))
    for row, expected in zip(a.reshape(-1, 4), softmax(a).reshape(-1, 4), strict=True):
        np.testing.assert_allclose(np.exp(row) / np.exp(row).sum(), expected, rtol=1e-12)


def test_softmax_of_huge_scores_does_not_overflow():
    np.testing.assert_allclose(softmax(np.array([1000.0, 1000.0, -1000.0])), [0.5, 0.5, 0])


@every_activation
def test_float32_stays_float32(name):
    activation = find_activation(name)
    y = activation.forward(np.ones((2, 3), np.float32))
    assert y.dtype == activation.backward(np.ones((2, 3), np.float32), y).dtype == np.float32


@every_activation
@for_all(small, small, st.integers(0, 999))
def test_the_gradient_matches_central_differences(name, rows, columns, seed):
    activation = find_activation(name)
    a = np.random.default_rng(seed).standard_normal((rows, columns))
    a = np.where(np.abs(a) < 0.01, 0.1, a)  # relu has a corner at 0
    check_gradients(
        activation.forward, lambda dy, a: activation.backward(dy, activation.forward(a)), {"a": a}
    )


def test_the_gradient_of_relu_at_the_corner_is_zero():
    assert ACTIVATIONS["relu"].backward(np.array([3.0]), relu(np.array([0.0]))) == 0


@every_activation
def test_the_arguments_are_left_as_they_are(name):
    a, dy = np.full((2, 3), 0.5), np.full((2, 3), 2.0)
    y = find_activation(name).forward(a)
    before = y.copy()
    find_activation(name).backward(dy, y)
    for array, value in [(a, 0.5), (dy, 2.0), (y, before)]:
        np.testing.assert_array_equal(array, value)


@pytest.mark.parametrize("name", ["Tanh", "swish", 3, ["relu"], np.tanh])
def test_an_unknown_activation_is_refused(name):
    message = (
        f"activation must be one of None, 'tanh', 'relu', 'sigmoid', 'softmax', but it is {name!r}."
    )
    with pytest.raises(ValueError, match=re.escape(message)):
        find_activation(name)
