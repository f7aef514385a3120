import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.tasks import temporal_order
from unrolled.tasks.temporal_order import CLASSES, SYMBOLS

few = settings(max_examples=60, deadline=None)


def as_text(x):
    return ["".join(SYMBOLS[place] for place in row) for row in x.argmax(axis=-1)]


@few
@given(st.integers(0, 2**32 - 1), st.integers(1, 20), st.integers(10, 70))
def test_the_class_is_the_two_symbols_that_count_in_their_order(seed, batch, time):
    x, target = temporal_order.draw(seed, batch, time)
    assert x.shape == (batch, time, len(SYMBOLS)) and target.shape == (batch,)
    np.testing.assert_array_equal(np.sort(x, axis=-1)[..., -1], 1)
    np.testing.assert_array_equal(x.sum(axis=-1), 1)
    for text, place in zip(as_text(x), target, strict=True):
        assert text[0] == "E" and text[-1] == "B"
        counted = [step for step, symbol in enumerate(text) if symbol in "XY"]
        assert "".join(text[step] for step in counted) == CLASSES[place]
        assert time // 10 <= counted[0] < time // 5
        assert time // 2 <= counted[1] < 6 * time // 10
        assert set(text[1:-1]) <= set("abcdXY")


def test_all_classes_and_symbols_are_equally_likely():
    x, target = temporal_order.draw(0, batch=20_000, time=10)
    np.testing.assert_allclose(np.bincount(target) / len(target), [1 / 4] * 4, atol=0.02)
    share = x[:, 2:5].mean(axis=(0, 1))  # where nothing counts
    np.testing.assert_allclose(share, [0, 0, *[1 / 4] * 4, 0, 0], atol=0.01)


def test_the_baseline_is_the_entropy_of_four_equally_likely_classes():
    entropy = -np.sum(np.full(4, 1 / 4) * np.log(1 / 4))
    np.testing.assert_allclose(temporal_order.BASELINE, entropy)


def test_equal_seeds_draw_equal_examples_and_a_generator_goes_on():
    pairs = zip(temporal_order.draw(3, 4, 12), temporal_order.draw(3, 4, 12), strict=True)
    for one, other in pairs:
        np.testing.assert_array_equal(one, other)
    rng = np.random.default_rng(3)
    draws = [temporal_order.draw(rng, 4, 12)[0] for _ in range(2)]
    assert not np.array_equal(*draws)


@pytest.mark.parametrize(("batch", "time"), [(0, 12), (2.5, 12), (2, 0), (2, 9), (2, "12")])
def test_sizes_that_make_no_sense_are_refused(batch, time):
    with pytest.raises(ValueError, match=r"(batch|time) must be"):
        temporal_order.draw(0, batch, time)
