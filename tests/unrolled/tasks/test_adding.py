import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.tasks import adding

few = settings(max_examples=60, deadline=None)
seeds, batches = st.integers(0, 2**32 - 1), st.integers(1, 20)


@few
@given(seeds, batches, st.integers(2, 60))
def test_the_target_is_the_sum_of_the_two_marked_numbers(seed, batch, time):
    x, target = adding.draw(seed, batch, time)
    assert x.shape == (batch, time, 2) and target.shape == (batch, 1)
    assert x.dtype == target.dtype == np.float64
    numbers, marks = x[..., 0], x[..., 1]
    np.testing.assert_array_equal(np.unique(marks), [0, 1] if time > 2 else [1])
    np.testing.assert_array_equal(marks[:, : time // 2].sum(axis=1), np.ones(batch))
    np.testing.assert_array_equal(marks[:, time // 2 :].sum(axis=1), np.ones(batch))
    np.testing.assert_allclose(target[:, 0], (numbers * marks).sum(axis=1), rtol=1e-15)
    assert numbers.min() >= 0 and numbers.max() < 1


def test_a_mark_can_stand_at_every_step_of_its_half():
    x, _ = adding.draw(0, batch=2000, time=7)
    share = x[..., 1].mean(axis=0)
    np.testing.assert_allclose(share, [1 / 3] * 3 + [1 / 4] * 4, atol=0.05)


def test_the_mean_squared_error_of_the_constant_answer_is_a_sixth():
    _, target = adding.draw(1, batch=200_000, time=4)
    squares = (target - 1) ** 2
    error = squares.std() / np.sqrt(squares.size)
    assert abs(squares.mean() - adding.BASELINE) < 5 * error < 0.003
    assert abs(squares.mean() - 0.1767) > 20 * error  # what is often read


def test_the_constant_that_does_best_is_one():
    _, target = adding.draw(2, batch=200_000, time=4)
    assert abs(target.mean() - 1) < 0.005


def test_equal_seeds_draw_equal_examples_and_a_generator_goes_on():
    for one, other in zip(adding.draw(3, 4, 5), adding.draw(3, 4, 5), strict=True):
        np.testing.assert_array_equal(one, other)
    rng = np.random.default_rng(3)
    assert not np.array_equal(adding.draw(rng, 4, 5)[0], adding.draw(rng, 4, 5)[0])


@pytest.mark.parametrize(("batch", "time"), [(0, 5), (2.5, 5), (2, 0), (2, 1), (2, -3), (2, "5")])
def test_sizes_that_make_no_sense_are_refused(batch, time):
    with pytest.raises(ValueError, match=r"(batch|time) must be"):
        adding.draw(0, batch, time)
