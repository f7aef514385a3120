import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.layers import Dense, Sequential, SimpleRNN
from unrolled.losses import softmax_cross_entropy
from unrolled.optimizers import Adam
from unrolled.tasks import first_word
from unrolled.tasks.first_word import OTHERS, PLACES, WORDS
from unrolled.training import train_on_batch

few = settings(max_examples=60, deadline=None)


@few
@given(st.integers(0, 2**32 - 1), st.integers(1, 20), st.integers(1, 40))
def test_the_target_is_the_first_word_and_no_other_word_is_a_place(seed, batch, distance):
    x, target = first_word.draw(seed, batch, distance)
    assert x.shape == (batch, distance + 1, WORDS) and x.dtype == np.float64
    assert target.shape == (batch,) and target.dtype.kind == "i"
    np.testing.assert_array_equal(np.sort(x, axis=-1)[..., -1], 1)
    np.testing.assert_array_equal(x.sum(axis=-1), 1)
    words = x.argmax(axis=-1)
    np.testing.assert_array_equal(words[:, 0], target)
    assert target.min() >= 0 and target.max() < PLACES
    assert words[:, 1:].min() >= PLACES


def test_every_word_is_equally_likely():
    x, target = first_word.draw(0, batch=4000, distance=5)
    np.testing.assert_allclose(np.bincount(target) / 4000, [1 / PLACES] * PLACES, atol=0.03)
    share = x[:, 1:].mean(axis=(0, 1))
    np.testing.assert_allclose(share, [0] * PLACES + [1 / OTHERS] * OTHERS, atol=0.01)


def test_the_later_words_say_nothing_about_the_first():
    x, target = first_word.draw(1, batch=20_000, distance=2)
    together = np.zeros((PLACES, WORDS, WORDS))
    words = x.argmax(axis=-1)
    np.add.at(together, (target, words[:, 1], words[:, 2]), 1 / len(x))
    expected = 1 / (PLACES * OTHERS**2)
    assert np.abs(together[:, PLACES:, PLACES:] - expected).max() < 6 * np.sqrt(expected / len(x))


def test_a_small_network_learns_a_short_distance():
    rng = np.random.default_rng(0)
    model, optimizer = Sequential([SimpleRNN(8, rng=0), Dense(PLACES, rng=1)]), Adam(0.01)
    model.build((None, None, WORDS))
    for _ in range(150):
        batch = first_word.draw(rng, 32, distance=3)
        train_on_batch(model, *batch, None, softmax_cross_entropy, optimizer, max_norm=1)
    x, target = first_word.draw(rng, 500, distance=3)
    assert np.mean(model(x).argmax(axis=1) == target) > 0.95 > 3 * first_word.BASELINE


def test_equal_seeds_draw_equal_sentences_and_a_generator_goes_on():
    for one, other in zip(first_word.draw(3, 4, 5), first_word.draw(3, 4, 5), strict=True):
        np.testing.assert_array_equal(one, other)
    rng = np.random.default_rng(3)
    assert not np.array_equal(first_word.draw(rng, 4, 5)[0], first_word.draw(rng, 4, 5)[0])


@pytest.mark.parametrize(("batch", "distance"), [(0, 5), (2.5, 5), (2, 0), (2, -3), (2, "5")])
def test_sizes_that_make_no_sense_are_refused(batch, distance):
    with pytest.raises(ValueError, match=r"(batch|distance) must be"):
        first_word.draw(0, batch, distance)
