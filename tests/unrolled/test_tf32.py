import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.tf32 import round_to_tf32

normal = st.floats(-(2.0**127), 2.0**127, width=32, allow_subnormal=False)


def round_bits(x):
    """Round the same way in the bits of float32: 13 of its 23 mantissa bits are dropped."""
    bits = np.asarray(x, np.float32).view(np.uint32)
    last_kept = (bits >> np.uint32(13)) & np.uint32(1)
    rounded = (bits + np.uint32(0xFFF) + last_kept) & np.uint32(0xFFFFE000)
    return rounded.view(np.float32)


@given(st.lists(normal, min_size=1, max_size=20))
@settings(deadline=None, max_examples=300, derandomize=True)
def test_it_agrees_with_rounding_in_the_bits(numbers):
    x = np.array(numbers, np.float32)
    np.testing.assert_array_equal(round_to_tf32(x), round_bits(x))


@pytest.mark.parametrize(
    "x, rounded",
    [
        (1 + 2**-10, 1 + 2**-10),  # the last bit that is kept
        (1 + 2**-11, 1),  # halfway: to the even neighbour, here down
        (1 + 3 * 2**-11, 1 + 2**-9),  # halfway: to the even neighbour, here up
        (1 + 2**-11 + 2**-20, 1 + 2**-10),
        (2 - 2**-12, 2),  # into the next power of two
        (-1 - 3 * 2**-11, -1 - 2**-9),
        (0, 0),
    ],
)
def test_it_keeps_ten_mantissa_bits_and_rounds_ties_to_even(x, rounded):
    assert round_to_tf32(x) == rounded


def test_what_is_not_finite_stays_what_it_is():
    np.testing.assert_array_equal(
        round_to_tf32([np.inf, -np.inf, np.nan]), [np.inf, -np.inf, np.nan]
    )


def test_it_returns_float32_of_the_same_shape_and_leaves_its_argument():
    x = np.full((2, 3), 0.1)
    assert round_to_tf32(x).dtype == np.float32
    assert round_to_tf32(x).shape == (2, 3)
    np.testing.assert_array_equal(x, 0.1)
