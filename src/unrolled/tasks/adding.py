"""The adding problem: remember two marked numbers, however far apart, and give their sum."""

import numpy as np

from unrolled.checks import positive_integer

# The mean squared error of who always answers 1, the mean of the sum: the variance of two
# independent numbers from [0, 1), each 1/12.
BASELINE = 1 / 6


def draw(rng, batch, time):
    """Draw sequences of random numbers, two of which are marked, and the sum of those two.

    ``rng``: a NumPy Generator, or a seed. Returns ``x`` (batch, time, 2) and ``target``
    (batch, 1), float64. The first feature of x is a number from [0, 1); the second is 1 at
    two steps and 0 elsewhere: once in the first half of the sequence, once in the second
    (where ``time`` is odd, the second half is the longer one). The target is the sum of the
    two numbers beside the marks. Raises ValueError when ``batch`` or ``time`` is no positive
    whole number, or ``time`` is 1. Source: S. Hochreiter and J. Schmidhuber, "Long short-term
    memory", Neural Computation 9 (1997), with numbers from [-1, 1); in the form used here,
    M. Arjovsky, A. Shah and Y. Bengio, "Unitary evolution recurrent neural networks", ICML
    2016.
    """
    rng, batch, time = np.random.default_rng(rng), positive_integer("batch", batch), _steps(time)
    half, rows = time // 2, np.arange(batch)
    numbers, marks = rng.random((batch, time)), np.zeros((batch, time))
    first, second = rng.integers(half, size=batch), rng.integers(half, time, size=batch)
    marks[rows, first] = marks[rows, second] = 1
    target = numbers[rows, first] + numbers[rows, second]
    return np.stack([numbers, marks], axis=-1), target[:, np.newaxis]


def _steps(time):
    time = positive_integer("time", time)
    if time < 2:
        raise ValueError("time must be at least 2, one step for each mark, but it is 1.")
    return time
