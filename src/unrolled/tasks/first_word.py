"""Recall the first word: a place is named, then come words that say nothing about it."""

import numpy as np

from unrolled.checks import positive_integer

PLACES = 4  # words that a sentence can begin with, and that can fill its gap
OTHERS = 8  # words that say nothing about the place
WORDS = PLACES + OTHERS
BASELINE = 1 / PLACES  # the share of right answers of who has not seen the first word


def draw(rng, batch, distance):
    """Draw sentences that begin with a place, and the place, to be named after the last word.

    The first word is one of the words 0 ... PLACES - 1, each equally likely; the ``distance``
    words after it are drawn from the others, and say nothing about it. ``rng``: a NumPy
    Generator, or a seed. Returns ``x`` (batch, distance + 1, WORDS), float64, where each word
    is a row with a single 1, and ``target`` (batch,), whole numbers: the first words. Raises
    ValueError when ``batch`` or ``distance`` is no positive whole number. Source: the latching
    problem of Y. Bengio, P. Simard and P. Frasconi, "Learning long-term dependencies with
    gradient descent is difficult", IEEE Transactions on Neural Networks 5 (1994), where the
    first steps decide the class of a sequence and the others are noise; here with words.
    """
    rng = np.random.default_rng(rng)
    batch, distance = positive_integer("batch", batch), positive_integer("distance", distance)
    words = rng.integers(PLACES, WORDS, size=(batch, distance + 1))
    words[:, 0] = rng.integers(PLACES, size=batch)
    return np.eye(WORDS)[words], words[:, 0].copy()
