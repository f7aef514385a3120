import numpy as np
import pytest

from unrolled.activations import sigmoid, softmax


def test_sigmoid_is_its_definition_where_no_exponential_overflows():
    a = np.linspace(-30, 30, 121)
    np.testing.assert_allclose(sigmoid(a), 1 / (1 + np.exp(-a)), rtol=0, atol=1e-15)


def test_sigmoid_of_huge_numbers_is_zero_or_one_without_a_warning():
    np.testing.assert_array_equal(sigmoid(np.array([-1e308, -800, 800, 1e308])), [0, 0, 1, 1])


def test_sigmoid_of_minus_a_is_one_minus_sigmoid_of_a():
    a = np.linspace(-5, 5, 11)
    np.testing.assert_allclose(sigmoid(-a), 1 - sigmoid(a), rtol=0, atol=1e-15)


def test_softmax_is_its_definition_along_the_last_axis():
    a = np.random.default_rng(0).standard_normal((2, 3, 4))
    for row, expected in zip(a.reshape(-1, 4), softmax(a).reshape(-1, 4), strict=True):
        np.testing.assert_allclose(np.exp(row) / np.exp(row).sum(), expected, rtol=1e-12)


def test_softmax_of_huge_scores_does_not_overflow():
    np.testing.assert_allclose(softmax(np.array([1000.0, 1000.0, -1000.0])), [0.5, 0.5, 0])


@pytest.mark.parametrize("function", [sigmoid, softmax])
def test_float32_stays_float32(function):
    assert function(np.ones((2, 3), np.float32)).dtype == np.float32
