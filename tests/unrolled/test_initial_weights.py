import numpy as np
import pytest

from unrolled.initial_weights import glorot_uniform, orthogonal


def test_glorot_uniform_fills_the_interval_of_glorot_and_bengio():
    kernel = glorot_uniform(np.random.default_rng(0), (100, 200))
    limit = np.sqrt(6 / 300)
    assert kernel.shape == (100, 200)
    assert 0.999 * limit < kernel.max() <= limit
    assert -limit <= kernel.min() < -0.999 * limit
    np.testing.assert_allclose(kernel.std(), limit / np.sqrt(3), rtol=0.02)


@pytest.mark.parametrize("shape", [(4, 16), (16, 4), (5, 5), (1, 3), (1, 1)])
def test_orthogonal_has_orthonormal_rows_or_columns(shape):
    matrix = orthogonal(np.random.default_rng(0), shape)
    assert matrix.shape == shape
    short = matrix @ matrix.T if shape[0] <= shape[1] else matrix.T @ matrix
    np.testing.assert_allclose(short, np.eye(min(shape)), atol=1e-12)


def test_orthogonal_prefers_no_sign():
    """Without its choice of signs, the QR decomposition makes the first entry negative."""
    rng = np.random.default_rng(0)
    positive = [orthogonal(rng, (3, 3))[0, 0] > 0 for _ in range(400)]
    assert 0.4 < np.mean(positive) < 0.6


@pytest.mark.parametrize("draw", [glorot_uniform, orthogonal])
def test_the_same_seed_gives_the_same_weights_and_another_seed_others(draw):
    first, again, other = (draw(np.random.default_rng(seed), (3, 4)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).max() > 0.01
