import re

import numpy as np
import pytest
from hypothesis import strategies as st
from layer_cases import for_all

from unrolled.clipping import clip_by_global_norm, clip_by_value, global_norm

numbers = st.floats(-100, 100, allow_subnormal=False)
gradient_lists = st.lists(st.lists(numbers, min_size=1, max_size=4), min_size=1, max_size=3)


@for_all(gradient_lists)
def test_the_global_norm_is_the_length_of_all_entries_in_one_row(gradients):
    row = np.concatenate(gradients)
    assert global_norm(gradients) == pytest.approx(np.sqrt(np.sum(row**2)), rel=1e-12)


def test_the_norm_of_huge_and_tiny_gradients_neither_overflows_nor_vanishes():
    for size in (1e200, 1e-200):
        assert global_norm([np.array([3 * size]), np.array([[4 * size]])]) == 5 * size
    assert global_norm([np.full(4, 1e30, np.float32)]) == pytest.approx(2e30)
    assert global_norm([]) == global_norm([np.zeros(3), np.zeros((0, 2))]) == 0


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_the_norm_shows_what_is_not_finite_in_any_place(bad):
    for gradients in ([[1.0, bad], [2.0]], [[1.0], [bad]], [[bad, np.nan], [1.0]]):
        assert not np.isfinite(global_norm(gradients))


@for_all(gradient_lists, st.floats(0.01, 1000))
def test_clipping_by_norm_shortens_what_is_too_long_and_keeps_the_direction(gradients, max_norm):
    gradients = [np.array(gradient) for gradient in gradients]
    clipped, norm = clip_by_global_norm(gradients, max_norm)
    assert norm == global_norm(gradients)
    for gradient, new in zip(gradients, clipped, strict=True):
        np.testing.assert_allclose(new * max(norm, max_norm), gradient * max_norm, rtol=1e-12)
    assert global_norm(clipped) <= max_norm * (1 + 1e-12)


@for_all(gradient_lists, st.floats(0.01, 100))
def test_clipping_by_value_cuts_each_entry_alone(gradients, limit):
    for gradient, new in zip(gradients, clip_by_value(gradients, limit), strict=True):
        for number, cut in zip(gradient, new, strict=True):
            assert cut == min(max(number, -limit), limit)


def test_clipping_returns_new_arrays_of_the_same_type_and_leaves_the_old():
    for dtype in (np.float32, np.float64):
        for max_norm in (1.0, 100.0):
            gradients = [np.full((2, 3), 4, dtype), np.full(2, -3, dtype)]
            for clipped in (
                clip_by_value(gradients, max_norm),
                clip_by_global_norm(gradients, max_norm)[0],
            ):
                assert [new.dtype for new in clipped] == [dtype, dtype]
                for new in clipped:
                    new[...] = 7
                np.testing.assert_array_equal(gradients[0], 4)
                np.testing.assert_array_equal(gradients[1], -3)


@pytest.mark.parametrize("limit", [0, -1.0, np.inf, np.nan, "1", None])
def test_a_limit_must_be_a_number_above_zero(limit):
    for clip, name in [(clip_by_value, "limit"), (clip_by_global_norm, "max_norm")]:
        message = f"{name} must be a finite number above 0, but it is {limit!r}."
        with pytest.raises(ValueError, match=re.escape(message)):
            clip([np.ones(2)], limit)


def test_a_gradient_without_a_direction_is_refused():
    with pytest.raises(ValueError, match="The gradients hold infinity or NaN, and clipping"):
        clip_by_global_norm([np.array([1.0, np.inf])], 1)
